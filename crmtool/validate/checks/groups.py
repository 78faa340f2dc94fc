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
    rows = held.select("at", "row", "content", key=pl.struct("file", given.field).hash())
    return _later_of(rows.filter(pl.col("key").is_duplicated()).unique(["key", "content"], keep="first"), "key")


def identical_rows(given: Given) -> pl.LazyFrame:
    """Rows of which every delivered cell equals an earlier row's of the same file."""
    return _later_of(given.records.select("at", "row", key="content"), "key")


def several_names(given: Given) -> pl.LazyFrame:
    """Rows of one dealer with a usable value under which an earlier row has another whole name."""
    named = _named(given, "dealer").filter(pl.col("key").is_duplicated())
    values = (
        named.unique(["key", "who"], keep="first", maintain_order=True)
        .filter(pl.col("key").is_duplicated())
        .group_by("key")
        .agg(names=pl.len(), first=pl.col("name").first(), first_who=pl.col("who").first())
    )
    return named.join(values, on="key").filter(pl.col("who") != pl.col("first_who")).select("at", "names", "first")


def many_names(given: Given, *, names: int, below: int = MANY, surnames: int = 1, matching: Regex = "") -> pl.LazyFrame:
    """Rows whose usable value stands, in all deliveries, beside ``names`` whole names or more but under ``below``.

    Only where these names have ``surnames`` different surnames or more, which a family has not, and the value is
    ``matching``. Says how many such values there are (``such``) among all that stand beside a name (``values``).
    """
    named = _named(given)
    often = named.group_by("key").agg(rows=pl.len()).with_columns(values=pl.len()).filter(pl.col("rows") >= names)
    values = (
        named.join(often, on="key")
        .unique(["key", "who"])
        .group_by("key", "values")
        .agg(names=pl.len(), surnames=pl.col("surname").n_unique(), value=pl.col("value").first())
        .filter(pl.col("names").is_between(names, below - 1) & (pl.col("surnames") >= surnames))
    )
    wanted = values.filter(pl.col("value").str.contains(matching)) if matching else values
    rows = given.records.filter(usable(given.field)).select("at", key=pl.struct(given.field).hash())
    found = rows.join(wanted.with_columns(such=pl.len()), on="key")
    return found.select("at", "names", "such", "values")


def listed_in(given: Given, *, column: FieldName, owner: FieldName) -> pl.LazyFrame:
    """Rows whose value stands in ``column`` of some row, unless beside this row's name (in the column ``owner``)."""
    listed = given.records.filter(usable(column)).select(value=column, owner=owner).unique()
    rows = given.records.filter(usable(given.field)).select("at", "name", value=given.field)
    found = rows.join(listed, on="value", how="semi")
    return found.join(listed, left_on=["value", "name"], right_on=["value", "owner"], how="anti").select("at")


def sold_again(given: Given, *, days: int) -> pl.LazyFrame:
    """Rows of a usable vehicle that was sold to another whole name at most ``days`` days before."""
    named = _named(given).filter(pl.col("day").is_not_null() & pl.col("key").is_duplicated())
    before = named.sort("key", "day", "at").with_columns(
        other=pl.col("name").shift().over("key"),
        other_who=pl.col("who").shift().over("key"),
        days=pl.col("day").diff().over("key").dt.total_days(),
    )
    again = (pl.col("days") <= days) & (pl.col("who") != pl.col("other_who"))
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
    step = pl.when(pl.col("file") == pl.col("file").shift()).then(pl.col("count").diff())
    ordered = counted if in_row_order else _with_neighbours(counted).sort("file", "count", "at")
    steps = ordered.with_columns(step=step.fill_null(-1))
    goes_on = pl.col("step").is_between(1 if in_row_order else 0, 1)
    runs = steps.filter(goes_on | goes_on.shift(-1, fill_value=False)).with_columns(run=(~goes_on).cum_sum())
    long = runs.with_columns(length=(pl.col("step") == 1).sum().over("run") + 1)
    return long.filter(pl.col("length") >= length).select("at", "length")


def _with_neighbours(counted: pl.LazyFrame) -> pl.LazyFrame:
    """The rows whose ``count`` is one more or one less than that of another row; there are few."""
    step = pl.col("count").diff()
    counts = counted.select(pl.col("count").unique().sort()).filter((step == 1) | (step.shift(-1) == 1))
    return counted.join(counts, on="count", how="semi", maintain_order="left")


def _named(given: Given, *within: str) -> pl.LazyFrame:
    """Rows with a usable value of the field and a whole name: the ``value``, the name, and the row's ``day``.

    ``key`` and ``who`` are numbers, alike for the same value (``within`` these columns) and the same name.
    """
    rows = given.records.filter(usable(given.field) & full_name())
    key, who = pl.struct(*within, given.field).hash(), pl.col("name_key").hash()
    return rows.select("at", "name", "surname", key=key, who=who, value=given.field, day=day("event_date"))


def _later_of(rows: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Rows whose ``key`` an earlier row has, with the ``row`` number of the first."""
    shared = rows.filter(pl.col(key).is_duplicated()).with_columns(first=pl.col("row").min().over(key))
    return shared.filter(pl.col("row") > pl.col("first")).select("at", "first")
