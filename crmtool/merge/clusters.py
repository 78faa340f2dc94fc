"""Group records into entities: strongest evidence first, and never across a contradiction.

Most components of the match graph hold no contradiction and are plain connected components. In the few that do, unions
are made edge by edge, strongest first, and one that would bring together two records that contradict each other is
refused, unless its evidence outweighs theirs: constrained agglomeration after Wagstaff and Cardie (ICML 2000).
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from crmtool.model import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Run = Callable[[Stage, pl.DataFrame], pl.DataFrame]

LARGE = 60
WELL_KNOWN = 3
CONFLICT, BRIDGE = "conflict", "bridge"
WALKED = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64, "refused": pl.Boolean}


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


def not_overruled(conflicts: pl.DataFrame, edges: pl.DataFrame, one: pl.Series) -> pl.DataFrame:
    """The conflicts that remain where stewards have said which records are ``one`` (for each the first of them).

    Two documents that a steward has called one customer's are no contradiction on the next records with them either:
    a conflict is overruled too where its ends match, or are, the two ends of one inside.
    """
    inside = one.gather(conflicts["l"]) == one.gather(conflicts["r"])
    known, rest = conflicts.filter(inside), conflicts.filter(~inside)
    if known.is_empty():
        return rest
    from scipy.sparse import coo_matrix

    def matrix(*pairs: tuple[pl.Series, pl.Series]) -> Any:  # noqa: ANN401 (scipy has no types)
        left, right = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
        shape = (one.len(), one.len())
        return coo_matrix((np.ones(left.size, np.bool_), (left, right)), shape=shape).tocsr()

    ends = pl.concat([known["l"], known["r"]]).unique()
    near = edges.filter(pl.any_horizontal(pl.col(side).is_in(ends.implode()) for side in ("l", "r")))
    beside = matrix((near["l"], near["r"]), (near["r"], near["l"]), (ends, ends))
    reached = beside @ matrix((known["l"], known["r"]), (known["r"], known["l"]))
    overruled = reached[rest["l"].to_numpy()].multiply(beside[rest["r"].to_numpy()]).sum(axis=1)
    return rest.filter(pl.Series(np.asarray(overruled).ravel() == 0))


def weak_bridges(edges: pl.DataFrame, total: int, weak: float) -> pl.DataFrame:
    """The edges lighter than ``weak`` that alone hold two groups of records together, and sparsely.

    A group is what heavier edges join, of three records or more: who has come so often is well known, and each record
    of a customer agrees with most of the others. Fewer than half of the pairs between two groups of one do not.
    """
    light = pl.col("match_weight") < weak
    if edges.filter(light).is_empty():  # as where a model has no such limit
        return edges.clear()
    group = components(edges.filter(~light), total)
    size = group.to_frame().select(size=pl.len().over("component")).to_series()
    across = edges.filter(light).with_columns(
        a=pl.lit(group).gather(pl.col("l")),
        b=pl.lit(group).gather(pl.col("r")),
        size_a=pl.lit(size).gather(pl.col("l")),
        size_b=pl.lit(size).gather(pl.col("r")),
    )
    known = across.filter(pl.col("a") != pl.col("b"), pl.min_horizontal("size_a", "size_b") >= WELL_KNOWN)
    pairs = pl.struct(pl.min_horizontal("a", "b"), b2=pl.max_horizontal("a", "b"))
    sparse = pl.len().over(pairs) * 2 < pl.col("size_a").cast(pl.UInt64) * pl.col("size_b")
    return known.filter(sparse).select(edges.columns)


def cluster(
    edges: pl.DataFrame, conflicts: pl.DataFrame, total: int, enough: float, weak: float, run: Run
) -> tuple[pl.Series, pl.DataFrame]:
    """Partition the records 0 .. total - 1.

    ``edges``: pairs to join (``l``, ``r``, ``match_weight``); ``conflicts``: pairs that contradict each other (the same
    columns, and ``veto`` where nothing outweighs that). Two clusters are joined by an edge whose weight and that of the
    worst conflict between them come to ``enough``; ``weak_bridges`` are cut. An edge of infinite weight is never
    refused: no conflict may stand between two records that such edges connect. ``run`` is an engine's ``bucket``. Gives
    the cluster of each record (UInt32, its smallest record) and the edges refused (``l``, ``r``, ``match_weight``, and
    ``reason``: conflict or bridge), strongest first.
    """
    component = components(edges, total)
    held = conflicts.filter(component.gather(conflicts["l"]) == component.gather(conflicts["r"]))
    torn = component.gather(edges["l"]).is_in(component.gather(held["l"]).unique().implode())
    open_ends = [
        edges.filter(torn).select("l", "r", "match_weight", veto=pl.lit(value=False), edge=pl.lit(value=True)),
        held.select("l", "r", "match_weight", "veto", edge=pl.lit(value=False)),
    ]
    both = pl.concat(open_ends).with_columns(component=pl.lit(component).gather(pl.col("l")))
    walked = run(Stage("walk", partial(_walk, enough=enough), WALKED, by="component"), both)
    whole = edges.filter(~torn).select("l", "r", "match_weight")
    kept = pl.concat([whole, walked.filter(~pl.col("refused")).drop("refused")])
    bridges = weak_bridges(kept, total, weak)
    refused = pl.concat(
        [
            walked.filter("refused").drop("refused").with_columns(reason=pl.lit(CONFLICT)),
            bridges.with_columns(reason=pl.lit(BRIDGE)),
        ]
    )
    clusters = components(kept.join(bridges, on=["l", "r"], how="anti"), total)
    return clusters, refused.sort("match_weight", "l", "r", descending=[True, False, False])


def _walk(pairs: pl.DataFrame, enough: float) -> pl.DataFrame:
    """Which edges of whole components are ``refused``; ``pairs`` holds these (``edge``) and the conflicts."""
    edges = pairs.filter("edge").sort("match_weight", "l", "r", descending=[True, False, False])
    conflicts = pairs.filter(~pl.col("edge"))
    parent = {record: record for record in pl.concat([edges["l"], edges["r"]]).to_list()}
    against: dict[int, dict[int, float]] = {}
    weight = pl.when("veto").then(-math.inf).otherwise("match_weight")
    for left, right, worst in conflicts.select("l", "r", weight).iter_rows():
        against.setdefault(left, {})[right] = worst
        against.setdefault(right, {})[left] = worst
    ordered = edges.select("l", "r", "match_weight")
    refused = [not _union(parent, against, left, right, weight - enough) for left, right, weight in ordered.iter_rows()]
    return ordered.with_columns(refused=pl.Series(refused, dtype=pl.Boolean))


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
