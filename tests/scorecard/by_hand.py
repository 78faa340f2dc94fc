"""The figures as one would count them with paper and pencil, row by row; for the rules of ``card_frames.CHECKS``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from crmtool.scorecard import DIMENSIONS, OVERALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

Row = dict[str, Any]
Key = tuple[str, str, str]
Figures = tuple[int, int, float | None]

ABOUT = {"C": ["vin", "delivery"], "V": ["name", "mobile"], "U": ["row"], "T": ["delivery"], "F": ["mobile"]}
ELSEWHERE = {"C208": "delivery", "U102": "row", "T102": "delivery"}


def figures(held: pl.DataFrame, found: pl.DataFrame) -> dict[Key, Figures]:
    """(value, of, previous) of every dealer, dimension and metric."""
    rows, faults = held.to_dicts(), [one for one in found.to_dicts() if one["severity"] != "info"]
    counted = {}
    for dealer in {row["dealer"] for row in rows}:
        newest, before, older = _deliveries([row for row in rows if row["dealer"] == dealer])
        for letter, metric in _metrics():
            now, then, known = (_count(part, faults, letter, metric) for part in (newest, before, older))
            counted[dealer, DIMENSIONS[letter], metric] = (*now, then[0] / then[1] if known[1] else None)
    return counted


def _metrics() -> Iterator[tuple[str, str]]:
    return ((letter, metric) for letter, names in ABOUT.items() for metric in (OVERALL, *names))


def _deliveries(rows: list[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """Rows of the newest deliveries, of those before (or the newest, where alone), and of those before only."""
    newest, before, older = [], [], []
    for kind in {row["kind"] for row in rows}:
        days: dict[date, list[Row]] = {}
        for row in rows:
            if row["kind"] == kind:
                days.setdefault(row["delivery_date"] or date.min, []).append(row)
        by_day = [days[day] for day in sorted(days, reverse=True)]
        newest += by_day[0]
        before += by_day[1] if len(by_day) > 1 else by_day[0]
        older += by_day[1] if len(by_day) > 1 else []
    return newest, before, older


def _count(rows: list[Row], faults: list[Row], letter: str, metric: str) -> tuple[int, int]:
    value = of = 0
    for row in rows:
        names = ABOUT[letter] if metric == OVERALL else [metric]
        bad = any(_hits(fault, row, letter, name) for fault in faults for name in names)
        of += bad or metric == OVERALL or _is_about(row, letter, metric)
        value += not bad and (metric == OVERALL or _is_about(row, letter, metric))
    return value, of


def _gives(row: Row, field: str) -> bool:
    return row[f"{field}_raw"] is not None


def _is_about(row: Row, letter: str, metric: str) -> bool:
    if metric in ("row", "delivery"):
        return True
    return row["kind"] == "sales" if letter == "C" else _gives(row, metric)


def _hits(fault: Row, row: Row, letter: str, metric: str) -> bool:
    there = fault["source_file"] == row["source_file"] and fault["code"][0] == letter
    if not there or ELSEWHERE.get(fault["code"], fault["field"]) != metric:
        return False
    if fault["row"] is not None:
        return bool(fault["row"] == row["row"])
    return _is_about(row, letter, metric) and not (letter == "C" and _gives(row, fault["field"]))
