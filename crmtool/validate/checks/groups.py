"""Check kinds that compare rows with each other: what should be unique, and what people make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import day, full_name, number, usable

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName, Regex
    from crmtool.validate.terms import Given

MANY = 1_000_000_000


def repeated(given: Given) -> pl.LazyFrame:
    """Values that an earlier row of the same file with other content has already."""
    held = given.records.filter(pl.col(given.field).is_not_null())
    rows = held.select("at", "row", "file", "content", value=given.field)
    return _later_of(rows.unique(["file", "value", "content"], keep="first"), "file", "value")


def identical_rows(given: Given) -> pl.LazyFrame:
    """Rows of which every delivered cell equals an earlier row's of the same file."""
    return _later_of(given.records.select("at", "row", "file", "content"), "file", "content")


def several_names(given: Given) -> pl.LazyFrame:
    """Rows of one dealer with a usable value under which an earlier row has another whole name."""
    key = ["dealer", "value"]
    named = _named(given)
    values = (
        named.unique([*key, "name_key"], keep="first", maintain_order=True)
        .filter(pl.struct(key).is_duplicated())
        .group_by(key, maintain_order=True)
        .agg(names=pl.len(), first=pl.col("name").first(), first_key=pl.col("name_key").first())
    )
    others = named.join(values, on=key).filter(pl.col("name_key") != pl.col("first_key"))
    return others.select("at", "names", "first")


def many_names(given: Given, *, names: int, below: int = MANY, surnames: int = 1, matching: Regex = "") -> pl.LazyFrame:
    """Rows whose usable value stands, in all deliveries, beside ``names`` whole names or more but under ``below``.

    Only where these names have ``surnames`` different surnames or more, which a family has not, and the value is
    ``matching``. Says how many such values there are (``such``) among all that stand beside a name (``values``).
    """
    values = (
        _named(given)
        .unique(["value", "name_key"])
        .group_by("value")
        .agg(names=pl.len(), surnames=pl.col("surname").n_unique())
        .with_columns(values=pl.len())
        .filter((pl.col("names") >= names) & (pl.col("surnames") >= surnames))
        .filter(pl.col("names") < below, pl.col("value").str.contains(matching))
        .with_columns(such=pl.len())
    )
    rows = given.records.filter(usable(given.field)).select("at", value=given.field)
    return rows.join(values, on="value").select("at", "names", "such", "values")


def listed_in(given: Given, *, column: FieldName, owner: FieldName) -> pl.LazyFrame:
    """Rows whose value stands in ``column`` of some row, unless beside this row's name (in the column ``owner``)."""
    listed = given.records.filter(usable(column)).select(value=column, owner=owner).unique()
    rows = given.records.filter(usable(given.field)).select("at", "name", value=given.field)
    found = rows.join(listed, on="value", how="semi")
    return found.join(listed, left_on=["value", "name"], right_on=["value", "owner"], how="anti").select("at")


def sold_again(given: Given, *, days: int) -> pl.LazyFrame:
    """Rows of a usable vehicle that was sold to another whole name at most ``days`` days before."""
    sales = (
        _named(given).filter(pl.col("day").is_not_null() & pl.col("value").is_duplicated()).sort("value", "day", "at")
    )
    before = sales.with_columns(
        other=pl.col("name").shift().over("value"),
        other_key=pl.col("name_key").shift().over("value"),
        days=pl.col("day").diff().over("value").dt.total_days(),
    )
    again = (pl.col("days") <= days) & (pl.col("name_key") != pl.col("other_key"))
    return before.filter(again).select("at", "days", "other")


def falls(given: Given, *, by: FieldName, more_than: int) -> pl.LazyFrame:
    """Readings lower, by ``more_than``, than the one before of the same ``by`` (a vehicle), by ``event_date``."""
    readings = given.records.filter(usable(by)).select("at", by=by, day=day("event_date"), reading=number(given.field))
    known = readings.drop_nulls().filter(pl.col("by").is_duplicated()).sort("by", "day", "reading")
    before = known.with_columns(before=pl.col("reading").shift().over("by"), since=pl.col("day").shift().over("by"))
    lower = (pl.col("before") - pl.col("reading") > more_than) & (pl.col("since") < pl.col("day"))
    return before.filter(lower).select(
        "at", before=pl.col("before").cast(pl.Int64), since=pl.col("since").cast(pl.String)
    )


def counting_up(given: Given, *, length: int, digits: int, in_row_order: bool = False) -> pl.LazyFrame:
    """Usable values whose first ``digits`` digits count up by one through ``length`` values or more of the same file.

    By value, repeats set aside, or ``in_row_order``: as the rows stand, which dragging down a spreadsheet cell makes.
    """
    count = pl.col(given.field).str.slice(0, digits).cast(pl.Int64, strict=False)
    counted = given.records.filter(usable(given.field)).select("at", "file", count=count).drop_nulls()
    ordered = counted.sort("file", "at") if in_row_order else counted.sort("file", "count", "at")
    same_file = pl.col("file") == pl.col("file").shift()
    step = pl.when(same_file).then(pl.col("count").diff())
    goes_on = (step == 1) if in_row_order else step.is_between(0, 1)
    runs = ordered.with_columns(step=step, run=(~goes_on.fill_null(value=False)).cum_sum())
    long = runs.with_columns(length=(pl.col("step") == 1).sum().over("run") + 1)
    return long.filter(pl.col("length") >= length).select("at", "length")


def _named(given: Given) -> pl.LazyFrame:
    """Rows with a usable value of the field and a whole name: ``value``, the name's columns, and the row's ``day``."""
    rows = given.records.filter(usable(given.field) & full_name())
    return rows.select("at", "dealer", "name", "name_key", "surname", value=given.field, day=day("event_date"))


def _later_of(rows: pl.LazyFrame, *key: str) -> pl.LazyFrame:
    """Rows whose ``key`` an earlier row has, with the ``row`` number of the first."""
    shared = rows.filter(pl.struct(key).is_duplicated())
    later = shared.with_columns(first=pl.col("row").min().over(key)).filter(pl.col("row") > pl.col("first"))
    return later.select("at", "first")
