"""What SQLite, the disk and the operating system can do to us, said so that the user can act on it."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmtool.errors import CrmtoolError, MasterBusy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DISK = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what goes wrong with ``path`` into a ``CrmtoolError``; errors of our own making pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        told = _told(error, str(path))
        if told is None:
            raise
        raise told from error
    except OSError as error:
        raise unwritable(error.filename or str(path), error.strerror or str(error)) from error


def unwritable(where: str, reason: str) -> CrmtoolError:
    """A file of the master could not be written, because of ``reason``."""
    fix = "Free space on the disk or check the folder's permissions, then run again; the master is as it was"
    return CrmtoolError(f"could not be read or written ({reason})", where=where, fix=fix)


def _told(error: sqlite3.Error, where: str) -> CrmtoolError | None:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _BUSY:
        fix = "Close the program that writes to it (a database browser, another run), then run again"
        return MasterBusy("another program is writing to the master", where=where, fix=fix)
    if code in _DISK | _DENIED:
        return unwritable(where, str(error))
    if code in _DAMAGED:
        return CrmtoolError(f"is damaged ({error})", where=where, fix="Restore the master's folder from a backup")
    return None
