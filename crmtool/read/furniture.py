"""Rows that stand among records and are none: blank rows, headers and titles that come again, footers."""

from __future__ import annotations

import re
from dataclasses import replace
from operator import eq
from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import Note
from crmtool.read import codes
from crmtool.read.header import is_value
from crmtool.values.characters import LETTER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.read.layout import Body

TOTAL = (
    r"(?:[本当當][页頁]|本表|本月|全部)?"
    r"(?:[合小共]\s*[计計]|[总總累]\s*[计計]|[汇匯彙]\s*[总總]|[总總][记記][录錄][数數]|[记記][录錄][总總][数數])"
    r"(?:[:：（(\s0-9]|[数數]|金[额額]|$)"
)
COUNT = r"[共第总總]\s*[计計]?\s*[0-9]+\s*[条條行笔筆人台臺页頁户戶个個]|(?:grand |sub)?totals?\s*(?:[:：0-9]|$)"
LABEL = (
    r"(?:[制製]表|填表|[编編][制製]|[审審]核|[复複覆]核|打印|列印|[导導匯]出|生成|[统統][计計]|[报報]表|[数數資][据據料][来來]源"
    r"|[示范範]例|[样樣]例|[经經][办辦]|[负負][责責]人|[备備][注註]|[说說]明|[注註])"
    r"(?:人[员員]?|者|[员員]|[时時][间間]|日期|[单單]位|部[门門])?"
    rf"(?:\s*(?:[:：]|[0-9]{{4}}[-/.年]|$)|\s+{LETTER}{{2,4}}\s*$)"
)
ENDING = (
    r"-+\s*(?:end|完|[结結]束)|end of (?:report|file)|[-=_*]{3,}$|(?:必填|[选選]填|非必填|可[选選]|required|optional)$"
)
FOOTER = rf"(?i)^\s*(?:{TOTAL}|{COUNT}|{LABEL}|{ENDING})"
FULLEST = 3  # columns that tell whether a row is likely blank (one does where it is filled everywhere), or a header
MOSTLY = 0.8
NO_NEWS = re.compile(
    r"(?![0-9]{10})[-+￥¥$]?[0-9][0-9,]*(?:\.[0-9]+)?%?|[0-9]+\s*[条條行笔筆人台臺户戶个個]|[-=_*]{3,}"
    rf"|(?:必填|[选選]填|非必填|可[选選]|(?i:required|optional))|{LETTER}{{2,6}}\s*[:：].*",
    re.DOTALL,
)


def without_furniture(body: Body, head_rows: Sequence[Sequence[str]]) -> tuple[Body, list[Note]]:
    """The body's records, and notes on the rows that are none.

    ``head_rows`` are the titles and header above the body: a row with the same cells is their repetition. Without any
    (a first page whose header was cut off) a row of words among values is the header of a further page.
    """
    heads = [row for row in head_rows if any(map(str.strip, row))]
    blank, again, footers = _found(body.cells, heads)
    again = again if heads else _page_headers(body.cells)
    gone = {*blank, *again, *footers}
    if not gone:
        return body, _small_notes(body)
    keep = ~pl.Series(range(body.cells.height)).is_in(sorted(gone))
    kept = replace(body, cells=body.cells.filter(keep), at=body.at.filter(keep), lines=body.lines.filter(keep))
    lines = body.lines
    blank_lines = tuple(sorted({*body.blank, *(lines[at] for at in blank)}))
    here = {lines[at] for at in gone}
    kept = replace(kept, blank=blank_lines, short=tuple(line for line in body.short if line not in here))
    notes = [_note(codes.REPEATED_HEADER, body, at) for at in again] + [_note(codes.FOOTER, body, at) for at in footers]
    return kept, notes + _small_notes(kept)


def text_of(row: Sequence[str | None]) -> str:
    """The start of a row's text, for notes."""
    return " ".join(cell.strip() for cell in row if cell)[:80]


def _small_notes(body: Body) -> list[Note]:
    """Notes on short rows, and on blank rows with records below them."""
    last = max([*body.lines[-1:], *body.rejects["line"][-1:]], default=0)
    notes = [Note(codes.SHORT_ROW, line, "") for line in body.short]
    return notes + [Note(codes.BLANK_ROW, line, "") for line in body.blank if line < last]


def _note(code: str, body: Body, at: int) -> Note:
    return Note(code, body.lines[at], "", text_of(body.cells.row(at)))


def _found(cells: pl.DataFrame, head_rows: Sequence[Sequence[str]]) -> tuple[list[int], list[int], list[int]]:
    """The positions of blank rows, of those equal to one of ``head_rows``, and of footers.

    One pass over few columns tells which rows are likely any of these; only those are looked at whole.
    """
    nulls = cells.null_count().row(0)
    fullest = sorted(range(cells.width), key=nulls.__getitem__)[: FULLEST if min(nulls, default=0) else 1]
    leading = cells.columns[: nulls.index(0) + 1 if 0 in nulls else cells.width]  # no cell behind them is a row's first
    telling = [_telling(row, cells.columns) for row in head_rows]
    likely = cells.select(
        pl.all_horizontal(_bare(f"c{place}") == "" for place in fullest).arg_true().implode().alias("blank"),
        *[
            pl.col(name).str.contains(text, literal=True).arg_true().implode().alias(f"head{at}")
            for at, (name, text) in enumerate(telling)
        ],
        pl.coalesce(leading).str.contains(FOOTER).arg_true().implode().alias("footer"),
    ).row(0)
    blank, *heads, footers = likely
    again = [at for row, places in zip(head_rows, heads, strict=True) for at in _equal_to(cells, row, places)]
    return _equal_to(cells, [], blank), again, [at for at in footers if at not in again and _ends(cells.row(at))]


def _page_headers(cells: pl.DataFrame) -> list[int]:
    """The positions of full rows of different words, in a table whose columns have values everywhere else."""
    counts = cells.select(pl.all().str.contains("[0-9]").mean()).row(0)
    telling = [name for name, share in zip(cells.columns, counts, strict=True) if share and share >= MOSTLY][:FULLEST]
    if len(telling) < FULLEST:
        return []
    likely = cells.select(pl.all_horizontal(~pl.col(telling).str.contains("[0-9]")).arg_true()).to_series().to_list()
    return [at for at in likely if _is_header([cell for cell in cells.row(at) if cell], cells.width)]


def _is_header(texts: Sequence[str], width: int) -> bool:
    return len(set(texts)) == len(texts) >= MOSTLY * width and not any(map(is_value, texts))


def _telling(row: Sequence[str], columns: Sequence[str]) -> tuple[str, str]:
    """The column in which a row has its longest text, and that text."""
    texts = [_stripped(cell) for cell in row[: len(columns)]]
    at = max(range(len(texts)), key=lambda place: len(texts[place]))
    return columns[at], texts[at]


def _stripped(cell: str | None) -> str:
    return (cell or "").strip("\ufeff").strip()


def _bare(column: str) -> pl.Expr:
    """``_stripped`` for a column."""
    return pl.col(column).fill_null("").str.strip_chars("\ufeff").str.strip_chars()


def _equal_to(cells: pl.DataFrame, row: Sequence[str], likely: Sequence[int]) -> list[int]:
    """Those of the ``likely`` positions whose rows have these texts and nothing else, spaces at the ends apart."""
    wanted = [_stripped(cell) for cell in row[: cells.width]]
    wanted += [""] * (cells.width - len(wanted))
    found = zip(likely, cells[likely].iter_rows() if likely else (), strict=True)
    return [at for at, cells_of in found if all(map(eq, map(_stripped, cells_of), wanted))]


def _ends(row: Sequence[str | None]) -> bool:
    """Whether a row that begins like a footer is mostly empty or else holds numbers and labels."""
    others = [cell for cell in row if cell][1:]
    few = 1 + len(others) <= max(1, len(row) // 2)
    return few or all(NO_NEWS.fullmatch(cell.strip()) for cell in others)
