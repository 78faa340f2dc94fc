"""Genders."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import genders

AS_OF = date(2026, 11, 21)

CASES = (
    *(
        (cell, "M", "ok")
        for cell in ("男", "男性", " 男 ", "M", "m", "Ｍ", "Male", "先生", "张先生", "男士", "1", "1.0", "Mr.", "♂")
    ),
    *(
        (cell, "F", "ok")
        for cell in ("女", "女性", "F", "f", "FEMALE", "女士", "小姐", "太太", "2", "2.0", "Mrs", "Ms", "♀")
    ),
    *(
        (cell, None, "placeholder")
        for cell in ("0", "9", "未知", "不详", "未说明的性别", "保密", "其他", "", "-", "N/A", "x")
    ),
    *((cell, None, "format") for cell in ("男/女", "男女", "公司", "3", "12")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return genders.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("cell", "canonical", "reason"), CASES)
def test_table(cell: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(cell).row(0) == (canonical, reason and reason == "ok", reason)


@pytest.mark.parametrize(
    ("column", "canonical"),
    [
        (("0", "1", "2", "9"), [None, "M", "F", None]),
        (("1", "2"), ["M", "F"]),
        (("0", "1"), [None, None]),
        (("0.0", "1.0", "男"), [None, None, "M"]),
    ],
)
def test_codes_are_judged_by_the_column(column: tuple[str, ...], canonical: list[str | None]) -> None:
    assert standardise(*column)["canonical"].to_list() == canonical


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=8), st.sampled_from([cell for cell, *_ in CASES]))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept


def test_each_column_has_its_own_code() -> None:
    cells, columns = pl.Series(["0", "1", "1", "2"]), pl.Series(["a", "a", "b", "b"])
    seen = genders.standardise(cells, AS_OF, columns=columns)
    assert seen["canonical"].to_list() == [None, None, "M", "F"]
