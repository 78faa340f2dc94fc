"""Every rule's own examples are its test: in a good one it finds nothing, in a bad one something, and says it whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from made_records import AS_OF, NO_NOTES

from crmtool.read import codes
from crmtool.rulebook import open_rules
from crmtool.validate import validate

if TYPE_CHECKING:
    import polars as pl

    from crmtool.rules_model import Rules

RULES = open_rules(None).checks.values()
GOOD = [f"{rule.code}-good-{at}" for rule in RULES for at in range(len(rule.good))]
BAD = [f"{rule.code}-bad-{at}" for rule in RULES for at in range(len(rule.bad))]


def found(example: str, examples: dict[str, pl.DataFrame], rules: Rules, lang: str = "en") -> pl.DataFrame:
    code = example[:4]
    alone = replace(rules, checks={code: rules.checks[code]})
    return validate(examples[example], NO_NOTES, alone, AS_OF, lang)


@pytest.mark.parametrize("example", GOOD)
def test_finds_nothing_in_a_good_example(example: str, examples: dict[str, pl.DataFrame], rules: Rules) -> None:
    assert found(example, examples, rules).rows(named=True) == []


@pytest.mark.parametrize("example", BAD)
def test_finds_something_in_a_bad_example(example: str, examples: dict[str, pl.DataFrame], rules: Rules) -> None:
    rule = rules.checks[example[:4]]
    findings = found(example, examples, rules)
    assert findings.height > 0
    assert set(findings["field"]) <= {*rule.fields, None}
    assert findings["row"].is_null().all() == (rule.scope == "file")
    for lang in ("en", "zh"):
        said = found(example, examples, rules, lang)["message"]
        assert not said.is_null().any()
        assert not said.str.contains("[{}]").any(), "a placeholder that the check does not fill"


def test_every_code_of_reading_has_a_rule(rules: Rules) -> None:
    named = {value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str)}
    assert named <= set(rules.checks)
