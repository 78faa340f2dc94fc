"""A raw table under its fields' names, with what no field wants kept beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from crmtool.mapping.columns import column_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.model import ColumnMapping, RawTable


def apply(table: RawTable, mappings: Sequence[ColumnMapping], **others: pl.Expr) -> pl.DataFrame:
    """The rows of a raw table: ``row``, ``line`` (Int64), a String column for each mapped field, and ``extra``.

    ``others`` are further columns, by name. Values stay as delivered. ``extra`` is a JSON object of the unmapped cells
    that hold anything, by header (``#3`` for the third column where its header is empty or not the only one), null
    where there are none.
    """
    names, keys = table.cells.columns, column_keys(table.headers)
    fields = [pl.col(names[mapping.index]).alias(mapping.field) for mapping in mappings if mapping.field]
    members = [_member(names[mapping.index], keys[mapping.index]) for mapping in mappings if not mapping.field]
    return table.cells.select(
        table.rows.alias("row"), table.lines.alias("line"), *fields, _joined(members).alias("extra"), **others
    )


def _member(column: str, key: str) -> pl.Expr:
    """A cell as a member of a JSON object, null where it is empty."""
    value = pl.struct(v=column).struct.json_encode().str.strip_prefix('{"v":').str.strip_suffix("}")
    return pl.when(pl.col(column).is_not_null()).then(pl.lit(f"{json.dumps(key, ensure_ascii=False)}:") + value)


def _joined(members: list[pl.Expr]) -> pl.Expr:
    if not members:
        return pl.lit(None, dtype=pl.String)
    inside = pl.concat_str(members, separator=",", ignore_nulls=True)
    return pl.when(inside != "").then(pl.lit("{") + inside + pl.lit("}"))
