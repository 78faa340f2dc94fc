"""Licence plates."""

from __future__ import annotations

from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import plate

AS_OF = date(2026, 11, 21)
GOOD = "沪A00001"

CASES = (
    *(
        (cell, GOOD, "ordinary")
        for cell in (GOOD, "沪A·00001", "沪a00001", "沪Ａ００００１", "沪A-00001", " 沪 A.00001 ")
    ),
    *(
        (cell, GOOD, "ordinary")
        for cell in ("车牌号：沪A00001", "沪A00001(新)", "沪A00001/沪B00002", "滬A00001", "蓝沪A00001")
    ),
    ("沪A 0A001", "沪A0A001", "ordinary"),
    ("京N00A01", "京N00A01", "ordinary"),
    ("京O00001", "京O00001", "ordinary"),
    ("沪AD00001", "沪AD00001", "new_energy_small"),
    ("沪ADA0001", "沪ADA0001", "new_energy_small"),
    ("沪A00001D", "沪A00001D", "new_energy_large"),
    ("沪A0001挂", "沪A0001挂", "trailer"),
    ("沪A0001学", "沪A0001学", "training"),
    ("京O0001警", "京O0001警", "police"),
    ("粤Z0001港", "粤Z0001港", "hk_macau"),
    ("粤Z0001澳", "粤Z0001澳", "hk_macau"),
    ("沪00001领", "沪00001领", "consulate"),
    ("沪A0001领", "沪A0001领", "consulate"),
    ("000001使", "000001使", "embassy"),
    ("使000001", "使000001", "embassy"),
    ("沪X0001应急", "沪X0001应急", "rescue"),
    ("WJ沪00017", "WJ沪00017", "armed_police"),
    ("WJ00017", "WJ00017", "armed_police"),
    ("VA00001", "VA00001", "military"),
    ("沪A0OO01", GOOD, "ordinary_repaired"),
    ("沪AI0001", "沪A10001", "ordinary_repaired"),
    ("沪ADO0001", "沪AD00001", "new_energy_small_repaired"),
    ("泸A00001", GOOD, "ordinary_repaired"),
    ("A00001", "A00001", "province_missing"),
    ("AD00001", "AD00001", "province_missing"),
    ("沪A***01", "沪A***01", "masked"),
    ("沪A0001", "沪A0001", "format"),
    ("沪A000011", "沪A000011", "format"),
    ("沪AABC01", "沪AABC01", "format"),
    ("沪AL00001", "沪AL00001", "format"),
    ("沪AB0001X", "沪AB0001X", "format"),
    ("中A00001", "中A00001", "format"),
    ("沪00001A", "沪00001A", "format"),
    ("00001", "00001", "format"),
    ("13000001357", None, "format"),
    ("LSVAA2927P1000001", None, "format"),
    *(
        (word, None, "placeholder")
        for word in ("无", "无牌", "未上牌", "新车", "临牌", "待上牌", "暂无牌照", "未挂牌", "無車牌")
    ),
    *((word, None, "placeholder") for word in ("", "-", "11111", "N/A")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return plate.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    kind = reason and reason.removesuffix("_repaired")
    kind = kind if kind in plate.KINDS else None
    valid = None if reason is None else kind is not None
    assert standardise(value).row(0)[:4] == (canonical, valid, reason, kind)


def test_province() -> None:
    seen = standardise(GOOD, "京O0001警", "WJ沪00017", "A00001", "VA00001", "沪A0001", "中A00001", "无", None)
    assert seen["province"].to_list() == ["沪", "京", "沪", None, None, "沪", None, None, None]


def test_an_ordinary_serial_has_two_letters_at_most() -> None:
    serials = ["".join(signs) for signs in product("0A", repeat=5)]
    seen = standardise(*(f"沪B{serial}" for serial in serials))
    assert seen["valid"].to_list() == [serial.count("A") <= 2 for serial in serials]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.text(max_size=12), st.from_regex("[沪京WJ使]?[0-9A-Z]{4,7}[警挂使]?", fullmatch=True))
    )
)
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept


@settings(deadline=None, max_examples=100)
@given(st.lists(st.from_regex(r"[沪京粤]?[A-ZO][0-9AIO]{4,6}[挂学]?", fullmatch=True), min_size=1))
def test_ordinary_plates_are_judged_like_all_others(cells: list[str]) -> None:
    rows = plate._typed(pl.Series(cells)).to_frame("typed").with_row_index("row")
    slow = plate._judged(rows).drop("row")
    assert plate.standardise(pl.Series(cells), AS_OF).drop("province").rows() == slow.rows()
