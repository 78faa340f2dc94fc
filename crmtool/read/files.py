"""Reading a delivered file: by what it is, whatever its name says."""

from __future__ import annotations

import hashlib
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crmtool.errors import DeliveryRefused
from crmtool.model import Note, RawFile
from crmtool.read import codes
from crmtool.read.archive import gzip_member, zip_members
from crmtool.read.columnar import read_parquet
from crmtool.read.content import content_suffix
from crmtool.read.delimited import read_delimited
from crmtool.read.jsonlines import read_json
from crmtool.read.layout import continued
from crmtool.read.mojibake import check_tables
from crmtool.read.source import Reading, Source, no_table
from crmtool.read.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from pathlib import Path

WORKBOOKS = (".xls", ".xlsx", ".xlsb")
UNDECODED = (*WORKBOOKS, ".xlsm", ".parquet")
MOST_BYTES = 4 << 30
NOTHING_LOST = frozenset({codes.EMPTY_FILE, codes.NO_TABLE, codes.HEADER_ONLY, codes.NOT_A_TABLE_FORMAT})


_BESIDE = ThreadPoolExecutor(1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A delivered file as bytes, not yet read: where it lies, what it is called, its fingerprint in the making."""

    path: Path
    name: str
    data: bytes
    hashed: Future[str]

    @property
    def sha256(self) -> str:
        """The fingerprint, once it is made."""
        return self.hashed.result()


def load(path: Path) -> Loaded:
    """The bytes of a delivered file and their fingerprint, by which one knows it without reading it.

    The fingerprint is made beside whatever the caller does next: for a large file it takes a quarter of a second.
    Raises DeliveryRefused where there is no file or it cannot be opened.
    """
    data = _load(path)
    return Loaded(path, legible(path.name), data, _BESIDE.submit(_sha256, data))


def read_loaded(loaded: Loaded) -> RawFile:
    """The tables of a loaded file, as they stand there.

    Raises DeliveryRefused for whatever cannot be read, with the fault's I-code, the place and what to do.
    """
    reading = read_source(Source(legible(loaded.path), loaded.data))
    return RawFile(
        loaded.path,
        loaded.name,
        loaded.sha256,
        reading.format,
        reading.encoding,
        reading.delimiter,
        reading.tables,
        reading.notes,
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_file(path: Path) -> RawFile:
    """The tables of one delivered file: ``load`` and ``read_loaded`` in one."""
    return read_loaded(load(path))


def legible(path: Path | str) -> str:
    r"""A path as text: its bytes as UTF-8, else as GB18030, in which Chinese systems write names.

    >>> legible("4S01_\udcb9\udcba\udcb3\udcb5.csv")
    '4S01_购车.csv'
    """
    data = os.fsencode(path)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def read_source(source: Source) -> Reading:
    """The tables of one source by its content; a name that promises something else gives a note."""
    suffix = content_suffix(source)
    reading = SUFFIXES[suffix](source)
    if suffix in UNDECODED:
        reading = replace(reading, tables=check_tables(source, reading.tables))
    promised = {".xlsm": ".xlsx"}.get(source.suffix, source.suffix)
    if promised in {"", suffix} or (suffix not in WORKBOOKS and SUFFIXES[suffix] is SUFFIXES.get(promised)):
        return reading
    note = Note(codes.OTHER_CONTENT, 0, f"is {reading.format} by its content, not what its name says", source.suffix)
    return replace(reading, notes=(note, *reading.notes))


def read_zip(source: Source) -> Reading:
    """The tables of all files in a ZIP, rows counted on from file to file; ``sheet`` names the file.

    What holds no table is left out with a note, unless nothing else is there; any other fault refuses the whole.
    """
    readings: list[Reading] = []
    notes: list[Note] = []
    faults: list[DeliveryRefused] = []
    for member in zip_members(source):
        name = member.name.removeprefix(source.name + "/")
        try:
            reading = _unpacked(member)
        except DeliveryRefused as fault:
            if fault.code not in NOTHING_LOST:
                raise
            faults.append(fault)
            notes.append(Note(codes.MEMBER_LEFT_OUT, 0, f"left out of the archive: {fault.what}", name))
            continue
        named = (replace(one, sheet=f"{name}/{one.sheet}".rstrip("/")) for one in reading.tables)
        readings.append(replace(reading, tables=tuple(named)))
        notes += [replace(note, value=f"{name} {note.value}".strip()) for note in reading.notes]
    if not readings:
        raise faults[0] if faults else no_table(source)
    encodings, delimiters = (
        "+".join(dict.fromkeys(filter(None, texts)))
        for texts in ([one.encoding for one in readings], [one.delimiter for one in readings])
    )
    tables = continued(one for reading in readings for one in reading.tables)
    return Reading("zip", encodings, delimiters, tables, tuple(notes))


def read_gzip(source: Source) -> Reading:
    """The tables of the one file in a GZIP."""
    reading = _unpacked(gzip_member(source))
    return replace(reading, format=f"{reading.format}.gz")


def _unpacked(member: Source) -> Reading:
    """The tables of a file from an archive, which must not be an archive again."""
    if content_suffix(member) in {".zip", ".gz"}:
        fix = "Unpack it and deliver the tables themselves"
        raise member.refusal("is an archive inside an archive", code=codes.NESTED_ARCHIVE, fix=fix)
    return read_source(member)


def _load(path: Path) -> bytes:
    """The bytes of a file. Raises DeliveryRefused where there is none or it cannot be read."""
    source = Source(legible(path), b"")
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            list(path.iterdir())
            what, fix, code = (
                "is a folder, not a file",
                "Name the files in it, or the folder to the run",
                codes.UNREADABLE,
            )
        elif not stat.S_ISREG(status.st_mode):
            what, fix, code = "is no regular file", "Copy what it gives to a file", codes.UNREADABLE
        elif status.st_size > MOST_BYTES:
            what, fix, code = f"has {status.st_size:,} bytes", "Deliver it in several files", codes.TOO_LARGE
        else:
            return path.read_bytes()
    except FileNotFoundError:
        link = path.is_symlink()
        what = "is a link to something that is not there" if link else "is not there (any more)"
        fix, code = "Mend the link or remove it" if link else "Check the name, or deliver it again", codes.MISSING
    except PermissionError:
        what, fix, code = "cannot be opened: no permission", "Give this user the right to read it", codes.NO_PERMISSION
    except OSError as fault:
        what, fix, code = f"cannot be read: {fault.strerror}", "Check the disk and the path", codes.UNREADABLE
    raise source.refusal(what, code=code, fix=fix)


SUFFIXES: dict[str, Callable[[Source], Reading]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".xls": read_workbook,
    ".xlsb": read_workbook,
    ".parquet": read_parquet,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".json": read_json,
    ".zip": read_zip,
    ".gz": read_gzip,
}
