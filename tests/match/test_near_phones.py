"""Mended numbers of rows that name nobody."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.match.near_phones import with_near_phones

KINDS = {"record": pl.UInt32, "phones": pl.List(pl.String), "full_key": pl.String, "surname": pl.String}
KNOWN = "13000013571"


def near(number: str, full_key: str | None = None, surname: str | None = None) -> list[list[str] | None]:
    rows = [(0, [KNOWN], "王伟", "wang"), (1, [number], full_key, surname), (2, ["13100024682"], "李娜", "li")]
    return with_near_phones(pl.DataFrame(rows, KINDS, orient="row"))["near_phones"].to_list()


@pytest.mark.parametrize("number", ["13000013572", "1300001357", "130000135711", "13000013751"])
def test_a_number_one_slip_away_finds_its_own(number: str) -> None:
    assert near(number) == [[KNOWN], [KNOWN], None]


@pytest.mark.parametrize("number", ["13000013582", KNOWN, "0512-60001980", "130000135"])
def test_other_numbers_find_none(number: str) -> None:
    assert near(number) == [None, None, None]


def test_who_gives_a_name_is_found_by_it() -> None:
    assert near("13000013572", surname="wang") == [None, None, None]
    assert near("13000013572", "王伟", "wang") == [None, None, None]
