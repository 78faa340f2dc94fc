"""The SQLite file of a master: how it is made, opened and asked what it is."""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmtool.errors import CrmtoolError, UsageError
from crmtool.master.bulk import DTYPES
from crmtool.master.commit import Content
from crmtool.master.files import DATABASE
from crmtool.master.schema import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SECONDS_TO_WAIT = 2.0
"""For a database browser that is writing; another run is turned away at once."""
_NO_LOG = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a master says of itself: its generation and the files that belong to it, and what each table holds."""

    meta: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, Content] = field(default_factory=dict)

    @property
    def generation(self) -> int:
        """How many commits there were; 0 before the first."""
        return int(self.meta.get("generation", "0"))


def connect(folder: Path, how: str = "mode=rw") -> sqlite3.Connection:
    """Open the database that lies there, never making one; transactions are begun by hand."""
    uri = f"{(folder.absolute() / DATABASE).as_uri()}?{how}"
    return sqlite3.connect(uri, uri=True, timeout=_SECONDS_TO_WAIT, isolation_level=None)


def connect_to_read(folder: Path) -> sqlite3.Connection:
    """Open the database that lies there, even where nothing can be written beside it.

    On a full disk or in a read-only folder SQLite cannot make the shared memory of its write-ahead log. Nobody can
    write there then, so the file is read as it stands, unless a log has more to say.
    """
    connection = connect(folder)
    try:
        connection.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        log = folder / f"{DATABASE}-wal"
        if error.sqlite_errorcode & 0xFF not in _NO_LOG or (log.exists() and log.stat().st_size):
            raise
        return connect(folder, "immutable=1")
    return connection


def make(folder: Path) -> None:
    """Put an empty file there, private to its owner; SQLite gives its write-ahead log the same mode."""
    os.close(os.open(folder / DATABASE, os.O_RDWR | os.O_CREAT, 0o600))


def prepare_to_write(connection: sqlite3.Connection) -> None:
    """Write-ahead log, so that readers are never blocked; no temporary files outside the folder.

    ``synchronous`` is FULL: a commit must be on disk before the former generation's files are removed.
    """
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -65536", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def begin_to_read(connection: sqlite3.Connection) -> None:
    """See one state of all tables from the next question on, and change none of them."""
    connection.execute("PRAGMA query_only = ON")
    connection.execute("BEGIN")


def remove(folder: Path) -> None:
    """Take away a database that never came to a first commit."""
    for suffix in ("", "-wal", "-shm"):
        (folder / (DATABASE + suffix)).unlink(missing_ok=True)


def nothing_there(folder: Path) -> UsageError:
    """What a reader is told where no run has committed yet."""
    return UsageError("there is no master here", where=str(folder), fix=f"Make one: crmtool run PATH --master {folder}")


def standing(connection: sqlite3.Connection, folder: Path) -> Standing:
    """Read ``meta`` and ``contents``; an empty database has none. Raises CrmtoolError if this is no master of ours."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not names:
        return Standing()
    where = str(folder / DATABASE)
    if not {"meta", "contents"} <= names:
        raise CrmtoolError("is a database, but no crmtool master", where=where, fix="Name another folder with --master")
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    version = int(meta["schema_version"])
    if version > VERSION:
        what = f"was written by a newer crmtool (schema {version}; this crmtool knows {VERSION})"
        raise CrmtoolError(what, where=where, fix="Update crmtool, for instance with: pipx upgrade crmtool")
    rows = connection.execute("SELECT name, rows, columns, fingerprint FROM contents")
    return Standing(meta, {name: _content(*said) for name, *said in rows})


def _content(rows: int, columns: str, fingerprint: str) -> Content:
    return Content(rows, {name: DTYPES[dtype] for name, dtype in json.loads(columns).items()}, fingerprint)
