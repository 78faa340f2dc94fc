"""Small tables of a made-up master, in the columns of the contract."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

from crmtool.master import Run
from crmtool.master.schema import TABLES

RUN = Run(datetime(2026, 11, 21, 20, 0, 0, tzinfo=UTC), version="1.0", seconds=1.5, counts={"rows": 4})
"""A run that did something."""


def table(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a table; columns not named are null."""
    columns = dict(TABLES[name].columns)
    extra = {key: type(value) for row in rows for key, value in row.items() if key not in columns}
    kinds = {str: pl.String, int: pl.Int64, bool: pl.Boolean, float: pl.Float64, date: pl.Date}
    schema = columns | {key: kinds[kind]() for key, kind in extra.items()}
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema, orient="row")


def people(*names: str) -> pl.DataFrame:
    return table("customers", *({"customer_id": f"C{n:08}", "name": name} for n, name in enumerate(names, 1)))


def small_master() -> dict[str, pl.DataFrame]:
    """Two customers, one car sold from one to the other, a delivery of four rows."""
    places = [{"source_file": "a_sales_20260101.csv", "row": n, "line": n + 1, "dealer": "a"} for n in (1, 2, 3, 4)]
    owners, cars = ("C00000001", "C00000001", "C00000002", None), ("V00000001", None, "V00000001", None)
    return {
        "customers": table(
            "customers",
            {"customer_id": "C00000001", "name": "张三", "mobile": "13000001357", "records": 2},
            {"customer_id": "C00000002", "name": "李四", "birth_date": "1990-03-07", "records": 1},
        ),
        "vehicles": table("vehicles", {"vehicle_id": "V00000001", "vin": "LSVAA2927P1000001", "vin_valid": True}),
        "crosswalk": table(
            "crosswalk",
            *(
                place | {"customer_id": owner, "vehicle_id": car, "record_key": f"k{n}"}
                for n, (place, owner, car) in enumerate(zip(places, owners, cars, strict=True))
            ),
        ),
        "ownerships": table(
            "ownerships",
            {"customer_id": "C00000001", "vehicle_id": "V00000001", "role": "owner", "until": date(2026, 1, 1)},
            {"customer_id": "C00000002", "vehicle_id": "V00000001", "role": "owner", "since": date(2026, 1, 1)},
        ),
        "lineage": table(
            "lineage",
            {"entity": "customer", "id": "C00000001", "field": "name", "value": "张三", "row": 1, "strategy": "valid"}
            | {"source_file": "a_sales_20260101.csv", "runner_up": "张叁"},
            {"entity": "customer", "id": "C00000001", "field": "mobile", "value": "13000001357", "strategy": "recency"},
            {"entity": "vehicle", "id": "V00000001", "field": "vin", "value": "LSVAA2927P1000001", "row": 3}
            | {"source_file": "a_sales_20260101.csv"},
        ),
        "findings": table("findings", places[1] | {"field": "mobile", "code": "V210", "severity": "error"}),
        "events": table("events", {"run": 1, "entity": "customer", "kind": "created", "id": "C00000001"}),
        "deliveries": table("deliveries", {"source_file": "a_sales_20260101.csv", "sha256": "ab", "rows": 4}),
        "rejects": table(
            "rejects", places[3] | {"codes": "I031", "messages": "too short", "delivered": '{"姓名":"赵六","row":"x"}'}
        ),
        "review": table("review", {"case_id": "k0-k2", "customer_id_l": "C00000001", "customer_id_r": "C00000002"}),
    }


def small_records() -> pl.DataFrame:
    """The standardised records of ``small_master``."""
    return pl.DataFrame(
        {
            "source_file": ["a_sales_20260101.csv"] * 3,
            "row": [1, 2, 3],
            "record_key": ["k0", "k1", "k2"],
            "name": ["张三", "张叁", "李四"],
            "mobile": ["13000001357", "13000001357", None],
            "phone": [None, None, "13100001357"],
            "id_number": [None, "110110900307001", "110110199003070018"],
            "id_key": [None, "110110199003070018", "110110199003070018"],
            "vin": ["LSVAA2927P1000001", None, "LSVAA2927P1000001"],
            "plate": [None, "沪A00001", None],
            "record_id": ["S0001", None, None],
        }
    )


def small_scored() -> pl.DataFrame:
    return pl.DataFrame({"key_l": ["k0", "k0"], "key_r": ["k1", "k2"], "match_weight": [12.5, -3.0]})
