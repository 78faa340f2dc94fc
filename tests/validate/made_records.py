"""Records for tests: rows as a dealer would deliver them, standardised as a run does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.arrivals import NOTES
from crmtool.proving import ABOUT_THE_ROW, AS_OF
from crmtool.records import with_record_keys
from crmtool.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.rules_model import Rules

NO_NOTES = pl.DataFrame(schema=NOTES)


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
