"""Workbooks as dealers send them: merged titles, groups above the headings, several sheets, number cells, footers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from crmtool.sample.cells import Cell
    from crmtool.sample.layouts import Layout

CREATED = datetime.fromisoformat("2026-01-01T00:00:00")
GROUPS = ("客户信息", "车辆信息", "业务信息")
SHEET_NAMES = ("数据", "第2页", "第3页", "第4页")
ROWS_A_SHEET = 60


def sheet_sizes(layout: Layout, rows: int) -> list[tuple[str, int]]:
    """The sheets of a workbook with their numbers of records; one sheet unless the export splits."""
    if not layout.has("sheets") or rows < 2:
        return [("Sheet1" if not layout.has("title") else "客户明细", rows)]
    count = min(len(SHEET_NAMES), max(2, rows // ROWS_A_SHEET))
    return [(SHEET_NAMES[i], rows * (i + 1) // count - rows * i // count) for i in range(count)]


def write_workbook(path: Path, layout: Layout, table: Sequence[Sequence[Cell]], titles: tuple[str, ...]) -> None:
    """Writes an XLSX with everything the export's habit asks for; its stamps are fixed."""
    from xlsxwriter import Workbook

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(path, {**options, "default_date_format": "yyyy/m/d"}) as book:
        book.set_properties({"created": CREATED, "author": "DMS", "title": titles[0]})
        bold = book.add_format({"bold": True, "align": "center"})
        start = 0
        for name, size in sheet_sizes(layout, len(table)):
            _sheet(book.add_worksheet(name), bold, layout, table[start : start + size], titles)
            start += size
        if layout.has("hidden"):
            codes = book.add_worksheet("字典")
            codes.write_column(0, 0, ["代码", "1", "2"])
            codes.write_column(0, 1, ["含义", "个人", "公司"])
            codes.hide()


def _sheet(
    sheet: Worksheet, bold: Format, layout: Layout, rows: Sequence[Sequence[Cell]], titles: tuple[str, ...]
) -> None:
    """One sheet: titles, groups, headings, records, footer."""
    last = len(layout.headers) - 1
    line = _head(sheet, bold, layout, titles)
    for row in rows:
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, column, cell)
            elif isinstance(cell, datetime):
                sheet.write_datetime(line, column, cell)
            elif cell is not None:
                sheet.write_number(line, column, cell)
        line += 1
    if layout.has("footer"):
        sheet.write_string(line, 0, "合计")
        sheet.write_number(line, min(2, last), len(rows))
        sheet.merge_range(line + 1, 0, line + 1, last, "制表人：王芳　制表日期：2026-09-30")


def _head(sheet: Worksheet, bold: Format, layout: Layout, titles: tuple[str, ...]) -> int:
    """Titles over the whole width, groups over a third each, headings; gives the next free line."""
    line, last = 0, len(layout.headers) - 1
    for title in titles if layout.has("title") else ():
        sheet.merge_range(line, 0, line, last, title, bold)
        line += 1
    if layout.has("groups"):
        third = (last + 1) // 3
        for group, (left, right) in zip(
            GROUPS, ((0, third - 1), (third, 2 * third - 1), (2 * third, last)), strict=True
        ):
            sheet.merge_range(line, left, line, right, group, bold)
        line += 1
    if layout.habit.style != "none":
        sheet.write_row(line, 0, layout.headers, bold)
        line += 1
    return line
