"""Records that stand alone beside the only customer of their name, and have nothing else in common with anybody.

Before there are customers a name can only be counted on records: whoever has come ten times makes it look common. Once
there are, they say how rare a name is among people, how often a customer comes, and how often to a dealer of before.
"""

from __future__ import annotations

import polars as pl


def alone(pairs: pl.DataFrame, told: pl.DataFrame, clusters: pl.Series, partners: float) -> pl.DataFrame:
    """Those of the ``pairs`` that tie a record alone to the only other cluster of its name, weighed anew.

    ``pairs``: scored, ``l``, ``r``, one for each two clusters of one name; ``told`` of the records 0 .. n - 1: ``name``
    (null where it is none of a person), ``seen`` (on how many records it stands), ``proven`` (by a document),
    ``place``; ``partners``: as scoring supposed. ``match_weight`` changes by what clusters say beyond what records did.
    """
    known = told.with_columns(cluster=clusters).with_columns(size=pl.len().over("cluster"))
    ends = _ends(pairs, known)
    rarer = (pl.col("seen") / known.height / _chance(known)).log(2)
    oftener = pl.lit(max(_others(known) / partners, 1.0)).log(2)
    return ends.with_columns(pl.col("match_weight") + rarer + oftener + _returned(ends, known)).select(pairs.columns)


def _others(known: pl.DataFrame) -> float:
    """How many other records of its cluster a record has, on average."""
    return float(known["size"].sum()) / max(known.height, 1) - 1


def only_ones(pairs: pl.DataFrame, clusters: pl.Series) -> pl.DataFrame:
    """Those of the ``pairs`` neither of whose clusters another one speaks of, with these as ``a`` < ``b``."""
    ends = [clusters.gather(pairs[side]) for side in ("l", "r")]
    both = pairs.with_columns(a=pl.min_horizontal(ends), b=pl.max_horizontal(ends))
    spoken = pl.concat([both["a"], both["b"]])
    twice = spoken.filter(spoken.is_duplicated()).unique().implode()
    return both.filter(~pl.col("a").is_in(twice), ~pl.col("b").is_in(twice))


def _ends(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs of a record alone, ``here``, and one, ``there``, of the only other cluster with its ``name``."""
    single, other = (known["size"].gather(pairs[side]) == 1 for side in ("l", "r"))
    ends = pairs.with_columns(
        here=pl.when(single).then("l").otherwise("r"), there=pl.when(single).then("r").otherwise("l")
    ).filter(single | other)
    told = ends.hstack(known[["name", "seen"]][ends["here"]])
    borne = known.select("name", "cluster").join(told.select("name").unique(), on="name", how="semi")
    bearers = borne.group_by("name").agg(bearers=pl.col("cluster").n_unique())
    return told.join(bearers.filter(pl.col("bearers") == 2), on="name", how="semi", maintain_order="left")


def _chance(known: pl.DataFrame) -> float:
    """How likely a stranger bears a name that one customer is known to bear (Good and Turing, Biometrika 40, 1953).

    As the names borne twice are to those borne once, counted on those whom a document proves to be one and no other.
    """
    sure = known.filter("proven").drop_nulls("name").group_by("cluster").agg(pl.col("name").min())
    times = sure.group_by("name").len()["len"]
    once, twice = (int((times == number).sum()) for number in (1, 2))
    return 2 * (twice + 1) / (once + 1) / max(sure.height, 1)


def _returned(ends: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """What it weighs that the record is of a place where the other cluster has records, or of none."""
    visits = known.filter(pl.col("size") > 1)
    tie = float(visits.select((pl.len().over("cluster", "place") > 1).mean()).item() or 0)
    share = known.group_by("place").agg(share=pl.len() / known.height)
    met_there = known["cluster"].gather(ends["there"])
    been = known.select("cluster", "place").filter(pl.col("cluster").is_in(met_there.implode()))
    been = been.unique(maintain_order=True).join(share, on="place", maintain_order="left")  # sums depend on the order
    places = been.group_by("cluster").agg(pl.col("share").sum().clip(upper_bound=1.0), been="place")
    met = pl.DataFrame({"place": known["place"].gather(ends["here"]), "cluster": met_there})
    met = met.join(places, on="cluster", how="left", maintain_order="left")
    by_tie = (tie + (1 - tie) * pl.col("share")) / pl.col("share")
    elsewhere = pl.lit(max(1 - tie, 0.01))
    here = pl.col("been").list.contains(pl.col("place"))
    return met.select(pl.when(here).then(by_tie).when(~here).then(elsewhere).otherwise(1.0).log(2)).to_series()
