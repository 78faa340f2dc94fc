"""Engine numbers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import engine_no

AS_OF = date(2026, 11, 21)
GOOD = "EA211000001"

CASES = (
    *(
        (cell, GOOD, "ok")
        for cell in (GOOD, "ea211-000001", "EA211 000001", "*EA211000001*", "＊EA211＊000001＊", "EA211*000001")
    ),
    *((cell, GOOD, "ok") for cell in ("发动机号：EA211000001", "EA211.000001", "'EA211000001")),
    ("00012345", "00012345", "ok"),
    ("EA21****0001", "EA21****0001", "masked"),
    ("A1", None, "length"),
    ("A" + "01" * 12, "A" + "01" * 12, "length"),
    ("A" + "01" * 50, None, "length"),
    ("蓝色轿车", None, "charset"),
    ("1.23457E+11", None, "scientific_notation"),
    *(
        (cell, None, "placeholder")
        for cell in ("000000", "123456", "无", "无发动机", "纯电动", "电动车", "-", "", "不详")
    ),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return engine_no.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(value).row(0) == (canonical, reason and reason == "ok", reason)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.from_regex("[0-9A-Z*-]{1,22}", fullmatch=True))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
