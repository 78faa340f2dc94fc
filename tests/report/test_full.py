"""The report for people: grouped, wrapped, aligned, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_report import FIX, PATH, RULES, report, text
from rich.cells import cell_len

from crmtool.report import Unread
from crmtool.report.lines import shortened, wrapped

FINDINGS = (
    {"code": "V202", "severity": "info", "row": 3, "line": 5, "value": None, "field": None},
    {"suggestion": "110101********123X"},
    {"row": 8, "line": 10, "counts": False, "message": "Number is wrong, and this is a rather long way of saying it"},
)
EN = """\
in/D01_sales_20261101.csv                           100 rows · 2 errors · 1 note

in/D01_sales_20261101.csv:2:1  V201 error  Number is wrong
    | ID number  110101********1234  →  110101********123X
in/D01_sales_20261101.csv:10:8  V201 error
    Number is wrong, and this is a rather long way of saying it (within the
    threshold)
    | ID number  110101********1234
    help: Compare with the card.

in/D01_sales_20261101.csv:5:3  V202 info  Number is wrong
    help: Compare with the card.

in/x.csv  I001 error  not read
    line 5: is broken. Export it again

"""
ZH = """\
in/D01_sales_20261101.csv                           100 行 · 2 个错误 · 1 条提示

in/D01_sales_20261101.csv:2:1  V201 错误  Number is wrong
    | 证件号码  110101********1234  →  110101********123X
in/D01_sales_20261101.csv:10:8  V201 错误
    Number is wrong, and this is a rather long way of saying it (在阈值以内)
    | 证件号码  110101********1234
    处理：与证件核对。

in/D01_sales_20261101.csv:5:3  V202 提示  Number is wrong
    处理：与证件核对。

in/x.csv  I001 错误  未能读取
    line 5: is broken. Export it again

"""
WIDE = st.text(st.sampled_from("ab ，。校验 码é😀"), max_size=80)


@pytest.mark.parametrize(("lang", "expected"), [("en", EN), ("zh", ZH)])
def test_as_people_read_it(lang: str, expected: str) -> None:
    unread = (Unread("in/x.csv", "I001", "in/x.csv, line 5: is broken. Export it again"),)
    assert text(report(*FINDINGS, unread=unread, lang=lang), "full") == expected


def test_a_long_run_is_cut_and_said() -> None:
    told = text(report(*({"row": row, "line": row} for row in range(1, 318))), "full")
    assert told.count(f"{PATH}:") == 5
    assert "    ... and 312 more of V201\n" in told
    assert told.count("help: ") == 1


def test_colour_adds_nothing_but_colour() -> None:
    plain, coloured = (text(report(*FINDINGS, colour=colour), "full") for colour in (False, True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert coloured != plain


@given(WIDE, WIDE, st.integers(60, 100))
def test_no_line_is_wider_than_the_terminal(message: str, fix: str, width: int) -> None:
    rules = {"V201": replace(RULES["V201"], fix={**FIX, "en": fix})}
    told = text(report({"message": message}, rules=rules, width=width), "full")
    assert max(cell_len(line) for line in told.splitlines()) <= width


@given(WIDE, st.integers(8, 40))
def test_wrapping_loses_no_character(words: str, width: int) -> None:
    lines = wrapped(words, width)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


@given(WIDE, st.integers(2, 40))
def test_shortening_keeps_what_fits(words: str, width: int) -> None:
    short = shortened(words, width)
    assert cell_len(short) <= width
    assert short == words or short.endswith("…")
