"""Check kinds that judge a delivered file as a whole; a finding points at its first row (``scope = "file"``)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import day, delivered, shifted, usable

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName, Regex
    from crmtool.validate.terms import Given

FIRST = pl.col("at").first()


def absent(given: Given, *, unless: tuple[FieldName, ...] = ()) -> pl.LazyFrame:
    """Files that hold nothing for the field, nor for any field of ``unless``, in any row."""
    held = pl.any_horizontal(delivered(field) for field in (given.field, *unless))
    return given.records.group_by("file").agg(FIRST, held=held.any()).filter(~pl.col("held")).select("at")


def mostly_empty(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of at least ``rows`` rows that hold something for the field but leave more than ``share`` of it empty."""
    empty = ~delivered(given.field)
    files = given.records.group_by("file").agg(FIRST, empty=empty.sum(), rows=pl.len())
    some = (pl.col("empty") < pl.col("rows")) & (pl.col("rows") >= rows)
    return files.filter(some & (pl.col("empty") > pl.col("rows") * share)).select("at", "empty", "rows")


def one_value(given: Given, *, share: float, rows: int, matching: Regex = "") -> pl.LazyFrame:
    """Files of which one value, as delivered, fills at least ``rows`` rows and more than ``share`` of those not empty.

    Only values that are ``matching`` count.
    """
    raw = f"{given.field}_raw"
    held = given.records.filter(pl.col(raw).is_not_null())
    keys = held.select("at", "file", key=pl.struct("file", raw).hash())
    values = keys.group_by("file", "key").agg(FIRST, count=pl.len()).filter(pl.col("count") >= rows)
    often = values.join(held.group_by("file").agg(rows=pl.len()), on="file").join(held.select("at", value=raw), on="at")
    most = often.filter((pl.col("count") > pl.col("rows") * share) & pl.col("value").str.contains(matching))
    return most.select("at", "value", "count", "rows")


def written_out(given: Given) -> pl.LazyFrame:
    """Files that write a word into cells that hold nothing: in how many, and which word comes first."""
    raw = pl.col(f"{given.field}_raw")
    words = given.records.filter(raw.is_not_null() & ~delivered(given.field) & (raw.str.strip_chars() != ""))
    return words.group_by("file").agg(FIRST, value=raw.first(), count=pl.len()).select("at", "value", "count")


def anywhere(given: Given, *, reasons: tuple[str, ...]) -> pl.LazyFrame:
    """Files with at least one value for which standardising gave one of these ``reasons``, and how many."""
    found = given.records.filter(pl.col(f"{given.field}_reason").is_in(reasons))
    return found.group_by("file").agg(FIRST, count=pl.len()).select("at", "count")


def nothing_newer(given: Given, *, days: int, rows: int) -> pl.LazyFrame:
    """Files of at least ``rows`` dates of the field of which the newest is more than ``days`` before the delivery."""
    delivery, held = pl.col("delivery_date"), day(given.field)
    dated = given.records.filter(usable(given.field))
    files = dated.group_by("file").agg(FIRST, delivery=delivery.first(), newest=held.max(), rows=pl.len())
    old = files.filter(pl.col("rows") >= rows, pl.col("delivery") - pl.col("newest") > timedelta(days=days))
    return old.select("at", newest=pl.col("newest").cast(pl.String), delivered=pl.col("delivery").cast(pl.String))


def delivered_late(given: Given, *, days: int) -> pl.LazyFrame:
    """Files whose delivery date lies more than ``days`` before the day the rules speak of."""
    return _deliveries(given).filter(pl.col("delivery") < shifted(given.as_of, -days)).select("at", "delivered")


def dated_ahead(given: Given) -> pl.LazyFrame:
    """Files whose delivery date lies after the day the rules speak of."""
    return _deliveries(given).filter(pl.col("delivery") > given.as_of).select("at", "delivered")


def _deliveries(given: Given) -> pl.LazyFrame:
    """One row for each file: its first row and the day of its delivery, as a date and in words."""
    files = given.records.group_by("file").agg(FIRST, delivery=pl.col("delivery_date").first())
    return files.with_columns(delivered=pl.col("delivery").cast(pl.String))
