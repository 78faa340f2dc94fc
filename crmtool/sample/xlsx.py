"""XLSX workbooks, by xlsxwriter; their stamps are fixed."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from crmtool.sample.workbooks import Sheet

CREATED = datetime.fromisoformat("2026-01-01T00:00:00")


def xlsx(sheets: Sequence[Sheet], title: str) -> bytes:
    """The workbook of these sheets, whose properties say ``title``."""
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(packed, {**options, "default_date_format": "yyyy/m/d"}) as book:
        book.set_properties({"created": CREATED, "author": "DMS", "title": title})
        bold = book.add_format({"bold": True, "align": "center"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            _fill(page, sheet, bold)
            if sheet.hidden:
                page.hide()
    return packed.getvalue()


def _fill(page: Worksheet, sheet: Sheet, bold: Format) -> None:
    """The cells of one sheet; headings are bold."""
    merged = {(line, left): right for line, left, right in sheet.merged}
    for line, row in enumerate(sheet.rows):
        style = bold if line < sheet.heads else None
        for column, cell in enumerate(row):
            if (line, column) in merged:
                page.merge_range(line, column, line, merged[line, column], cell, style)
            elif isinstance(cell, str):
                page.write_string(line, column, cell, style)
            elif isinstance(cell, datetime):
                page.write_datetime(line, column, cell, style)
            elif cell is not None:
                page.write_number(line, column, cell, style)
