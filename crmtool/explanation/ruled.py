"""The decisions of stewards that made records one, or keep them apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.links import path, spanning_tree
from crmtool.explanation.told import Decision
from crmtool.match.decisions import DIFFERENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmtool.explanation.evidence import Holdings


def parting(held: Holdings, here: pl.Series, there: pl.Series, entity: str) -> tuple[Decision, ...]:
    """The latest decision that the records of one side are not those of the other."""
    spoken = held.said(entity).spoken.filter(pl.col("verdict") == DIFFERENT)
    one, other = (spoken.filter(pl.col("record").is_in(side.implode())) for side in (here, there))
    apart = one.join(other, on="decision").filter(pl.col("group") != pl.col("group_right"))
    return _told(held, apart["decision"].unique().sort(descending=True).head(1))


def joining(
    held: Holdings, ends: tuple[int, int], within: pl.Series, matching: pl.DataFrame, entity: str
) -> tuple[Decision, ...]:
    """The decisions by which both ends are one, of the records ``within`` a cluster and the pairs that match there.

    The latest that speaks of both; else, if nothing weighed leads from one end to the other, those on the way.
    """
    spoken = held.said(entity).spoken.filter(pl.col("record").is_in(within.implode()))
    group = pl.when(pl.col("verdict") == DIFFERENT).then("group")
    ties = spoken.with_columns(group, first=pl.col("record").min().over("decision", group))
    direct = ties.filter(pl.col("record").is_in(ends)).group_by("decision", "first").len().filter(pl.col("len") > 1)
    if direct.height:
        return _told(held, [max(direct["decision"])])
    decided = {
        (first, record): decision for decision, first, record in ties.select("decision", "first", "record").rows()
    }
    stars = ties.select(l="first", r="record", match_weight=-math.inf).filter(pl.col("l") != pl.col("r")).unique()
    edges = pl.concat([matching.select("l", "r", "match_weight"), stars])
    way = path([edge for edge, _ in spanning_tree(edges)], *ends)
    return _told(held, {decided[left, right] for left, right, weight in way if weight == -math.inf})


def about(held: Holdings, records: pl.Series, entity: str) -> tuple[Decision, ...]:
    """All decisions about any of these records, the latest first."""
    spoken = held.said(entity).spoken
    return _told(held, spoken.filter(pl.col("record").is_in(records.implode()))["decision"])


def _told(held: Holdings, numbers: Iterable[int]) -> tuple[Decision, ...]:
    wanted = set(numbers)
    decisions = held.master.table("decisions").sort("decision", descending=True).iter_rows(named=True)
    return tuple(
        Decision(row["decision"], row["verdict"], row["by"], row["at"], row["reason"])
        for row in decisions
        if row["decision"] in wanted
    )
