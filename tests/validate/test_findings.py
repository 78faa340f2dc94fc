"""Findings as a whole: their columns, their place, their order, their words, and that no fault is told twice."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from made_records import AS_OF, NO_NOTES, standardised

from crmtool.errors import UsageError
from crmtool.frames import FINDINGS as CONTRACT
from crmtool.frames import expect
from crmtool.masking import mask_findings
from crmtool.validate import FINDINGS, validate

if TYPE_CHECKING:
    from crmtool.rules_model import Rules

COLUMNS = [
    "source_file",
    "sheet",
    "row",
    "line",
    "dealer",
    "field",
    "code",
    "severity",
    "value",
    "message",
    "suggestion",
]


def codes(rules: Rules, *rows: dict[str, str | None], notes: pl.DataFrame = NO_NOTES) -> list[tuple[int | None, str]]:
    findings = validate(standardised(rows, rules), notes, rules, AS_OF, "en")
    return [(row, code) for row, code in findings.select("row", "code").rows() if code[0] not in "CT"]


def note(code: str, **said: object) -> pl.DataFrame:
    return pl.DataFrame([{"code": code, "source_file": "north_sales_20261101.csv", **said}], NO_NOTES.schema)


def test_columns_are_the_contracts(rules: Rules) -> None:
    rows = [{"name": "张三丰", "mobile": "1300000135", "id_number": "110105491231002"}]
    findings = validate(standardised(rows, rules), note("I033", line=7, value="合计"), rules, AS_OF, "en")
    assert findings.schema == pl.Schema(FINDINGS)
    assert findings.columns == COLUMNS
    assert len(expect(CONTRACT, findings)) == len(findings) > 2
    phone = findings.row(by_predicate=pl.col("code") == "V402", named=True)
    assert phone == {
        "source_file": "north_sales_20261101.csv",
        "sheet": "",
        "row": 1,
        "line": 2,
        "dealer": "north",
        "field": "mobile",
        "code": "V402",
        "severity": "error",
        "value": "1300000135",
        "message": "Phone number has too few or too many digits",
        "suggestion": None,
    }


def test_no_records_and_no_notes_make_no_findings(rules: Rules) -> None:
    records = standardised([{"name": "张三丰"}], rules).clear()
    findings = validate(records, NO_NOTES, rules, AS_OF, "zh")
    assert findings.is_empty()
    assert findings.columns == COLUMNS


def test_columns_that_nobody_delivered_may_be_missing(rules: Rules) -> None:
    base = ["source_file", "sheet", "row", "line", "dealer", "kind", "record_key"]
    records = standardised([{"mobile": "1300000135"}], rules).select(*base, "mobile", "mobile_raw", "mobile_reason")
    assert "V402" in validate(records, NO_NOTES, rules, AS_OF, "en")["code"].to_list()


def test_one_fault_is_told_once(rules: Rules) -> None:
    assert codes(rules, {"name": "张三丰", "id_number": "无"}) == [(1, "V212")]
    assert codes(rules, {"name": "张三丰", "id_number": "11111111111"}) == [(1, "V212")]
    assert codes(rules, {"name": "张三丰", "id_number": "110110199003070010", "gender": "女"}) == [(1, "V201")]
    assert codes(rules, {"name": "张三丰", "mobile": "13888888888"}) == [(1, "V405")]
    assert codes(rules, {"name": "张三丰", "event_date": "2031-01-01"}) == [(1, "V503")]
    assert codes(rules, {"name": "张三丰", "event_date": "1900-01-01"}) == [(1, "V502")]
    assert codes(rules, {"name": "张三丰", "mobile": "", "vin": "   "}) == []


def test_no_example_value_is_blamed_twice(rules: Rules, examples: dict[str, pl.DataFrame]) -> None:
    singles = [frame for name, frame in examples.items() if name[0] == "V" and len(frame) == 1]
    assert singles
    for frame in singles:
        findings = validate(frame, NO_NOTES, rules, AS_OF, "en").filter(pl.col("code").str.head(1) == "V")
        assert not findings.select(pl.struct("row", "field").is_duplicated().any()).item(), findings.to_dicts()


def test_an_empty_cell_is_one_finding_and_an_absent_column_one_for_the_file(rules: Rules) -> None:
    rows = [{"name": "张三丰", "vin": "LSVAA2927P1000001"}, {"name": "李四光"}, {"name": "王五岳"}]
    found = validate(standardised(rows, rules), NO_NOTES, rules, AS_OF, "en").select("row", "field", "code").rows()
    assert [finding for finding in found if finding[1] == "vin"] == [(2, "vin", "C103"), (3, "vin", "C103")]
    assert [finding for finding in found if finding[1] == "id_number"] == [(None, "id_number", "C203")]


def test_findings_stand_in_order_of_files_and_rows(rules: Rules) -> None:
    rows = [
        {"source_file": "b.csv", "name": "张三丰", "mobile": "1300000135"},
        {"source_file": "a.csv", "name": "张三丰", "mobile": "13000001357"},
        {"source_file": "a.csv", "name": "张三丰", "mobile": "1300000135", "vin": "LSVAA2927P100000"},
    ]
    findings = validate(standardised(rows, rules), NO_NOTES, rules, AS_OF, "en")
    place = findings.select("source_file", pl.col("row").fill_null(0)).rows()
    assert place == sorted(place)
    turned = validate(standardised(rows, rules).reverse(), NO_NOTES, rules, AS_OF, "en")
    assert turned.select("source_file", "row", "code").rows() == findings.select("source_file", "row", "code").rows()


def test_notes_become_findings_in_the_language_asked_for(rules: Rules) -> None:
    records = standardised([{"name": "张三丰"}], rules)
    noticed = pl.concat(
        [note("I033", line=0, message="13000001357 合计", value="合计"), note("I999", line=3, message="new")]
    )
    english = validate(records, noticed, rules, AS_OF, "en").filter(pl.col("code").is_in(["I033", "I999"]))
    assert english.select("code", "severity", "row", "line", "dealer", "message").rows() == [
        ("I033", "info", None, None, "north", "Footer taken off: 13*******57 合计"),
        ("I999", "warning", None, 3, "north", "new"),
    ]
    chinese = validate(records, note("I033"), rules, AS_OF, "zh").filter(pl.col("code") == "I033")
    assert chinese["message"].to_list() == ["已去除表尾"]


def test_notes_on_a_file_without_records_are_findings_too(rules: Rules) -> None:
    records = standardised([{"name": "张三丰"}], rules).clear()
    findings = validate(records, note("I001"), rules, AS_OF, "en")
    assert findings.select("code", "severity", "dealer").rows() == [("I001", "error", None)]


def test_messages_hide_what_values_show_until_they_are_masked(rules: Rules) -> None:
    name, number = "李四光", "110110199003070018"
    rows = [{"name": "张三丰", "id_number": number}, {"name": name, "id_number": number, "birth_date": "1991-01-01"}]
    findings = validate(standardised(rows, rules), NO_NOTES, rules, AS_OF, "en")
    said = " ".join(findings["message"])
    assert "张**" in said
    assert not any(hidden in said for hidden in ("张三丰", name, number))
    assert number in findings["value"].to_list()
    kinds = {field.name: field.kind for field in rules.fields.values()}
    assert number not in mask_findings(findings, kinds)["value"].to_list()


def test_hostile_values_are_data(rules: Rules) -> None:
    hostile = [
        "{value}",
        "::error file=x::",
        "\x1b[31m",
        "=cmd()",
        "张" * 1_000_000,
        "\x00",
        "[bold]",
        "%s",
        "' OR 1=1",
    ]
    rows = [{"name": text, "mobile": text, "id_number": text, "vin": text, "event_date": text} for text in hostile]
    findings = validate(standardised(rows, rules), NO_NOTES, rules, AS_OF, "en")
    assert findings["message"].str.len_chars().max() < 200
    assert set(findings["row"].drop_nulls()) == set(range(1, len(hostile) + 1))


@pytest.mark.parametrize("check", ["later_than_today", "contradicts_id"])
def test_a_check_that_does_not_fit_its_field_is_named(check: str, rules: Rules) -> None:
    unfit = replace(rules.checks["V402"], check=check, params={}, fields=("mobile",))
    records = standardised([{"mobile": "13000001357"}], rules)
    with pytest.raises(UsageError, match=f"V402 cannot be checked.*{check}.*mobile") as refused:
        validate(records, NO_NOTES, replace(rules, checks={"V402": unfit}), AS_OF, "en")
    assert refused.value.where.rpartition(":")[0].endswith("validity.toml")
    assert len(str(refused.value)) < 300
