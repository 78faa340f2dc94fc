"""What other thresholds would have given: clusters of the scored pairs at each weight, judged like the real ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.evaluate.scores import PAIRS, count_pairs, with_ratios
from crmtool.evaluate.truth import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.evaluate.truth import Entity

_STEPS = 24
CURVE = ("threshold", "pairs_true", "pairs_found", "pairs_right", "precision", "recall", "f1")


def curve(
    scored: pl.DataFrame,
    crosswalk: pl.DataFrame,
    truth: pl.DataFrame,
    entity: Entity,
    thresholds: Sequence[float] | None = None,
) -> pl.DataFrame:
    """Pairwise scores at each threshold of ``match_weight``, the lowest first, in the columns ``CURVE``.

    ``scored``: ``match_weight``, the pair as ``key_l`` and ``key_r`` (record keys) or ``l`` and ``r`` (places of the
    records in the order of their keys), and ``veto`` where there is one: a pair with a veto joins nothing. Clusters are
    plain connected components, without the guard of the real run, so low thresholds look worse here than there.
    ``thresholds`` are some 25 over the range of the weights unless given.
    """
    rows = judge(crosswalk, truth, entity).rows
    keys = crosswalk.select(record_key=pl.col("record_key").drop_nulls().unique().sort()).with_row_index("node")
    nodes = rows.join(keys, on="record_key", how="left", maintain_order="left")["node"]
    edges = _edges(scored, keys)
    asked = sorted(_steps(edges["match_weight"]) if thresholds is None else thresholds)
    true = count_pairs(rows, PAIRS["pairs_true"])
    lines = []
    for at in asked:
        clustered = _clustered(rows, nodes, edges.filter(pl.col("match_weight") >= at), keys.height)
        lines.append(
            (float(at), true, *(count_pairs(clustered, PAIRS[name]) for name in ("pairs_found", "pairs_right")))
        )
    empty = dict.fromkeys(CURVE[1:4], pl.Int64)
    return with_ratios(pl.DataFrame(lines, {"threshold": pl.Float64, **empty}, orient="row")).select(CURVE)


def _edges(scored: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The pairs that may join: ``l`` and ``r`` (places in ``keys``) and ``match_weight``."""
    free = scored.filter(~pl.col("veto").fill_null(value=False)) if "veto" in scored.columns else scored
    if "key_l" not in free.columns:
        return free.select("l", "r", "match_weight")
    sides = free.select("key_l", "key_r", "match_weight")
    for side in ("l", "r"):
        sides = sides.join(keys.rename({"record_key": f"key_{side}", "node": side}), on=f"key_{side}")
    return sides


def _steps(weights: pl.Series) -> list[float]:
    """Whole weights, evenly apart, from below the least to above the greatest."""
    if weights.len() == 0:
        return [0.0]
    low, high = (float(value) for value in weights.to_frame("w").select(low=pl.min("w"), high=pl.max("w")).row(0))
    step = max(1, math.ceil((high - low) / _STEPS))
    return [float(at) for at in range(math.floor(low), math.ceil(high) + step, step)]


def _clustered(rows: pl.DataFrame, nodes: pl.Series, edges: pl.DataFrame, total: int) -> pl.DataFrame:
    """The rows with the connected component of their record as ``found``; rows without a record stand alone."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ends = (edges["l"].to_numpy(), edges["r"].to_numpy())
    graph = coo_matrix((np.ones(edges.height, np.bool_), ends), shape=(total, total))
    component = pl.Series("component", connected_components(graph, directed=False)[1], pl.Int64)
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    return rows.select("true", found=pl.coalesce(component.gather(nodes), alone))
