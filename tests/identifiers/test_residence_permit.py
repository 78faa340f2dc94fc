"""Residence permits of Hong Kong, Macao and Taiwan residents."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import residence_permit

AS_OF = date(2026, 11, 21)

CASES = (
    ("810000190503070010", "810000190503070010", "ok"),
    ("居住证 820000190503070012", "820000190503070012", "ok"),
    ("810000190503070029", "810000190503070029", "ok"),
    ("830000190503070111", "830000190503070111", "check_digit"),
    ("840000190503070016", "840000190503070016", "province"),
    ("110110199003070018", "110110199003070018", "province"),
    ("810101190503070012", "810101190503070012", "region"),
    ("820000190513070016", "820000190513070016", "date"),
    ("81000019050307001", "81000019050307001", "length"),
    ("81000019050307OO10", "81000019050307OO10", "charset"),
    ("810000********0010", "810000********0010", "masked"),
    ("无", None, "placeholder"),
    (None, None, None),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = residence_permit.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_parts() -> None:
    seen = residence_permit.standardise(pl.Series(["810000190503070029"]), AS_OF)
    assert seen.select("birth_date", "gender", "region_known").row(0) == (date(1905, 3, 7), "F", True)
