"""XLSX, XLS and XLSB workbooks, sheet by sheet, with the type of every cell."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.model import Note
from crmtool.read import codes
from crmtool.read.archive import damaged, encrypted
from crmtool.read.cells import as_text, column, frame_of
from crmtool.read.container import Guarded, workbook_format
from crmtool.read.header import LOOKED_AT, find_header, is_identifying
from crmtool.read.layout import Body, continued, no_rejects, table
from crmtool.read.source import Reading, empty, header_only, no_table
from crmtool.values.letters import letters_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

    from crmtool.errors import DeliveryRefused
    from crmtool.model import RawTable
    from crmtool.read.source import Source

    Rows = Sequence[list[Any]]
    Ranges = Sequence[tuple[tuple[int, int], tuple[int, int]]]

ASIDE = re.compile(
    r"[说說]明|[汇匯彙][总總]|[统統][计計]|目[录錄]|封面|字典|透[视視]|下拉|[选選][项項]"
    r"|readme|summary|pivot|instruction|lookup|options",
    re.IGNORECASE,
)
HEADER_ONLY = "header without records, left out"
EMPTY = "empty sheet, left out"


def read_workbook(source: Source) -> Reading:
    """The tables of a workbook's visible sheets, rows counted on from sheet to sheet.

    Raises DeliveryRefused for a workbook that is damaged, encrypted, too large to open or without any table.
    """
    import python_calamine as calamine

    kind = workbook_format(source)
    with Guarded(source):
        try:
            with calamine.CalamineWorkbook.from_filelike(io.BytesIO(source.data)) as workbook:
                tables, notes = _tables(workbook)
        except calamine.PasswordError:
            raise encrypted(source) from None
        except (calamine.CalamineError, OSError, ValueError) as fault:
            raise damaged(source, str(fault)) from None
    tables, aside = _without_asides(tables)
    if not tables:
        raise _nothing(source, {note.message for note in notes})
    return Reading(kind, "", "", continued(tables), (*notes, *aside))


def _nothing(source: Source, seen: set[str]) -> DeliveryRefused:
    """The refusal of a workbook without a table, by what its sheets are instead."""
    if HEADER_ONLY in seen:
        return header_only(source)
    return empty(source) if seen <= {EMPTY} else no_table(source)


def _tables(workbook: CalamineWorkbook) -> tuple[list[RawTable], list[Note]]:
    """The tables of the visible worksheets, and notes on the other sheets."""
    import python_calamine as calamine

    tables, notes = [], []
    for at, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != calamine.SheetVisibleEnum.Visible:
            notes.append(Note(codes.HIDDEN_SHEET, 0, "", sheet.name))
            continue
        found = _table(workbook.get_sheet_by_index(at))
        if isinstance(found, str):
            notes.append(Note(codes.SHEET_WITHOUT_TABLE, 0, found, sheet.name))
        else:
            tables.append(found)
    return tables, notes


def _table(sheet: CalamineSheet) -> RawTable | str:
    """The table of one sheet, or what it is instead."""
    rows: Rows = sheet.to_python()
    top, left = sheet.start or (0, 0)
    filled = [at for at, row in enumerate(rows) if any(row) or any(cell != "" for cell in row)]
    if not filled:
        return EMPTY
    shown = {
        at + top + 1: [cell if type(cell) is str else as_text(cell) or "" for cell in rows[at]]
        for at in filled[:LOOKED_AT]
    }
    head = find_header([*shown.values()])
    if head is None:
        return "titles or text only, left out"
    below = filled[head.first :]
    if not below:
        return HEADER_ONLY
    merged = _fill_down(rows, set(below), sheet.merged_cell_ranges or [], top, left)
    cells = frame_of(map(column, zip(*(rows[at] for at in below), strict=True)))
    lines = pl.Series("line", [at + top + 1 for at in below], pl.Int64)
    blank = [at + top + 1 for at in sorted(set(range(below[0], below[-1])) - set(below))]
    found = table(
        sheet.name, head, shown, Body(cells, lines, lines, no_rejects(), blank=tuple(blank), notes=tuple(merged))
    )
    if not found.cells.height:
        return HEADER_ONLY
    return replace(found, places=tuple(left + place for place in found.places))


def _fill_down(rows: Rows, below: set[int], ranges: Ranges, top: int, left: int) -> list[Note]:
    """Give each row that a merged cell of the body covers the value: a spreadsheet keeps it in the first only."""
    notes = []
    for (first, place), (last, _) in ranges:
        at, where = first - top, place - left
        if last == first or at not in below or not 0 <= where < len(rows[at]) or rows[at][where] == "":
            continue
        for row in range(at + 1, last - top + 1):
            if row in below and rows[row][where] == "":
                rows[row][where] = rows[at][where]
        cells = f"{letters_of(place)}{first + 1}:{letters_of(place)}{last + 1}"
        notes.append(Note(codes.MERGED_CELLS, first + 1, "", cells))
    return notes


def _without_asides(tables: list[RawTable]) -> tuple[list[RawTable], list[Note]]:
    """The tables without summaries and look-up lists: what has nothing of people or cars, beside tables that have."""
    if len(tables) < 2:
        return tables, []
    telling = [_identifies(one) for one in tables]
    keep = [tells or not _is_aside(one, among=any(telling)) for one, tells in zip(tables, telling, strict=True)]
    keep = keep if any(keep) else [True] * len(tables)
    notes = [
        Note(codes.SHEET_WITHOUT_TABLE, 0, f"summary or list of {one.cells.height} rows, left out", one.sheet)
        for one, kept in zip(tables, keep, strict=True)
        if not kept
    ]
    return [one for one, kept in zip(tables, keep, strict=True) if kept], notes


def _is_aside(one: RawTable, *, among: bool) -> bool:
    """Whether a sheet's name says so, or, ``among`` sheets with records, it is narrow or mostly numbers."""
    heads = [filled for values in one.cells.head(200) if len(filled := values.drop_nulls())]
    numeric = sum(bool(filled.str.contains(r"^[-0-9.,%]+$").all()) for filled in heads)
    return bool(ASIDE.search(one.sheet)) or (among and (one.cells.width <= 3 or numeric * 2 >= len(heads)))


def _identifies(one: RawTable) -> bool:
    """Whether a third of some column's values identifies people or cars."""
    for values in one.cells.head(200).iter_columns():
        filled = values.drop_nulls().to_list()
        if filled and sum(map(is_identifying, filled)) * 3 >= len(filled):
            return True
    return False
