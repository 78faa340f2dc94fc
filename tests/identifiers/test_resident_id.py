"""Resident ID numbers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from crmtool.identifiers import resident_id
from crmtool.identifiers.written import FILLERS

AS_OF = date(2026, 11, 21)
FILLERS_OF_18 = [text for text in FILLERS.explode() if re.fullmatch("[0-9]{17}[0-9X]", text)]

CASES = (
    ("11010519491231002X", "11010519491231002X", "ok"),
    ("１１０１０５１９４９１２３１００２ｘ", "11010519491231002X", "ok"),
    ("11010519491231002Х", "11010519491231002X", "ok"),  # Cyrillic
    ("11010519491231002×", "11010519491231002X", "ok"),
    ("'110105-19491231-002X", "11010519491231002X", "ok"),
    ('="11010519491231002X"', "11010519491231002X", "ok"),
    ("身份证：11010519491231002X（本人）", "11010519491231002X", "ok"),
    ("ID: 11010519491231002X", "11010519491231002X", "ok"),
    ("张三 11010519491231002X", "11010519491231002X", "ok"),
    ("11010519491231002X\t", "11010519491231002X", "ok"),
    ("110110199003070018 13000001357", "110110199003070018", "ok"),
    ("310199199003070030", "310199199003070030", "ok"),
    ("110110199003070010", "110110199003070010", "check_digit"),
    ("110110199003070100", "110110199003070100", "check_digit"),
    ("110110199002290019", "110110199002290019", "date"),
    ("990110199003070011", "990110199003070011", "province"),
    ("11011020990307001X", "11011020990307001X", "date_range"),
    ("110110170003070015", "110110170003070015", "date_range"),
    ("11011019900307001", "11011019900307001", "length"),
    ("1101101990030700180", "1101101990030700180", "length"),
    ("11O11O199OO3O7OO18", "11O11O199OO3O7OO18", "charset"),
    ("张三", None, "charset"),
    ("110110199003070000", "110110199003070***", "excel_15_digits"),
    ("1.10110199003070E+17", "110110199003070***", "excel_15_digits"),
    ("1.1011019900307E+17", "110110199003070***", "excel_15_digits"),
    ("3.1011119950630131e+17", "310111199506301***", "excel_15_digits"),
    ("3.10105E+17", None, "scientific_notation"),
    ("110110********0017", "110110********0017", "masked"),
    ("110110＊＊＊＊＊＊＊＊0017", "110110********0017", "masked"),
    ("110110xxxxxxxx0017", "110110********0017", "masked"),
    ("110110●●●●●●●●001X", "110110********001X", "masked"),
    ("110110########001x", "110110********001X", "masked"),
    ("11011019900307XXXX", "11011019900307****", "masked"),
    ("******************", None, "placeholder"),
    ("111111111111111111", None, "placeholder"),
    ("123456789012345678", None, "placeholder"),
    ("110110190001010018", None, "placeholder"),
    ("无", None, "placeholder"),
    ("", None, "placeholder"),
    (None, None, None),
)


def judge(value: str | None) -> dict[str, object]:
    return resident_id.standardise(pl.Series([value], dtype=pl.String), AS_OF).row(0, named=True)


def numbers() -> st.SearchStrategy[str]:
    """Valid numbers of no living person: code 110110 was withdrawn before 1986."""
    births = st.dates(date(1986, 1, 1), AS_OF).map(lambda day: f"{day:%Y%m%d}")
    serials = st.integers(0, 999).map("{:03}".format)
    return st.tuples(births, serials).map(lambda parts: with_check(f"110110{parts[0]}{parts[1]}"))


def with_check(first_17: str) -> str:
    return first_17 + str(mod_11_2.calc_check_digit(first_17))


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = judge(value)
    assert (seen["canonical"], seen["valid"], seen["reason"]) == (canonical, reason and reason == "ok", reason)


def test_parts_are_shown_where_the_number_shows_them() -> None:
    parts = ("birth_date", "gender", "region_known")
    seen = resident_id.standardise(
        pl.Series(
            [
                "11011019900308003X",
                "310199199003070030",
                "110110****0307002X",
                "1.1011019900307E+17",
                "11****19900307****",
            ]
        ),
        AS_OF,
    )
    assert seen.select(parts).rows() == [
        (date(1990, 3, 8), "M", True),
        (date(1990, 3, 7), "M", False),
        (None, "F", True),
        (date(1990, 3, 7), None, True),
        (date(1990, 3, 7), None, None),
    ]
    assert resident_id.standardise(pl.Series(["110110199003070010"]), AS_OF).select(parts).row(0) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("11O11O199OO3O7OO18", "110110199003070018"),
        ("110110I99003070018", "110110199003070018"),
        ("l10110199003070018", "110110199003070018"),
        ("11011O199003070010", None),  # the check digit fails
        ("11O110199002290019", None),  # the day does not exist
        ("A10110199003070018", None),
        ("110110199003070010", None),  # no letters: which digit is wrong is anybody's guess
        ("110110199003070018", None),
    ],
)
def test_letters_for_digits_are_only_suggested(value: str, suggestion: str | None) -> None:
    assert judge(value)["suggestion"] == suggestion


def test_the_day_of_the_rules_decides_what_is_future() -> None:
    born_today = with_check(f"110110{AS_OF:%Y%m%d}001")
    values = pl.Series([born_today])
    assert resident_id.standardise(values, AS_OF)["reason"].to_list() == ["ok"]
    assert resident_id.standardise(values, AS_OF - timedelta(days=1))["reason"].to_list() == ["date_range"]


@settings(max_examples=20, deadline=None)
@given(st.lists(numbers(), min_size=50, max_size=200))
def test_a_valid_number_is_its_own_canonical(valid: list[str]) -> None:
    seen = resident_id.standardise(pl.Series(valid), AS_OF)
    assert seen["canonical"].to_list() == valid
    assert seen["valid"].all()
    typed = pl.Series([f" {number[:6]} {number[6:].lower()}" for number in valid])
    assert resident_id.standardise(typed, AS_OF)["canonical"].to_list() == valid


@settings(max_examples=20, deadline=None)
@given(numbers())
def test_one_wrong_character_and_two_exchanged_are_always_seen(number: str) -> None:
    slips = {number[:at] + sign + number[at + 1 :] for at in range(18) for sign in "0123456789X"}
    slips |= {number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(17)}
    wrong = pl.Series(sorted(slips - {number}))
    assert not resident_id.standardise(wrong, AS_OF)["valid"].any()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=50, max_size=200))
def test_any_text_gets_a_verdict(texts: list[str]) -> None:
    seen = resident_id.standardise(pl.Series(texts, dtype=pl.String), AS_OF)
    assert seen["reason"].null_count() == 0
    assert (seen["valid"] == (seen["reason"] == "ok")).all()
    again = resident_id.standardise(seen.filter("valid")["canonical"], AS_OF)
    assert again["canonical"].to_list() == seen.filter("valid")["canonical"].to_list()


@settings(deadline=None, max_examples=50)
@given(st.lists(numbers() | st.from_regex("[1-8][0-9]{16}[0-9X]", fullmatch=True).map(lambda text: text.strip())))
def test_faultless_is_what_the_whole_check_finds_valid(texts: list[str]) -> None:
    fillers = [*FILLERS_OF_18, "110101190001010011", "810000199003070018"]
    values = pl.Series([text for text in texts if len(text) == 18] + fillers)
    seen = resident_id.standardise(values, AS_OF).with_columns(number=values).filter("valid")
    good = resident_id.faultless(values.to_frame("number"), AS_OF)
    assert good.equals(seen.select(good.columns))
