"""Telephone numbers that stand in another's cell, each in a column of its own.

They stand behind the first number of a cell (``13000001357/13100001357``) or beside a name (``张三 13000001357``) and
go to the row's telephone fields whose own cells are empty, in order; no number stands in a row twice.

>>> from datetime import date
>>> numbers = {"mobile": ["13000001357", None], "phone": [None, "021-60000001"]}
>>> rows = pl.DataFrame(numbers).with_columns(
...     *[pl.when(pl.col(name).is_not_null()).then(pl.lit("ok")).alias(f"{name}_reason") for name in numbers],
...     *[pl.lit(None, pl.Boolean).alias(f"{name}_ok") for name in numbers],
...     *[pl.lit(None, pl.String).alias(f"{name}_kind") for name in numbers],
... )
>>> found = pl.Series(["13100001357", "021-60000001 13100001358"])
>>> taken_up(rows, ["mobile", "phone"], found, date(2026, 11, 20)).select("mobile", "phone", "phone_kind").rows()
[('13000001357', '13100001357', 'mobile'), ('13100001358', '021-60000001', None)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import phone

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

PARTS = {"": "canonical", "_reason": "reason", "_ok": "valid", "_kind": "phone_kind"}


def taken_up(records: pl.DataFrame, fields: Sequence[str], found: pl.Series, as_of: date) -> pl.DataFrame:
    """The records with the numbers ``found`` in their rows (String, several with spaces between, or null) taken up.

    ``fields`` are those that may take one, the first before the others, each with ``_reason``, ``_ok`` and ``_kind``.
    """
    if found.null_count() == len(found) or not fields:
        return records
    given = (
        records.select(*fields, *[f"{name}_reason" for name in fields]).with_columns(found=found).with_row_index("row")
    )
    given = given.filter(pl.col("found").is_not_null())
    empty = pl.concat_list(pl.when(pl.col(f"{name}_reason").is_null()).then(pl.lit(name)) for name in fields)
    held = pl.concat_list(fields)
    numbers = given.select("row", held=held, field=empty.list.drop_nulls(), found=pl.col("found").str.split(" "))
    numbers = numbers.explode("found").pipe(_read, as_of)
    numbers = numbers.filter(~pl.col("held").list.contains(pl.col("canonical"))).unique(
        ["row", "canonical"], keep="first", maintain_order=True
    )
    place = pl.int_range(pl.len()).over("row")
    placed = numbers.with_columns(field=pl.col("field").list.get(place, null_on_oob=True)).drop_nulls("field")
    filled = records
    for (name,), rows in placed.partition_by("field", as_dict=True).items():
        columns = [f"{name}{part}" for part in PARTS]
        filled = filled.with_columns(
            filled[column].clone().scatter(rows["row"], rows[known])
            for column, known in zip(columns, PARTS.values(), strict=True)
        )
    return filled


def _read(numbers: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Each number of the column ``found`` with what ``phone`` says of it, those that are none or nobody's left out."""
    different = numbers["found"].drop_nulls().unique()
    known = phone.standardise(different, as_of).with_columns(found=different)
    return numbers.join(known, on="found", how="inner", maintain_order="left").filter(
        pl.col("canonical").is_not_null(), pl.col("reason") != "placeholder"
    )
