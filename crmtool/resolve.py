"""From records to entities: block and weigh, look closer where a component contradicts itself, cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.match.features import with_frequencies
from crmtool.match.model import need_columns
from crmtool.match.scoring import MATCH, REVIEW, contradicts
from crmtool.match.stage import blocks_and_scoring, one_of_each, score_given
from crmtool.merge.clusters import cluster, components, doubtful_pairs

if TYPE_CHECKING:
    from crmtool.engines.memory import MemoryEngine
    from crmtool.match.model import MatchModel


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving found: each record's cluster, the pairs weighed, and what a steward should look at.

    ``clusters`` (UInt32) is the smallest record of each record's cluster; ``scored`` the scored pairs; ``review`` pairs
    with a ``reason``: unsure; conflict, sure but refused because their clusters contradict each other; bridge, refused
    because two well-known customers hang together by nothing else.
    """

    clusters: pl.Series
    scored: pl.DataFrame
    review: pl.DataFrame


def resolve(features: pl.DataFrame, model: MatchModel, engine: MemoryEngine) -> Resolution:
    """Cluster the records of ``features`` (``record`` 0 .. n - 1 and the columns ``model`` names).

    Raises UsageError if the model names a column that there is not, or a level that its comparison never gives.
    """
    need_columns(model, features.columns)
    known = with_frequencies(features, model)
    keys, stage = blocks_and_scoring(known, model)
    scored = one_of_each(engine.bucket(stage, keys))
    pairs = doubtful_pairs(components(scored.filter(pl.col("verdict") == MATCH), known.height), known, model.identity)
    unseen = pairs.join(scored.select("l", "r"), on=["l", "r"], how="anti")
    everything = pl.concat([scored, score_given(unseen, known, model)])
    edges = everything.filter(pl.col("verdict") == MATCH)
    conflicts = everything.filter(contradicts(model))
    clusters, refused = cluster(edges, conflicts, known.height, model.match, model.bridge, engine.bucket)
    return Resolution(clusters, everything, _review(everything, refused, clusters))


def _review(scored: pl.DataFrame, refused: pl.DataFrame, clusters: pl.Series) -> pl.DataFrame:
    """The strongest open question between each two clusters, worth most first."""
    torn = refused.select("l", "r", "reason")
    unsure = scored.filter(pl.col("verdict") == REVIEW).select("l", "r", reason=pl.lit("unsure"))
    asked = pl.concat([torn, unsure]).join(scored, on=["l", "r"])
    between = asked.with_columns(a=clusters.gather(asked["l"]), b=clusters.gather(asked["r"]))
    return (
        between.filter(pl.col("a") != pl.col("b"))
        .with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
        .sort("match_weight", "l", "r", descending=[True, False, False])
        .unique(["a", "b"], keep="first", maintain_order=True)
        .drop("a", "b")
    )
