"""Mobile numbers, one in a cell."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import mobile

AS_OF = date(2026, 11, 21)
GOOD = "13000001357"

CASES = (
    *((spelling, GOOD, "ok") for spelling in (GOOD, "+8613000001357", "+86 130 0000 1357", "0086-13000001357")),
    *((spelling, GOOD, "ok") for spelling in ("8613000001357", "013000001357", "17951 13000001357", "086 13000001357")),
    *(
        (spelling, GOOD, "ok")
        for spelling in ("130-0000-1357", "(130)0000.1357", "１３０００００１３５７", "13000001357.0")
    ),
    *(
        (spelling, GOOD, "ok")
        for spelling in ("1.3000001357E10", "1.3000001357e+10", "'13000001357", "130\u200b00001357")
    ),
    ("1.300000135E10", "13000001350", "ok"),
    ("1.30000013570E+10", GOOD, "ok"),
    ("1.30000013570000E+10", GOOD, "ok"),
    ("1.3000001350E+10", "13000001350", "ok"),
    ("1.300000130E+10", None, "scientific_notation_lossy"),
    ("1.30000013574E+10", None, "scientific_notation_lossy"),
    ("1.30000E+10", None, "scientific_notation_lossy"),
    ("1.3E+10", None, "scientific_notation_lossy"),
    ("16190001357", "16190001357", "ok"),
    ("16180001357", "16180001357", "prefix"),
    ("17412001357", "17412001357", "ok"),
    ("17413001357", "17413001357", "prefix"),
    ("15400001357", "15400001357", "prefix"),
    ("10000001357", "10000001357", "prefix"),
    ("1300000135", "1300000135", "length"),
    ("130000013570", "130000013570", "length"),
    ("+861300000135", "1300000135", "length"),
    ("1300000", "1300000", "length"),
    ("130000", None, "length"),
    ("13000001357/13100001357", None, "length"),
    ("1440000001357", "1440000001357", "iot_13_digits"),
    ("1064000001357", "1064000001357", "iot_13_digits"),
    *(
        (spelling, "130****1357", "masked")
        for spelling in ("130****1357", "130XXXX1357", "130xxxx1357", "130＊＊＊＊1357")
    ),
    *(
        (spelling, "130****1357", "masked")
        for spelling in ("130***1357", "130●●●●1357", "130 **** 1357", "130####1357")
    ),
    ("13000001***", "13000001***", "masked"),
    *((number, number, "placeholder") for number in ("13888888888", "13000000000", "13800138000", "11111111111")),
    *((number, number, "placeholder") for number in ("12345678901", "13912345678", "19900000000")),
    ("13000001357转1234", None, "charset"),
    ("13000001357张三", None, "charset"),
    ("张三", None, "charset"),
    ("无", None, "placeholder"),
    ("-", None, "placeholder"),
    ("", None, "placeholder"),
    ("0", None, "placeholder"),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return mobile.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(value).row(0) == (canonical, reason and reason == "ok", reason)


def test_every_network_as_the_ministry_lists_it() -> None:
    """The table of March 2023, holder by holder, against the one expression in the module."""
    listed = """
        1340-1348 135-139 147 148 150-152 157-159 165 1703 1705 1706 172 178 182-184 187 188 195 197 198
        133 1349 149 153 162 1700-1702 173 17400-17405 177 180 181 189 190 191 193 199
        130-132 145 146 155 156 166 167 1704 1707-1709 171 175 176 185 186 196 192 1619 17406-17409 17410-17412 1749
    """
    networks = set()
    for word in listed.split():
        first, _, last = word.partition("-")
        networks |= {str(number) for number in range(int(first), int(last or first) + 1)}
    heads = [f"{head:05}" for head in range(10000, 20000)]
    numbers = [f"{head}001357" for head in heads]
    known = [any(head.startswith(network) for network in networks) for head in heads]
    assert standardise(*numbers)["valid"].to_list() == known


@settings(deadline=None)
@given(st.from_regex(r"1[0-9]{10}", fullmatch=True), st.sampled_from(("", "+86", "0086", "86", "0", "+86 ", "0086-")))
def test_prefixes_change_nothing(number: str, prefix: str) -> None:
    assert standardise(prefix + number).row(0) == standardise(number).row(0)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.from_regex(r"[0-9+ *xX.eE-]{0,20}", fullmatch=True))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert all(re.fullmatch("1[0-9]{10}", number) for number in kept)
    assert standardise(*kept)["canonical"].to_list() == kept
