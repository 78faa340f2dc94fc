"""Passports."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import passport

AS_OF = date(2026, 11, 21)

CASES = (
    ("EK0000017", "EK0000017", "ok"),
    ("护照：G00000001", "G00000001", "ok"),
    ("PE0000001", "PE0000001", "ok"),
    ("MA0000001", "MA0000001", "ok"),
    ("EO0000001", "EO0000001", "format"),
    ("G0000001", "G0000001", "format"),
    ("Ｅ００００００１７", "E00000017", "ok"),
    ("C01X00T47", "C01X00T47", "ok"),
    ("13000001357", "13000001357", "format"),
    ("110110199003070018", "110110199003070018", "format"),
    ("91310000PDY00001XG", "91310000PDY00001XG", "format"),
    ("EA00****1", "EA00****1", "masked"),
    ("E000", "E000", "format"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = passport.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = passport.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert passport.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()
