"""Unified social credit codes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from stdnum.cn import uscc as oracle

from crmtool.identifiers import uscc

AS_OF = date(2026, 11, 21)

CASES = (
    ("91310000PDY00001XG", "91310000PDY00001XG", "ok"),
    ("9131 0000PD-Y00001XG", "91310000PDY00001XG", "ok"),
    ("统一社会信用代码：91310000pdy00001xg", "91310000PDY00001XG", "ok"),
    ("N2110000PDY000415Y", "N2110000PDY000415Y", "ok"),
    ("A1110000PDY0006851", "A1110000PDY0006851", "ok"),
    ("91310000PDY00001XH", "91310000PDY00001XH", "check_digit"),
    ("91310000PSY00001XG", "91310000PSY00001XG", "charset"),
    ("B1310000PDY00001XG", "B1310000PDY00001XG", "authority"),
    ("91310000PDY00001XG0", "91310000PDY00001XG0", "length"),
    ("91310000********XG", "91310000********XG", "masked"),
    ("000000000000000000", None, "placeholder"),
    (None, None, None),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = uscc.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_the_organisation_code_inside_has_its_own_check() -> None:
    wrong_inside = "91310000PDY000020" + oracle.calc_check_digit("91310000PDY000020")
    seen = uscc.standardise(pl.Series(["91310000PDY00001XG", wrong_inside]), AS_OF)
    assert seen.select("valid", "org_code", "org_code_ok").rows() == [
        (True, "PDY00001X", True),
        (True, "PDY000020", False),
    ]


def test_letters_outside_the_alphabet_are_only_suggested() -> None:
    seen = uscc.standardise(pl.Series(["9I31OOOOPDYOOOOIXG", "91310000PDO00001XG"]), AS_OF)
    assert seen.select("reason", "suggestion").rows() == [("charset", "91310000PDY00001XG"), ("charset", None)]


def test_agrees_with_stdnum_where_it_is_right() -> None:
    """stdnum 2.2 refuses the letters of authority that the standard allows, so only digits are asked."""
    stems = [f"{pair}310000PDY{serial:05}5" for pair in ("91", "92", "11", "51") for serial in range(1, 100_000, 997)]
    right = [stem + oracle.calc_check_digit(stem) for stem in stems]
    slips = [code[:at] + ("7" if code[at] != "7" else "8") + code[at + 1 :] for code in right[::40] for at in range(18)]
    seen = uscc.standardise(pl.Series([*right, *slips]), AS_OF)
    assert seen["valid"].to_list() == [oracle.is_valid(code) for code in [*right, *slips]]
    assert seen["valid"].sum() == len(right)
