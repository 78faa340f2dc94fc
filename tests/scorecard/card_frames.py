"""Records, findings and rules small enough to count by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.rules_model import Rule, Rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHIPPED_FIELDS = ("name", "mobile", "vin")
NEW, OLD = date(2026, 10, 31), date(2026, 9, 30)


def rule(code: str, *fields: str, kinds: Sequence[str] = (), severity: Any = "warning", scope: Any = "row") -> Rule:
    said = {"en": f"title of {code}", "zh": f"{code}的标题"}
    where = {"kind": tuple(kinds)} if kinds else {}
    scored = severity != "info"
    return Rule(code, said, said, said, severity, "note", said, fields=fields, where=where, scope=scope, scored=scored)


def rulebook(*rules: Rule) -> Rules:
    """Rules over the fields ``name``, ``mobile`` and ``vin``."""
    from main_job import RULES

    return Rules(RULES.fields, {one.code: one for one in sorted(rules, key=lambda one: one.code)}, {}, {}, {})


CHECKS = rulebook(
    rule("C103", "vin", kinds=["sales"]),
    rule("C202", "vin", kinds=["sales"], scope="file"),
    rule("C208", "mobile", scope="file"),
    rule("V103", "name", "mobile", severity="error"),
    rule("V999", "name", severity="info"),
    rule("U102"),
    rule("T102", scope="file"),
    rule("F103", "mobile", severity="error"),
)
"""No rule of consistency; one rule of two fields, one of whole rows, two of whole files, one hint."""


def records(*files: tuple[str, str, str, date | None, Sequence[Mapping[str, str | None]]]) -> pl.DataFrame:
    """Standardised rows of (file, dealer, kind, day, rows); a cell ``!x`` is one that standardising could not use."""
    rows = [
        {"source_file": file, "row": number, "dealer": dealer, "kind": kind, "delivery_date": day} | _cells(row)
        for file, dealer, kind, day, held in files
        for number, row in enumerate(held, 1)
    ]
    texts = [f"{field}{part}" for field in SHIPPED_FIELDS for part in ("", "_raw", "_reason")]
    schema = dict.fromkeys(("source_file", "row", "dealer", "kind", "delivery_date", *texts), pl.String())
    return pl.DataFrame(rows, {**schema, "row": pl.Int64(), "delivery_date": pl.Date()})


def _cells(row: Mapping[str, str | None]) -> dict[str, str | None]:
    cells = {}
    for field, value in row.items():
        wrong = value is not None and value.startswith("!")
        cells |= {field: None if wrong else value, f"{field}_raw": value}
        cells[f"{field}_reason"] = None if value is None else "length" if wrong else "ok"
    return cells


def findings(*found: tuple[str, int | None, str, str | None]) -> pl.DataFrame:
    """Findings of (file, row, code, field); those of V999 are hints."""
    rows = [
        {"source_file": file, "row": row, "code": code, "field": field, "severity": CHECKS.checks[code].severity}
        for file, row, code, field in found
    ]
    texts = dict.fromkeys(("source_file", "code", "field", "severity"), pl.String())
    return pl.DataFrame(rows, {**texts, "row": pl.Int64()})


def lines(card: pl.DataFrame, dealer: str = "A") -> dict[tuple[str, str], tuple[Any, ...]]:
    """(value, of, previous, codes) by dimension and metric."""
    own = card.filter(dealer=dealer).select("dimension", "metric", "value", "of", "previous", "codes")
    return {(dimension, metric): tuple(rest) for dimension, metric, *rest in own.iter_rows()}


def sales(file: str, day: date | None, rows: Iterable[Mapping[str, str | None]], dealer: str = "A") -> Any:
    return (file, dealer, "sales", day, list(rows))
