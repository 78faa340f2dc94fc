"""Every rule's own examples are its test: in a good one it finds nothing, in a bad one something, and says it whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from made_records import AS_OF, NO_NOTES, standardised

from crmtool.read import codes
from crmtool.rulebook import open_rules
from crmtool.validate import validate
from crmtool.validate.parse import NOTE

if TYPE_CHECKING:
    import polars as pl

    from crmtool.rules_model import Example, Rule, Rules

CHECKED = [rule for rule in open_rules(None).checks.values() if rule.check != NOTE]
GOOD = [pytest.param(rule, example, id=f"{rule.code}-{at}") for rule in CHECKED for at, example in enumerate(rule.good)]
BAD = [pytest.param(rule, example, id=f"{rule.code}-{at}") for rule in CHECKED for at, example in enumerate(rule.bad)]


def found(rule: Rule, example: Example, rules: Rules, lang: str = "en") -> pl.DataFrame:
    alone = replace(rules, checks={rule.code: rule})
    return validate(standardised(example, rules), NO_NOTES, alone, AS_OF, lang)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_finds_nothing_in_a_good_example(rule: Rule, example: Example, rules: Rules) -> None:
    assert found(rule, example, rules).rows(named=True) == []


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_finds_something_in_a_bad_example(rule: Rule, example: Example, rules: Rules) -> None:
    findings = found(rule, example, rules)
    assert findings.height > 0
    assert set(findings["field"]) <= {*rule.fields, None}
    assert findings["row"].is_null().all() == (rule.scope == "file")
    for lang in ("en", "zh"):
        said = found(rule, example, rules, lang)["message"]
        assert not said.is_null().any()
        assert not said.str.contains("[{}]").any(), "a placeholder that the check does not fill"


def test_every_code_of_reading_has_a_rule(rules: Rules) -> None:
    named = {value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str)}
    assert named <= set(rules.checks)
