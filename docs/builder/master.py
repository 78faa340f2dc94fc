"""The page about the master's tables."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import polars as pl

from builder.markdown import MEANINGS, nothing_left, page, said, table
from crmtool.master.schema import TABLES, VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

TYPES = {pl.String: "text", pl.Int64: "integer", pl.Float64: "number", pl.Date: "date", pl.Boolean: "true or false"}


def pages() -> dict[str, str]:
    """The page by file name."""
    return {"tables.md": page("Tables of the master", _tables())}


def _tables() -> Iterator[str]:
    yield (
        "`master.db` is SQLite, and `crmtool export` writes any table to a file. These columns are always there; more "
        "may follow them. SQLite holds dates and times as ISO text and true as 1."
    )
    yield ", ".join(f"[{name}](#{name})" for name in TABLES) + "."
    for name, one in TABLES.items():
        own = MEANINGS["columns_of"].get(name, {})
        rows = [
            (f"`{column}`", TYPES[type(kind)], own.get(column) or said("columns", column))
            for column, kind in one.columns.items()
        ]
        yield f"## {name}\n\n{said('tables', name)}\n\n{table(('column', 'type', ''), rows)}"
    nothing_left("tables", TABLES)
    nothing_left("columns_of", TABLES)
    nothing_left("columns", [column for one in TABLES.values() for column in one.columns])
    yield "## Views\n\nJoins that everybody needs, ready for SQL and Datasette."
    for name, query in VIEWS.items():
        yield f"`{name}`:\n\n```sql\n{inspect.cleandoc(query)}\n```"
