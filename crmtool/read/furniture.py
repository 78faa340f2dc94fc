"""Rows that stand among records and are none: blank rows, headers and titles that come again, footers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import Note
from crmtool.read import codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.read.layout import Body

TOTAL = (
    r"(?:本页|当页|本表|本月|全部)?(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总|总记录数|记录总数)"
    r"(?:[:：（(\s0-9]|数|金额|$)"
)
COUNT = r"[共第总]\s*计?\s*[0-9]+\s*[条行笔人台页户个]|(?:grand |sub)?totals?\s*(?:[:：0-9]|$)"
LABEL = (
    r"(?:制表|填表|编制|审核|复核|打印|导出|生成|统计|报表|数据来源|示例|样例|经办|负责人|备注|说明|注)"
    r"(?:人员?|者|员|时间|日期|单位|部门)?\s*(?:[:：]|$)"
)
ENDING = r"-+\s*(?:end|完|结束)|end of (?:report|file)|[-=_*]{3,}$|(?:必填|选填|非必填|可选|required|optional)$"
FOOTER = rf"(?i)^\s*(?:{TOTAL}|{COUNT}|{LABEL}|{ENDING})"
NO_NEWS = re.compile(
    r"(?![0-9]{10})[-+￥¥$]?[0-9][0-9,]*(?:\.[0-9]+)?%?|[0-9]+\s*[条行笔人台户个]|[-=_*]{3,}"
    r"|(?:必填|选填|非必填|可选|required|optional)|[\u4e00-\u9fff]{2,6}\s*[:：].*",
    re.DOTALL | re.IGNORECASE,
)


def without_furniture(body: Body, head_rows: Sequence[Sequence[str]]) -> tuple[Body, list[Note]]:
    """The body's records, and notes on the rows that are none.

    ``head_rows`` are the titles and header above the body: a row with the same cells is their repetition.
    """
    cells = body.cells.with_columns(pl.Series("__at", range(body.cells.height), dtype=pl.Int64))
    blank = _equal_to(cells, [])
    again = [at for row in head_rows if any(map(str.strip, row)) for at in _equal_to(cells, row)]
    footers = [at for at in _footers(body.cells) if at not in set(again)]
    gone = {*blank, *again, *footers}
    if not gone:
        return body, _small_notes(body)
    keep = ~cells["__at"].is_in(sorted(gone))
    kept = replace(body, cells=body.cells.filter(keep), at=body.at.filter(keep), lines=body.lines.filter(keep))
    lines = body.lines
    blank_lines = tuple(sorted({*body.blank, *(lines[at] for at in blank)}))
    here = {lines[at] for at in gone}
    kept = replace(kept, blank=blank_lines, short=tuple(line for line in body.short if line not in here))
    notes = [_note(codes.REPEATED_HEADER, "header or title that comes again, not a record", body, at) for at in again]
    notes += [_note(codes.FOOTER, "footer, not a record", body, at) for at in footers]
    return kept, notes + _small_notes(kept)


def text_of(row: Sequence[str | None]) -> str:
    """The start of a row's text, for notes."""
    return " ".join(cell.strip() for cell in row if cell)[:80]


def _small_notes(body: Body) -> list[Note]:
    """Notes on short rows, and on blank rows with records below them."""
    last = max([*body.lines[-1:], *body.rejects["line"][-1:]], default=0)
    notes = [Note(codes.SHORT_ROW, line, "fewer cells than the header: the others are empty") for line in body.short]
    return notes + [Note(codes.BLANK_ROW, line, "blank row, not a record") for line in body.blank if line < last]


def _note(code: str, message: str, body: Body, at: int) -> Note:
    return Note(code, body.lines[at], message, text_of(body.cells.row(at)))


def _equal_to(cells: pl.DataFrame, row: Sequence[str]) -> list[int]:
    """The positions of the rows with these texts and nothing else, spaces at the ends apart; column by column."""
    left = cells
    for at, name in enumerate(cells.columns[:-1]):
        wanted = row[at].strip().strip("\ufeff") if at < len(row) else ""
        left = left.filter(pl.col(name).fill_null("").str.strip_chars("\ufeff").str.strip_chars() == wanted)
        if left.is_empty():
            return []
    return left["__at"].to_list()


def _footers(cells: pl.DataFrame) -> list[int]:
    """The positions of the rows that begin like a footer and are mostly empty or else hold numbers and labels."""
    likely = cells.select(pl.coalesce(pl.all()).str.contains(FOOTER).fill_null(value=False)).to_series()
    found = []
    for at in likely.arg_true().to_list():
        others = [cell for cell in cells.row(at) if cell][1:]
        few = 1 + len(others) <= max(1, cells.width // 2)
        if few or all(NO_NEWS.fullmatch(cell.strip()) for cell in others):
            found.append(at)
    return found
