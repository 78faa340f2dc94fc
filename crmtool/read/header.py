"""Which of a table's first rows are titles, which is the header, and where the data begin.

The evidence is contrast: a header's cells are words where the rows below have numbers, dates, plates. A first row that
looks like those below is data, and the table has no header. A title fills few of the columns. A header in two rows
(groups over sub-headers, as merged cells make them) is joined: 车主 over 姓名 and 电话 gives 车主 姓名, 车主 电话.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from crmtool.values.characters import LETTER

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANK, WORDS, DATA = range(3)  # what a cell can be
LOOKED_AT = 60  # rows of a table that are shown to find_header
SPECIMEN = 64  # characters of a cell that are looked at
FOUR_DIGITS = r"(?:[^0-9０-９]*[0-9０-９]){4}"
NUMBER = r"[-+￥¥$]?[0-9][0-9,]*(?:\.[0-9]*)?\s*(?:%|元|万元?|公里|km|KM)?\Z"
LABELLED = re.compile(rf"{LETTER}{{2,6}}\s*[:：]")
PLATE = re.compile(rf"{LETTER}[A-Z][·•. -]?[A-Z0-9]{{4,6}}(?:[A-Z0-9]|{LETTER})\Z")
VALUE = re.compile(rf"{FOUR_DIGITS}|{NUMBER}|[^@]*@")
IDENTIFIER = re.compile(
    r"[0-9*X０-９]{10}|[A-HJ-NPR-Z0-9]{17}|@[A-Za-z0-9-]+\.|\b[A-Z]{1,4}-?[0-9]{6}|0[0-9]{2,3}-[0-9]{7}"
)
SPACING = re.compile(r"[\s-]")
COUNTED = re.compile(r"([^0-9]*)([0-9]{1,6})")
LISTED = re.compile(
    r"(?![12][0-9]{3}-[0-9]{1,2}-[0-9]{1,2}$)(?:\+?[0-9*Xx -]{7,40}|[A-Za-z0-9-]{8,40}|\S{1,64}@\S{1,64})"
)


@dataclass(frozen=True, slots=True)
class Head:
    """A table's ``names``, the positions of its ``header`` rows (none, one or two) and of its ``first`` data row."""

    names: tuple[str, ...]
    header: tuple[int, ...]
    first: int

    @property
    def titles(self) -> tuple[int, ...]:
        """The positions of the rows passed over before the data."""
        return tuple(row for row in range(self.first) if row not in self.header)


def find_header(rows: Sequence[Sequence[str]]) -> Head | None:
    """The head of the table that begins with ``rows`` ("" for an empty cell), None if they are no table.

    A head whose ``first`` is the number of rows has no data below it.

    >>> find_header([["客户清单", ""], ["姓名", "手机"], ["张三", "13000001357"]])
    Head(names=('姓名', '手机'), header=(1,), first=2)
    >>> find_header([["张三", "13000001357"], ["李四", "13100001357"]])
    Head(names=('', ''), header=(), first=0)
    """
    grid = _Grid.of(rows)
    if grid.filled.shape[1] < 2 or not (grid.filled.sum(axis=1) > 1).any():
        return _single_column(rows, grid)
    wide = grid.wide()
    data = next((row for row in wide if grid.is_data(row) and not grid.has_header_below(row)), None)
    above = [row for row in wide if data is None or row < data]
    if not above:
        return Head(("",) * grid.filled.shape[1], (), next(at for at in range(len(rows)) if not grid.is_above(at)))
    most = max(int(grid.filled[row].sum()) for row in above)
    header = next(row for row in above if grid.filled[row].sum() >= (0.6 if data is None else 0.8) * most)
    for top, bottom in pairwise((header - 1, header, header + 1)):
        if top >= 0 and bottom < len(rows) and grid.is_group(top, bottom):
            return Head(_joined(rows[top], rows[bottom]), (top, bottom), bottom + 1)
    names = tuple(rows[header]) + ("",) * (grid.filled.shape[1] - len(rows[header]))
    again = data == header + 2 and _is_translation(rows[header], rows[header + 1])
    return Head(names, (header,), header + 2 if again else header + 1)


def is_identifying(cell: str) -> bool:
    """Whether a cell holds what records of people and cars have: a long number, a code, a VIN, a plate, an address.

    >>> [is_identifying(cell) for cell in ("130-0000 1357", "沪A00001", "a@b.example", "2026-11-20", "上海", "1250.00")]
    [True, True, True, False, False, False]
    """
    short = cell[:SPECIMEN].strip()
    return bool(IDENTIFIER.search(SPACING.sub("", short)) or PLATE.match(short))


def is_value(cell: str) -> bool:
    """Whether a cell is a value rather than a name for values.

    >>> [is_value(cell) for cell in ("138****1357", "12.5%", "沪A00001", "１２：３０", "姓名", "日期：2026-11-20")]
    [True, True, True, True, False, False]
    """
    short = cell[:SPECIMEN].strip()
    return bool(VALUE.match(short) or PLATE.match(short)) and not LABELLED.match(short)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The ``rows``, which of their cells are ``filled`` and which look like ``data``; row by row, column by column."""

    rows: Sequence[Sequence[str]]
    filled: np.ndarray
    data: np.ndarray

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> _Grid:
        kinds = np.full((len(rows), max(map(len, rows), default=0)), BLANK, np.uint8)
        different = set(chain.from_iterable(rows))
        kind_of = {cell: BLANK if not cell.strip() else DATA if is_value(cell) else WORDS for cell in different}
        for at, row in enumerate(rows):
            kinds[at, : len(row)] = [kind_of[cell] for cell in row]
        return cls(rows, kinds != BLANK, kinds == DATA)

    def wide(self) -> list[int]:
        """The rows that fill at least half as many columns as is usual."""
        counts = self.filled.sum(axis=1)
        usual = np.median(counts[counts > 1])
        return [row for row, count in enumerate(counts.tolist()) if count >= max(2, usual / 2)]

    def is_data(self, row: int) -> bool:
        """Whether a row has values where the rows below have values; by itself where those tell nothing."""
        if _counts_up(self.rows[row]):
            return False
        filled, data = self.filled[row + 1 :].sum(axis=0), self.data[row + 1 :].sum(axis=0)
        telling = self.filled[row] & (filled > 0) & (data * 2 >= filled)
        if telling.any():
            return bool(self.data[row, telling].mean() >= 0.7)
        return bool(self.data[row].sum() >= max(1, 0.2 * self.filled[row].sum()))

    def is_above(self, row: int) -> bool:
        """Whether a row above data without a header is a title: one text, longer than most names, or a few words."""
        texts = [cell for cell in self.rows[row] if cell.strip()]
        if len(texts) < 2:
            return len("".join(texts)) >= 4
        return row not in self.wide() and not self.data[row].any()

    def has_header_below(self, row: int) -> bool:
        """Whether a fuller row of words stands close below: then ``row`` is about the table (打印日期, 2026-11-20)."""
        count = self.filled[row].sum()
        return any(
            self.filled[below].sum() > count and not self.data[below].any() and self.is_data(below + 1)
            for below in range(row + 1, min(row + 8, len(self.filled) - 1))
        )

    def is_group(self, top: int, bottom: int) -> bool:
        """Whether ``top`` holds groups over the sub-headers of ``bottom``: words, with gaps where a group goes on."""
        upper, lower = self.filled[top], self.filled[bottom]
        if upper.sum() < 2 or any(map(LABELLED.match, self.rows[top])) or (self.data[top] | self.data[bottom]).any():
            return False
        both = upper & lower
        goes_on = np.append(~upper[1:] & lower[1:], False)
        begins = both & goes_on
        return bool(begins.any() and begins.sum() >= 0.6 * both.sum() and (upper | lower).mean() >= 0.8)


def _is_translation(header: Sequence[str], row: Sequence[str]) -> bool:
    """Whether ``row`` names the columns of a Chinese ``header`` once more, in the system's own field names."""
    names = [cell.strip() for cell in row if cell.strip()]
    latin = all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_ .]*", name) for name in names)
    return latin and len(set(names)) == len(names) >= 0.8 * len(header) and not "".join(header).isascii()


def _counts_up(row: Sequence[str]) -> bool:
    """Whether a row's cells count up from 0 or 1: the header that a program makes for want of one.

    >>> [_counts_up(row) for row in (["列1", "列2", "列3"], ["0", "1", "2"], ["1", "3", "4"])]
    [True, True, False]
    """
    found: list[tuple[str, int]] = []
    for cell in row:
        part = COUNTED.fullmatch(cell.strip())
        if part is None:
            return False
        found.append((part[1], int(part[2])))
    return len(found) > 2 and any(found == [(found[0][0], at + start) for at in range(len(found))] for start in (0, 1))


def _single_column(rows: Sequence[Sequence[str]], grid: _Grid) -> Head | None:
    """A list of numbers, with or without a header: prose in one column is no table."""
    cells = ["".join(row) for row in rows]
    marks = [bool(LISTED.fullmatch(cell.strip()) or PLATE.match(cell.strip())) for cell in cells]
    if True not in marks or sum(marks[marks.index(True) :]) < 0.6 * len(marks[marks.index(True) :]):
        return None
    first = marks.index(True)
    width = grid.filled.shape[1]
    if not first:
        return Head(("",) * width, (), 0)
    return Head((*rows[first - 1], *[""] * (width - len(rows[first - 1]))), (first - 1,), first)


def _joined(top: Sequence[str], bottom: Sequence[str]) -> tuple[str, ...]:
    """The header that two rows make together: a group holds for the gaps at its right."""
    width = max(len(top), len(bottom))
    upper = [cell.strip() for cell in top] + [""] * (width - len(top))
    lower = [cell.strip() for cell in bottom] + [""] * (width - len(bottom))
    names, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        group = above or group
        names.append(below if below.startswith(group) else f"{group} {below}".strip() if below else above)
    return tuple(names)
