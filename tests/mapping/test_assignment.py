"""Giving fields to columns: the best sum, whichever way it is found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.mapping.assignment import assigned, contested

Gains = dict[int, dict[int, float]]
some_gains = st.dictionaries(
    st.integers(0, 30),
    st.dictionaries(st.integers(0, 5), st.floats(0.001, 3.0, allow_subnormal=False), max_size=4),
    max_size=5,
)


def total(gains: Gains, found: dict[int, int]) -> float:
    assert len(set(found.values())) == len(found)
    return sum(gains[column][field] for column, field in found.items())


def best_total(gains: Gains) -> float:
    """By trying everything."""
    choices = [[(column, field) for field in row] + [None] for column, row in gains.items()]
    best = 0.0
    for choice in product(*choices):
        found = dict(one for one in choice if one)
        if len(set(found.values())) == len(found):
            best = max(best, total(gains, found))
    return best


@given(gains=some_gains)
def test_the_sum_is_the_largest(gains: Gains) -> None:
    assert total(gains, assigned(gains)) == pytest.approx(best_total(gains))
    assert total(gains, contested(gains)) == pytest.approx(best_total(gains))


@given(gains=some_gains)
def test_the_shortcut_gives_what_the_assignment_gives(gains: Gains) -> None:
    """Where every column's best field is its own, that is the assignment: the same fields, not only the same sum."""
    best = {column: max(row, key=row.__getitem__) for column, row in gains.items() if row}
    alone = {column: row for column, row in gains.items() if list(best.values()).count(best.get(column, -1)) == 1}
    clear = {column: row for column, row in alone.items() if sorted(row.values())[-2:].count(max(row.values())) == 1}
    assert assigned(clear) == contested(clear)


@pytest.mark.parametrize(("columns", "fields"), [(40, 45), (200, 45), (45, 5)])
def test_as_a_library_assigns(columns: int, fields: int) -> None:
    from scipy.optimize import linear_sum_assignment

    values = np.random.default_rng(columns).random((columns, fields)) + 0.01
    gains = {at: dict(enumerate(row)) for at, row in enumerate(values.tolist())}
    assert total(gains, assigned(gains)) == pytest.approx(values[linear_sum_assignment(values, maximize=True)].sum())


def test_very_many_columns_take_no_time() -> None:
    gains = {column: {field: 1.0 + column / 1e6 + field / 1e3 for field in range(6)} for column in range(16_000)}
    assert sorted(assigned(gains).values()) == list(range(6))


def test_nothing_to_give() -> None:
    assert assigned({}) == {}
    assert assigned({3: {}}) == {}
    assert contested({3: {}}) == {}
