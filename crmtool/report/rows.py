"""Findings as data, one object or row each, with the columns of the table ``findings`` first: JSON, JSON lines, CSV."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from crmtool.harmless import for_spreadsheets
from crmtool.report.contents import SLICE
from crmtool.report.texts import dumped, elements, in_json, opening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmtool.report.contents import Report

COLUMNS = (
    "source_file", "sheet", "row", "line", "dealer", "field", "code", "severity", "value", "message", "suggestion",
    "path", "counts", "fingerprint",
)  # fmt: skip


def as_json(report: Report) -> Iterator[str]:
    """One object: the deliveries, those that could not be read, and the findings, a line each."""
    yield opening(report) + '{\n"deliveries": '
    yield dumped([{"path": path, "rows": rows} for path, rows in report.rows.items()])
    yield ',\n"refused": '
    yield dumped([asdict(one) for one in report.unread])
    yield ',\n"findings": ['
    yield from elements(report, pl.struct(COLUMNS))
    yield "\n]}}\n"


def as_jsonl(report: Report) -> Iterator[str]:
    """An object on each line: every finding, then a finding for each delivery that could not be read."""
    for part in _with_unread(report):
        yield "".join(f"{line}\n" for line in in_json(part, pl.struct(COLUMNS)))


def as_csv(report: Report) -> Iterator[str | bytes]:
    """The same as CSV: control characters are shown by their numbers, formulas guarded."""
    yield ",".join(COLUMNS) + "\n"
    with ThreadPoolExecutor(2) as pool:
        yield from pool.map(_csv_lines, _with_unread(report))


def _csv_lines(part: pl.DataFrame) -> bytes:
    """Lines of CSV in UTF-8, without a header; as bytes, since large text is slow to decode and encode again."""
    lines = BytesIO()
    for_spreadsheets(part).write_csv(lines, include_header=False)
    return lines.getvalue()


def _with_unread(report: Report) -> Iterator[pl.DataFrame]:
    findings = report.findings.select(COLUMNS)
    yield from findings.iter_slices(SLICE)
    unread = [
        {
            "source_file": one.path.rpartition("/")[2],
            "line": one.line,
            "code": one.code,
            "severity": "error",
            "message": one.message,
            "path": one.path,
            "counts": True,
        }
        for one in report.unread
    ]
    yield pl.DataFrame(unread, schema=findings.schema)
