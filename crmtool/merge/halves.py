"""The two halves of one car: rows that know its VIN but no plate, and rows that know its plate but no VIN.

A sale is written down before the car has a plate; a workshop often writes the plate alone. Nothing but the customer
ties the two together, so they are joined only where there is no choice: one customer, one car without a plate and one
without a VIN, of the same make as far as both say.
"""

from __future__ import annotations

import polars as pl


def join_halves(records: pl.DataFrame) -> pl.Series:
    """The vehicle of each record (UInt32, null where none) with halves joined.

    ``records``: ``customer`` and ``vehicle`` (UInt32 clusters), ``vin``, ``plate``, ``make``, ``model`` (String).
    """
    known = records.select("customer", "vehicle", "vin", "plate", "make", "model").drop_nulls("vehicle")
    cars = known.group_by("vehicle").agg(pl.col("vin", "plate").is_not_null().any())
    halves = cars.filter(pl.col("vin") != pl.col("plate"))
    said = (
        known.join(halves.select("vehicle"), on="vehicle", how="semi").group_by("vehicle").agg(_said("make", "model"))
    )
    owned = (
        known.select("customer", "vehicle").drop_nulls().unique().join(halves, on="vehicle").join(said, on="vehicle")
    )
    bare, nameless = owned.filter("vin"), owned.filter("plate")
    pairs = bare.join(nameless, on="customer", suffix="_other").filter(_alike("make"), _same_model())
    pairs = pairs.select("vehicle", "vehicle_other").unique()
    single = pairs.filter(
        pl.col("vehicle").is_unique() & pl.col("vehicle_other").is_unique(),
    )
    joined = single.select(
        old=pl.max_horizontal("vehicle", "vehicle_other"), new=pl.min_horizontal("vehicle", "vehicle_other")
    )
    return records["vehicle"].replace(joined["old"], joined["new"])


def _said(*columns: str) -> pl.Expr:
    """What most records of the car say."""
    return pl.col(columns).drop_nulls().mode().sort().first()


def _same_model() -> pl.Expr:
    """Models agree, or are written in two scripts (汉兰达, Highlander) and cannot be compared."""
    model, other = pl.col("model").str.to_lowercase(), pl.col("model_other").str.to_lowercase()
    han = r"\p{Han}"
    two_scripts = model.str.contains(han) != other.str.contains(han)
    return (_alike("model") | two_scripts).fill_null(value=True)


def _alike(column: str) -> pl.Expr:
    """One says what the other says, or more (大众/斯柯达, the makes of one plant), or a side says nothing."""
    one, other = pl.col(column).str.to_lowercase(), pl.col(f"{column}_other").str.to_lowercase()
    alike = one.str.contains(other, literal=True) | other.str.contains(one, literal=True)
    return alike.fill_null(value=True)
