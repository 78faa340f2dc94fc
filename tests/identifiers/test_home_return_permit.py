"""Home return permits."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import home_return_permit

AS_OF = date(2026, 11, 21)

CASES = (
    ("H00000001", "H00000001", "ok"),
    ("M0000000102", "M00000001", "ok"),
    ("回乡证:H00000001", "H00000001", "ok"),
    ("H000000010", "H000000010", "format"),
    ("A00000001", "A00000001", "format"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = home_return_permit.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = home_return_permit.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert (
        home_return_permit.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()
    )
