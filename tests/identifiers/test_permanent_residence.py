"""Foreigners' permanent residence cards."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import permanent_residence

AS_OF = date(2026, 11, 21)

CASES = (
    ("91112419050307002X", "91112419050307002X", "ok"),
    ("944276190512310136", "944276190512310136", "ok"),
    ("931840190503070010", "931840190503070010", "check_digit"),
    ("931840190513070017", "931840190513070017", "date"),
    ("999840190503070011", "999840190503070011", "province"),
    ("93184019050307001", "93184019050307001", "length"),
    ("831840190503070013", "831840190503070013", "charset"),
    ("usa 310105030711", "USA310105030711", "ok"),
    ("GBR330205063044", "GBR330205063044", "ok"),
    ("USA310105030712", "USA310105030712", "check_digit"),
    ("US1310105030710", "US1310105030710", "charset"),
    ("USA310105133710", "USA310105133710", "date"),
    ("USA990105030711", "USA990105030711", "province"),
    ("USA3101050307", "USA3101050307", "length"),
    ("USA3101****0711", "USA3101****0711", "masked"),
    ("-", None, "placeholder"),
    (None, None, None),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = permanent_residence.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_year_of_two_digits_is_the_latest_that_has_been() -> None:
    values = pl.Series(["USA310105030711", "DEU440105123137", "931840190503070013"])
    now = permanent_residence.standardise(values, AS_OF)
    assert now.select("birth_date", "gender").rows() == [
        (date(2005, 3, 7), None),
        (date(2005, 12, 31), None),
        (date(1905, 3, 7), "M"),
    ]
    assert permanent_residence.standardise(values, date(2004, 1, 1))["birth_date"][0] == date(1905, 3, 7)
