"""CSV, TSV and other text with a delimiter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.read import codes
from crmtool.read.delimiter import EXCEL_HINT, delimiter_of
from crmtool.read.encoding import decoded
from crmtool.read.header import LOOKED_AT, find_header
from crmtool.read.layout import REJECTS, Body, no_rejects, table
from crmtool.read.scan import WIDEST, Records, scan, usual_width
from crmtool.read.source import Reading, empty, header_only, no_table
from crmtool.values.line_breaks import newline_of

if TYPE_CHECKING:
    from crmtool.model import Note
    from crmtool.read.header import Head
    from crmtool.read.source import Source

NO_DELIMITER = "\x1f"  # parts nothing: each line is one cell
SOMETHING = re.compile("[^\r\n\t ,;|^\ufeff\u3000]")


def read_delimited(source: Source) -> Reading:
    """The one table of a text file. Raises DeliveryRefused where it holds none."""
    records, filled, encoding, notes = _scanned(source)
    shown = [at for at in filled[: 2 * LOOKED_AT].tolist() if records.cells[at] <= WIDEST][:LOOKED_AT]
    rows = [records.split(at) for at in shown]
    head = find_header(rows)
    if len(filled) and not rows:
        fix = "Check the delimiter and the line breaks of the export"
        raise source.refusal(f"has lines of over {WIDEST:,} cells", code=codes.TOO_LARGE, fix=fix)
    if head is None:
        raise no_table(source)
    if head.first >= len(rows):
        raise header_only(source)
    body = _body(records, filled[head.first :], head)
    width = body.cells.width
    head = replace(head, names=(*head.names[:width], *[""] * (width - len(head.names))))
    lines = records.lines[shown].tolist()
    one = table("", head, dict(zip(lines, rows, strict=True)), body)
    if not one.cells.height + one.rejects.height:
        raise header_only(source)
    delimiter = records.delimiter.decode()
    return Reading("text", encoding, delimiter.strip(NO_DELIMITER), (one,), tuple(notes))


def _scanned(source: Source) -> tuple[Records, np.ndarray, str, list[Note]]:
    """The records, the positions of those that are not blank, the encoding and notes; the text itself is let go."""
    with decoded(source) as (whole, encoding, garbled):
        text = whole.rstrip("\x1a")
        if newline_of(text) == "\r":
            text = text.replace("\r", "\n")
        encoded = source.data if encoding == "utf-8" and text is whole else None
        if not SOMETHING.search(text):
            raise empty(source)
        records = scan(source, text, delimiter_of(text) or NO_DELIMITER, encoded)
        filled = np.flatnonzero(records.ends > records.starts)
        return records, filled[1:] if EXCEL_HINT.match(text) else filled, encoding, garbled()


def _body(records: Records, filled: np.ndarray, head: Head) -> Body:
    """The records at ``filled``, as cells of one width; what holds more than that width is rejected."""
    counts = records.cells[filled]
    usual = usual_width(counts)
    named = max((at + 1 for at, name in enumerate(head.names) if name.strip()), default=0)
    agreed = np.count_nonzero(counts == usual) * 2 > len(counts)
    width = max(named, usual if agreed or not named else 0, 1)
    cells = _parsed(records, filled[counts <= width], width)
    lines = pl.Series("line", records.lines[filled[counts <= width]], pl.Int64)
    cells, lines, rejects = _with_long(records, filled[counts > width], cells, lines)
    short = records.lines[filled[counts < (min(usual, width) if agreed else width)]].tolist()
    first, last = (records.starts[filled[0]], records.starts[filled[-1]]) if len(filled) else (0, 0)
    empty = (records.ends == records.starts) & (records.starts > first) & (records.starts < last)
    return Body(cells, lines, lines, rejects, tuple(short), tuple(records.lines[empty].tolist()))


def _parsed(records: Records, wanted: np.ndarray, width: int) -> pl.DataFrame:
    """The cells of the ``wanted`` records, none of which has more than ``width``; empty ones are null."""
    names = [f"c{at}" for at in range(width)]
    frame = pl.read_csv(
        _bytes_of(records, wanted),
        has_header=False,
        schema=dict.fromkeys(names, pl.String),
        infer_schema=False,
        separator=records.delimiter.decode(),
        quote_char='"' if records.quoted else None,
        missing_columns="insert",
    )
    if frame.height != len(wanted):
        rows = [[cell or None for cell in records.split(at)] for at in wanted.tolist()]
        padded = [row + [None] * (width - len(row)) for row in rows]
        return pl.DataFrame(padded, dict.fromkeys(names, pl.String), orient="row")
    if not (records.quoted and b'""' in records.data):
        return frame  # an empty cell without quotes is null already
    empty = [name for name, any_ in zip(names, frame.select((pl.all() == "").any()).row(0), strict=True) if any_]
    return frame.with_columns(pl.when(pl.col(empty) != "").then(pl.col(empty)).name.keep()) if empty else frame


def _bytes_of(records: Records, wanted: np.ndarray) -> bytes:
    """The records, line breaks included, one after another; neighbours are taken in one piece."""
    if not len(wanted):
        return b""
    after = np.append(records.starts[1:], len(records.data))
    gaps = np.flatnonzero(np.diff(wanted) > 1)
    begins = records.starts[wanted[np.append(0, gaps + 1)]].tolist()
    ends = after[wanted[np.append(gaps, len(wanted) - 1)]].tolist()
    return b"".join(records.data[begin:end] for begin, end in zip(begins, ends, strict=True))


def _with_long(
    records: Records, long: np.ndarray, cells: pl.DataFrame, lines: pl.Series
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    """``cells`` and ``lines`` with the ``long`` records whose surplus cells are empty; the others as rejects."""
    if not len(long):
        return cells, lines, no_rejects()
    trimmed, trimmed_lines, rejects = [], [], []
    for at in long.tolist():
        row, line = records.split(at), int(records.lines[at])
        if any(row[cells.width :]):
            message = f"{len(row)} cells under {cells.width} columns: a delimiter in a cell, or two rows"
            rejects.append((line, line, codes.TOO_MANY_CELLS, message, records.raw(at), row))
        else:
            trimmed.append([cell or None for cell in row[: cells.width]])
            trimmed_lines.append(line)
    rejected = pl.DataFrame(rejects, REJECTS, orient="row")
    if not trimmed:
        return cells, lines, rejected
    both = pl.concat([cells, pl.DataFrame(trimmed, cells.schema, orient="row")])
    order = lines.append(pl.Series("line", trimmed_lines, pl.Int64))
    by = order.arg_sort()
    return both[by], order[by], rejected
