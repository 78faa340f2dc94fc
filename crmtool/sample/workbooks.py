"""What is in a dealer's workbook: merged titles, groups above the headings, several sheets, number cells, footers.

``xlsx``, ``xls`` and ``xlsb`` write it down; they know of sheets and cells, and of no layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.sample.cells import SERIAL_ZERO

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crmtool.sample.cells import Cell
    from crmtool.sample.layouts import Layout

GROUPS = ("客户信息", "车辆信息", "业务信息")
ROWS_A_SHEET = 60  # of an export that splits
MOST_SHEETS = 4
# Rows that a sheet can have, by format: Microsoft, "Excel specifications and limits", and of Excel 97-2003
MOST_ROWS = {"xlsx": 1_048_576, "xls": 65_536, "xlsb": 1_048_576}
FURNITURE = 6  # lines of a sheet that are no records, at most


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells by line (None for an empty one), of which the first ``heads`` lines are headings.

    ``merged`` are cells that stretch over their neighbours: line, first and last column, all from 0.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    heads: int = 0
    merged: tuple[tuple[int, int, int], ...] = ()
    hidden: bool = False


def sheet_sizes(layout: Layout, rows: int) -> list[tuple[str, int]]:
    """The sheets of a workbook with their numbers of records; one sheet unless the export splits or must."""
    most = MOST_ROWS[layout.habit.suffix] - FURNITURE
    wanted = min(MOST_SHEETS, max(2, rows // ROWS_A_SHEET)) if layout.has("sheets") and rows > 1 else 1
    count = max(wanted, -(-rows // most))
    if count == 1:
        return [("Sheet1" if not layout.has("title") else "客户明细", rows)]
    names = ("数据", *(f"第{number}页" for number in range(2, count + 1)))
    return [(name, rows * (i + 1) // count - rows * i // count) for i, name in enumerate(names)]


def sheets(layout: Layout, table: Sequence[Sequence[Cell]], titles: tuple[str, ...]) -> list[Sheet]:
    """All sheets of an export, with everything that its habit asks for."""
    found, start = [], 0
    for name, size in sheet_sizes(layout, len(table)):
        found.append(_sheet(name, layout, table[start : start + size], titles))
        start += size
    if layout.has("hidden"):
        found.append(Sheet("字典", [["代码", "含义"], ["1", "个人"], ["2", "公司"]], hidden=True))
    return found


def _sheet(name: str, layout: Layout, records: Sequence[Sequence[Cell]], titles: tuple[str, ...]) -> Sheet:
    """One sheet: titles over the whole width, groups over a third each, headings, records, footer."""
    last = len(layout.headers) - 1
    rows: list[Sequence[Cell]] = [[title] for title in titles] if layout.has("title") else []
    merged = [(line, 0, last) for line in range(len(rows))]
    if layout.has("groups"):
        third = (last + 1) // 3
        line: list[Cell] = [None] * (last + 1)
        for group, left, right in zip(GROUPS, (0, third, 2 * third), (third - 1, 2 * third - 1, last), strict=True):
            line[left] = group
            merged.append((len(rows), left, right))
        rows.append(line)
    if layout.habit.style != "none":
        rows.append(layout.headers)
    heads = len(rows)
    rows += records
    if layout.has("footer"):
        rows.append(["合计", *[None] * (min(2, last) - 1), len(records)])
        merged.append((len(rows), 0, last))
        rows.append(["制表人：王芳　制表日期：2026-09-30"])
    return Sheet(name, rows, heads, tuple(place for place in merged if place[1] < place[2]))


def shared_texts(found: Sequence[Sheet]) -> tuple[int, dict[str, int]]:
    """How many cells hold text, and the place of each text in a table that has it once, as Excel's formats do."""
    texts = [cell for sheet in found for row in sheet.rows for cell in row if isinstance(cell, str)]
    return len(texts), {text: place for place, text in enumerate(dict.fromkeys(texts))}


def serial(moment: datetime) -> float:
    """A moment as spreadsheets keep it: days since the end of 1899, the time of day as a fraction.

    >>> from datetime import datetime
    >>> serial(datetime.fromisoformat("2026-03-05 18:00"))
    46086.75
    """
    seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    return moment.toordinal() - SERIAL_ZERO + seconds / 86_400
