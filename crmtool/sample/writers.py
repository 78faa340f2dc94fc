"""Delivered files: text in every encoding and delimiter, ZIP, Parquet, JSON lines, and the three formats of workbooks.

Nothing in a file depends on the clock: stamps inside archives are fixed.
"""

from __future__ import annotations

import csv
import json
import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING

from crmtool.sample.headers import traditional
from crmtool.sample.workbooks import sheets
from crmtool.sample.xls import xls
from crmtool.sample.xlsb import xlsb
from crmtool.sample.xlsx import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from crmtool.sample.cells import Cell
    from crmtool.sample.layouts import Layout
    from crmtool.sample.workbooks import Sheet

ZIP_STAMP = (2026, 1, 1, 0, 0, 0)
PAGE = 40
BINARY: dict[str, Callable[[Sequence[Sheet]], bytes]] = {"xls": xls, "xlsb": xlsb}


@dataclass(frozen=True, slots=True)
class Export:
    """A delivery ready to be written: its looks, its cells and what its title lines say."""

    path: Path
    layout: Layout
    table: Sequence[Sequence[Cell]]
    titles: tuple[str, ...]


def text_of(cell: Cell) -> str:
    """A cell in a text file."""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return "" if cell is None else str(cell)


def _text(export: Export) -> bytes:
    """A text file, with title lines, repeated headers, blank lines and a footer where the export has that habit."""
    layout, habit = export.layout, export.layout.habit
    end = "\r\n" if layout.has("crlf") else "\n"
    buffer = StringIO(newline="")
    if layout.has("quoted"):
        writer = csv.writer(buffer, delimiter=habit.delimiter, quoting=csv.QUOTE_ALL, lineterminator=end)
    else:
        writer = csv.writer(buffer, delimiter=habit.delimiter, lineterminator=end)
    if layout.has("title"):
        for title in export.titles:
            writer.writerow([title, *[""] * (len(layout.headers) - 1)])
    headed = habit.style != "none"
    if headed:
        writer.writerow(layout.headers)
    for number, row in enumerate(export.table, 1):
        writer.writerow([text_of(cell) for cell in row])
        if headed and layout.has("repeat") and number % PAGE == 0 and number < len(export.table):
            writer.writerow(layout.headers)
        if layout.has("blank") and number % PAGE == PAGE // 2:
            buffer.write(end)
    if layout.has("footer"):
        writer.writerow([f"合计：{len(export.table)} 条", *[""] * (len(layout.headers) - 1)])
        writer.writerow(["制表人：王芳", "", "制表日期：2026-09-30", *[""] * (len(layout.headers) - 3)])
    text = buffer.getvalue()
    if habit.encoding == "big5":
        text = traditional(text).replace("￥", "¥")  # Big5 has one of the two yen signs
    return text.encode(habit.encoding)


def _write_text(export: Export) -> None:
    """CSV, TXT and TSV."""
    export.path.write_bytes(_text(export))


def _write_zip(export: Export) -> None:
    """One CSV in a ZIP."""
    with zipfile.ZipFile(export.path, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(f"{export.path.stem}.csv", ZIP_STAMP)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, _text(export))


def _write_jsonl(export: Export) -> None:
    """One JSON object a line, keys as headed; empty values are null or left out."""
    lines = []
    for row in export.table:
        pairs = zip(export.layout.headers, row, strict=True)
        entry = {key: text_of(cell) if isinstance(cell, datetime) else cell for key, cell in pairs}
        lines.append(json.dumps(entry, ensure_ascii=False))
    export.path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")


def _write_parquet(export: Export) -> None:
    """Columns of one type where all values agree, else text."""
    import polars as pl

    columns = {}
    for header, values in zip(export.layout.headers, zip(*export.table, strict=True), strict=True):
        kinds = {type(value) for value in values if value is not None}
        columns[header] = values if len(kinds) == 1 else [None if v is None else text_of(v) for v in values]
    pl.DataFrame({key: pl.Series(list(values), strict=True) for key, values in columns.items()}).write_parquet(
        export.path, statistics=False
    )


def _write_workbook(export: Export) -> None:
    """XLSX, XLS and XLSB, with the same cells."""
    suffix, pages = export.layout.habit.suffix, sheets(export.layout, export.table, export.titles)
    export.path.write_bytes(xlsx(pages, export.titles[0]) if suffix == "xlsx" else BINARY[suffix](pages))


WRITERS: dict[str, Callable[[Export], None]] = {
    "csv": _write_text,
    "txt": _write_text,
    "tsv": _write_text,
    "zip": _write_zip,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "xlsx": _write_workbook,
    "xls": _write_workbook,
    "xlsb": _write_workbook,
}


def write_export(export: Export) -> None:
    """Writes a delivery in its format."""
    export.path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[export.layout.habit.suffix](export)
