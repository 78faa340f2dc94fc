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
        raise source.refusal(UNCLOSED, code=codes.UNCLOSED_QUOTE, at=f"line {line}", fix=CLOSE)
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
    return source.refusal(UNCLOSED, code=codes.UNCLOSED_QUOTE, at=f"line {line}", fix=CLOSE)


def usual_width(cells: np.ndarray) -> int:
    """The number of cells that most records have."""
    return int(np.bincount(np.minimum(cells, WIDEST)).argmax()) if len(cells) else 0


def _swallowing(records: Records) -> int | None:
    """The line of a record that holds whole other records in quotes: the quote closed only by the next mistake."""
    if not records.quoted:
        return None
    after = np.append(records.lines[1:], records.data.count(b"\n") + 1)
    many = np.flatnonzero(after - records.lines > 2).tolist()
    widths = {width for width in np.unique(records.cells).tolist() if width >= 4} if many else set()
    for index in many:
        inner = [line for line in records.raw(index).split("\n")[1:-1] if '"' not in line]
        if any(line.count(records.delimiter.decode()) + 1 in widths for line in inner):
            return int(records.lines[index])
    return None


def _records(data: bytes, delimiter: bytes) -> Records | None:
    """The records, or None where some quotes enclose and others are data."""
    chars = np.frombuffer(data, np.uint8)
    breaks = np.flatnonzero(chars == NEWLINE)
    parts = np.flatnonzero(chars == delimiter[0]) if delimiter else breaks[:0]
    quotes = np.flatnonzero(chars == QUOTE)
    before = chars[quotes - 1]
    opens = (before == NEWLINE) | (before == ord(delimiter or b"\n")) | (quotes == 0)
    quoted = bool(opens.any())
    ends = breaks
    if quoted:
        if not _well_formed(chars, quotes, opens, delimiter):
            return None
        ends, parts = _outside(breaks, quotes), _outside(parts, quotes)
    starts = np.concatenate([[0], ends + 1])
    ends = np.append(ends, len(chars))
    if starts[-1] == len(chars):
        starts, ends = starts[:-1], ends[:-1]
    lines = np.searchsorted(breaks, starts) + 1 if quoted else np.arange(1, len(starts) + 1)
    cells = np.diff(np.searchsorted(parts, ends), prepend=0) + 1
    ends = ends - ((ends > starts) & (chars[ends - 1] == RETURN))
    return Records(data, delimiter, quoted, starts, ends, lines, cells)


def _outside(places: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    """Those of the ``places`` that no pair of ``quotes`` encloses."""
    first, after = np.searchsorted(places, quotes[::2]), np.searchsorted(places, quotes[1::2])
    enclosing = first < after
    if not enclosing.any():
        return places
    turns = np.zeros(len(places) + 1, np.int8)
    turns[first[enclosing]] += 1
    turns[after[enclosing]] -= 1
    outside: np.ndarray = places[np.cumsum(turns[:-1], dtype=np.int8) == 0]
    return outside


def _well_formed(chars: np.ndarray, quotes: np.ndarray, opens: np.ndarray, delimiter: bytes) -> bool:
    """Whether every quote opens a cell, closes one or is half of a doubled one: the parity of its number tells."""
    if len(quotes) % 2:
        return False
    doubled = np.diff(quotes) == 1
    padded = np.append(chars, np.array([NEWLINE, NEWLINE], np.uint8))
    after, next_but_one = padded[quotes[1::2] + 1], padded[quotes[1::2] + 2]
    ends_line = (after == NEWLINE) | ((after == RETURN) & (next_but_one == NEWLINE))
    closes = ends_line | (after == ord(delimiter or b"\n"))
    second_half = np.concatenate([[False], doubled[1::2]])
    first_half = np.append(doubled[1::2], False)
    return bool((opens[::2] | second_half).all() and (closes | first_half).all())
