"""Entities with nothing in common but a rare name: too little to join them, enough to ask a steward."""

from __future__ import annotations

import polars as pl

FEW = 4
"""Records that speak for an entity: those of a fleet would make pairs beyond number."""


def namesakes(names: pl.Series, clusters: pl.Series, most: int) -> pl.DataFrame:
    """Pairs ``l``, ``r`` (UInt32) of records of two clusters that have one name, which at most ``most`` clusters have.

    ``names``: each record's name, null where it has none; ``clusters``: each record's cluster.
    """
    known = pl.DataFrame({"name": names, "cluster": clusters}).with_row_index("record").drop_nulls("name")
    bearers = known.group_by("name").agg(bearers=pl.col("cluster").n_unique())
    rare = bearers.filter(pl.col("bearers").is_between(2, most))
    asked = known.join(rare, on="name", how="semi", maintain_order="left").group_by("name", "cluster").head(FEW)
    pairs = asked.join(asked, on="name", suffix="_r").filter(pl.col("record") < pl.col("record_r"))
    return pairs.filter(pl.col("cluster") != pl.col("cluster_r")).select(l="record", r="record_r").sort("l", "r")


def worst(scored: pl.DataFrame, clusters: pl.Series) -> pl.DataFrame:
    """Of the scored pairs between each two clusters the one that says least for them; none where one is a veto."""
    ends = scored.with_columns(a=clusters.gather(scored["l"]), b=clusters.gather(scored["r"]))
    between = ends.with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
    open_ = between.filter(~pl.col("veto").any().over("a", "b")).sort("match_weight", "l", "r")
    return open_.unique(["a", "b"], keep="first", maintain_order=True).drop("a", "b")
