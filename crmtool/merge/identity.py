"""Golden IDs: issued once, kept by the larger part, never reused."""

from __future__ import annotations

import polars as pl

CUSTOMER = "C"
VEHICLE = "V"


def with_ids(clusters: pl.DataFrame, former: pl.DataFrame | None, letter: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each cluster its golden ID.

    ``clusters``: ``record_key`` and ``cluster`` (null: belongs to none). ``former``: ``record_key`` and ``id`` of the
    master as it was, or None. A cluster inherits the ID most of its records had, the oldest of equals; an ID that two
    clusters claim stays with the one that holds more of its records. Gives ``cluster``, ``id`` and the events: ``kind``
    (created, joined, merged, split, retired), ``id``, ``into``.
    """
    known = clusters.drop_nulls("cluster")
    order = known.group_by("cluster").agg(first=pl.col("record_key").min()).sort("first")
    if former is None or former.height == 0:
        former = pl.DataFrame(schema={"record_key": pl.String, "id": pl.String})
    claims = (
        known.join(former.drop_nulls("id"), on="record_key")
        .group_by("cluster", "id")
        .len()
        .join(order, on="cluster")
        .sort("len", "id", "first", descending=[True, False, False])
    )
    kept = claims.unique("id", keep="first", maintain_order=True).unique("cluster", keep="first", maintain_order=True)
    last = former.select(pl.col("id").str.slice(1).cast(pl.Int64).max().fill_null(0)).item()
    fresh = order.join(kept, on="cluster", how="anti", maintain_order="left").with_row_index("n", last + 1)
    new = fresh.select("cluster", id=letter + pl.col("n").cast(pl.String).str.zfill(8))
    ids = pl.concat([kept.select("cluster", "id"), new])
    return ids, _events(claims, ids, new, former)


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
