"""The master's files: private to their owner, safe on disk before anything speaks of them."""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import CrmtoolError, MasterBusy, UsageError
from crmtool.master.faults import unwritable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

DATABASE = "master.db"
LOCK = "master.lock"
RECORDS = "records"
MAGIC = b"PAR1"
RESTORE = "Restore the master's folder from a backup"

_GENERATION = re.compile(r"[0-9]+-(records|scored)\.parquet")


def private_folder(folder: Path) -> None:
    """Make the folder, open to its owner only, unless it is there; its parents get the usual mode."""
    if folder.exists() and not folder.is_dir():
        raise UsageError("is a file, not a folder", where=str(folder), fix="Name another folder with --master")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def private_file(path: Path) -> BinaryIO:
    """An empty file, open for writing, that only its owner can read."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


@contextmanager
def writer_lock(folder: Path) -> Iterator[None]:
    """Hold the master for writing, or raise MasterBusy at once. The system frees the lock when the process ends."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        fix = "Wait until it has ended, then run again"
        raise MasterBusy("another run holds this master", where=str(folder), fix=fix) from error
    try:
        yield
    finally:
        os.close(handle)


def write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Write the frame and have it on disk; a file that could not be written whole is removed."""
    try:
        with private_file(path) as handle:
            frame.write_parquet(handle, compression="zstd", compression_level=1, statistics=False)
            handle.flush()
            os.fsync(handle.fileno())
    except (OSError, pl.exceptions.ComputeError) as error:
        path.unlink(missing_ok=True)
        raise unwritable(str(path), str(error)) from error


def open_parquet(path: Path) -> BinaryIO:
    """The file, open to be read. Raises FileNotFoundError if it is not there, CrmtoolError if it is not whole."""
    handle = path.open("rb")
    with ExitStack() as failed:
        failed.callback(handle.close)
        begins = handle.read(4)
        handle.seek(max(4, path.stat().st_size - 4))
        if [begins, handle.read()] != [MAGIC, MAGIC]:
            raise CrmtoolError("is damaged", where=str(path), fix=RESTORE)
        handle.seek(0)
        failed.pop_all()
    return handle


def missing(folder: Path) -> CrmtoolError:
    """The Parquet files that a master's database speaks of are not there."""
    return CrmtoolError("files of this master are missing", where=str(folder / RECORDS), fix=RESTORE)


def sync_folder(folder: Path) -> None:
    """Have the names in the folder on disk, not just the files."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, keep: Iterable[str]) -> None:
    """Remove generation files that nobody speaks of any more: former ones, and those of runs that were killed."""
    kept = set(keep)
    for path in folder.glob("*.parquet"):
        if _GENERATION.fullmatch(path.name) and path.name not in kept:
            path.unlink(missing_ok=True)
