"""Check kinds that judge a delivered file as a whole; a finding points at its first row (``scope = "file"``)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import among_files, day, delivered, numbered, shifted, usable
from crmtool.values.dates import needs_its_column

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName, Regex
    from crmtool.validate.terms import Given

FIRST = pl.col("at").first()
DAY_AND_MONTH = r"^\s*([0-3]?[0-9])[-/. ]+([0-3]?[0-9])[-/. ]+(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
MONTHS = 12


def absent(given: Given, *, unless: tuple[FieldName, ...] = ()) -> pl.LazyFrame:
    """Files that hold nothing for the field, nor for any field of ``unless``, in any row."""
    held = pl.any_horizontal(pl.col(f"{field}_filled") > 0 for field in (given.field, *unless))
    return given.files.filter(~held).select("at")


def mostly_empty(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of at least ``rows`` rows that hold something for the field but leave more than ``share`` of it empty."""
    filled = pl.col(f"{given.field}_filled")
    files = given.files.filter(filled > 0, pl.col("rows") >= rows, pl.col("rows") - filled > pl.col("rows") * share)
    return files.select("at", "rows", empty=pl.col("rows") - filled)


def one_value(given: Given, *, share: float, rows: int, matching: Regex = "", shortest: int = 0) -> pl.LazyFrame:
    """Files of which one value, as delivered, fills at least ``rows`` rows and more than ``share`` of those not empty.

    Only values that are ``matching`` and have ``shortest`` bytes count.
    """
    raw = f"{given.field}_raw"
    held = given.records.filter(pl.col(raw).is_not_null())
    long = held.filter(pl.col(raw).str.len_bytes() >= shortest) if shortest else held
    keyed = long.select("at", "file", key=numbered("file", raw))
    counted = keyed.group_by("key").agg(pl.col("at").min(), pl.col("file").first(), count=pl.len())
    filled = held.group_by("file").agg(rows=pl.len())
    often = (pl.col("count") >= rows) & (pl.col("count") > pl.col("rows") * share)
    most = counted.join(filled, on="file").filter(often).join(held.select("at", value=raw), on="at")
    # Of both sides of the join, so that it is not asked of every row before it
    wanted = pl.when(pl.col("count") >= rows).then(pl.col("value").str.contains(matching))
    found = among_files(most.filter(wanted), given)
    return found.select("at", "value", "count", "rows", "files", "all")


def written_out(given: Given) -> pl.LazyFrame:
    """Files that write a word into cells that hold nothing: in how many, and which word comes first."""
    raw = pl.col(f"{given.field}_raw")
    empty = given.records.filter(raw.is_not_null() & ~delivered(given.field))
    words = empty.with_columns(word=raw.str.strip_chars()).filter(pl.col("word") != "")
    return words.group_by("file").agg(FIRST, value=raw.first(), count=pl.len()).select("at", "value", "count")


def anywhere(given: Given, *, reasons: tuple[str, ...]) -> pl.LazyFrame:
    """Files with at least one value for which standardising gave one of these ``reasons``, and how many."""
    found = given.records.filter(pl.col(f"{given.field}_reason").is_in(reasons))
    return found.group_by("file").agg(FIRST, count=pl.len()).select("at", "count")


def two_orders(given: Given) -> pl.LazyFrame:
    """Files that write some dates with the day first and others with the month first: how many of each.

    Only dates count that no other order allows.
    """
    raw = pl.col(f"{given.field}_raw")
    parts = raw.str.extract_groups(DAY_AND_MONTH).struct
    first, second = (parts.field(name).cast(pl.Int32) for name in ("1", "2"))
    written = given.records.filter(raw.is_not_null()).filter(needs_its_column(raw))
    seen = written.select(
        "at", "file", day_first=(first > MONTHS) & (second <= MONTHS), month_first=(second > MONTHS) & (first <= MONTHS)
    )
    counted = seen.group_by("file").agg(FIRST, pl.col("day_first", "month_first").sum())
    return counted.filter(pl.col("day_first") > 0, pl.col("month_first") > 0).select("at", "day_first", "month_first")


def nothing_newer(given: Given, *, days: int, rows: int) -> pl.LazyFrame:
    """Files of at least ``rows`` dates of the field of which the newest is more than ``days`` before the delivery."""
    delivery, held = pl.col("delivery_date"), day(given.field)
    dated = given.records.filter(usable(given.field))
    files = dated.group_by("file").agg(FIRST, delivery=delivery.first(), newest=held.max(), rows=pl.len())
    old = files.filter(pl.col("rows") >= rows, pl.col("delivery") - pl.col("newest") > timedelta(days=days))
    return old.select("at", newest=pl.col("newest").cast(pl.String), delivered=pl.col("delivery").cast(pl.String))


def delivered_late(given: Given, *, days: int) -> pl.LazyFrame:
    """Files whose delivery date lies more than ``days`` before the day the rules speak of."""
    return _dated(given).filter(pl.col("date") < shifted(given.as_of, -days)).select("at", "delivered")


def dated_ahead(given: Given) -> pl.LazyFrame:
    """Files whose delivery date lies after the day the rules speak of."""
    return _dated(given).filter(pl.col("date") > given.as_of).select("at", "delivered")


def _dated(given: Given) -> pl.LazyFrame:
    """The files, with the day of their delivery in words."""
    return given.files.with_columns(delivered=pl.col("date").cast(pl.String))
