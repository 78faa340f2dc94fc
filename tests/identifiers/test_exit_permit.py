"""Exit permits for Hong Kong and Macao."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import exit_permit

AS_OF = date(2026, 11, 21)

CASES = (
    ("cz 0000009", "CZ0000009", "ok"),
    ("C00000001（本人）", "C00000001", "ok"),
    ("CI0000001", "CI0000001", "format"),
    ("C0000001", "C0000001", "format"),
    ("H00000001", "H00000001", "format"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = exit_permit.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = exit_permit.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert exit_permit.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()
