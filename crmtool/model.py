"""The nouns that stages and edges pass each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True, slots=True)
class Note:
    """Something reading noticed: an I-rule's ``code``, the physical ``line`` (0: the whole file) and what was seen."""

    code: str
    line: int
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of a delivered file as it stands there, before any column has a meaning.

    ``cells`` has a String column ``c0``, ``c1``, ... for each delivered column (null where the cell is empty) and one
    row for each record. ``rows`` (Int64) counts the records of the whole file from 1, through all its sheets; ``lines``
    (Int64) is where each stands: the physical line of a text file, the row of a sheet. ``rejects`` has the columns
    row, line (Int64), code, message, raw (String) and cells (List of String, null where there are none): records that
    could not be read, which ``rows`` counts too. ``headers`` has one text for each column as delivered ("" where there
    is none); ``header_line`` is 0 without one. ``places`` says which cell of a line or sheet row, from 0,
    each column stands in: empty columns are no columns here.
    """

    sheet: str
    headers: tuple[str, ...]
    header_line: int
    cells: pl.DataFrame
    rows: pl.Series
    lines: pl.Series
    rejects: pl.DataFrame
    notes: tuple[Note, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFile:
    """A delivered file: its bytes' fingerprint, how it was decoded, and its tables."""

    path: Path
    name: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    tables: tuple[RawTable, ...]
    notes: tuple[Note, ...] = ()


LATER = r"^.*/|~[0-9]+$"
"""What tells a delivery's name from an earlier one's: the folder before it, a number behind it."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Who delivered a file, what kind of records it holds, of which day; ``assumed`` names what had to be guessed."""

    source_file: str
    sha256: str
    dealer: str
    kind: str
    date: date | None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which field a delivered column holds ("" for none), how sure that is (0 to 1) and why.

    ``named`` says that the header speaks of the field; without it the values alone do. ``rivals`` is the field that the
    header of a column without one names plainly, and that another column holds.
    """

    index: int
    header: str
    field: str
    confidence: float
    evidence: str
    named: bool = True
    rivals: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A heavy step that any engine can run: frame in, frame out.

    ``fn`` gives the same rows whether it sees all rows or, called bucket by bucket, all rows of some values of ``by``.
    ``out`` is the schema it promises; the engine checks it. Where ``side`` is given, ``fn`` gets a second frame: the
    rows of ``side`` whose ``record`` occurs in the first.
    """

    name: str
    fn: Callable[..., pl.DataFrame]
    out: Mapping[str, pl.DataType | type[pl.DataType]]
    by: str | None = None
    side: pl.DataFrame | None = None


class Progress(Protocol):
    """Who is told how far a run is; ``seconds`` by stage is filled as they end."""

    seconds: dict[str, float]

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[], None]]:
        """Enter a stage of ``total`` steps; gives a function to call after each step."""
