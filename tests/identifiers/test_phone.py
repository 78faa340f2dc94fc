"""Phone cells: several numbers, remarks, other countries."""

from __future__ import annotations

import re
from datetime import date

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import mobile, phone

AS_OF = date(2026, 11, 21)
ONE, TWO, FIXED = "13000001357", "13100001357", "021-60000001"

ALONE = (
    *(f"{ONE}{remark}" for remark in ("（妻）", " 张先生", "(2026年3月前)", "/8", "；；；", "转", " 2号")),
    *(f"{label}{ONE}" for label in ("手机:", "张先生", "tel:", "#", "+86", "0086-", "'", "+", "(妻)")),
    *(f"130{dash}0000{dash}1357" for dash in "-‐‑–—−－·_"),
    *("130 0000 1357", "130.0000.1357", "1 3 0 0 0 0 0 1 3 5 7", "*13000001357*", '="13000001357"', "1.3000001357E10"),
    *(f"{ONE}/{ONE}", f"{ONE}.0", f"{ONE}-8001"),
)
PAIRS = (
    *(
        f"{ONE}{sign}{TWO}"
        for sign in ("/", "、", "，", ",", ";", "；", " ", " 或 ", "或", "|", "\n", "-", "&", "+", "")
    ),
    *("手机:13000001357 备用:13100001357", "13000001357(13100001357)", "130 0000 1357 131 0000 1357"),
    *("130-0000-1357/131-0000-1357", "+8613000001357,+8613100001357", "本人13000001357，妻13100001357"),
)
CASES = (
    (f"{FIXED}/{ONE}", ONE, "ok", "mobile", [FIXED]),
    (f"{ONE},{FIXED}转801,400-000-0001", ONE, "ok", "mobile", ["021-60000001-801", "4000000001"]),
    (f"15400001357/{FIXED}", FIXED, "ok", "landline", []),
    (f"13888888888/{ONE}", ONE, "ok", "mobile", []),
    ("(021)60000001", FIXED, "ok", "landline", []),
    ("021-22222222", "021-22222222", "placeholder", "landline", []),
    (f"0{ONE}", ONE, "ok", "mobile", []),
    ("１３０００００１３５７", ONE, "ok", "mobile", []),
    ("021-60000001*8001", "021-60000001-8001", "ok", "landline", []),
    ("+86 21 6000 0001", FIXED, "ok", "landline", []),
    ("021-60000001/2/3", FIXED, "ok", "landline", []),
    ("400-000-0001", "4000000001", "service", "service", []),
    ("+852 6600 0001", "+85266000001", "ok", "foreign", []),
    ("0085266000001", "+85266000001", "ok", "foreign", []),
    ("+853 6600 0001", "+85366000001", "ok", "foreign", []),
    ("+886 912 000 001", "+886912000001", "ok", "foreign", []),
    ("+1 (202) 555-0123", "+12025550123", "ok", "foreign", []),
    ("+999 1234567", "+9991234567", "format", "foreign", []),
    ("+8-6 21 6000 0001", FIXED, "ok", "landline", []),
    ("+44 1", None, "length", "unknown", []),
    ("138****5678", "138****5678", "masked", "mobile", []),
    ("138XXXX5678", "138****5678", "masked", "mobile", []),
    ("****5678", "****5678", "masked", "unknown", []),
    ("021-****0001", "021****0001", "masked", "landline", []),
    ("1300000135", "1300000135", "length", "mobile", []),
    ("130000013570", "130000013570", "length", "mobile", []),
    ("3000001357", "3000001357", "length", "mobile", []),
    ("15400001357", "15400001357", "prefix", "mobile", []),
    ("13888888888", "13888888888", "placeholder", "mobile", []),
    ("17000001357转1234", "17000001357-1234", "extension", "mobile", []),
    ("1440000001357", "1440000001357", "iot_13_digits", "iot", []),
    ("13OOOOO1357", "13000001357", "lookalike", "mobile", []),
    ("+86 l30-0000 I357", "13000001357", "lookalike", "mobile", []),
    ("15400OO1357", None, "format", "unknown", []),
    ("60000001", "60000001", "area_code_missing", "landline", []),
    ("1.30000E+10", None, "scientific_notation_lossy", "mobile", []),
    ("95588", None, "format", "unknown", []),
    ("110110199003070018", None, "format", "unknown", []),
    ("138", None, "length", "unknown", []),
    ("张三", None, "charset", "unknown", []),
    ("无", None, "placeholder", "unknown", []),
    ("0", None, "placeholder", "unknown", []),
    ("", None, "placeholder", "unknown", []),
    (None, None, None, None, []),
)
VALID = {"ok", "service", "lookalike"}


def standardise(*values: str | None) -> pl.DataFrame:
    return phone.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize("cell", ALONE)
def test_one_number(cell: str) -> None:
    assert standardise(cell).row(0) == (ONE, True, "ok", "mobile", [])


@pytest.mark.parametrize("cell", PAIRS)
def test_two_numbers(cell: str) -> None:
    assert standardise(cell).row(0) == (ONE, True, "ok", "mobile", [TWO])


@pytest.mark.parametrize(("cell", "canonical", "reason", "kind", "others"), CASES)
def test_table(
    cell: str | None, canonical: str | None, reason: str | None, kind: str | None, others: list[str]
) -> None:
    valid = None if reason is None else reason in VALID
    assert standardise(cell).row(0) == (canonical, valid, reason, kind, others)


def test_cells_do_not_touch_each_other() -> None:
    expected = {cell: row for cell, *row in CASES} | {cell: [ONE, "ok", "mobile", [TWO]] for cell in PAIRS}
    seen = standardise(*expected).select("canonical", "reason", "phone_kind", "others").rows()
    assert [list(row) for row in seen] == list(expected.values())


def test_no_values() -> None:
    seen = standardise()
    assert seen.height == 0
    assert seen.schema == standardise(ONE).schema


@settings(deadline=None, max_examples=40)
@given(st.sampled_from((852, 853, 886, 1, 44, 81, 82, 65, 49)), st.integers(10_000_000, 999_999_999))
def test_other_countries_are_what_libphonenumber_says(country: int, subscriber: int) -> None:
    cell = f"+{country}{subscriber}"
    expected = phonenumbers.is_valid_number(phonenumbers.parse(cell))
    seen = standardise(cell).row(0, named=True)
    if seen["phone_kind"] == "foreign":
        assert (seen["canonical"], seen["valid"]) == (cell, expected)
    else:
        assert not expected
        assert mobile.standardise(pl.Series([cell[1:]]), AS_OF)["valid"].to_list() == [True]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=30), st.from_regex(r"[0-9+*#/,() .xX转张-]{0,40}", fullmatch=True)))
)
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")
    assert standardise(*kept["canonical"])["canonical"].to_list() == kept["canonical"].to_list()
    assert all(canonical not in others for canonical, others in seen.select("canonical", "others").iter_rows())


DIGITS = st.sampled_from(("13000001357", "15400001357", "13888888888", "1300000135", "85266000001", "02160000001"))
PUT_BEFORE = st.sampled_from(("", "'", "0", "'0", "+860", "00", "+", "+86", "86", "86-", "+86 ", "0086", "'86", "+1"))
PUT_BEHIND = st.sampled_from(("", ".0", " ", "-", "-0", ".00"))


@settings(deadline=None, max_examples=200)
@given(PUT_BEFORE, DIGITS, st.sets(st.sampled_from((3, 7, 9))), st.sampled_from(" -"), PUT_BEHIND)
def test_the_short_cut_gives_what_cutting_into_parts_gives(
    before: str, digits: str, gaps: set[int], gap: str, behind: str
) -> None:
    number = "".join(gap * (place in gaps) + digit for place, digit in enumerate(digits))
    cell = before + number + behind
    cells = pl.DataFrame({"cell": [0], "text": [cell], "squeezed": [re.sub("[ -]", "", cell)]})
    assert standardise(cell).rows() == phone._read(cells, AS_OF).drop("cell").rows()


AREA = st.sampled_from(("010", "021", "0512", "0999", "086", "0852", "0886", "026", "000"))
SUBSCRIBER = st.sampled_from(("60000001", "6000000", "22222222", "12345678", "87654321", "2222222", "600000"))


@settings(deadline=None, max_examples=100)
@given(AREA, SUBSCRIBER)
def test_a_well_written_fixed_line_is_what_cutting_into_parts_gives(area: str, subscriber: str) -> None:
    cell = f"{area}-{subscriber}"
    cells = pl.DataFrame({"cell": [0], "text": [cell], "squeezed": [area + subscriber]})
    assert standardise(cell).rows() == phone._read(cells, AS_OF).drop("cell").rows()
