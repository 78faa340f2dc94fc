"""Deliveries written once more with their safe repairs, each in its own format and encoding, all else byte for byte.

Whatever the format: the copy is read again, and is given out only if it says what the delivery says but for the cells
that were to be changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool import repair
from crmtool.arrivals import read_again
from crmtool.errors import DeliveryRefused
from crmtool.read import legible, load
from crmtool.read.archive import gzip_member, member_name, zip_members
from crmtool.read.files import read_source
from crmtool.read.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from crmtool.arrivals import Arrived
    from crmtool.model import RawTable
    from crmtool.repair import Edit, Edited, Left
    from crmtool.rules_model import Rules

FOLDER = "crmtool-fixed"
"""Where copies lie beside the deliveries; whoever reads the folder above leaves it out."""
READ_ONLY = "files of this format cannot be written"
OTHERWISE = "written back, the file would not read the same"


@dataclass(frozen=True, slots=True)
class Part:
    """A file, or a file in an archive: the ``edits`` made in it and, of a text, how its places changed."""

    name: str
    edits: tuple[Edit, ...]
    edited: Edited | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """A delivery with its safe repairs: the bytes of the copy (None where nothing was changed) and what was done."""

    source_file: str
    path: Path
    data: bytes | None
    parts: tuple[Part, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def edits(self) -> list[Edit]:
        """All edits made, in the order of the file."""
        return [edit for part in self.parts for edit in part.edits]


@dataclass(frozen=True, slots=True)
class Written:
    """New bytes of a source, its changed parts, and what was left alone."""

    data: bytes
    parts: tuple[Part, ...]
    left: tuple[Left, ...]


def repaired(arrived: Arrived, findings: pl.DataFrame, rules: Rules) -> Repaired:
    """A delivery with the safe repairs of its ``findings``, whose values must not be masked.

    Raises CrmtoolError for a file that is no longer what was read.
    """
    name = arrived.delivery.source_file
    safe = [code for code, rule in rules.checks.items() if rule.safe]
    of_file = findings.filter(pl.col("source_file") == name, pl.col("code").is_in(safe))
    if of_file.is_empty():
        return Repaired(name, arrived.file.path, None)
    file = read_again(arrived)
    planned = repair.plan(of_file, file.tables, arrived.mappings, safe)
    if not planned.edits:
        return Repaired(name, file.path, None, left=planned.left)
    source = Source(file.name, load(file.path).data)
    written = _written(source, file.format, file.encoding, file.delimiter, planned.edits)
    left = (*planned.left, *written.left)
    done = [edit for part in written.parts for edit in part.edits]
    if not done:
        return Repaired(name, file.path, None, left=left)
    if not _reads_as(Source(legible(file.path), written.data), file.tables, done):
        wrong = tuple(repair.left_alone(edit, OTHERWISE) for edit in done)
        return Repaired(name, file.path, None, left=(*left, *wrong))
    return Repaired(name, file.path, written.data, written.parts, left)


def _written(source: Source, kind: str, encoding: str, delimiter: str, edits: Sequence[Edit]) -> Written:
    """A source with its edits made, in its own format."""
    if kind == "zip":
        return _zip(source, edits)
    if kind.endswith(".gz"):
        inner = _written(gzip_member(source), kind.removesuffix(".gz"), encoding, delimiter, edits)
        return replace(inner, data=repair.regzipped(source.data, inner.data))
    if kind in CELLS:
        data, done, left = CELLS[kind](source.data, edits)
        return Written(data, (Part(source.name, tuple(done)),) if done else (), tuple(left))
    if kind not in TEXTS:
        return Written(source.data, (), tuple(repair.left_alone(edit, READ_ONLY) for edit in edits))
    edited = TEXTS[kind](source.data, encoding, delimiter, edits)
    done = [change.edit for change in edited.changes]
    return Written(edited.data, (Part(source.name, tuple(done), edited),) if done else (), edited.left)


def _zip(source: Source, edits: Sequence[Edit]) -> Written:
    """A ZIP with the edits made in its members; ``Edit.sheet`` is the member's name and the sheet in it."""
    contents: dict[str, bytes] = {}
    parts: list[Part] = []
    left: list[Left] = []
    members = {member.name.removeprefix(source.name + "/"): member for member in zip_members(source)}
    for name, wanted in _by_member(edits, members).items():
        reading = read_source(members[name])
        inner = [replace(edit, sheet=edit.sheet.removeprefix(name).removeprefix("/")) for edit in wanted]
        made = _written(members[name], reading.format, reading.encoding, reading.delimiter, inner)
        contents[name] = made.data
        parts += made.parts
        left += [replace(one, sheet=f"{name}/{one.sheet}".rstrip("/")) for one in made.left]
    data = repair.rezipped(source.data, contents, member_name) if parts else source.data
    return Written(data, tuple(parts), tuple(left))


def _by_member(edits: Sequence[Edit], members: Mapping[str, Source]) -> dict[str, list[Edit]]:
    """The edits by the member that their sheet is in: the sheet itself, or what stands before a slash."""
    found: dict[str, list[Edit]] = {}
    for edit in edits:
        name = edit.sheet
        while name not in members and "/" in name:
            name = name.rpartition("/")[0]
        if name in members:
            found.setdefault(name, []).append(edit)
    return found


def _reads_as(source: Source, tables: Sequence[RawTable], edits: Sequence[Edit]) -> bool:
    """Whether a source reads as these ``tables`` do with the edits made."""
    try:
        again = read_source(source)
    except DeliveryRefused:
        return False
    if len(again.tables) != len(tables):
        return False
    return all(map(_same, again.tables, _with(tables, edits)))


def _with(tables: Sequence[RawTable], edits: Sequence[Edit]) -> Iterator[RawTable]:
    """The tables with the edits made in their cells."""
    for number, table in enumerate(tables):
        by_column: dict[int, list[Edit]] = {}
        for edit in edits:
            if edit.table == number:
                by_column.setdefault(edit.column, []).append(edit)
        columns = [
            table.cells[table.cells.columns[column]].scatter([one.at for one in wanted], [one.new for one in wanted])
            for column, wanted in by_column.items()
        ]
        yield replace(table, cells=table.cells.with_columns(columns))


def _same(one: RawTable, other: RawTable) -> bool:
    return (
        (one.sheet, one.headers) == (other.sheet, other.headers)
        and one.rows.equals(other.rows)
        and one.rejects.drop("line").equals(other.rejects.drop("line"))
        and one.cells.equals(other.cells)
    )


CELLS: dict[str, Callable[[bytes, Sequence[Edit]], tuple[bytes, list[Edit], list[Left]]]] = {
    "xlsx": repair.edit_workbook,
    "parquet": repair.edit_parquet,
}
TEXTS: dict[str, Callable[[bytes, str, str, Sequence[Edit]], Edited]] = {
    "text": repair.edit_delimited,
    "jsonl": lambda data, encoding, _, edits: repair.edit_json_lines(data, encoding, edits),
    "json": lambda data, encoding, _, edits: repair.edit_json_array(data, encoding, edits),
}
"""To repair another format: a function and the format's name here."""
