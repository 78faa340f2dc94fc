"""From records to entities: block and weigh, look closer where a component contradicts itself, cluster."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.match.decisions import undecided
from crmtool.match.features import with_frequencies
from crmtool.match.scoring import ALONE, MATCH, REVIEW, contradicts
from crmtool.match.stage import blocks_and_scoring, one_of_each, score_given
from crmtool.merge.alone import alone, only_ones
from crmtool.merge.callers import callers, without
from crmtool.merge.clusters import CONFLICT, cluster, components, doubtful_pairs, not_overruled
from crmtool.merge.namesakes import namesakes, worst

if TYPE_CHECKING:
    from crmtool.engines.memory import MemoryEngine
    from crmtool.match.decisions import Decided
    from crmtool.match.model import MatchModel

CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What resolving found: each record's cluster, the pairs weighed, and what a steward should look at.

    ``clusters`` (UInt32) is the smallest record of each record's cluster; ``scored`` the scored pairs; ``review`` pairs
    with a ``reason``: unsure; conflict, sure but refused because their clusters contradict each other; bridge, refused
    because two well-known customers hang together by nothing else; caller, a row without a whole name on a number that
    is rather somebody else's; namesakes, with nothing in common but a rare name.
    """

    clusters: pl.Series
    scored: pl.DataFrame
    review: pl.DataFrame


def resolve(features: pl.DataFrame, model: MatchModel, engine: MemoryEngine, said: Decided | None = None) -> Resolution:
    """Cluster the records of ``features`` (``record`` 0 .. n - 1 and the columns ``model`` names).

    What stewards have ``said`` is so whatever the weights say, and is not asked again.
    """
    known = with_frequencies(features, model)
    said = said or undecided(known.height)
    keys, stage = blocks_and_scoring(known, model)
    scored = one_of_each(engine.bucket(stage, keys))
    component = components(_edges(scored, said), known.height)
    unseen = doubtful_pairs(component, known, model.identity).join(scored.select("l", "r"), on=["l", "r"], how="anti")
    everything = pl.concat([scored, score_given(unseen, known, model)])
    edges = _edges(everything, said)
    conflicts = not_overruled(everything.filter(contradicts(model)), edges, said.first)
    apart = said.apart.select("l", "r", match_weight=-math.inf, veto=True)
    against = pl.concat([conflicts.select(apart.columns), apart])
    clusters, refused = cluster(edges, against, known.height, model.match, model.bridge, engine.bucket)
    clusters, called = _without_callers(clusters, everything, known, model, said)
    alike = _namesakes(known, clusters, model)
    clusters, met = _with_alone(clusters, alike, known, model, said)
    weighed = pl.concat([met, everything.join(met, on=["l", "r"], how="anti")])
    asked = alike.filter(pl.col("match_weight") >= model.namesakes.review) if model.namesakes else alike
    weighed = pl.concat([weighed, asked.join(weighed, on=["l", "r"], how="anti")])
    parted = pl.concat([refused.select("l", "r", "reason"), called.select("l", "r", reason=pl.lit(CALLER))])
    return Resolution(clusters, weighed, _review(weighed, parted, asked, clusters, said))


def _edges(scored: pl.DataFrame, said: Decided) -> pl.DataFrame:
    """The pairs to be joined: those that match, and with infinite weight those that stewards have joined."""
    matching = scored.filter(pl.col("verdict") == MATCH).select("l", "r", "match_weight")
    return pl.concat([matching, said.links.with_columns(match_weight=math.inf)])


def _namesakes(features: pl.DataFrame, clusters: pl.Series, model: MatchModel) -> pl.DataFrame:
    """For each two clusters with one rare name the scored pair that says least for them."""
    if model.namesakes is None:
        return score_given(pl.DataFrame(schema={"l": pl.UInt32, "r": pl.UInt32}), features, model)
    pairs = namesakes(features[model.namesakes.column], clusters, model.namesakes.most)
    return worst(score_given(pairs, features, model), clusters)


def _without_callers(
    clusters: pl.Series, scored: pl.DataFrame, features: pl.DataFrame, model: MatchModel, said: Decided
) -> tuple[pl.Series, pl.DataFrame]:
    """The clusters without the rows that only a number ties to them and should not, and these with the links cut.

    A record of which a steward has said whose it is stays.
    """
    if not model.callers:
        return clusters, pl.DataFrame(schema={"l": pl.UInt32, "r": pl.UInt32})
    beside = pl.col("match_weight") - pl.col(f"mw_{model.callers}")
    matching = scored.filter(pl.col("verdict") == MATCH)
    links = matching.select("l", "r", "match_weight", firm=beside >= model.review)
    decided = pl.concat([said.links["l"], said.links["r"]]).unique().implode()
    called = callers(features, clusters, links).filter(~pl.col("record").is_in(decided))
    return without(clusters, called, _edges(scored, said)), called


def _with_alone(
    clusters: pl.Series, alike: pl.DataFrame, features: pl.DataFrame, model: MatchModel, said: Decided
) -> tuple[pl.Series, pl.DataFrame]:
    """The clusters with records joined that stand alone beside the only other one of their name, and these links.

    Not where a steward keeps the two apart, nor where any two of their records contradict each other.
    """
    asked = model.namesakes
    if asked is None or not asked.comparison:
        return clusters, alike.clear()
    level = next(one for one in model.comparisons if one.name == asked.comparison).levels[0]
    name = pl.when(pl.col(level.tf).is_not_null()).then(asked.column)
    told = features.select(name=name, seen=f"tf_{level.tf}", proven=asked.proof, place=asked.place)
    exact = alike.filter(pl.col(f"gamma_{asked.comparison}") == level.name)
    weighed = alone(exact, told, clusters, model.partners)
    found = only_ones(weighed.filter(pl.col("match_weight") >= model.match), clusters)
    members = pl.DataFrame({"cluster": clusters}).with_row_index("record")
    one, other = (
        found.select("a", "b").join(members.select(pl.col("cluster").alias(side), record="record"), on=side)
        for side in ("a", "b")
    )
    across = one.join(other, on=["a", "b"], suffix="_r")
    ends = across.select(l=pl.min_horizontal("record", "record_r"), r=pl.max_horizontal("record", "record_r"))
    against = score_given(ends, features, model).filter(contradicts(model)).select("l", "r")
    apart = _between(pl.concat([against, said.apart.select("l", "r")]), clusters)
    met = found.join(apart, on=["a", "b"], how="anti").with_columns(verdict=pl.lit(MATCH), rule=pl.lit(ALONE, pl.UInt8))
    return clusters.replace(met["b"], met["a"]), met.select(alike.columns)


def _review(
    scored: pl.DataFrame, torn: pl.DataFrame, alike: pl.DataFrame, clusters: pl.Series, said: Decided
) -> pl.DataFrame:
    """The strongest open question between each two clusters, worth most first.

    What a steward has said of a pair is no question, nor whether two clusters are one that a steward keeps apart; but
    which of these a record belongs to that matches both is.
    """
    unsure = scored.filter(pl.col("verdict") == REVIEW).select("l", "r", reason=pl.lit("unsure"))
    asked = pl.concat([torn, unsure, alike.select("l", "r", reason=pl.lit("namesakes"))])
    asked = asked.unique(["l", "r"], keep="first", maintain_order=True)  # a pair for one reason, the strongest
    asked = asked.join(said.judged(asked), on=["l", "r"], how="anti").join(scored, on=["l", "r"])
    parted = _between(said.apart, clusters).select("a", "b").unique()
    return (
        _between(asked, clusters)
        .filter(pl.col("a") != pl.col("b"))
        .join(parted.with_columns(parted=True), on=["a", "b"], how="left")
        .filter(pl.col("parted").is_null() | (pl.col("reason") == CONFLICT))
        .sort("match_weight", "l", "r", descending=[True, False, False])
        .unique(["a", "b"], keep="first", maintain_order=True)
        .drop("a", "b", "parted")
    )


def _between(pairs: pl.DataFrame, clusters: pl.Series) -> pl.DataFrame:
    """Pairs with the clusters of their ends, ``a`` the smaller and ``b`` the larger."""
    ends = [pl.lit(clusters).gather(pl.col(side)) for side in ("l", "r")]
    return pairs.with_columns(a=pl.min_horizontal(ends), b=pl.max_horizontal(ends))
