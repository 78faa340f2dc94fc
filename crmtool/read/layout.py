"""From the rows below a header to the records of a table: what is furniture, what is a record, and its number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.model import Note, RawTable
from crmtool.read import codes
from crmtool.read.furniture import text_of, without_furniture

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crmtool.read.header import Head

REJECTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "at": pl.Int64, "line": pl.Int64, "code": pl.String, "message": pl.String, "raw": pl.String,
    "cells": pl.List(pl.String),
}  # fmt: skip
MOST_NOTES = 20  # of one code in one table; one more says how many there are


@dataclass(frozen=True, slots=True)
class Body:
    """What stands below a header: ``cells`` (c0, c1, ...) on their ``lines``, and records that are ``rejects``.

    ``at`` grows from record to record, rejects among them. ``short`` are the lines of records with fewer cells than
    the others, ``blank`` those of blank rows left out already.
    """

    cells: pl.DataFrame
    at: pl.Series
    lines: pl.Series
    rejects: pl.DataFrame
    short: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()


def no_rejects() -> pl.DataFrame:
    """Rejects of a body that has none."""
    return pl.DataFrame(schema=REJECTS)


def table(sheet: str, head: Head, shown: Mapping[int, Sequence[str]], body: Body) -> RawTable:
    """The table of a ``body`` and the ``head`` above it, which was found among the rows ``shown`` by line.

    Blank rows, headers and titles that come again, and footers (合计, 制表人: ...) are no records; notes tell of them.
    """
    lines, rows = list(shown), list(shown.values())
    notes = [Note(codes.TITLE_ROW, lines[at], "", text_of(rows[at])) for at in head.titles]
    if len(head.header) == 2:
        notes.append(Note(codes.JOINED_HEADER, lines[head.header[0]], ""))
    body, furniture = without_furniture(body, rows[: head.first])
    header_line = lines[head.header[-1]] if head.header else 0
    return _numbered(sheet, head.names, header_line, body, [*notes, *body.notes, *furniture])


def _numbered(sheet: str, names: Sequence[str], header_line: int, body: Body, notes: Iterable[Note]) -> RawTable:
    """A table whose records are numbered from 1 in the order of ``at``, rejects among them."""
    kept = [
        at for at, name in enumerate(names) if name.strip() or body.cells[f"c{at}"].null_count() < body.cells.height
    ]
    cells = body.cells
    if len(kept) < cells.width:
        cells = cells.select(pl.col(f"c{at}").alias(f"c{to}") for to, at in enumerate(kept))
    headers = tuple(names[at] for at in kept)
    at, rejected = body.at.to_numpy(), body.rejects["at"].to_numpy()
    order = np.sort(np.concatenate([at, rejected]))
    rows, row = (pl.Series("row", np.searchsorted(order, part) + 1, pl.Int64) for part in (at, rejected))
    rejects = body.rejects.clone().replace_column(0, row)
    found = [*notes, *_header_notes(headers)]
    return RawTable(sheet, headers, header_line, cells, rows, body.lines, rejects, tuple(_capped(found)), tuple(kept))


def continued(tables: Iterable[RawTable]) -> tuple[RawTable, ...]:
    """The tables of one file with their rows counted on from table to table, whatever they counted from."""
    done: list[RawTable] = []
    before = 0
    for one in tables:
        shift = before + 1 - min([*one.rows[:1], *one.rejects["row"][:1]], default=1)
        rejects = one.rejects.with_columns(pl.col("row") + shift) if shift else one.rejects
        done.append(replace(one, rows=one.rows + shift if shift else one.rows, rejects=rejects))
        before += one.cells.height + one.rejects.height
    return tuple(done)


def _header_notes(headers: tuple[str, ...]) -> list[Note]:
    if not any(name.strip() for name in headers):
        return [Note(codes.NO_HEADER, 0, "")]
    twice = [name for name, count in Counter(filter(None, map(str.strip, headers))).items() if count > 1]
    return [Note(codes.DUPLICATE_HEADER, 0, "", name) for name in twice]


def _capped(notes: Iterable[Note]) -> Iterator[Note]:
    """The notes, of each code the first few and how many more there were."""
    counts: Counter[str] = Counter()
    for note in notes:
        counts[note.code] += 1
        if counts[note.code] <= MOST_NOTES:
            yield note
    for code, count in counts.items():
        if count > MOST_NOTES:
            yield Note(code, 0, f"and {count - MOST_NOTES} more like these")
