"""Columns of typed cells: as each cell by itself."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.read.cells import as_text, column, number_text

MOMENTS = ("2026-11-20", "2026-11-20 08:30:00.999", "9999-12-31 23:59:59.999999")
numbers = st.one_of(st.floats(), st.integers(-(10**18), 10**18), st.sampled_from([0.0, -0.0, 1e15, 13000001357.0, 0.5]))
cells = st.one_of(
    st.text(max_size=5),
    numbers,
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.sampled_from(["", date(2026, 11, 20), time(8, 30), *map(datetime.fromisoformat, MOMENTS)]),
)


@given(
    values=st.one_of(
        st.lists(cells, max_size=8),
        st.lists(numbers, max_size=8),
        st.lists(st.one_of(numbers, st.just("")), max_size=8),
    )
)
def test_a_column_is_its_cells(values: list[object]) -> None:
    assert column(values).to_list() == [as_text(value) for value in values]


@given(kept=st.integers(10**14, 10**15 - 1))
def test_a_number_typed_into_a_spreadsheet_keeps_its_fifteen_digits(kept: int) -> None:
    assert number_text(float(kept * 1000)) == f"{str(kept)[0]}.{str(kept)[1:]}E+17"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (132227198401191845, "1.32227198401191E+17"),
        (310111199506301500, "3.10111199506301E+17"),
        (532101195205168999, "5.32101195205169E+17"),
        (999999999999999900, "9.99999999999999E+17"),
        (-132227198401191845, "-1.32227198401191E+17"),
    ],
)
def test_a_program_s_float_is_cut_and_not_rounded(number: int, text: str) -> None:
    assert number_text(float(number)) == text
