"""Check kinds that compare rows with each other: what should be unique, and what should follow in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import day, full_name, number, numbered, on_record, repeats, usable

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName
    from crmtool.validate.terms import Given
LONGEST = 20 * 365
"""Days that a car is serviced; a longer time before its sale is a wrong year, which is another rule's."""


def repeated(given: Given) -> pl.LazyFrame:
    """Values that an earlier row of the same file with other content has already."""
    held = given.records.filter(pl.col(given.field).is_not_null())
    rows = held.select("at", "row", "content", key=numbered("file", given.field)).filter(repeats("key"))
    return _later_of(rows.unique(["key", "content"], keep="first"), "key")


def identical_rows(given: Given) -> pl.LazyFrame:
    """Rows of which every delivered cell equals an earlier row's of the same file."""
    return _later_of(given.records.select("at", "row", key="content"), "key")


def several_names(given: Given) -> pl.LazyFrame:
    """Rows of one dealer with a usable value under which an earlier row has another whole name."""
    rows = _duplicated(given.records.filter(usable(given.field) & full_name()), "dealer", given.field)
    named = rows.select("at", "key", "name", who=numbered("name_key"))
    values = (
        named.unique(["key", "who"], keep="first", maintain_order=True)
        .filter(pl.col("key").is_duplicated())
        .group_by("key", maintain_order=True)
        .agg(names=pl.len(), first=pl.col("name").first(), first_who=pl.col("who").first())
    )
    return named.join(values, on="key").filter(pl.col("who") != pl.col("first_who")).select("at", "names", "first")


def sold_again(given: Given, *, days: int) -> pl.LazyFrame:
    """Rows of a usable vehicle that was sold to another whole name at most ``days`` days before."""
    sales = given.records.filter(usable(given.field) & full_name() & day("event_date").is_not_null())
    named = _duplicated(sales, given.field).select("at", "key", "name", who=numbered("name_key"), day=day("event_date"))
    before = named.sort("key", "day", "at").with_columns(
        other=pl.col("name").shift(), other_who=pl.col("who").shift(), days=pl.col("day").diff().dt.total_days()
    )
    again = _same_as(1) & (pl.col("days") <= days) & (pl.col("who") != pl.col("other_who"))
    return before.filter(again).select("at", "days", "other")


def falls(given: Given, *, by: FieldName, more_than: int) -> pl.LazyFrame:
    """Readings of the field out of line, by ``more_than``, with those before and after of the same ``by`` (a vehicle).

    A reading below the one before it is at fault, unless that one is a peak between lower ones: then the peak is.
    """
    good = usable(given.field) & (pl.col(f"{given.field}_reason") == "ok")
    known = given.records.filter(usable(by) & good & on_record(given))
    readings = _duplicated(known, by).select("at", "key", day=day("event_date"), reading=number(given.field))
    reading, since = pl.col("reading"), pl.col("day")
    around = readings.sort("key", "day", "reading").with_columns(
        before=_beside(reading, 1),
        long_before=_beside(reading, 2),
        after=_beside(reading, -1),
        since=_beside(since, 1),
        until=_beside(since, -1),
    )
    lower = (pl.col("before") - reading > more_than) & (pl.col("since") < since)
    was_peak = (reading >= pl.col("long_before")).fill_null(value=False)
    peak = (reading - pl.col("after") > more_than) & (since < pl.col("until")) & (pl.col("after") >= pl.col("before"))
    wrong = around.filter((lower & ~was_peak) | peak.fill_null(value=False))
    other = pl.when(lower & ~was_peak)
    return wrong.select(
        "at",
        other=other.then("before").otherwise("after").cast(pl.Int64),
        since=other.then("since").otherwise("until").cast(pl.String),
    )


def before_sale(given: Given, *, by: FieldName, days: int) -> pl.LazyFrame:
    """Service records of a ``by`` (a vehicle) more than ``days`` before the same whole name, or company, bought it."""
    company = (pl.col("name_state") == "company").fill_null(value=False)
    who = pl.when(company).then("company_key").when(full_name()).then("name_key")
    dated = given.records.filter(usable(by) & (day(given.field) <= given.as_of)).with_columns(who=who)
    rows = dated.drop_nulls("who").select("at", "kind", key=numbered("who", by), day=day(given.field))
    sales = rows.filter(pl.col("kind") == "sales").group_by("key").agg(sold=pl.col("day").min())
    visits = rows.filter(pl.col("kind") == "service").join(sales, on="key")
    early = (pl.col("sold") - pl.col("day")).dt.total_days()
    return visits.filter(early.is_between(days, LONGEST, closed="right")).select(
        "at", days=early, sold=pl.col("sold").cast(pl.String)
    )


def _same_as(places: int) -> pl.Expr:
    """Whether the row so many places before has the same ``key``."""
    return (pl.col("key") == pl.col("key").shift(places)).fill_null(value=False)


def _beside(value: pl.Expr, places: int) -> pl.Expr:
    """The value of the row so many places before, if that has the same ``key``."""
    return pl.when(_same_as(places)).then(value.shift(places))


def _duplicated(rows: pl.LazyFrame, *columns: str) -> pl.LazyFrame:
    """The rows that are not alone with their values of these columns, numbered by them in ``key``."""
    return rows.with_columns(key=numbered(*columns)).filter(repeats("key"))


def _later_of(rows: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Rows whose ``key`` an earlier row has, with the ``row`` number of the first."""
    shared = rows.filter(repeats(key)).with_columns(first=pl.col("row").min().over(key))
    return shared.filter(pl.col("row") > pl.col("first")).select("at", "first")
