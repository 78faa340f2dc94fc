"""Lineage, the master's longest table: packed where it is stored, plain where it is read.

A hundred thousand records give half a million golden values, each repeating its entity, ID, strategy and file. So one
row is stored for each golden record, in a quarter of the time; the view ``lineage`` unpacks the rows of the contract.

    lineage_golden    entity, id, and JSON lists with a place for each value: field and strategy (kind), where it came
                      from (origin: file * 2^32 + row + 1), value, runner_up, and columns that are not in the contract
    lineage_kinds     kind, field, strategy
    lineage_files     file, source_file
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from polars import selectors as cs

from crmtool.master import bulk
from crmtool.values.text import as_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

_CODED = ("entity", "id", "field", "value", "source_file", "row", "strategy")
_ROWS = 2**32
_VIEW = """
    SELECT g.entity, g.id, k.field, json_extract(g.value, '$[' || s.key || ']') AS value, f.source_file,
           nullif(json_extract(g.origin, '$[' || s.key || ']') & 4294967295, 0) - 1 AS "row", k.strategy,
           {rest}
    FROM lineage_golden g
    CROSS JOIN json_each(g.kind) s
    CROSS JOIN lineage_kinds k ON k.kind = s.value
    CROSS JOIN lineage_files f ON f.file = json_extract(g.origin, '$[' || s.key || ']') >> 32"""
"""CROSS JOIN holds SQLite to this order: one walk along the golden records, or straight to the one asked for."""


def pack(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The three stored tables that say what ``frame`` (storable) says.

    NUL becomes its picture, because SQLite ends a text that it takes out of JSON there.
    """
    frame = bulk.bindable(frame).with_columns(cs.string().str.replace_all("\0", "␀", literal=True))
    kinds = _numbered(frame.select("field", "strategy"), "kind")
    places = _numbered(frame.select("source_file"), "file")
    coded = frame.join(kinds, on=["field", "strategy"], how="left", nulls_equal=True, maintain_order="left").join(
        places, on="source_file", how="left", nulls_equal=True, maintain_order="left"
    )
    origin = pl.col("file") * _ROWS + (pl.col("row") + 1).fill_null(0)
    lists = ["kind", "origin", "value", *_rest(frame.columns)]
    golden = coded.with_columns(origin=origin).group_by("entity", "id", maintain_order=True).agg(lists)
    packed = golden.with_columns(as_json(name) for name in lists)
    return {"lineage_golden": packed, "lineage_kinds": kinds, "lineage_files": places}


def replace(db: Database, packed: Mapping[str, pl.DataFrame], columns: list[str]) -> None:
    """Make ``lineage`` hold what ``pack`` packed, of a frame with these columns, and nothing else."""
    for name, frame in packed.items():
        key = None if name == "lineage_golden" else frame.columns[0]
        bulk.drop(db.conn, name)
        db.table(name).create(bulk.sql_types(frame.schema), pk=key)
        bulk.insert(db.conn, name, frame)
    db.table("lineage_golden").create_index(["id"])
    rest = [f"json_extract(g.{name}, '$[' || s.key || ']') AS {name}" for name in map(_quoted, _rest(columns))]
    db.create_view("lineage", _VIEW.format(rest=", ".join(rest)), replace=True)


def read(connection: sqlite3.Connection, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """All of the lineage, unpacked without the view, which takes four times as long."""
    lists: dict[str, pl.DataType] = {"kind": pl.Int64(), "origin": pl.Int64()}
    lists |= {name: bulk.bound(schema[name]) for name in ("value", *_rest(schema))}
    golden = _stored(connection, "lineage_golden", dict.fromkeys(("entity", "id", *lists), pl.String()))
    kinds = _stored(connection, "lineage_kinds", {"kind": pl.Int64(), "field": pl.String(), "strategy": pl.String()})
    places = _stored(connection, "lineage_files", {"file": pl.Int64(), "source_file": pl.String()})
    decoded = golden.with_columns(pl.col(name).str.json_decode(pl.List(dtype)) for name, dtype in lists.items())
    return (
        decoded.explode(*lists)
        .with_columns(file=pl.col("origin") // _ROWS, row=pl.col("origin") % _ROWS - 1)
        .with_columns(row=pl.when(pl.col("row") >= 0).then("row"))
        .join(kinds, on="kind", how="left", maintain_order="left")
        .join(places, on="file", how="left", maintain_order="left")
        .select(bulk.restored(name, dtype) for name, dtype in schema.items())
    )


def _stored(connection: sqlite3.Connection, name: str, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return bulk.fetch(connection, f"SELECT {bulk.quoted(schema)} FROM {name}", schema)  # noqa: S608


def _rest(columns: Iterable[str]) -> list[str]:
    """The columns that are packed as they are: runner_up and those that are not in the contract."""
    return [name for name in columns if name not in _CODED]


def _quoted(name: str) -> str:
    return bulk.quoted([name])


def _numbered(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The distinct rows, numbered from 1."""
    distinct = frame.unique(maintain_order=True)
    return distinct.select(pl.int_range(1, distinct.height + 1, dtype=pl.Int64).alias(name), pl.all())
