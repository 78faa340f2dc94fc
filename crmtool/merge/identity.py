"""Golden IDs: issued once, kept by the larger part, never reused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

CUSTOMER = "C"
VEHICLE = "V"
BORNE = {"record_key": pl.String, "id": pl.String}


def with_ids(
    clusters: pl.DataFrame,
    former: pl.DataFrame | None,
    letter: str,
    issued: Iterable[str] = (),
    bore: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each cluster its golden ID.

    ``clusters``: ``record_key`` and ``cluster`` (null: belongs to none). ``former``: ``record_key`` and ``id`` of the
    master as it was, or None; ``issued``: all IDs that were ever given; ``bore``: records with an ID that was theirs
    when something was decided about them. A cluster inherits the ID most of its records had, the oldest of equals; an
    ID that two clusters claim stays with the one that holds more of its records, of equals with the one that bore it;
    the other takes back one that it bore and nobody has, or gets a new one. Gives ``cluster``, ``id`` and the events:
    ``kind`` (created, joined, merged, split, retired), ``id``, ``into``.
    """
    known = clusters.drop_nulls("cluster")
    order = known.group_by("cluster").agg(first=pl.col("record_key").min()).sort("first")
    if former is None or former.height == 0:
        former = pl.DataFrame(schema=BORNE)
    lost = known.join(pl.DataFrame(schema=BORNE) if bore is None else bore.unique(), on="record_key")
    held = lost.group_by("cluster", "id").len("held")
    claims = _claims(known.join(former.drop_nulls("id"), on="record_key"), held, order)
    kept = _settled(claims)
    fresh = order.join(kept, on="cluster", how="anti", maintain_order="left")
    back = _settled(_claims(lost.join(former, on="id", how="anti"), held, fresh))
    given = pl.concat([former["id"], pl.Series(issued, dtype=pl.String)])
    last = given.to_frame().select(pl.col("id").str.slice(1).cast(pl.Int64).max().fill_null(0)).item()
    unnamed = fresh.join(back, on="cluster", how="anti", maintain_order="left").with_row_index("n", last + 1)
    new = pl.concat([back, unnamed.select("cluster", id=letter + pl.col("n").cast(pl.String).str.zfill(8))])
    ids = pl.concat([kept, new])
    return ids, _events(claims, ids, new, former)


def _claims(members: pl.DataFrame, held: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """How many of the ``members`` with an ID each of ``clusters`` has (``len``), the strongest claims first."""
    counted = members.group_by("cluster", "id").len().join(clusters, on="cluster")
    known = counted.join(held, on=["cluster", "id"], how="left").with_columns(pl.col("held").fill_null(0))
    return known.sort("len", "held", "id", "first", descending=[True, True, False, False])


def _settled(claims: pl.DataFrame) -> pl.DataFrame:
    """``cluster`` and ``id`` where an ID goes to its strongest claim, and of several a cluster takes the strongest."""
    once = claims.unique("id", keep="first", maintain_order=True)
    return once.unique("cluster", keep="first", maintain_order=True).select("cluster", "id")


def _events(claims: pl.DataFrame, ids: pl.DataFrame, new: pl.DataFrame, former: pl.DataFrame) -> pl.DataFrame:
    """What happened to each identity: an ID whose records went elsewhere was merged, a new part of an old ID split."""
    moved = claims.join(ids.rename({"id": "into"}), on="cluster").filter(pl.col("id") != pl.col("into"))
    alive = pl.col("id").is_in(ids["id"].implode())
    merged = moved.filter(~alive).unique("id", keep="first", maintain_order=True)
    split = moved.filter(alive & pl.col("into").is_in(new["id"].implode()))
    gone = former.select("id").unique().drop_nulls().filter(~alive).join(merged, on="id", how="anti")
    created = new.select("id").join(split.select(id="into"), on="id", how="anti", maintain_order="left")
    return pl.concat(
        [
            created.select(kind=pl.lit("created"), id="id", into=pl.lit(None, pl.String)),
            merged.select(kind=pl.lit("merged"), id="id", into="into").sort("id"),
            split.select(kind=pl.lit("split"), id="id", into="into").sort("id", "into"),
            gone.select(kind=pl.lit("retired"), id="id", into=pl.lit(None, pl.String)).sort("id"),
        ]
    )
