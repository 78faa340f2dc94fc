"""A raw table under its fields' names, with what no field wants kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.mapping.columns import column_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.model import ColumnMapping, RawTable


def apply(table: RawTable, mappings: Sequence[ColumnMapping], **others: pl.Expr) -> pl.DataFrame:
    """The rows of a raw table: ``row``, ``line`` (Int64), a String column for each mapped field, and ``extra``.

    ``others`` are further columns, by name. Values stay as delivered. ``extra`` is a JSON object of the unmapped cells
    that hold anything, by header (``#3`` for the third column where its header is empty or not the only one), null
    where there are none.
    """
    names, keys = table.cells.columns, column_keys(table.headers)
    fields = [pl.col(names[mapping.index]).alias(mapping.field) for mapping in mappings if mapping.field]
    rest = {names[mapping.index]: keys[mapping.index] for mapping in mappings if not mapping.field}
    cells = table.cells.select(*fields, _object(rest).alias("extra"), **others)
    # a select with these two in it would be worked out on one core
    return pl.DataFrame([table.rows.alias("row"), table.lines.alias("line")]).hstack(cells)


def _object(keys: Mapping[str, str]) -> pl.Expr:
    """The cells of columns that hold anything as a JSON object by the columns' ``keys``, null where none does."""
    if not keys:
        return pl.lit(None, dtype=pl.String)
    members = pl.concat_str([_member(name, key) for name, key in keys.items()], separator=",", ignore_nulls=True)
    return pl.when(pl.any_horizontal(pl.col(list(keys)).is_not_null())).then(
        pl.concat_str(pl.lit("{"), members, pl.lit("}"))
    )


def _member(column: str, key: str) -> pl.Expr:
    """A cell as a member of a JSON object, null where it is empty."""
    alone = pl.struct(pl.col(column).alias(key)).struct.json_encode()
    return pl.when(pl.col(column).is_not_null()).then(alone.str.strip_prefix("{").str.strip_suffix("}"))
