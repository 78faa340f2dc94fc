"""Mileage."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import mileage

AS_OF = date(2026, 11, 21)

CASES = (
    *(
        (cell, 12345, "ok")
        for cell in ("12345", "12,345 km", "12345KM", "12345公里", "12345里", "１２３４５", "12345 千米")
    ),
    *(
        (cell, 12345, "ok")
        for cell in ("1.2345万公里", "1.2345w", "12345.0", "约12345公里", "12345迈", "12,345公里左右")
    ),
    ("一万二千公里", 12000, "ok"),
    ("3万里", 30000, "ok"),
    ("12345.5", 12346, "ok"),
    ("12345.4", 12345, "ok"),
    ("0", 0, "ok"),
    ("100英里", 161, "ok"),
    ("62 miles", 100, "ok"),
    ("99999", 99999, "ok"),
    ("2000001", 2000001, "too_large"),
    ("999999", None, "placeholder"),
    ("-5", None, "negative"),
    ("3-5万公里", None, "range"),
    ("9" * 400, None, "length"),
    ("很多很多", None, "format"),
    *((cell, None, "placeholder") for cell in ("无", "-", "", "未知")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return mileage.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("cell", "number", "reason"), CASES)
def test_table(cell: str | None, number: int | None, reason: str | None) -> None:
    canonical = None if number is None else str(number)
    assert standardise(cell).row(0) == (canonical, reason and reason == "ok", reason, number)


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=12), st.from_regex(r"[0-9.,]{0,8}(万|km|公里|里)?", fullmatch=True)))
)
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
