"""What a commit changes, and the writing of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.master import bulk, files, lineage, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path

    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Content:
    """What the master's table ``contents`` says of one of its tables."""

    rows: int
    columns: Mapping[str, pl.DataType]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What differs from what the master holds: tables to be replaced, rows to be added, Parquet files to be written."""

    replaced: Mapping[str, pl.DataFrame]
    added: Mapping[str, pl.DataFrame]
    parquet: Mapping[str, pl.DataFrame]
    prints: Mapping[str, str]

    def __bool__(self) -> bool:
        return bool(self.replaced or self.added or self.parquet)


def plan(
    tables: Mapping[str, pl.DataFrame],
    parquet: Mapping[str, pl.DataFrame],
    held: Callable[[str], pl.DataFrame],
    contents: Mapping[str, Content],
) -> Plan:
    """Compare what is given with what is ``held``. Raises ValueError on a table or column that cannot be right.

    A frame without any column says nothing.
    """
    added, replaced = {}, {}
    for name, frame in ((name, frame) for name, frame in tables.items() if frame.width):
        table = _table(name, frame)
        rows = bulk.storable(_ordered(table, frame))
        rows = rows.sort(table.order, maintain_order=True) if table.order else rows
        if table.grows and name in contents:
            added[name] = rows.cast({c: t for c, t in contents[name].columns.items() if c in rows.columns})
        else:
            replaced[name] = _merged(held(name), rows, table.per) if table.per else rows
    prints = {name: bulk.fingerprint(frame) for name, frame in (replaced | dict(parquet)).items()}
    new = {name for name, value in prints.items() if name not in contents or contents[name].fingerprint != value}
    return Plan(
        {name: frame for name, frame in replaced.items() if name in new},
        {name: frame for name, frame in added.items() if frame.height},
        {name: frame for name, frame in parquet.items() if name in new},
        prints,
    )


def _table(name: str, frame: pl.DataFrame) -> schema.Table:
    table = schema.TABLES.get(name)
    if table is None or name == "runs":
        raise ValueError(f"a commit cannot be given the table {name!r}")
    missing = [column for column in table.columns if column not in frame.columns]
    if missing:
        raise ValueError(f"the table {name} lacks the columns {', '.join(missing)}")
    return table


def _ordered(table: schema.Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns promised first, in their order; a column that holds nothing gets the type promised."""
    empty = [name for name, dtype in frame.schema.items() if dtype == pl.Null]
    typed = frame.cast({name: table.columns.get(name, pl.String()) for name in empty})
    return typed.select(*table.columns, pl.exclude(*table.columns))


def _merged(held: pl.DataFrame, new: pl.DataFrame, per: tuple[str, ...]) -> pl.DataFrame:
    """The rows held of which none of the new ones speaks, then the new ones."""
    kept = held.join(new.select(per).unique(), on=list(per), how="anti", nulls_equal=True, maintain_order="left")
    return pl.concat([kept, new], how="diagonal_relaxed") if held.height else new


def write_files(folder: Path, names: Mapping[str, str], frames: Mapping[str, pl.DataFrame]) -> None:
    """Write the Parquet files of a generation and have them, and their names, on disk."""
    for name, frame in frames.items():
        files.write_parquet(frame, folder / names[name])
    files.sync_folder(folder)


def write_tables(db: Database, plan: Plan, contents: Mapping[str, Content], pool: ThreadPoolExecutor) -> None:
    """Bring the tables up to the plan, inside the caller's transaction; in an empty master make all of them."""
    first = not contents
    if first:
        schema.create(db)
    absent = {name: pl.DataFrame(schema=dict(table.columns)) for name, table in schema.TABLES.items() if first}
    frames = absent | dict(plan.replaced)
    packed = pool.submit(lineage.pack, frames["lineage"]) if "lineage" in frames else None
    for name, frame in frames.items():
        if name != "lineage":
            _replace(db, name, frame)
        _note(db, name, Content(frame.height, frame.schema, plan.prints.get(name, "")))
    if packed:
        lineage.replace(db, packed.result(), frames["lineage"].columns)
    for name, frame in plan.added.items():
        before = contents.get(name) or Content(0, absent[name].schema, "")
        _add(db, name, frame, before)
        _note(db, name, Content(before.rows + frame.height, {**before.columns, **frame.schema}, ""))
    for name, frame in plan.parquet.items():
        _note(db, name, Content(frame.height, {}, plan.prints[name]))


def _replace(db: Database, name: str, frame: pl.DataFrame) -> None:
    table = schema.TABLES[name]
    target = db.table(name)
    bulk.drop(db.conn, name)
    referring = schema.foreign_keys(name, frame.columns)
    target.create(bulk.sql_types(frame.schema), pk=table.key or None, foreign_keys=referring)
    bulk.insert(db.conn, name, frame)
    for index in table.indexes:
        target.create_index(index.split(","))


def _add(db: Database, name: str, frame: pl.DataFrame, before: Content) -> None:
    for column, sql_type in bulk.sql_types(frame.schema).items():
        if column not in before.columns:
            db.table(name).add_column(column, sql_type)
    bulk.insert(db.conn, name, frame)


def _note(db: Database, name: str, content: Content) -> None:
    columns = json.dumps({column: str(dtype) for column, dtype in content.columns.items()}, ensure_ascii=False)
    noted = {"name": name, "rows": content.rows, "columns": columns, "fingerprint": content.fingerprint}
    db.table("contents").upsert(noted, pk="name")
