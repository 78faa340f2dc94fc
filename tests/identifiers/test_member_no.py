"""Membership numbers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import member_no

AS_OF = date(2026, 11, 21)

CASES = (
    *(
        (cell, "VIP0001", "ok")
        for cell in ("VIP0001", "vip-0001", " VIP 0001", "ＶＩＰ０００１", "会员号:VIP0001", "'VIP0001")
    ),
    ("00012346", "00012346", "ok"),
    ("20260001.0", "20260001", "ok"),
    ("金卡00123", "金卡00123", "ok"),
    ("VIP.0001金卡", "VIP0001", "ok"),
    ("VIP****01", "VIP****01", "masked"),
    ("A" + "01" * 20, "A" + "01" * 20, "length"),
    ("1.23457E+11", None, "scientific_notation"),
    *((cell, None, "placeholder") for cell in ("无", "0", "1", "000000", "", "-", "N/A", "不详")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return member_no.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(value).row(0) == (canonical, reason and reason == "ok", reason)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.from_regex("[0-9A-Z金卡/-]{1,22}", fullmatch=True))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
