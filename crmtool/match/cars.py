"""Evidence on cars beyond their numbers: the model as it compares, and the car that bore a plate at the time.

A plate moves on to its owner's next car. A row that gives the plate and no VIN then belongs to the car whose rows are
nearest in time, not to any that ever bore it.
"""

from __future__ import annotations

import polars as pl

from crmtool.values import brand
from crmtool.values.characters import simplify

ADDED = ("car_model", "plate_car", "fleet_plate")
NO_MODEL = r"[款版型座]|自动|手动|排量|[0-9]\.[0-9]|[车卡]$|^suv|^mpv|^[a-z]{2,4}[0-9]{4,}"
"""Signs of a trim, a kind of car or a type number, which name no model: 2021款 1.5L 自动, 轿车, SUV, SVW71810BU."""


def with_cars(records: pl.DataFrame) -> pl.DataFrame:
    """Add ``car_model``, ``plate_car`` and ``fleet_plate`` (String; null in a market without cars).

    ``records``: ``model``, ``plate``, ``vin``, ``vin_ok``, ``event_date`` and ``company_key`` as standardised.

    ``car_model``: the model without its make and signs, in simplified characters and lower case; null where it names
    none. ``plate_car``: of a plate on which several VINs stand, the row's own VIN, or the VIN of the nearest day where
    the row has none; null for all other plates. ``fleet_plate``: beside a company the plate, or "" where there is none.
    """
    if not {"model", "plate", "vin", "vin_ok", "event_date"} <= set(records.columns):
        return records.with_columns(pl.lit(None, pl.String).alias(name) for name in ADDED)
    return records.with_columns(
        car_model=_models(records["model"]),
        plate_car=_bearers(records),
        fleet_plate=pl.when(pl.col("company_key").is_not_null()).then(pl.col("plate").fill_null("")),
    )


def _models(models: pl.Series) -> pl.Series:
    known = models.drop_nulls().unique()
    folded = simplify(known).str.to_lowercase()
    bare = pl.Series("bare", [brand.read(text)[1] or text for text in folded], dtype=pl.String)
    named = pl.DataFrame({"folded": folded, "bare": bare.str.replace_all(r"[^\p{L}\p{N}]", "")}).select(
        pl.when(~pl.col("folded").str.contains(NO_MODEL), pl.col("bare") != "").then("bare")
    )
    return models.replace_strict(known, named.to_series(), default=None, return_dtype=pl.String)


def _bearers(records: pl.DataFrame) -> pl.Series:
    """The VIN under which each row of a contested plate counts."""
    whole = pl.col("vin_ok") & (pl.col("vin").str.len_chars() == 17)
    day = pl.col("event_date").str.to_date("%Y-%m-%d", strict=False)
    rows = records.select("plate", day=day, vin=pl.when(whole).then("vin")).with_row_index("at").drop_nulls("plate")
    borne = rows.drop_nulls("vin")
    contested = borne.group_by("plate").agg(pl.col("vin").n_unique()).filter(pl.col("vin") > 1).select("plate")
    told = borne.join(contested, on="plate", how="semi").sort("day", "vin", "at")
    bare = rows.filter(pl.col("vin").is_null()).join(contested, on="plate", how="semi").drop_nulls("day").sort("day")
    nearest = bare.drop("vin").join_asof(
        told.drop_nulls("day").drop("at"), on="day", by="plate", strategy="nearest", check_sortedness=False
    )
    counted = pl.concat([told.select("at", "vin"), nearest.select("at", "vin")])
    nobody = pl.Series("plate_car", [None], dtype=pl.String).new_from_index(0, records.height)
    return nobody.scatter(counted["at"], counted["vin"])
