"""Which of a table's first rows are titles, which is the header, and where the data begin.

The evidence is contrast: a header's cells are words where the rows below have numbers, dates, plates. A first row that
looks like those below is data, and the table has no header. A title fills few of the columns. A header in two rows
(groups over sub-headers, as merged cells make them) is joined: 车主 over 姓名 and 电话 gives 车主 姓名, 车主 电话.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED_AT = 60  # rows of a table that are shown to find_header
FOUR_DIGITS = re.compile(r"(?:[0-9０-９].*){4}", re.DOTALL)
NUMBER = re.compile(r"[-+￥¥$]?[0-9][0-9,]*(\.[0-9]*)?\s*(%|元|万元?|公里|km|KM)?")
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·•. -]?[A-Z0-9]{4,6}[A-Z0-9\u4e00-\u9fff]")
IDENTIFIER = re.compile(r"[0-9*X０-９]{7}|[A-HJ-NPR-Z0-9]{17}|@[A-Za-z0-9-]+\.|[0-9]{4}[-/年.][0-9]{1,2}[-/月.][0-9]")


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
    data = next((row for row in wide if grid.is_data(row)), None)
    above = [row for row in wide if data is None or row < data]
    if not above:
        return Head(("",) * grid.filled.shape[1], (), data or 0)
    most = max(int(grid.filled[row].sum()) for row in above)
    header = next(row for row in above if grid.filled[row].sum() >= (0.6 if data is None else 0.8) * most)
    for top, bottom in pairwise((header - 1, header, header + 1)):
        if 0 <= top and bottom < len(rows) and grid.is_group(top, bottom):
            return Head(_joined(rows[top], rows[bottom]), (top, bottom), bottom + 1)
    second = header + 1 if header + 1 in above and grid.is_second_header(header) else header
    names = tuple(rows[header]) + ("",) * (grid.filled.shape[1] - len(rows[header]))
    return Head(names, (header,), second + 1)


def is_identifying(cell: str) -> bool:
    """Whether a cell holds what records of people and cars have: a long number, a VIN, a plate, a date, an address.

    >>> [is_identifying(cell) for cell in ("13000001357", "沪A00001", "a@b.example", "2026-11-20", "上海", "500")]
    [True, True, True, True, False, False]
    """
    return bool(IDENTIFIER.search(cell[:64]) or PLATE.fullmatch(cell.strip()[:12]))


def _is_data(cell: str) -> bool:
    """Whether a cell is a value rather than a name for values.

    >>> [_is_data(cell) for cell in ("138****1357", "12.5%", "沪A00001", "姓名", "列12", "手机号1")]
    [True, True, True, False, False, False]
    """
    short = cell[:64].strip()
    return bool(FOUR_DIGITS.search(short) or NUMBER.fullmatch(short) or PLATE.fullmatch(short) or "@" in short)


@dataclass(frozen=True, slots=True)
class _Grid:
    """Which cells are ``filled``, and which look like ``data``; row by row, column by column."""

    filled: np.ndarray
    data: np.ndarray
    numbered: tuple[bool, ...]

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> _Grid:
        filled = np.zeros((len(rows), max(map(len, rows), default=0)), bool)
        data = filled.copy()
        for at, row in enumerate(rows):
            filled[at, : len(row)] = [bool(cell.strip()) for cell in row]
            data[at, : len(row)] = [_is_data(cell) for cell in row]
        return cls(filled, data, tuple(_counts_up(row) for row in rows))

    def wide(self) -> list[int]:
        """The rows that fill at least half as many columns as is usual."""
        counts = self.filled.sum(axis=1)
        usual = np.median(counts[counts > 1])
        return [row for row, count in enumerate(counts.tolist()) if count >= max(2, usual / 2)]

    def is_data(self, row: int) -> bool:
        """Whether a row has values where the rows below have values; by itself where those tell nothing."""
        if self.numbered[row]:
            return False
        filled, data = self.filled[row + 1 :].sum(axis=0), self.data[row + 1 :].sum(axis=0)
        telling = self.filled[row] & (filled > 0) & (data * 2 >= filled)
        if telling.any():
            return bool(self.data[row, telling].mean() >= 0.5)
        return bool(self.data[row].sum() >= max(1, 0.2 * self.filled[row].sum()))

    def is_group(self, top: int, bottom: int) -> bool:
        """Whether ``top`` holds groups over the sub-headers of ``bottom``: words, with gaps where a group goes on."""
        upper, lower = self.filled[top], self.filled[bottom]
        if upper.sum() < 2 or (self.data[top] | self.data[bottom]).any():
            return False
        both = upper & lower
        goes_on = np.append(~upper[1:] & lower[1:], False)
        begins = both & goes_on
        return bool(begins.any() and begins.sum() >= 0.6 * both.sum() and (upper | lower).mean() >= 0.8)

    def is_second_header(self, header: int) -> bool:
        """Whether the row below the header names the columns once more, in another language."""
        both = self.filled[header] & self.filled[header + 1]
        return bool(not self.data[header + 1].any() and both.sum() >= 0.8 * self.filled[header].sum())


def _counts_up(row: Sequence[str]) -> bool:
    """Whether a row's cells are 0, 1, 2, ... or 1, 2, 3, ...: the header that a program makes for want of one."""
    return len(row) > 2 and any(list(row) == [str(at + start) for at in range(len(row))] for start in (0, 1))


def _single_column(rows: Sequence[Sequence[str]], grid: _Grid) -> Head | None:
    """A list of numbers, with or without a header: prose in one column is no table."""
    cells = ["".join(row) for row in rows]
    marks = [is_identifying(cell) for cell in cells]
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
