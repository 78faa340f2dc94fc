"""The tree of the strongest links, and the paths in it."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.explanation.links import halves, path, spanning_tree

EDGES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-3, 9)).filter(lambda edge: edge[0] < edge[1]),
    unique_by=lambda edge: edge[:2],
)


def frame(edges: list[tuple[int, int, int]]) -> pl.DataFrame:
    schema = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64}
    return pl.DataFrame(edges, schema, orient="row")


def reached(edges: list[tuple[int, int, int]], start: int) -> set[int]:
    """What can be reached, slowly."""
    found, before = {start}, 0
    while len(found) > before:
        before = len(found)
        found |= {end for left, right, _ in edges if {left, right} & found for end in (left, right)}
    return found


def widest(edges: list[tuple[int, int, int]], start: int, end: int) -> int | None:
    """The weakest link of the strongest path, by trying all thresholds."""
    for least in sorted({weight for *_, weight in edges}, reverse=True):
        if end in reached([edge for edge in edges if edge[2] >= least], start):
            return least
    return None


@given(EDGES)
def test_paths_of_the_tree_are_the_strongest(edges: list[tuple[int, int, int]]) -> None:
    tree = [edge for edge, _ in spanning_tree(frame(edges))]
    for end in range(1, 8):
        steps = path(tree, 0, end)
        expected = widest(edges, 0, end)
        assert (min(weight for *_, weight in steps) if steps else None) == expected
        here = 0
        for left, right, _ in steps:
            assert here in (left, right)
            here = left + right - here
        assert here == (end if steps else 0)


@given(EDGES)
def test_the_tree_joins_what_the_edges_join(edges: list[tuple[int, int, int]]) -> None:
    made = spanning_tree(frame(edges))
    tree = [(left, right, int(weight)) for (left, right, weight), _ in made]
    assert all(reached(tree, record) == reached(edges, record) for record in range(8))
    assert all(one[2] >= other[2] for one, other in pairwise(tree))
    for number, (edge, sizes) in enumerate(made):
        before = tree[:number]
        assert sizes == (len(reached(before, edge[0])), len(reached(before, edge[1])))


def test_halves() -> None:
    tree = [(0, 1, 9.0), (1, 2, 8.0), (1, 3, 7.0)]
    assert halves(tree, (1, 2, 8.0)) == (3, 1)
    assert halves(tree, (0, 1, 9.0)) == (1, 3)
