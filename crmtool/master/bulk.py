"""Whole frames into SQLite and back, fast.

``executemany`` over statements of many rows each: half a million rows of eight texts take 0.9 s, where one row a
statement takes 1.4 s and sqlite-utils' ``insert_all`` 2 s and more. Indexes are made after the load.
"""

from __future__ import annotations

from hashlib import blake2b
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl
from polars import selectors as cs

from crmtool.values.text import as_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

_SLICE = 16_384
_PARAMETERS = 900
"""Older builds of SQLite take at most 999 parameters a statement."""
_TOGETHER = 64
"""More rows a statement than this gain nothing."""

DTYPES: Mapping[str, pl.DataType] = {
    str(dtype): dtype for dtype in (pl.String(), pl.Int64(), pl.UInt64(), pl.Float64(), pl.Boolean(), pl.Date())
}
"""What a stored column can be, by the name that the table ``contents`` gives it."""

_SQL = {pl.Int64(): "INTEGER", pl.UInt64(): "INTEGER", pl.Boolean(): "INTEGER", pl.Float64(): "REAL"}


def storable(frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame in the few types that the master stores: times become ISO text, lists and structs JSON."""
    nested = cs.by_dtype(pl.List, pl.Array, pl.Struct)
    flat = frame.with_columns(
        (cs.integer() - cs.by_dtype(pl.UInt64)).cast(pl.Int64),
        cs.float().cast(pl.Float64).fill_nan(None),
        cs.datetime().dt.to_string("iso:strict"),
        *[as_json(name) for name in cs.expand_selector(frame, nested)],
    )
    return flat.with_columns((~cs.by_dtype(*DTYPES.values())).cast(pl.String))


def fingerprint(frame: pl.DataFrame) -> str:
    """A digest of the frame's columns and rows in order.

    Polars' row hash may change with its version, so the version goes in: after an update tables are written once more.
    """
    digest = blake2b(repr((pl.__version__, frame.schema, frame.height)).encode(), digest_size=16)
    if frame.width:
        digest.update(frame.hash_rows(seed=0).to_numpy().tobytes())
    return digest.hexdigest()


def sql_types(schema: Mapping[str, pl.DataType]) -> dict[str, str]:
    """The SQLite type of each column; dates are ISO text, truth values 0 and 1."""
    return {name: _SQL.get(dtype, "TEXT") for name, dtype in schema.items()}


def quoted(names: Iterable[str]) -> str:
    """Column names for a statement."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in names)


def drop(connection: sqlite3.Connection, table: str) -> None:
    """Remove the table if there is one; sqlite-utils' ``drop(ignore=True)`` would hide a locked database too."""
    connection.execute(f"DROP TABLE IF EXISTS {quoted([table])}")


def insert(connection: sqlite3.Connection, table: str, frame: pl.DataFrame) -> None:
    """Add the rows of a storable frame to the table, by column name, inside the caller's transaction."""
    width = frame.width
    together = max(1, min(_TOGETHER, _PARAMETERS // width))
    one = "(" + ", ".join("?" * width) + ")"
    head = f"INSERT INTO {quoted([table])} ({quoted(frame.columns)}) VALUES "  # noqa: S608
    for part in bindable(frame).iter_slices(_SLICE // together * together):
        columns = [column.to_list() for column in part.get_columns()]
        whole = part.height // together * together
        flat = list(chain.from_iterable(zip(*(column[:whole] for column in columns), strict=True)))
        step = together * width
        connection.executemany(
            head + ", ".join([one] * together), (flat[at : at + step] for at in range(0, len(flat), step))
        )
        connection.executemany(head + one, zip(*(column[whole:] for column in columns), strict=True))


def bindable(frame: pl.DataFrame) -> pl.DataFrame:
    """A storable frame as SQLite takes it."""
    return frame.with_columns(
        cs.date().dt.to_string("iso"), cs.by_dtype(pl.UInt64).reinterpret(signed=True), cs.boolean().cast(pl.Int64)
    )


def bound(dtype: pl.DataType) -> pl.DataType:
    """The type that a bindable column has in place of the stored one."""
    return pl.String() if dtype == pl.Date() else pl.Int64() if dtype in (pl.Boolean(), pl.UInt64()) else dtype


def restored(name: str, dtype: pl.DataType) -> pl.Expr:
    """A bindable column as it was stored."""
    column = pl.col(name)
    if dtype == pl.Date():
        return column.str.to_date("%Y-%m-%d")
    if dtype == pl.UInt64():
        return column.reinterpret(signed=False)
    return column.cast(dtype)


def fetch(
    connection: sqlite3.Connection, query: str, schema: Mapping[str, pl.DataType], parameters: Iterable[object] = ()
) -> pl.DataFrame:
    """The query's rows as a frame of this schema (stored types)."""
    plain = {name: bound(dtype) for name, dtype in schema.items()}
    cursor = connection.execute(query, tuple(parameters))
    parts = [pl.DataFrame(schema=plain)]
    while rows := cursor.fetchmany(_SLICE):
        columns = zip(plain.items(), zip(*rows, strict=True), strict=True)
        parts.append(pl.DataFrame([pl.Series(name, values, dtype) for (name, dtype), values in columns]))
    return pl.concat(parts).select(restored(name, dtype) for name, dtype in schema.items())
