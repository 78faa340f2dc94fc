"""Identity cards of the forces."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import military_id

AS_OF = date(2026, 11, 21)

CASES = (
    ("士字第P000001X号", "士字第P000001X号", "ok"),
    ("軍字第0000001號", "军字第0000001号", "ok"),
    ("军官证：军字第0000001", "军字第0000001号", "ok"),
    ("军 字第 0000001 号", "军字第0000001号", "ok"),
    ("军字第001号", "军字第001号", "format"),
    ("军字第000000012号", "军字第000000012号", "format"),
    ("0000017", "0000017", "format"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = military_id.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = military_id.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert military_id.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()
