"""What a reader is given and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from crmtool.errors import DeliveryRefused
from crmtool.read import codes

if TYPE_CHECKING:
    from crmtool.model import Note, RawTable

SEND_A_TABLE = "Export the list of records itself, with a header row above it"


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one file or archive member; ``name`` is what messages call it."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """The suffix in lower case with its dot, "" without one.

        >>> Source("a/LIST.CSV", b"").suffix
        '.csv'
        """
        return PurePath(self.name).suffix.lower()

    def refusal(
        self, what: str, *, code: str, fix: str, line: int | None = None, offset: int | None = None
    ) -> DeliveryRefused:
        """The error that refuses this source, for what stands on a ``line`` and, in bytes, at an ``offset``."""
        place = [f"line {line}"] * (line is not None) + [f"byte offset {offset}"] * (offset is not None)
        return DeliveryRefused(what, code=code, where=", ".join([self.name, *place]), fix=fix, line=line)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a source: the tables' ``rows`` count from 1 in each table."""

    format: str
    encoding: str
    delimiter: str
    tables: tuple[RawTable, ...]
    notes: tuple[Note, ...] = ()


def empty(source: Source) -> DeliveryRefused:
    """The refusal of a source in which nothing is written."""
    return source.refusal("the file is empty", code=codes.EMPTY_FILE, fix=SEND_A_TABLE)


def no_table(source: Source) -> DeliveryRefused:
    """The refusal of a source that has text, but no rows of cells."""
    what = "holds no table: only titles or text, no rows of cells"
    return source.refusal(what, code=codes.NO_TABLE, fix=SEND_A_TABLE)


def header_only(source: Source) -> DeliveryRefused:
    """The refusal of a table without records."""
    fix = "If there was nothing to deliver, send no file; else export it again with its records"
    return source.refusal("has a header but no records", code=codes.HEADER_ONLY, fix=fix)
