"""Pairs of clusters with one rare name, against the obvious way of finding them."""

from __future__ import annotations

from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.merge.namesakes import FEW, namesakes, worst

NAMED = st.lists(st.tuples(st.sampled_from(["a", "b", "c", None]), st.integers(0, 5)), max_size=12)


def found(rows: list[tuple[str | None, int]], most: int) -> list[tuple[int, int]]:
    names = pl.Series([name for name, _ in rows], dtype=pl.String)
    clusters = pl.Series([cluster for _, cluster in rows], dtype=pl.UInt32)
    return namesakes(names, clusters, most).rows()


@given(NAMED, st.integers(2, 4))
def test_pairs_of_different_clusters_with_one_rare_name(rows: list[tuple[str | None, int]], most: int) -> None:
    bearers = {name: {cluster for other, cluster in rows if other == name} for name, _ in rows}
    expected = [
        (left, right)
        for left, right in combinations(range(len(rows)), 2)
        if rows[left][0] is not None and rows[left][0] == rows[right][0]
        if rows[left][1] != rows[right][1] and len(bearers[rows[left][0]]) <= most
    ]
    few = all(rows.count(row) <= FEW for row in rows)
    assert found(rows, most) == expected or not few


def test_few_records_speak_for_a_fleet() -> None:
    assert len(found([("a", 1)] * 100 + [("a", 2)] * 100, 2)) == FEW * FEW


def test_the_pair_that_says_least_stands_for_two_clusters() -> None:
    scored = pl.DataFrame(
        [(0, 2, -1.0, False), (0, 3, -4.0, False), (1, 4, 2.0, False), (1, 5, 9.0, True)],
        {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64, "veto": pl.Boolean},
        orient="row",
    )
    clusters = pl.Series([0, 1, 2, 2, 4, 4], dtype=pl.UInt32)
    assert worst(scored, clusters).rows() == [(0, 3, -4.0, False)]
