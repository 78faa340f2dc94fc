"""One contract per table that stages pass on; a failure here is a programming error, never a fault of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaError

from crmtool.errors import CrmtoolError

if TYPE_CHECKING:
    from collections.abc import Mapping

Types = dict[str, type[pl.DataType]]


def _contract(name: str, required: Types, optional: Types | None = None) -> pa.DataFrameSchema:
    columns = {column: pa.Column(kind, nullable=False) for column, kind in required.items()}
    columns |= {column: pa.Column(kind, nullable=True) for column, kind in (optional or {}).items()}
    return pa.DataFrameSchema(columns, name=name, strict=False)


ROW: Types = {"source_file": pl.String, "row": pl.Int64, "line": pl.Int64}

RAW_RECORDS = _contract(
    "RawRecords",
    {**ROW, "sheet": pl.String, "dealer": pl.String, "kind": pl.String},
    {"delivery_date": pl.Date, "record_id": pl.String, "extra": pl.String},
)
RECORDS = _contract(
    "Records",
    {**ROW, "sheet": pl.String, "dealer": pl.String, "kind": pl.String, "record_key": pl.String},
    {
        "customer_type": pl.String,
        "name": pl.String,
        "name_key": pl.String,
        "name_pinyin": pl.String,
        "name_state": pl.String,
        "company_key": pl.String,
        "id_number": pl.String,
        "id_key": pl.String,
        "id_number_ok": pl.Boolean,
        "mobile": pl.String,
        "vin": pl.String,
        "vin_ok": pl.Boolean,
        "plate": pl.String,
        "event_date": pl.String,
    },
)
FINDINGS = _contract(
    "Findings",
    {"source_file": pl.String, "code": pl.String, "severity": pl.String, "message": pl.String},
    {"row": pl.Int64, "line": pl.Int64, "field": pl.String, "value": pl.String, "suggestion": pl.String},
)
CROSSWALK = _contract(
    "Crosswalk", {**ROW, "dealer": pl.String, "kind": pl.String}, {"customer_id": pl.String, "vehicle_id": pl.String}
)
CUSTOMERS = _contract(
    "Customers",
    {"customer_id": pl.String, "customer_type": pl.String, "status": pl.String},
    {"name": pl.String, "id_number": pl.String, "mobile": pl.String, "birth_date": pl.String},
)
VEHICLES = _contract("Vehicles", {"vehicle_id": pl.String}, {"vin": pl.String, "vin_valid": pl.Boolean})
LINEAGE = _contract(
    "Lineage",
    {"entity": pl.String, "id": pl.String, "field": pl.String, "value": pl.String, "strategy": pl.String},
    {"source_file": pl.String, "row": pl.Int64, "runner_up": pl.String},
)
OWNERSHIPS = _contract(
    "Ownerships",
    {"customer_id": pl.String, "vehicle_id": pl.String, "role": pl.String},
    {"since": pl.Date, "until": pl.Date},
)
SCORECARD = _contract(
    "Scorecard",
    {"dealer": pl.String, "dimension": pl.String, "metric": pl.String, "value": pl.Int64, "of": pl.Int64},
    {"share": pl.Float64, "previous": pl.Float64},
)
EVENTS = _contract("Events", {"entity": pl.String, "kind": pl.String, "id": pl.String}, {"into": pl.String})
CONTRACTS: Mapping[str, pa.DataFrameSchema] = {
    "crosswalk": CROSSWALK,
    "customers": CUSTOMERS,
    "vehicles": VEHICLES,
    "lineage": LINEAGE,
    "ownerships": OWNERSHIPS,
    "findings": FINDINGS,
    "scorecard": SCORECARD,
    "events": EVENTS,
}


def expect(contract: pa.DataFrameSchema, frame: pl.DataFrame) -> pl.DataFrame:
    """Give the frame back if it keeps the contract; raises CrmtoolError naming the contract and the column."""
    try:
        contract.validate(frame)
    except SchemaError as broken:
        raise CrmtoolError(f"{contract.name} breaks its contract: {str(broken).splitlines()[0]}") from broken
    return frame
