"""Every pair has one number and every number one pair."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.evaluate.numbering import Groups, draw_others

GROUPS = st.lists(st.integers(0, 4), min_size=1, max_size=14).map(
    lambda names: np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)
)


@given(GROUPS)
def test_pairs_within_groups(group: np.ndarray) -> None:
    groups = Groups(group)
    true = {(a, b) for a, b in combinations(range(len(group)), 2) if group[a] == group[b]}
    assert groups.within == len(true)
    left, right = groups.pair_within(np.arange(groups.within))
    assert {(min(pair), max(pair)) for pair in zip(left.tolist(), right.tolist(), strict=True)} == true
    assert groups.number_within(right, left).tolist() == list(range(groups.within))


@given(GROUPS, st.data())
def test_pairs_between_groups(group: np.ndarray, data: st.DataObject) -> None:
    some = list(combinations(range(int(group.max()) + 1), 2))
    listed = data.draw(st.lists(st.sampled_from(some), unique=True)) if some else []
    between = Groups(group).between(*(np.array([pair[end] for pair in listed], np.int64) for end in (0, 1)))
    every = product(range(len(group)), repeat=2)
    true = {(a, b) for a, b in every if (group[a], group[b]) in listed}
    assert between.total == len(true)
    left, right = between.pair(np.arange(between.total))
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == true
    assert between.number(right, left).tolist() == list(range(between.total))
    everything = np.array(list(combinations(range(len(group)), 2)), np.int64).reshape(-1, 2)
    assert len(between.number(everything[:, 0], everything[:, 1])) == len(true)


def test_numbers_of_huge_groups_come_back() -> None:
    groups = Groups(np.repeat(np.arange(2), [3, 200_000]).astype(np.int64))
    numbers = np.array([0, 2, 3, 4, groups.within - 1, groups.within // 2], np.int64)
    assert groups.number_within(*groups.pair_within(numbers)).tolist() == numbers.tolist()


@given(st.integers(1, 60), st.data())
def test_others_are_drawn_from_what_is_left(total: int, data: st.DataObject) -> None:
    taken = data.draw(st.lists(st.integers(0, total - 1), max_size=70))
    left = sorted(set(range(total)) - set(taken))
    size = data.draw(st.integers(0, len(left)))
    drawn = draw_others(total, np.array(taken, np.int64), size, np.random.default_rng(1)).tolist()
    assert len(set(drawn)) == size
    assert set(drawn) <= set(left)


def test_all_others_are_as_likely() -> None:
    rng = np.random.default_rng(5)
    taken = np.array([1, 2, 7], np.int64)
    counts = np.bincount(np.concatenate([draw_others(10, taken, 2, rng) for _ in range(3500)]), minlength=10)
    assert counts[taken].sum() == 0
    assert counts[[0, 3, 4, 5, 6, 8, 9]] == pytest.approx([1000] * 7, rel=0.12)
