"""Check kinds about what should be one customer's own and stands with many: made-up phones, addresses, copied rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.sharers import staff_phones
from crmtool.validate.terms import full_name, numbered, percent, repeats, usable

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName, Regex
    from crmtool.validate.terms import Given

MANY = 1_000_000_000


def shared_by_strangers(
    given: Given, *, people: int, below: int = MANY, anywhere: bool = False, only_here: bool = False
) -> pl.LazyFrame:
    """Rows whose phone ``people`` strangers or more, but under ``below``, have at one dealer (or ``anywhere``).

    Strangers have different surnames (or are companies) and no car, address or ID number together. ``only_here`` asks
    for phones that no other dealer has and that have two cars. Phones of the staff's own column are left to
    ``listed_in``. Says how many phones are like this (``such``) among all of the field (``values``).
    """
    count = pl.col("people" if anywhere else "here")
    found = given.sharers.filter(pl.col("field") == given.field, count.is_between(people, below - 1), ~pl.col("listed"))
    if only_here:
        found = found.filter(pl.col("dealers") == 1, pl.col("cars") > 1)
    said = found.select("at", "values", names=count, such=pl.col("key").n_unique())
    return said.join(given.records.select("at"), on="at", how="semi") if given.rule.where else said


def many_names(given: Given, *, names: int, below: int = MANY, surnames: int = 1, matching: Regex = "") -> pl.LazyFrame:
    """Rows whose usable value stands, in all deliveries, beside ``names`` whole names or more but under ``below``.

    Only where these names have ``surnames`` different surnames or more, which a family has not, and the value is
    ``matching``. Says how many such values there are (``such``) among all that stand beside a name (``values``).
    """
    named = given.records.filter(usable(given.field) & full_name()).select(
        "at", key=numbered(given.field), who=numbered("name_key")
    )
    often = named.group_by("key").agg(rows=pl.len()).with_columns(values=pl.len()).filter(pl.col("rows") >= names)
    people = named.join(often, on="key").unique(["key", "who"])
    whose = people.join(given.records.select("at", "surname", value=given.field), on="at")
    values = (
        whose.group_by("key", "values")
        .agg(names=pl.len(), surnames=pl.col("surname").n_unique(), value=pl.col("value").first())
        .filter(pl.col("names").is_between(names, below - 1) & (pl.col("surnames") >= surnames))
    )
    wanted = values.filter(pl.col("value").str.contains(matching)) if matching else values
    rows = given.records.filter(usable(given.field)).select("at", key=numbered(given.field))
    found = rows.join(wanted.with_columns(such=pl.len()), on="key")
    return found.select("at", "names", "such", "values")


def listed_in(given: Given, *, column: FieldName, owner: FieldName) -> pl.LazyFrame:
    """Rows whose value stands in ``column``, the staff's own, unless beside this row's name (in the column ``owner``).

    Only deliveries where the values of the column repeat as those of a few sellers do are believed: a column in which
    every row has another value holds customers, whatever its header says. Says how many of all ``values`` are like
    this (``such``), and how many phones of staff they are (``phones``).
    """
    listed = staff_phones(given.records, column, owner)
    rows = given.records.filter(usable(given.field)).select("at", "name", value=given.field)
    found = rows.join(listed, on="value", how="semi")
    others = found.join(listed, left_on=["value", "name"], right_on=["value", "owner"], how="anti")
    counted = others.select("at", such=pl.len(), phones=pl.col("value").n_unique())
    return counted.join(rows.select(values=pl.len()), how="cross")


def copied(given: Given, *, share: float, rows: int) -> pl.LazyFrame:
    """Files of which more than ``share`` of the customers, and ``rows`` rows, another dealer has in one of his.

    A customer is known by the value of the field beside a whole name. Says which dealer and how many of the rows are
    his, too, and how large that share is in the other files of the middle (``usual``, in percent).
    """
    known = given.records.filter(usable(given.field) & full_name())
    rows_of = known.select("file", key=numbered("name_key", given.field)).join(
        given.files.select("file", "dealer"), on="file"
    )
    pairs = rows_of.unique(["key", "dealer"])
    several = pairs.filter(repeats("key")).select("key", other="dealer")
    met = rows_of.join(several, on="key").filter(pl.col("dealer") != pl.col("other"))
    counted = (
        met.group_by("file", "other")
        .agg(count=pl.len())
        .sort("file", "count", "other", descending=[False, True, False])
    )
    files = given.files.join(rows_of.group_by("file").agg(known=pl.len()), on="file")
    most = files.join(counted.unique("file", keep="first", maintain_order=True), on="file", how="left")
    shares = most.with_columns(pl.col("count").fill_null(0)).with_columns(
        usual=percent(pl.col("count"), pl.col("known")).median().cast(pl.Int64)
    )
    copies = shares.filter((pl.col("count") >= rows) & (pl.col("count") > pl.col("known") * share))
    return copies.select("at", "count", "other", "usual", rows="known")
