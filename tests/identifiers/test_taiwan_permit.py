"""Travel permits of Taiwan residents."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import taiwan_permit

AS_OF = date(2026, 11, 21)

CASES = (
    ("0000 0017", "00000017", "ok"),
    ("0000000101", "00000001", "ok"),
    ("台胞证 00000001", "00000001", "ok"),
    ("A0000001", "A0000001", "format"),
    ("00000000", None, "placeholder"),
    ("12345678", None, "placeholder"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = taiwan_permit.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = taiwan_permit.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert taiwan_permit.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()
