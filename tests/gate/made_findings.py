"""Findings for tests of the gate and of reports."""

from __future__ import annotations

from typing import Any

import polars as pl

from crmtool.validate import FINDINGS

COLUMNS = {**FINDINGS, "kind": pl.String, "record_id": pl.String}
USUAL: dict[str, Any] = {
    "source_file": "D01_sales_20261101.csv",
    "sheet": "",
    "row": 1,
    "line": 2,
    "dealer": "D01",
    "field": "id_number",
    "code": "V201",
    "severity": "error",
    "value": "110101********1234",
    "message": "ID number fails its check digit",
    "suggestion": None,
    "kind": "sales",
    "record_id": None,
}


def findings(*rows: dict[str, Any]) -> pl.DataFrame:
    """Findings that differ from the usual one in what each row says."""
    return pl.DataFrame([{**USUAL, **row} for row in rows], schema=COLUMNS)
