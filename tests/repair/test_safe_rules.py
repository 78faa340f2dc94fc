"""Rules that say they are safe: each suggests something, and what it suggests is beyond its own reproach."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import DAY, RULES, crmtool

from crmtool.arrivals import NOTES
from crmtool.records import with_record_keys
from crmtool.standardise import standardise
from crmtool.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmtool.rules_model import Rule

SAFE = [rule for rule in RULES.checks.values() if rule.safe]
KINDS = {name: field.kind for name, field in RULES.fields.items()}
PLACE = {"source_file": "a.csv", "sheet": "", "dealer": "A", "kind": "sales", "delivery_date": None, "record_id": None}


def found(rule: Rule, rows: Sequence[dict[str, str]]) -> pl.DataFrame:
    """What the rule alone finds in rows as delivered."""
    numbered = [{**PLACE, **row, "row": at, "line": at} for at, row in enumerate(rows, 1)]
    raw = pl.DataFrame(numbered, infer_schema_length=None).with_columns(
        pl.col("delivery_date").cast(pl.Date), pl.col("record_id").cast(pl.String), extra=pl.lit(None, pl.String)
    )
    records = with_record_keys(standardise(raw, KINDS, DAY), [f"{name}_raw" for name in KINDS])
    return validate(records, pl.DataFrame(schema=NOTES), replace(RULES, checks={rule.code: rule}), DAY, "en")


def test_some_rules_are_safe() -> None:
    assert {"V217", "V306", "V313"} <= {rule.code for rule in SAFE}


@pytest.mark.parametrize("rule", SAFE, ids=[rule.code for rule in SAFE])
def test_what_a_safe_rule_suggests_is_good(rule: Rule) -> None:
    suggested = 0
    for example in rule.bad:
        findings = found(rule, example)
        rows = [dict(row) for row in example]
        for row, field, suggestion in findings.select("row", "field", "suggestion").drop_nulls().iter_rows():
            rows[row - 1][field] = suggestion
            suggested += 1
        if suggested:
            assert found(rule, rows).drop_nulls("suggestion").is_empty()
    assert suggested


@pytest.mark.parametrize(("code", "value"), [("V306", '"yes"'), ("V306", "1"), ("I033", "true")])
def test_safe_is_true_or_false_and_never_a_notes(code: str, value: str, tmp_path: Path) -> None:
    assert crmtool("init", tmp_path / "rules").code == 0
    for file in (tmp_path / "rules" / "checks").glob("*.toml"):
        said = file.read_text("utf-8").replace("safe     = true\n", "")
        file.write_text(said.replace(f"[{code}]\n", f"[{code}]\nsafe = {value}\n"), "utf-8")
    done = crmtool("rules", "--rules", tmp_path / "rules")
    assert (done.code, len(done.errors)) == (2, 1)
    assert "safe" in done.errors[0]
