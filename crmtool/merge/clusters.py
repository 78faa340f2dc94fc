"""Group records into entities: strongest evidence first, and never across a contradiction.

Most components of the match graph hold no contradiction and are plain connected components. In the few that do, unions
are made edge by edge, strongest first, and one that would bring together two records that contradict each other is
refused, unless its evidence outweighs theirs: constrained agglomeration after Wagstaff and Cardie (ICML 2000).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGE = 60


def components(edges: pl.DataFrame, total: int) -> pl.Series:
    """The connected component (UInt32, its smallest record) of each record 0 .. total - 1, by edges ``l``, ``r``."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    left, right = edges["l"].to_numpy(), edges["r"].to_numpy()
    graph = coo_matrix((np.ones(len(left), np.bool_), (left, right)), shape=(total, total))
    label = connected_components(graph, directed=False)[1]
    first = np.full(label.max(initial=-1) + 1, total, np.int64)
    np.minimum.at(first, label, np.arange(total))
    return pl.Series("component", first[label], dtype=pl.UInt32)


def doubtful_pairs(component: pl.Series, features: pl.DataFrame, differing: Sequence[str]) -> pl.DataFrame:
    """All pairs ``l``, ``r`` of records inside components whose records differ in any of the columns ``differing``.

    Components of more than 60 records give no pairs here: their contradictions are those that scoring already found.
    """
    members = features.select("record", *differing).with_columns(component=component)
    counts = members.group_by("component").agg(
        pl.len().alias("size"), *[pl.col(c).drop_nulls().n_unique() for c in differing]
    )
    doubtful = counts.filter(
        pl.col("size").is_between(2, LARGE),
        pl.any_horizontal(pl.lit(value=False), *[pl.col(column) > 1 for column in differing]),
    ).select("component")
    inside = members.join(doubtful, on="component", how="semi").select("component", "record")
    pairs = inside.join(inside, on="component", suffix="_r").filter(pl.col("record") < pl.col("record_r"))
    return pairs.select(l="record", r="record_r")


def cluster(edges: pl.DataFrame, conflicts: pl.DataFrame, total: int, enough: float) -> tuple[pl.Series, pl.DataFrame]:
    """Partition the records 0 .. total - 1.

    ``edges``: pairs to join (``l``, ``r``, ``match_weight``); ``conflicts``: pairs that contradict each other (the same
    columns, and ``veto`` where nothing outweighs that). Two clusters are joined by an edge whose weight and that of the
    worst conflict between them come to ``enough``. Gives the cluster of each record (UInt32, its smallest record) and
    the edges refused (``l``, ``r``, ``match_weight``).
    """
    component = components(edges, total)
    held = component.gather(conflicts["l"]) == component.gather(conflicts["r"])
    torn = component.gather(conflicts.filter(held)["l"]).unique()
    walked = component.gather(edges["l"]).is_in(torn.implode())
    parent, refused = _walk(edges.filter(walked), conflicts.filter(held), enough)
    result = components(edges.filter(~walked), total).to_numpy().copy()
    if parent:
        records = np.fromiter(parent, np.int64)
        result[records] = np.fromiter((_root(parent, record) for record in parent), np.int64)
    return pl.Series("cluster", result, dtype=pl.UInt32), refused


def _walk(edges: pl.DataFrame, conflicts: pl.DataFrame, enough: float) -> tuple[dict[int, int], pl.DataFrame]:
    ordered = edges.select("l", "r", "match_weight").sort("match_weight", "l", "r", descending=[True, False, False])
    parent = {record: record for record in pl.concat([ordered["l"], ordered["r"]]).unique().sort().to_list()}
    against: dict[int, dict[int, float]] = {}
    weight = pl.when("veto").then(-math.inf).otherwise("match_weight")
    for left, right, worst in conflicts.select("l", "r", weight).iter_rows():
        against.setdefault(left, {})[right] = worst
        against.setdefault(right, {})[left] = worst
    refused = [not _union(parent, against, left, right, weight - enough) for left, right, weight in ordered.iter_rows()]
    return parent, ordered.filter(pl.Series(refused, dtype=pl.Boolean))


def _union(
    parent: dict[int, int], against: dict[int, dict[int, float]], left: int, right: int, outweighs: float
) -> bool:
    """Join two clusters unless what speaks against it, by roots in ``against``, is more than the edge outweighs."""
    left, right = _root(parent, left), _root(parent, right)
    if left == right:
        return True
    if against.get(left, {}).get(right, 0.0) + outweighs < 0:
        return False
    keep, gone = min(left, right), max(left, right)
    parent[gone] = keep
    for other, worst in against.pop(gone, {}).items():
        del against[other][gone]
        if other != keep:
            least = min(worst, against[other].get(keep, worst))
            against[other][keep] = against.setdefault(keep, {})[other] = least
    return True


def _root(parent: dict[int, int], record: int) -> int:
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record
