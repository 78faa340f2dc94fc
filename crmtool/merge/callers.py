"""Rows without a whole name that a number alone ties to a customer, and that are rather somebody else's.

Who is known by other numbers has given this one as a spouse's or a father's: who calls from it is then a question, but
where the customer has given it to the very dealer. And who is called 女士 is not the man whose document is known.
"""

from __future__ import annotations

import polars as pl

from crmtool.merge.clusters import components

OTHERS = 2
"""So many of a customer's rows that give other numbers, and more than give this one, make it one seldom given."""


def callers(features: pl.DataFrame, clusters: pl.Series, links: pl.DataFrame) -> pl.DataFrame:
    """The rows to part from their clusters: ``record``, its ``number``, and ``l`` and ``r``, its strongest link there.

    ``features``: the records 0 .. n - 1 as ``customer_features`` makes them; ``links``: the pairs ``l``, ``r`` that
    match, with ``match_weight`` and ``firm``: whether they have enough in common beside a number.
    """
    known = _told(features).with_columns(cluster=clusters).with_row_index("record")
    tied = _tied(known, links)
    firm = tied.filter("firm").select("record")
    asked = tied.join(firm, on="record", how="anti").sort("match_weight", "l", "r", descending=[True, False, False])
    asked = asked.unique("record", keep="first", maintain_order=True).select("record", "cluster", "l", "r")
    rows = asked.join(known.drop("cluster"), on="record", maintain_order="left")
    named = known.filter("named").join(rows.select("cluster"), on="cluster", how="semi")
    parted = pl.concat([_seldom_given(rows, named), _of_other_sex(rows, named)]).unique()
    found = rows.join(parted, on="record", how="semi", maintain_order="left")
    return found.select("record", "l", "r", number=pl.col("phones").list.first())


def without(clusters: pl.Series, parted: pl.DataFrame, edges: pl.DataFrame) -> pl.Series:
    """The clusters without the ``parted`` rows (``record``, ``number``), those of one cluster and number together.

    What none of the ``edges`` (``l``, ``r``) ties to the rest but over these rows is parted, too.
    """
    apart = pl.DataFrame({"cluster": clusters}).with_row_index("record")
    apart = apart.join(parted.select("record", "number"), on="record", how="left", maintain_order="left")
    first = pl.col("record").min().over("cluster", "number").cast(clusters.dtype)
    apart = apart.with_columns(first=first)
    torn = apart["cluster"].is_in(clusters.gather(parted["record"]).implode())
    inside = [apart["first"].gather(edges[side]) for side in ("l", "r")]
    kept = edges.filter(torn.gather(edges["l"]) & (inside[0] == inside[1]))
    rest = torn & ~apart["record"].is_in(parted["record"].implode())
    return components(kept, clusters.len()).zip_with(rest, apart["first"]).alias(clusters.name)


def _told(features: pl.DataFrame) -> pl.DataFrame:
    """What counts of each record; ``called``: the sex of a mere form of address, ``proven``: that of a document."""
    vague = pl.all_horizontal(pl.col("full_key", "id_key").is_null())
    return features.select(
        "phones",
        "dealer",
        vague=vague,
        surname="surname",
        named=pl.col("full_key").is_not_null() & pl.col("company_key").is_null(),
        called=pl.when(vague, pl.col("gender").is_null()).then("name_gender"),
        proven=pl.when("id_sure").then("id_gender"),
    )


def _tied(known: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The links inside clusters between a vague ``record`` and a named one, with ``cluster``."""
    vague, named, cluster = known["vague"], known["named"], known["cluster"]
    inside = links.filter(cluster.gather(links["l"]) == cluster.gather(links["r"]))
    sides = [
        inside.filter(vague.gather(inside[one]) & named.gather(inside[other])).with_columns(record=one)
        for one, other in (("l", "r"), ("r", "l"))
    ]
    both = pl.concat(sides)
    return both.with_columns(cluster=cluster.gather(both["record"]))


def _seldom_given(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The records of ``rows`` that name nobody, by a number that the customer has seldom given, and not here."""
    calls = rows.filter(pl.col("surname").is_null()).select("record", "cluster", "dealer", number="phones")
    told = named.drop_nulls("phones")
    each = told.select("cluster", "dealer", number="phones").explode("number")
    given = each.group_by("cluster", "number").agg(given=pl.len(), dealers="dealer")
    total = told.group_by("cluster").agg(total=pl.len())
    found = calls.explode("number").join(given, on=["cluster", "number"]).join(total, on="cluster")
    elsewhere = ~pl.col("dealers").list.contains(pl.col("dealer"))
    others = pl.col("total") - pl.col("given")
    seldom = elsewhere & (others >= OTHERS) & (others > pl.col("given"))
    return found.group_by("record").agg(seldom=seldom.all()).filter("seldom").select("record")


def _of_other_sex(rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The records of ``rows`` that call the customer otherwise than the document says."""
    sure = named.drop_nulls("proven").group_by("cluster").agg(pl.col("proven").unique())
    sex = sure.filter(pl.col("proven").list.len() == 1).select("cluster", proven=pl.col("proven").list.first())
    called = rows.drop("proven").join(sex, on="cluster").filter(pl.col("called") != pl.col("proven"))
    return called.select("record")
