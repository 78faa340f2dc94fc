"""Where the records of a delimited text begin and end, without a loop over its characters.

Quotes are RFC 4180's: a cell that begins with a quote ends at the next quote that is not doubled, and may hold
delimiters and line breaks. Exports also have quotes that are mere data (5" screen, ="138"): ``requoted`` writes such a
text as one that keeps to the rule, cell for cell and line for line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crmtool.read import codes

if TYPE_CHECKING:
    from crmtool.errors import DeliveryRefused
    from crmtool.read.source import Source

NEWLINE, RETURN, QUOTE = b'\n\r"'
WIDEST = 16_384  # columns of a spreadsheet
PIECE = 1 << 20
"""Bytes that are looked at together: fresh memory for all of a large file costs more than the work."""
UNCLOSED = "a quote opens here and is never closed"
CLOSE = "Close the quote, or double it if it is part of the text"


@dataclass(frozen=True, slots=True)
class Records:
    """The records of ``data``: from byte ``starts`` to ``ends`` (without the line break), begun on physical ``lines``.

    ``cells`` counts each record's cells; ``quoted`` says whether quotes enclose cells or are data throughout.
    """

    data: bytes
    delimiter: bytes
    quoted: bool
    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    cells: np.ndarray

    def raw(self, index: int) -> str:
        """The text of one record as delivered."""
        return self.data[self.starts[index] : self.ends[index]].decode()

    def split(self, index: int) -> list[str]:
        """The cells of one record."""
        raw, delimiter = self.raw(index), self.delimiter.decode()
        if not self.quoted or '"' not in raw:
            return raw.split(delimiter)
        end = re.escape(delimiter)
        found = re.finditer(rf'(?:\A|{end})(?:"([^"]*(?:""[^"]*)*)"|([^{end}]*))', raw)
        return [cell[2] if cell[1] is None else cell[1].replace('""', '"') for cell in found]


def scan(source: Source, text: str, delimiter: str, encoded: bytes | None = None) -> Records:
    """The records of ``text``, ``encoded`` in UTF-8 if the caller has it so.

    Raises DeliveryRefused for a quote that is never closed, naming its line.
    """
    records = _records(text.encode() if encoded is None else encoded, delimiter.encode())
    if records is None:
        records = _records(requoted(source, text, delimiter).encode(), delimiter.encode())
    if records is None:
        raise source.refusal("its quotes cannot be told apart", code=codes.UNCLOSED_QUOTE, fix=CLOSE)
    if (line := _swallowing(records)) is not None:
        raise source.refusal(UNCLOSED, code=codes.UNCLOSED_QUOTE, line=line, fix=CLOSE)
    return records


def requoted(source: Source, text: str, delimiter: str) -> str:
    """``text`` with every cell quoted whose quotes are data, so that all quotes keep to RFC 4180.

    >>> from crmtool.read.source import Source
    >>> print(requoted(Source("a.csv", b""), '5" x,"a,b",2', ","))
    "5"" x","a,b",2
    """
    end = re.escape(delimiter)
    proper = rf'"[^"]*(?:""[^"]*)*"(?={end}|\r?\n|\r?\Z)'
    with_quote = rf'[^{end}\n"]*"[^{end}\n]*'

    def rewritten(match: re.Match[str]) -> str:
        cell = match.group()
        if match.lastgroup == "proper":
            return cell
        if cell.startswith('"') and cell.count('"') % 2:
            raise _unclosed(source, text, match.start())
        bare = cell.rstrip("\r")
        return '"' + bare.replace('"', '""') + '"' + cell[len(bare) :]

    return re.sub(rf"(?<![^{end}\n])(?:(?P<proper>{proper})|{with_quote})", rewritten, text)


def _unclosed(source: Source, text: str, at: int) -> DeliveryRefused:
    line = text.count("\n", 0, at) + 1
    return source.refusal(UNCLOSED, code=codes.UNCLOSED_QUOTE, line=line, fix=CLOSE)


def usual_width(cells: np.ndarray) -> int:
    """The number of cells that most records have."""
    return int(np.bincount(np.minimum(cells, WIDEST)).argmax()) if len(cells) else 0


def _swallowing(records: Records) -> int | None:
    """The line of a record that holds whole other records in quotes: the quote closed only by the next mistake.

    Those hold no quote, so that they are as wide as some record without one.
    """
    if not records.quoted:
        return None
    last = records.lines[-1:] + records.data.count(b"\n", records.starts[-1])
    after = np.append(records.lines[1:], last)
    many = np.flatnonzero(after - records.lines > 2).tolist()
    widths = {width for width in np.unique(_without_quotes(records)).tolist() if width >= 4} if many else set()
    for index in many:
        inner = [line for line in records.raw(index).split("\n")[1:-1] if '"' not in line]
        if any(line.count(records.delimiter.decode()) + 1 in widths for line in inner):
            return int(records.lines[index])
    return None


def _without_quotes(records: Records) -> np.ndarray:
    """The numbers of cells of the records that hold no quote."""
    quotes = _places(np.frombuffer(records.data, np.uint8), QUOTE)
    bare = np.ones(len(records.starts), bool)
    bare[np.searchsorted(records.starts, quotes, "right") - 1] = False
    return records.cells[bare]


def _records(data: bytes, delimiter: bytes) -> Records | None:
    """The records, or None where some quotes enclose and others are data."""
    chars = np.frombuffer(data, np.uint8)
    breaks, quotes = _places(chars, NEWLINE), _places(chars, QUOTE)
    before = chars[quotes - 1]
    opens = (before == NEWLINE) | (before == ord(delimiter or b"\n")) | (quotes == 0)
    quoted = bool(opens.any())
    if quoted and not _well_formed(chars, quotes, opens, delimiter):
        return None
    ends = _outside(breaks, quotes) if quoted else breaks
    starts = np.concatenate([[0], ends + 1])
    ends = np.append(ends, len(chars))
    if starts[-1] == len(chars):
        starts, ends = starts[:-1], ends[:-1]
    lines = np.searchsorted(breaks, starts) + 1 if quoted else np.arange(1, len(starts) + 1)
    cells = _between(chars, delimiter, ends) + 1
    if quoted:
        enclosed = _between(chars, delimiter, quotes)[1::2]
        some = np.flatnonzero(enclosed)
        np.subtract.at(cells, np.searchsorted(starts, quotes[2 * some], "right") - 1, enclosed[some])
    ends = ends - ((ends > starts) & (chars[ends - 1] == RETURN))
    return Records(data, delimiter, quoted, starts, ends, lines, cells)


def _places(chars: np.ndarray, byte: int) -> np.ndarray:
    """Where a byte stands."""
    found = [start + np.flatnonzero(chars[start : start + PIECE] == byte) for start in range(0, len(chars), PIECE)]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _between(chars: np.ndarray, delimiter: bytes, places: np.ndarray) -> np.ndarray:
    """How many delimiters stand before each of the ascending ``places``, which are none, since the one before it."""
    counts = np.zeros(len(places), np.int64)
    last = before = 0
    for start in range(0, len(chars) if delimiter else 0, PIECE):
        end = min(start + PIECE, len(chars))
        first, last = np.searchsorted(places, (start, end)).tolist()
        sums = np.add.reduceat(
            chars[start:end] == delimiter[0], np.append(0, places[first:last] - start), dtype=np.int32
        )
        sums[0] += before
        counts[first:last] = sums[:-1]
        before = int(sums[-1])
    counts[last:] = before
    return counts


def _outside(breaks: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Those of the ``breaks`` that no pair of ``quotes`` encloses."""
    outside: np.ndarray = breaks[np.searchsorted(quotes, breaks) % 2 == 0]
    return outside


def _well_formed(chars: np.ndarray, quotes: np.ndarray, opens: np.ndarray, delimiter: bytes) -> bool:
    """Whether every quote opens a cell, closes one or is half of a doubled one: the parity of its number tells."""
    if len(quotes) % 2:
        return False
    doubled = np.diff(quotes) == 1
    after, next_but_one = (_at(chars, quotes[1::2] + step) for step in (1, 2))
    ends_line = (after == NEWLINE) | ((after == RETURN) & (next_but_one == NEWLINE))
    closes = ends_line | (after == ord(delimiter or b"\n"))
    second_half = np.concatenate([[False], doubled[1::2]])
    first_half = np.append(doubled[1::2], False)
    return bool((opens[::2] | second_half).all() and (closes | first_half).all())


def _at(chars: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The bytes at these places, line breaks beyond the end."""
    found: np.ndarray = np.where(places < len(chars), chars[np.minimum(places, len(chars) - 1)], NEWLINE)
    return found
