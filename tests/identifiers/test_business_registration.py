"""Business registration numbers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from stdnum.iso7064 import mod_11_10

from crmtool.identifiers import business_registration

AS_OF = date(2026, 11, 21)

CASES = (
    ("110108000000016", "110108000000016", "ok"),
    ("注册号：440300600000243", "440300600000243", "ok"),
    ("1101081000001", "1101081000001", "ok"),
    ("110108000000017", "110108000000017", "check_digit"),
    ("11010800000001A", "11010800000001A", "charset"),
    ("11010800000", "11010800000", "length"),
    ("1.10108000000016E+14", "110108000000016", "ok"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = business_registration.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = business_registration.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert (
        business_registration.standardise(first["canonical"], AS_OF)["canonical"].to_list()
        == first["canonical"].to_list()
    )


def test_agrees_with_stdnum() -> None:
    stems = [f"110108{serial:08}" for serial in range(0, 30_000_000, 9973)]
    right = [stem + str(mod_11_10.calc_check_digit(stem)) for stem in stems]
    assert business_registration.standardise(pl.Series(right), AS_OF)["valid"].all()
    wrong = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in right]
    assert not business_registration.standardise(pl.Series(wrong), AS_OF)["valid"].any()
