"""Check kinds that compare a delivery with the dealer's earlier ones of its kind; a finding points at the first row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import day, numbered, percent, usable

if TYPE_CHECKING:
    from crmtool.validate.terms import Given

EARLIER = ("dealer", "kind")
FEWEST_OTHERS = 5


def emptier(given: Given, *, by: float, rows: int) -> pl.LazyFrame:
    """Files of ``rows`` rows and more that leave the field empty oftener, by a share of ``by``, than those before."""
    files = _filled(given, rows).filter(pl.col("filled") > 0)
    before = pl.col("filled_before") / pl.col("rows_before")
    worse = files.filter(before - pl.col("filled") / pl.col("rows") > by)
    return worse.select(
        "at",
        empty=100 - percent(pl.col("filled"), pl.col("rows")),
        before=100 - percent(pl.col("filled_before"), pl.col("rows_before")),
        deliveries="deliveries",
    )


def gone(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of ``rows`` rows and more without the field, of which those before filled more than ``share``."""
    files = _filled(given, rows).filter(pl.col("filled") == 0)
    missed = files.filter(pl.col("filled_before") > pl.col("rows_before") * share)
    return missed.select("at", filled=percent(pl.col("filled_before"), pl.col("rows_before")), deliveries="deliveries")


def another_size(given: Given, *, times: float, deliveries: int, rows: int) -> pl.LazyFrame:
    """Files with so many ``times`` more rows than the largest of those before, or fewer than the smallest.

    Only where there are ``deliveries`` before it or more, all of ``rows`` rows and more.
    """
    before = (
        _with_earlier(given)
        .group_by("file", "at", "rows")
        .agg(least=pl.col("rows_before").min(), most=pl.col("rows_before").max(), deliveries=pl.len())
    )
    known = before.filter(pl.col("deliveries") >= deliveries, pl.col("least") >= rows)
    odd = (pl.col("rows") > pl.col("most") * times) | (pl.col("rows") * times < pl.col("least"))
    return known.filter(odd).select("at", "rows", "least", "most", "deliveries")


def unheard(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of which more than ``share`` of at least ``rows`` values are in no other file.

    Only beside enough other files, of which hardly any is like this; ``usual`` is their share, in percent.
    """
    values = given.records.filter(usable(given.field)).group_by("file", key=numbered(given.field)).agg(rows=pl.len())
    own = pl.col("rows").filter(pl.col("files") == 1).sum()
    files = values.with_columns(files=pl.len().over("key")).group_by("file").agg(own=own, rows=pl.col("rows").sum())
    shares = files.with_columns(
        others=pl.len() - 1, usual=percent(pl.col("own"), pl.col("rows")).median().cast(pl.Int64)
    ).filter(pl.col("others") >= FEWEST_OTHERS, pl.col("rows") >= rows, pl.col("own") > pl.col("rows") * share)
    odd = shares.filter(pl.col("usual") < share * 20)
    return odd.join(given.files.select("file", "at"), on="file").select("at", "own", "rows", "usual", "others")


def old_again(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of which more than ``share`` of the dated rows are older than the newest of the delivery before."""
    dated = given.records.filter(usable(given.field) & (day(given.field) <= pl.col("delivery_date")))
    days = dated.select("file", day=day(given.field))
    newest = days.group_by("file").agg(newest=pl.col("day").max())
    pairs = _with_earlier(given).join(newest, left_on="file_before", right_on="file")
    last = pairs.group_by("file", "at").agg(newest=pl.col("newest").max())
    counted = (
        days.join(last, on="file")
        .group_by("file", "at", "newest")
        .agg(count=(pl.col("day") < pl.col("newest")).sum(), rows=pl.len())
    )
    old = counted.filter(pl.col("rows") >= rows, pl.col("count") > pl.col("rows") * share)
    return old.select("at", "count", "rows", newest=pl.col("newest").cast(pl.String))


def long_after(given: Given, *, days: int) -> pl.LazyFrame:
    """Files delivered more than ``days`` after the delivery before."""
    last = _with_earlier(given).group_by("file", "at", "date").agg(before=pl.col("date_before").max())
    late = last.filter(pl.col("date") - pl.col("before") > timedelta(days=days))
    gap = (pl.col("date") - pl.col("before")).dt.total_days()
    return late.select("at", days=gap, before=pl.col("before").cast(pl.String))


def _with_earlier(given: Given) -> pl.LazyFrame:
    """A row for each pair of a file and an earlier one of the same dealer and kind, which is ``..._before``."""
    filled = [f"{given.field}_filled"] if given.field else []
    files = given.files.drop_nulls("date").select("file", "at", "date", "rows", *EARLIER, *filled)
    pairs = files.join(files, on=EARLIER, suffix="_before")
    return pairs.filter(pl.col("date_before") < pl.col("date"))


def _filled(given: Given, rows: int) -> pl.LazyFrame:
    """Files with earlier ones: how many rows hold the field (``filled``), and in all the earlier ones together."""
    filled = f"{given.field}_filled"
    sums = (
        _with_earlier(given)
        .filter(pl.col("rows") >= rows)
        .group_by("file", "at", "rows", filled=filled)
        .agg(
            filled_before=pl.col(f"{filled}_before").sum(), rows_before=pl.col("rows_before").sum(), deliveries=pl.len()
        )
    )
    return sums.filter(pl.col("rows_before") >= rows)
