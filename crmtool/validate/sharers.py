"""Who shares a phone with strangers: computed once for all rules about phones that belong to the shop.

A family shares a phone, too, and so do a company and its drivers. They share something else beside it: the surname, a
car, an address, an ID number. Rows of one phone that nothing else joins are strangers to each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.validate.terms import numbered, usable

if TYPE_CHECKING:
    from collections.abc import Sequence

JOINS = ("vin", "plate", "id_key", "street_key", "name_pinyin")
"""What makes two rows of one phone rows of one household, fleet or person."""

SHORTEST_STREET = 4
STAFF_REPEATS = 3


def sharers(records: pl.DataFrame, phones: Sequence[str]) -> pl.DataFrame:
    """The rows of ``records`` (as ``prepared`` gives them) whose phone strangers share.

    ``phones`` are the fields, taken together: a salesman's number stands now in one column, now in another. Gives
    ``at``, ``field``, ``key`` (the phone as a number), ``people`` (strangers with this phone, 2 and more), ``here`` (of
    these at the row's dealer), ``dealers`` and ``cars`` that have the phone, ``listed`` (Boolean: whether it stands in
    the staff's own column), ``values`` (different phones of the field).
    """
    named = pl.col("name_state").is_in(["full", "surname_only"])
    dotted = pl.col("name").str.contains("·", literal=True)  # a name that has no surname
    person = pl.coalesce(numbered("surname"), pl.when(dotted).then(numbered("name")))
    who = pl.when(named).then(person).otherwise(numbered("company_key"))
    rows = records.lazy().with_columns(records.select(who=who))
    parts = [rows.filter(usable(name)).select("at", "who", field=pl.lit(name), key=numbered(name)) for name in phones]
    with_phone = pl.concat(parts).collect()
    named_by = with_phone.lazy().group_by("key").agg(one=pl.col("who").min(), other=pl.col("who").max())
    several = with_phone.lazy().join(named_by.filter(pl.col("one") != pl.col("other")), on="key", how="semi").collect()
    counted = _counted(several.hstack(records.select(pl.col("dealer", *JOINS).gather(several["at"]))))
    staff = staff_phones(records.lazy(), "staff_phone", "staff_name").select(numbered("value")).collect().to_series()
    different = with_phone.lazy().group_by("field").agg(values=pl.col("key").approx_n_unique())
    listed = pl.col("key").is_in(staff.implode())
    return counted.with_columns(listed=listed).join(different.collect(), on="field", how="left")


def staff_phones(records: pl.LazyFrame, column: str, owner: str) -> pl.LazyFrame:
    """What stands in the staff's own ``column``: each ``value`` with each ``owner`` beside it.

    Only of deliveries where values repeat as those of a few sellers do: a column in which every row has another value
    holds customers, whatever its header says.
    """
    listed = records.filter(usable(column)).select("file", value=column, owner=owner)
    repeated = listed.group_by("file").agg(rows=pl.len(), values=pl.col("value").n_unique())
    believed = repeated.filter(pl.col("rows") >= pl.col("values") * STAFF_REPEATS)
    return listed.join(believed, on="file", how="semi").select("value", "owner").unique()


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """How many strangers, dealers and cars each phone has."""
    street = pl.when(pl.col("street_key").str.len_chars() >= SHORTEST_STREET).then("street_key")
    ready = rows.with_columns(street_key=street, family="who").with_columns(
        numbered(join).alias(join) for join in JOINS
    )
    joined = _households(ready).lazy()
    strangers = pl.col("who").drop_nulls().n_unique()
    phones = joined.group_by("key").agg(
        people=strangers, dealers=pl.col("dealer").n_unique(), cars=pl.col("vin").drop_nulls().n_unique()
    )
    here = joined.group_by("key", "dealer").agg(here=strangers)
    counted = joined.join(phones.filter(pl.col("people") > 1), on="key").join(here, on=["key", "dealer"])
    return counted.select("at", "field", "key", "people", "here", "dealers", "cars").collect()


def _households(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with one ``who`` for all that anything joins, directly or through others of the same phone."""
    named = rows.drop_nulls("who")
    who = named["who"].to_numpy().copy()
    groups = [_together(named, join) for join in ("family", *JOINS)]
    before = np.zeros_like(who)
    while not np.array_equal(who, before):
        before = who.copy()
        for at, starts in groups:
            least = np.minimum.reduceat(who[at], starts)
            who[at] = np.repeat(least, np.diff(starts, append=len(at)))
    return rows.with_columns(rows["who"].scatter(rows["who"].is_not_null().arg_true(), who))


def _together(rows: pl.DataFrame, join: str) -> tuple[np.ndarray, np.ndarray]:
    """The rows of one phone that share what joins them, one group behind the other, and where each group starts."""
    group = rows.select(group=numbered("key", join)).with_row_index("at").drop_nulls()
    several = group.filter(pl.col("group").is_duplicated()).sort("group")
    starts = several.select(pl.col("group").ne_missing(pl.col("group").shift()).arg_true())
    return several["at"].to_numpy(), starts.to_series().to_numpy()
