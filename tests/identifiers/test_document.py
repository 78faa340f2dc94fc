"""Document numbers of any kind."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import document

AS_OF = date(2026, 11, 21)
ID = "110110199003070018"
CODE = "91310000PDY00001XG"


def judge(value: str | None, type_: str | None = None) -> dict[str, object]:
    values, types = pl.Series([value], dtype=pl.String), pl.Series([type_], dtype=pl.String)
    return document.standardise(values, types, AS_OF).row(0, named=True)


@pytest.mark.parametrize(
    ("value", "kind", "reason"),
    [
        (ID, "resident_id", "ok"),
        ("810000190503070010", "residence_permit", "ok"),
        ("931840190503070013", "permanent_residence", "ok"),
        ("USA310105030711", "permanent_residence", "ok"),
        ("110105491231002", "legacy_id", "ok"),
        (CODE, "uscc", "ok"),
        ("91310000pdy00052xx", "uscc", "ok"),
        ("91310000PDYXXX0153", "unknown", "masked"),
        ("911100006000373411", "uscc", "check_digit"),
        ("PDY00017-5", "org_code", "ok"),
        ("310115200000121", "business_registration", "ok"),
        ("军字第0000001号", "military_id", "ok"),
        ("110110199003070010", "resident_id", "check_digit"),
        ("11011019900307001", "resident_id", "length"),
        ("110110********0017", "resident_id", "masked"),
        ("3.10105E+17", "resident_id", "scientific_notation"),
        ("1.1011019900307E+17", "resident_id", "excel_15_digits"),
        ("E00000001", "unknown", "unknown"),  # never a passport by its looks alone
        ("00000001", "unknown", "unknown"),
        ("13000001357", "unknown", "unknown"),
        ("无", "unknown", "placeholder"),
        (None, None, None),
    ],
)
def test_without_a_declared_type(value: str | None, kind: str | None, reason: str | None) -> None:
    seen = judge(value)
    assert (seen["id_kind"], seen["reason"]) == (kind, reason)
    assert judge(value, "其他") == seen


@pytest.mark.parametrize(
    ("declared", "value", "kind"),
    [
        *(
            (declared, ID, "resident_id")
            for declared in ("身份证", "居民身份证", "二代证", "ID", "户口本", "驾驶证", "sfz")
        ),
        ("resident_id", ID, "resident_id"),
        ("一代身份证", "110105491231002", "legacy_id"),
        ("身份证", "810000190503070010", "residence_permit"),
        ("台湾居民居住证", "830000190503070014", "residence_permit"),
        ("外国人永久居留身份证", "931840190503070013", "permanent_residence"),
        ("护照", "E00000001", "passport"),
        ("Passport", "C01X00T47", "passport"),
        ("港澳通行证", "C00000001", "exit_permit"),
        ("港澳通行证", "H00000001", "home_return_permit"),
        ("港澳居民来往内地通行证", "M0000000102", "home_return_permit"),
        ("回乡证", "H00000001", "home_return_permit"),
        ("台胞证", "00000001", "taiwan_permit"),
        ("军官证", "军字第0000001号", "military_id"),
        ("统一社会信用代码", CODE, "uscc"),
        ("营业执照", CODE, "uscc"),
        ("营业执照", "110108000000016", "business_registration"),
        ("营业执照", "D2143569-X", "org_code"),
        ("组织机构代码证", "D2143569-X", "org_code"),
    ],
)
def test_with_a_declared_type(declared: str, value: str, kind: str) -> None:
    seen = judge(value, declared)
    assert (seen["id_kind"], seen["valid"]) == (kind, True)


@pytest.mark.parametrize(
    ("declared", "value", "kind", "valid"),
    [
        ("护照", ID, "resident_id", True),  # the check digit says more than the type
        ("营业执照", ID, "resident_id", True),
        ("身份证", CODE, "uscc", True),
        ("身份证", "E00000001", "resident_id", False),
        ("护照", "110110199003070010", "passport", False),
        ("往来台湾通行证", "00000001", "unknown", False),
    ],
)
def test_a_wrong_type_gives_way_to_a_check_digit_only(declared: str, value: str, kind: str, valid: bool) -> None:
    seen = judge(value, declared)
    assert (seen["id_kind"], seen["valid"]) == (kind, valid)


@pytest.mark.parametrize(
    ("value", "declared", "key"),
    [
        ("110110900307001", "身份证", ID),
        (ID, None, ID),
        ("11O110I99003070018", None, ID),
        ("H0000000102", "回乡证", "H00000001"),
        ("110110199003070010", None, "110110199003070010"),
        ("1.1011019900307E+17", None, "110110199003070***"),
        ("110110xxxxxxxx0017", None, "110110********0017"),
        ("3.10105E+17", None, None),
        ("无", "身份证", None),
    ],
)
def test_the_key_is_the_persons(value: str, declared: str | None, key: str | None) -> None:
    assert judge(value, declared)["id_key"] == key


def test_parts_come_from_kinds_that_have_them() -> None:
    seen = document.standardise(pl.Series([ID, "E00000001", CODE]), pl.Series([None, "护照", None]), AS_OF)
    assert seen.select("birth_date", "gender", "region_known").rows() == [
        (date(1990, 3, 7), "M", True),
        (None, None, None),
        (None, None, None),
    ]


def test_shape_holds_for_any_rows() -> None:
    nothing = pl.Series([], dtype=pl.String)
    assert tuple(document.standardise(nothing, nothing, AS_OF).columns) == tuple(document.COLUMNS)
    nulls = document.standardise(pl.Series([None, None]), pl.Series([None, "身份证"]), AS_OF)
    assert set(nulls.rows()) == {(None,) * len(document.COLUMNS)}
    passports = document.standardise(pl.Series(["E00000001"]), pl.Series(["护照"]), AS_OF)
    assert tuple(passports.columns) == tuple(document.COLUMNS)
    assert nulls.schema == passports.schema


TYPES = st.sampled_from([None, "身份证", "护照", "营业执照", "港澳通行证", "军官证", "台胞证", "随便"])
VALUES = st.text(max_size=30) | st.from_regex(r"[0-9X*.E+OI]{7,20}", fullmatch=True)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(VALUES, TYPES), min_size=50, max_size=200))
def test_any_text_gets_a_verdict_and_order_does_not_matter(rows: list[tuple[str, str | None]]) -> None:
    values, types = (pl.Series(column, dtype=pl.String) for column in zip(*rows, strict=True))
    seen = document.standardise(values, types, AS_OF)
    assert seen.height == len(rows)
    assert seen["reason"].null_count() == seen["valid"].null_count() == seen["id_kind"].null_count() == 0
    assert set(seen["id_kind"].unique()) <= set(document.KINDS)
    assert document.standardise(values.reverse(), types.reverse(), AS_OF).reverse().equals(seen)
    valid = seen.filter("valid")
    again = document.standardise(valid["canonical"], valid["id_kind"], AS_OF)
    assert again["canonical"].to_list() == valid["canonical"].to_list()


def untyped(count: int) -> pl.Series:
    return pl.Series([None] * count, dtype=pl.String)


def test_a_letter_for_the_first_digit_makes_no_company() -> None:
    seen = document.standardise(pl.Series(["l10110199003070018", "010110199003070018"]), untyped(2), AS_OF)
    assert seen.select("id_kind", "reason", "suggestion").rows() == [
        ("resident_id", "charset", "110110199003070018"),
        ("resident_id", "province", None),
    ]


@given(st.dates(date(1950, 1, 1), date(2020, 12, 31)), st.integers(0, 9))
def test_the_first_fifteen_of_an_id_are_nobodys_number(born: date, serial: int) -> None:
    seen = document.standardise(pl.Series([f"110110{born:%Y%m%d}{serial}"]), untyped(1), AS_OF)
    assert seen.select("valid", "reason", "suggestion").row(0) == (False, "length", None)
