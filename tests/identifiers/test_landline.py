"""Fixed-line numbers, one in a cell."""

from __future__ import annotations

from datetime import date

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import landline

AS_OF = date(2026, 11, 21)
SHANGHAI = "021-60000001"
WITH_EXTENSION = "021-60000001-8001"

CASES = (
    *((cell, SHANGHAI, "ok") for cell in (SHANGHAI, "02160000001", "(021)60000001", "021 6000 0001", "021－60000001")),
    *((cell, SHANGHAI, "ok") for cell in ("+86 21 6000 0001", "+86(021)60000001", "008602160000001", "86-21-60000001")),
    *((cell, SHANGHAI, "ok") for cell in ("2160000001", "2160000001.0", "０２１６０００００01")),
    *(
        (f"021-60000001{mark}8001", WITH_EXTENSION, "ok")
        for mark in ("转", "转 ", "*", "-", "#", "x", " ext. ", "分机:")
    ),
    ("010-60000001", "010-60000001", "ok"),
    ("051260000001", "0512-60000001", "ok"),
    ("51260000001", "0512-60000001", "ok"),
    ("0750-6000001", "0750-6000001", "ok"),
    ("07506000001", "0750-6000001", "ok"),
    ("+867506000001", "0750-6000001", "ok"),
    ("7506000001", "7506000001", "format"),
    ("4000000001", "4000000001", "service"),
    ("400-000-0001", "4000000001", "service"),
    ("800-000-0001", "8000000001", "service"),
    ("400-000-0001转8", "4000000001-8", "service"),
    ("60000001", "60000001", "area_code_missing"),
    ("6000-0001", "60000001", "area_code_missing"),
    ("6000001转801", "6000001-801", "area_code_missing"),
    ("021-6000001", "0216000001", "format"),
    ("021-10000001", "02110000001", "format"),
    ("85260000001", "85260000001", "format"),
    ("86260000001", "86260000001", "format"),
    ("95588", None, "format"),
    ("021-****0001", "021****0001", "masked"),
    ("021-88888888", "021-88888888", "placeholder"),
    ("88888888", "88888888", "placeholder"),
    ("12345678", "12345678", "placeholder"),
    ("无", None, "placeholder"),
    ("", None, "placeholder"),
    ("前台", None, "format"),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return landline.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(value).row(0) == (canonical, reason and reason in {"ok", "service"}, reason)


@settings(deadline=None)
@given(st.sampled_from(("10", "20", "21", "25", "29", "311", "512", "750", "755", "871", "991")), st.integers(2, 8))
def test_accepts_what_libphonenumber_accepts(area: str, first: int) -> None:
    digits = 8 if len(area) == 2 or area in ("311", "512", "755", "871") else 7
    cell = f"0{area}-{first}{'0123456'[: digits - 2]}7"
    assert phonenumbers.is_valid_number(phonenumbers.parse(cell, "CN"))
    assert standardise(cell).row(0) == (cell, True, "ok")


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.from_regex(r"[0-9+*#转()-]{0,20}", fullmatch=True))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
