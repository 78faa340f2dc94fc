"""Clusters partition the records, follow the edges, respect contradictions and never depend on order."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.engines.memory import MemoryEngine
from crmtool.merge.clusters import cluster, components, doubtful_pairs, not_overruled

SIZE = 12
PAIR = st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)).filter(lambda pair: pair[0] < pair[1])
EDGES = st.lists(PAIR, max_size=20, unique=True)


ENOUGH, WEAK = 4.0, 6.0
RUN = MemoryEngine(buckets=3).bucket


def frame(pairs: list[tuple[int, int]], *, veto: bool = True) -> pl.DataFrame:
    rows = [(left, right, float((left * 7 + right * 13) % 11), veto) for left, right in pairs]
    schema = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64, "veto": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def flood(pairs: list[tuple[int, int]]) -> list[int]:
    """Slow and obvious: spread the smallest number until nothing changes."""
    label = list(range(SIZE))
    for _ in range(SIZE):
        for left, right in pairs:
            label[left] = label[right] = min(label[left], label[right])
    return label


@given(EDGES)
def test_components_equal_flooding(pairs: list[tuple[int, int]]) -> None:
    assert components(frame(pairs), SIZE).to_list() == flood(pairs)


@given(EDGES, EDGES)
def test_contradictions_are_respected(pairs: list[tuple[int, int]], apart: list[tuple[int, int]]) -> None:
    clusters, refused = cluster(frame(pairs), frame(apart), SIZE, ENOUGH, WEAK, RUN)
    label = clusters.to_list()
    assert all(label[left] != label[right] for left, right in apart)
    turned_down = set(refused.select("l", "r").iter_rows())
    assert all(label[left] == label[right] or (left, right) in turned_down for left, right in pairs)
    whole = flood(pairs)
    assert all(whole[record] == whole[label[record]] for record in range(SIZE))
    assert all(label[smallest] == smallest for smallest in label)


@given(EDGES, EDGES, st.randoms())
def test_order_never_matters(pairs: list[tuple[int, int]], apart: list[tuple[int, int]], chance: object) -> None:
    first = cluster(frame(pairs), frame(apart), SIZE, ENOUGH, WEAK, RUN)[0].to_list()
    chance.shuffle(pairs)
    assert cluster(frame(pairs), frame(apart), SIZE, ENOUGH, WEAK, RUN)[0].to_list() == first


def test_no_contradiction_is_plain_components() -> None:
    clusters, refused = cluster(frame([(0, 1), (1, 2)]), frame([(0, 5)]), SIZE, ENOUGH, WEAK, RUN)
    assert clusters.to_list()[:3] == [0, 0, 0]
    assert refused.height == 0


def test_the_weakest_link_gives_way() -> None:
    edges = pl.DataFrame(
        {"l": [0, 1, 2], "r": [1, 2, 3], "match_weight": [9.0, 5.0, 8.0]},
        schema={"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64},
    )
    clusters, refused = cluster(edges, frame([(0, 3)]), 4, ENOUGH, WEAK, RUN)
    assert clusters.to_list() == [0, 0, 2, 2]
    assert refused.rows() == [(1, 2, 5.0, "conflict")]


def test_what_outweighs_a_contradiction_joins() -> None:
    edge = pl.DataFrame({"l": [1], "r": [2], "match_weight": [12.0]}, schema_overrides={"l": pl.UInt32, "r": pl.UInt32})
    sure = frame([(0, 1), (2, 3)]).with_columns(match_weight=pl.lit(20.0))
    against = frame([(0, 3)], veto=False)
    for worst, clusters in ((-8.0, [0, 0, 0, 0]), (-8.5, [0, 0, 2, 2])):
        edges = pl.concat([sure.select(edge.columns), edge])
        assert cluster(edges, against.with_columns(match_weight=worst), 4, ENOUGH, WEAK, RUN)[0].to_list() == clusters


TWO_TRIANGLES = [(0, 1, 20.0), (1, 2, 20.0), (0, 2, 20.0), (3, 4, 20.0), (4, 5, 20.0)]


@pytest.mark.parametrize(
    ("light", "cut"),
    [
        ([(2, 3, 5.0)], True),
        ([(2, 3, 6.0)], False),
        ([(2, 6, 5.0)], False),
        ([(one, other, 5.0) for one in (0, 1, 2) for other in (3, 4)], False),
    ],
)
def test_one_weak_link_does_not_hold_two_well_known_customers(light: list[tuple[int, int, float]], cut: bool) -> None:
    schema = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64}
    edges = pl.DataFrame([*TWO_TRIANGLES, *light], schema, orient="row")
    clusters, refused = cluster(edges, frame([]), 7, ENOUGH, WEAK, RUN)
    assert refused.rows() == ([(*light[0], "bridge")] if cut else [])
    assert (clusters[light[0][0]] == clusters[light[0][1]]) is not cut


def test_doubtful_pairs_are_those_of_torn_components() -> None:
    features = pl.DataFrame({"record": [0, 1, 2, 3], "id": ["a", None, "b", "b"]})
    component = pl.Series("component", [0, 0, 0, 3], dtype=pl.UInt32)
    assert sorted(doubtful_pairs(component, features, ["id"]).rows()) == [(0, 1), (0, 2), (1, 2)]


# What stewards say


def said(joined: list[tuple[int, int]], apart: list[tuple[int, int]]) -> tuple[pl.DataFrame, pl.DataFrame, list[int]]:
    """Edges and conflicts of decisions that hold together, and the first record of those that are one."""
    one = flood(joined)
    parted = [pair for pair in apart if one[pair[0]] != one[pair[1]]]
    links = frame(joined).with_columns(match_weight=pl.lit(math.inf))
    return links, frame(parted).with_columns(match_weight=pl.lit(-math.inf)), one


@given(EDGES, EDGES, st.lists(PAIR, max_size=4), st.lists(PAIR, max_size=4), st.randoms())
def test_what_stewards_say_is_so(
    pairs: list[tuple[int, int]],
    against: list[tuple[int, int]],
    joined: list[tuple[int, int]],
    apart: list[tuple[int, int]],
    chance: object,
) -> None:
    links, parted, one = said(joined, apart)
    edges = pl.concat([frame(pairs), links])
    conflicts = not_overruled(frame(against), edges, pl.Series(one, dtype=pl.UInt32))
    clusters, refused = cluster(edges, pl.concat([conflicts, parted]), SIZE, ENOUGH, WEAK, RUN)
    label = clusters.to_list()
    assert all(label[left] == label[right] for left, right in joined)
    assert all(label[left] != label[right] for left, right in parted.select("l", "r").rows())
    assert refused.filter(pl.col("match_weight").is_infinite()).is_empty()
    shuffled = [frame.sample(fraction=1, shuffle=True, seed=chance.randrange(9)) for frame in (edges, conflicts)]
    again = cluster(shuffled[0], pl.concat([parted, shuffled[1]]), SIZE, ENOUGH, WEAK, MemoryEngine().bucket)
    assert again[0].to_list() == label
    assert again[1].equals(refused)


@given(EDGES, EDGES, st.lists(PAIR, max_size=6))
def test_overruled_conflicts_the_slow_way(
    pairs: list[tuple[int, int]], against: list[tuple[int, int]], joined: list[tuple[int, int]]
) -> None:
    links, _, one = said(joined, [])
    edges = pl.concat([frame(pairs), links])
    near = {(end, end) for end in range(SIZE)} | {
        pair for left, right in [*pairs, *joined] for pair in ((left, right), (right, left))
    }
    inside = [(left, right) for left, right in against if one[left] == one[right]]
    overruled = {
        (left, right)
        for left, right in against
        for a, b in [*inside, *(pair[::-1] for pair in inside)]
        if (left, a) in near and (right, b) in near
    }
    left = not_overruled(frame(against), edges, pl.Series(one, dtype=pl.UInt32)).select("l", "r").rows()
    assert left == [pair for pair in against if pair not in overruled and pair not in inside]


def test_the_next_record_with_a_document_that_a_steward_has_called_the_same_customers() -> None:
    """0 and 1 show two documents; 2 shows the first, 3 the second, 4 a third, and all share a phone with 5."""
    edges = frame([(0, 2), (1, 3), (0, 5), (1, 5), (2, 5), (3, 5), (4, 5)])
    edges = pl.concat([edges, frame([(0, 1)])]).with_columns(match_weight=pl.Series([*[20.0] * 6, 9.0, math.inf]))
    conflicts = frame([(0, 1), (0, 3), (1, 2), (2, 3), (0, 4), (1, 4), (2, 4), (3, 4)])
    one = pl.Series([0, 0, 2, 3, 4, 5], dtype=pl.UInt32)
    clusters, refused = cluster(edges, not_overruled(conflicts, edges, one), 6, ENOUGH, WEAK, RUN)
    assert clusters.to_list() == [0, 0, 0, 0, 4, 0]
    assert refused.select("l", "r").rows() == [(4, 5)]
