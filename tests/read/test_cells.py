"""Columns of typed cells: as each cell by itself."""

from __future__ import annotations

from datetime import date, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from crmtool.read.cells import as_text, column

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
