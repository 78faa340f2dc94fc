"""Records for tests: rows as a dealer would deliver them, standardised as a run does it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from crmtool.records import with_record_keys
from crmtool.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.rules_model import Rules

AS_OF = date(2026, 11, 20)
ABOUT_THE_ROW = {
    "source_file": "north_sales_20261101.csv",
    "sheet": "",
    "dealer": "north",
    "kind": "sales",
    "delivery_date": "2026-11-01",
    "record_id": None,
}
NO_NOTES = pl.DataFrame(
    schema={
        "code": pl.String,
        "source_file": pl.String,
        "sheet": pl.String,
        "line": pl.Int64,
        "row": pl.Int64,
        "message": pl.String,
        "value": pl.String,
    }
)


def standardised(rows: Sequence[Mapping[str, str | None]], rules: Rules) -> pl.DataFrame:
    """Rows (values by field, and what a file says about itself) as standardised records."""
    kinds = {name: field.kind for name, field in rules.fields.items()}
    schema = {**dict.fromkeys(ABOUT_THE_ROW, pl.String), **dict.fromkeys(kinds, pl.String)}
    raw = pl.DataFrame([{**ABOUT_THE_ROW, **row} for row in rows], schema).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("source_file"),
        delivery_date=pl.col("delivery_date").str.to_date("%Y-%m-%d"),
    )
    keyed = with_record_keys(raw.with_columns(line=pl.col("row") + 1), list(kinds))
    return standardise(keyed, kinds, AS_OF)
