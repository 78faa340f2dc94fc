"""The master's tables, in the columns the contract names, from resolved records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.match.decisions import golden_ids
from crmtool.merge import golden
from crmtool.merge.identity import CUSTOMER, VEHICLE, with_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.merge.clusters import Run
    from crmtool.rulebook import Rules

CUSTOMER_COLUMNS = (
    "customer_id", "customer_type", "name", "id_type", "id_number", "gender", "birth_date", "mobile", "phone", "email",
    "address", "province", "city", "member_no", "dealers", "records", "first_seen", "last_seen", "status",
)  # fmt: skip
VEHICLE_COLUMNS = (
    "vehicle_id", "vin", "vin_valid", "plate", "engine_no", "brand", "model", "model_year", "records", "first_seen",
    "last_seen", "mileage_km",
)  # fmt: skip
WHOLE_NUMBERS = ("records", "model_year", "mileage_km")


def golden_tables(
    records: pl.DataFrame,
    rows: pl.DataFrame,
    review: pl.DataFrame,
    former: Mapping[str, pl.DataFrame],
    rules: Rules,
    run: Run,
) -> dict[str, pl.DataFrame]:
    """Everything the master says about identities.

    ``records``: features of the newest version of each record, with the clusters of its ``customer`` and ``vehicle``;
    ``rows``: every delivered row with its ``record_key``; ``review``: the pairs a steward should look at; ``former``:
    ``crosswalk`` and ``events`` of the master as it was (empty for a new one), and all ``decisions``; ``run``: an
    engine's ``bucket``. Gives the tables by their contract names.
    """
    seen = golden.candidates(records, rules.survivorship["trust"])
    customer_ids, customer_events = _with_ids(seen, former, "customer", CUSTOMER)
    vehicle_ids, vehicle_events = _with_ids(seen, former, "vehicle", VEHICLE)
    customers, customer_lineage = golden.customers(seen, rules.survivorship, run)
    vehicles, vehicle_lineage = golden.vehicles(seen, rules.survivorship, run)
    ids = (
        seen.select("record_key", "record", "customer", "vehicle")
        .join(customer_ids.rename({"cluster": "customer", "id": "customer_id"}), on="customer", how="left")
        .join(vehicle_ids.rename({"cluster": "vehicle", "id": "vehicle_id"}), on="vehicle", how="left")
    )
    return {
        "crosswalk": rows.join(ids.select("record_key", "customer_id", "vehicle_id"), on="record_key", how="left").sort(
            "source_file", "row"
        ),
        "customers": _named(customers, customer_ids, "customer_id", CUSTOMER_COLUMNS),
        "vehicles": _named(vehicles, vehicle_ids, "vehicle_id", VEHICLE_COLUMNS),
        "ownerships": _ownerships(seen, customer_ids, vehicle_ids),
        "lineage": pl.concat(
            [
                _lineage(customer_lineage, customer_ids, seen, "customer"),
                _lineage(vehicle_lineage, vehicle_ids, seen, "vehicle"),
            ]
        ),
        "events": pl.concat(
            [
                customer_events.with_columns(entity=pl.lit("customer")),
                vehicle_events.with_columns(entity=pl.lit("vehicle")),
            ]
        ),
        "review": _review(review, ids, seen),
    }


def _with_ids(
    seen: pl.DataFrame, former: Mapping[str, pl.DataFrame], entity: str, letter: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The golden ID of each cluster of an entity, and what became of identities."""
    held, events, decisions = (former[name] for name in ("crosswalk", "events", "decisions"))
    ids = held.select("record_key", id=f"{entity}_id").unique("record_key") if held.height else None
    issued = events.filter(pl.col("entity") == entity)["id"]
    members = seen.select("record_key", cluster=entity)
    return with_ids(members, ids, letter, issued, golden_ids(decisions, entity))


def _named(table: pl.DataFrame, ids: pl.DataFrame, column: str, order: tuple[str, ...]) -> pl.DataFrame:
    """The columns of the contract first, empty where this market has no such field, then fields of its own."""
    numbers = [pl.col(name).cast(pl.Int64, strict=False) for name in WHOLE_NUMBERS if name in table.columns]
    absent = [pl.lit(None, pl.String).alias(name) for name in order if name not in (*table.columns, column)]
    known = table.join(ids.rename({"id": column}), on="cluster").with_columns(*numbers, *absent).drop("cluster")
    return known.select(*order, pl.exclude(order)).sort(column)


def _ownerships(seen: pl.DataFrame, customer_ids: pl.DataFrame, vehicle_ids: pl.DataFrame) -> pl.DataFrame:
    return (
        golden.ownerships(seen)
        .join(customer_ids.rename({"cluster": "customer", "id": "customer_id"}), on="customer")
        .join(vehicle_ids.rename({"cluster": "vehicle", "id": "vehicle_id"}), on="vehicle")
        .select("customer_id", "vehicle_id", "role", "since", "until", "records")
        .sort("customer_id", "vehicle_id")
    )


def _lineage(lineage: pl.DataFrame, ids: pl.DataFrame, seen: pl.DataFrame, entity: str) -> pl.DataFrame:
    return (
        lineage.join(ids, on="cluster")
        .join(seen.select("record", "source_file", "row"), on="record")
        .select(pl.lit(entity).alias("entity"), "id", "field", "value", "source_file", "row", "strategy", "runner_up")
        .sort("id", "field")
    )


def _review(pairs: pl.DataFrame, ids: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    where = seen.select("record", "source_file", "row", "record_key").join(
        ids.select("record_key", "customer_id"), on="record_key"
    )
    sides = [
        where.rename({name: f"{name}_{side}" for name in where.columns if name != "record"}).rename({"record": side})
        for side in ("l", "r")
    ]
    return (
        pairs.join(sides[0], on="l")
        .join(sides[1], on="r")
        .sort("match_weight", "l", "r", descending=[True, False, False])
        .select(
            case_id=pl.col("record_key_l").str.slice(0, 6) + "-" + pl.col("record_key_r").str.slice(0, 6),
            reason="reason",
            match_weight=pl.col("match_weight").round(2),
            match_probability=(1 / (1 + 2.0 ** -pl.col("match_weight"))).round(4),
            source_file_l="source_file_l",
            row_l="row_l",
            source_file_r="source_file_r",
            row_r="row_r",
            customer_id_l="customer_id_l",
            customer_id_r="customer_id_r",
            decision=pl.lit(None, pl.String),
        )
    )
