"""The two halves of one car: rows that know its VIN but no plate, and rows that know its plate but no VIN.

A sale is written down before the car has a plate; a workshop often writes the plate alone. Nothing but the customer
ties the two together, so they are joined only where there is no choice: among the customer's rows one car without a
plate and one without a VIN, of one make and model as far as both say, the plate in use after the car was there. Where
there are several, those whose models are the same are paired first. The next owner's plate does not count: an old
plate is known from rows of the former owner alone.
"""

from __future__ import annotations

import polars as pl

CARS = 4
"""A customer of more cars has a choice, even where only two of them are halves."""

EARLY = 30
"""Days by which a plate may be older than the sale of its car (dates of orders and of invoices differ)."""


def join_halves(records: pl.DataFrame, apart: pl.DataFrame) -> pl.Series:
    """The vehicle of each record (UInt32, null where none) with halves joined.

    ``records``: ``customer`` and ``vehicle`` (UInt32 clusters), ``kind`` of the delivery, and ``vin``, ``plate``,
    ``make``, ``car_model`` and ``event_date`` (String); ``apart``: pairs ``l``, ``r`` of records that are not of one
    car.
    """
    known = records.select(
        "customer", "vehicle", "kind", "vin", "plate", "make", "car_model", day="event_date"
    ).drop_nulls("vehicle")
    several = known.group_by("customer").agg(pl.col("vehicle").n_unique()).filter(pl.col("vehicle") > 1)
    concerned = known.join(several.select("customer"), on="customer", how="semi")
    parted = pl.DataFrame([records["vehicle"].gather(apart[side]).alias(side) for side in ("l", "r")])
    pairs = _pairs(_owned(concerned, known))
    for here, there in (("l", "r"), ("r", "l")):
        pairs = pairs.join(parted, left_on=["vehicle", "vehicle_other"], right_on=[here, there], how="anti")
    alike = _single(pairs.filter("same_model"))
    rest = pairs.join(alike, on="vehicle", how="anti").join(alike, on="vehicle_other", how="anti")
    alone = _single(rest.filter(pl.col("cars") <= CARS))
    joined = pl.concat([alike, alone]).select(
        old=pl.max_horizontal("vehicle", "vehicle_other"), new=pl.min_horizontal("vehicle", "vehicle_other")
    )
    return records["vehicle"].replace(joined["old"], joined["new"])


def _owned(concerned: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """One row for each customer and car: what the customer's rows know of it, and what all rows say."""
    cars = known.join(concerned.select("vehicle").unique(), on="vehicle", how="semi").group_by("vehicle")
    said = cars.agg(_said("make", "car_model"), has_vin=pl.col("vin").is_not_null().any())
    sold = pl.col("day").filter(pl.col("kind") == "sales").min()
    owned = concerned.group_by("customer", "vehicle").agg(
        plate=pl.col("plate").is_not_null().any(), first=pl.col("day").min(), last=pl.col("day").max(), sold=sold
    )
    return owned.join(said, on="vehicle").with_columns(cars=pl.len().over("customer"))


def _pairs(owned: pl.DataFrame) -> pl.DataFrame:
    """Each car without a plate beside each of the customer's without a VIN that it may be."""
    bare, nameless = owned.filter("has_vin", ~pl.col("plate")), owned.filter(~pl.col("has_vin"), "plate")
    pairs = bare.join(nameless, on="customer", suffix="_other").filter(_alike("make"), _same_model(), _in_time())
    same = _alike("car_model", unknown=False)
    return pairs.select("customer", "vehicle", "vehicle_other", "cars", same_model=same)


def _single(pairs: pl.DataFrame) -> pl.DataFrame:
    """The ``vehicle`` and ``vehicle_other`` that have no other choice."""
    single = pairs.select("vehicle", "vehicle_other").unique()
    return single.filter(pl.col("vehicle").is_unique() & pl.col("vehicle_other").is_unique())


def _in_time() -> pl.Expr:
    """The plate was seen after the car was, and not long before the car was sold to the customer."""
    seen = pl.col("last_other") >= _earlier("first")
    new = pl.col("first_other") >= _earlier("sold")
    return seen.fill_null(value=True) & new.fill_null(value=True)


def _earlier(day: str) -> pl.Expr:
    return pl.col(day).str.to_date("%Y-%m-%d", strict=False).dt.offset_by(f"-{EARLY}d").dt.to_string("%Y-%m-%d")


def _said(*columns: str) -> pl.Expr:
    """What most records of the car say."""
    return pl.col(columns).drop_nulls().mode().sort().first()


def _same_model() -> pl.Expr:
    """Models agree, or are written in two scripts (汉兰达, Highlander) and cannot be compared."""
    han = r"\p{Han}"
    two_scripts = pl.col("car_model").str.contains(han) != pl.col("car_model_other").str.contains(han)
    return _alike("car_model") | two_scripts.fill_null(value=True)


def _alike(column: str, *, unknown: bool = True) -> pl.Expr:
    """One says what the other says, or more (大众/斯柯达, the makes of one plant), or a side says nothing."""
    one, other = pl.col(column).str.to_lowercase(), pl.col(f"{column}_other").str.to_lowercase()
    alike = one.str.contains(other, literal=True) | other.str.contains(one, literal=True)
    return alike.fill_null(value=unknown)
