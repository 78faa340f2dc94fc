"""Open a master to read or to write; commit a run."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

import polars as pl

from crmtool.errors import UsageError
from crmtool.fields import did_you_mean
from crmtool.master import bulk, database, files, lineage
from crmtool.master.commit import Plan, plan, write_files, write_tables
from crmtool.master.faults import explained
from crmtool.master.run import row
from crmtool.master.schema import TABLES, VERSION

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping
    from pathlib import Path
    from typing import BinaryIO

    from crmtool.master.run import Run

_PARQUET = {"records", "scored"}
_TRIES = 5
"""How often a reader begins anew when a commit removes the files of the generation it has just seen."""


class Master:
    """A master opened by ``Master.open``; leave it by ``with`` or ``close``.

    A reader sees the generation that stood when it opened, tables and Parquet files alike, whatever is committed since.
    """

    def __init__(self, folder: Path, *, write: bool) -> None:
        self.folder = folder
        self.write = write
        self._stack = ExitStack()
        self._connection: sqlite3.Connection | None = None
        self._standing = database.Standing()
        self._handles: dict[str, BinaryIO] = {}

    @classmethod
    def open(cls, folder: Path, *, write: bool, empty: bool = False) -> Master:
        """The master in ``folder``.

        To write: makes the folder if there is none, but no database before the first commit; raises MasterBusy if
        another process writes. To read: raises UsageError if there is no master, unless it may be ``empty``, and never
        creates anything.
        """
        master = cls(folder, write=write)
        with ExitStack() as failed, explained(folder / files.DATABASE):
            failed.callback(master.close)
            if write:
                master._open_to_write()
            else:
                master._open_to_read(empty=empty)
            failed.pop_all()
        return master

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether a master lies there."""
        return (folder / files.DATABASE).is_file()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database, the files and the lock."""
        self._disconnect()
        self._stack.close()

    @property
    def generation(self) -> int:
        """How many commits this master has seen; 0 before the first."""
        return self._standing.generation

    @property
    def next_run(self) -> int:
        """The number that the next commit's run will have, for the ``run`` columns of its tables."""
        return self.generation + 1

    def tables(self) -> dict[str, int]:
        """The name of every table and how many rows it has."""
        return {name: self._standing.contents[name].rows if name in self._standing.contents else 0 for name in TABLES}

    def table(self, name: str) -> pl.DataFrame:
        """A whole table, its columns in order, with the types it was committed with."""
        if name == "lineage" and self._connection is not None:
            return lineage.read(self._connection, self._standing.contents[name].columns)
        return self.select(name, "1")

    def select(self, name: str, where: str, *values: object) -> pl.DataFrame:
        """The rows of a table where an SQL condition holds; ``values`` stand in for its question marks."""
        if name not in TABLES:
            raise UsageError(f"there is no table {name!r}", fix=did_you_mean(name, TABLES))
        content = self._standing.contents.get(name)
        if self._connection is None or content is None:
            return pl.DataFrame(schema=dict(TABLES[name].columns))
        query = f"SELECT {bulk.quoted(content.columns)} FROM {name} WHERE {where}"  # noqa: S608
        with explained(self.folder / files.DATABASE):
            return bulk.fetch(self._connection, query, content.columns, values)

    def records(self) -> pl.DataFrame | None:
        """The standardised records of this generation; None before the first commit."""
        return _collected(self.scan("records"))

    def scored(self) -> pl.DataFrame | None:
        """The scored pairs of this generation; None before the first commit."""
        return _collected(self.scan("scored"))

    def scan(self, name: str) -> pl.LazyFrame | None:
        """The ``records`` or ``scored`` pairs, for a question that needs only some of their columns or rows."""
        if name not in self._standing.meta:
            return None
        return pl.scan_parquet(self._handles.get(name) or self.folder / files.RECORDS / self._standing.meta[name])

    def commit(
        self,
        run: Run,
        tables: Mapping[str, pl.DataFrame],
        records: pl.DataFrame | None = None,
        scored: pl.DataFrame | None = None,
    ) -> bool:
        """Make the run's tables, records and scored pairs the next generation, or leave everything as it is.

        ``tables`` has frames by the names of ``schema.TABLES``, which say what each replaces; tables, records or scored
        pairs that are not given stay. Gives False, and writes nothing at all, if nothing given is new. Raises
        CrmtoolError if the disk is full or forbids it; the former generation is untouched then.
        """
        if not self.write:
            raise RuntimeError("this master was opened to read")
        given = {name: frame for name, frame in (("records", records), ("scored", scored)) if frame is not None}
        changes = plan(tables, given, self.table, self._standing.contents)
        if changes:
            added = {**changes.added, "runs": row(run, self.next_run)}
            with explained(self.folder / files.DATABASE):
                self._write(Plan(changes.replaced, added, changes.parquet, changes.prints))
        return bool(changes)

    def _write(self, changes: Plan) -> None:
        """Files in one thread, tables in this; the transaction ends only once the files are safe on disk."""
        from sqlite_utils import Database

        folder = self.folder / files.RECORDS
        files.private_folder(folder)
        names = {name: f"{self.next_run}-{name}.parquet" for name in changes.parquet}
        meta = {"schema_version": str(VERSION), "generation": str(self.next_run)} | names
        with ExitStack() as failed:
            failed.callback(self._give_up)
            db = Database(self._writable(), execute_plugins=False, recursive_triggers=False)
            with ThreadPoolExecutor(2) as pool, db.atomic():
                written = pool.submit(write_files, folder, names, changes.parquet)
                write_tables(db, changes, self._standing.contents, pool)
                db.table("meta").upsert_all([{"key": key, "value": value} for key, value in meta.items()], pk="key")
                written.result()
            failed.pop_all()
        self._standing = database.standing(db.conn, self.folder)
        files.sweep(folder, self._standing.meta.values())

    def _give_up(self) -> None:
        """After a failed commit: no files but those the database speaks of; no database if it never had a commit.

        The database is asked anew, because an interrupt may come just after the transaction's end.
        """
        self._standing = database.Standing()
        if self._connection is not None:
            self._standing = database.standing(self._connection, self.folder)
        files.sweep(self.folder / files.RECORDS, self._standing.meta.values())
        if self.generation == 0:
            self._disconnect()
            database.remove(self.folder)

    def _writable(self) -> sqlite3.Connection:
        if self._connection is None:
            database.make(self.folder)
            self._connection = database.connect(self.folder)
        database.prepare_to_write(self._connection)
        return self._connection

    def _open_to_write(self) -> None:
        files.private_folder(self.folder)
        self._stack.enter_context(files.writer_lock(self.folder))
        if self.exists(self.folder):
            self._connection = database.connect(self.folder)
            self._standing = database.standing(self._connection, self.folder)
            if not self._hold_files():
                raise files.missing(self.folder)
            self._handles.clear()
            files.sweep(self.folder / files.RECORDS, self._standing.meta.values())

    def _open_to_read(self, *, empty: bool) -> None:
        """Begin a transaction, so that all tables are of one generation, and hold the files that belong to it."""
        if self.exists(self.folder):
            self._connection = database.connect_to_read(self.folder)
        for _ in range(_TRIES):
            if self._connection is not None:
                database.begin_to_read(self._connection)
                self._standing = database.standing(self._connection, self.folder)
            if self._connection is None or self.generation == 0:
                if empty:
                    return
                raise database.nothing_there(self.folder)
            if self._hold_files():
                return
            self._connection.execute("ROLLBACK")
        raise files.missing(self.folder)

    def _hold_files(self) -> bool:
        """Open this generation's files, so that they can be read even after a commit has removed them."""
        with ExitStack() as opened:
            for name in _PARQUET & self._standing.meta.keys():
                path = self.folder / files.RECORDS / self._standing.meta[name]
                try:
                    self._handles[name] = opened.enter_context(files.open_parquet(path))
                except FileNotFoundError:
                    return False
            self._stack.enter_context(opened.pop_all())
        return True

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _collected(frame: pl.LazyFrame | None) -> pl.DataFrame | None:
    return None if frame is None else frame.collect()
