"""Lineage, the master's longest table: coded in numbers where it is stored, plain where it is read.

A golden value's lineage repeats its entity, field, strategy and file a hundred thousand times over. Four tables hold
each of those once; the view ``lineage`` puts the rows of ``contract.md`` together again. Loading takes half the time.

    lineage_golden    golden record: entity, id, the first and last position of its values
    lineage_kinds     field and strategy
    lineage_files     source_file
    lineage_values    position, kind, value, origin (file * 2^32 + row + 1; file or row 0: unknown), runner_up
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.master import bulk

if TYPE_CHECKING:
    from sqlite_utils import Database

_PLAIN = ("entity", "id", "field", "value", "source_file", "row", "strategy", "runner_up")
_TABLES = ("lineage_golden", "lineage_kinds", "lineage_files", "lineage_values")
_VIEW = """
    SELECT g.entity, g.id, k.field, v.value, f.source_file, nullif(v.origin & 4294967295, 0) - 1 AS "row", k.strategy,
           v.runner_up{extra}
    FROM lineage_golden g
    CROSS JOIN lineage_values v ON v.position BETWEEN g.first AND g.last
    LEFT JOIN lineage_kinds k ON k.kind = v.kind
    LEFT JOIN lineage_files f ON f.file = v.origin >> 32"""


def replace(db: Database, frame: pl.DataFrame) -> None:
    """Make ``lineage`` hold the rows of ``frame`` (storable), grouped by golden record, and nothing else."""
    for name, part in code(frame).items():
        db.table(name).drop(ignore=True)
        db.table(name).create(bulk.sql_types(part.schema), pk=part.columns[0])
        bulk.insert(db.conn, name, part)
    db.table("lineage_golden").create_index(["id"])
    extra = "".join(f", v.{bulk.quoted([name])}" for name in frame.columns if name not in _PLAIN)
    db.create_view("lineage", _VIEW.format(extra=extra), replace=True)


def code(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The four tables that say what ``frame`` says."""
    ordered = _grouped(frame)
    golden = (
        ordered.with_row_index("position")
        .group_by("entity", "id", maintain_order=True)
        .agg(
            pl.col("position").first().cast(pl.Int64).alias("first"),
            pl.col("position").last().cast(pl.Int64).alias("last"),
        )
        .select(_numbered("golden"), pl.all())
    )
    kinds = ordered.select("field", "strategy").unique(maintain_order=True).select(_numbered("kind"), pl.all())
    files = ordered.select("source_file").drop_nulls().unique(maintain_order=True).select(_numbered("file"), pl.all())
    coded = ordered.join(kinds, on=["field", "strategy"], how="left", nulls_equal=True, maintain_order="left").join(
        files, on="source_file", how="left", maintain_order="left"
    )
    origin = pl.col("file").fill_null(0) * 2**32 + (pl.col("row") + 1).fill_null(0)
    extra = [name for name in frame.columns if name not in _PLAIN]
    values = coded.select(_numbered("position", 0), "kind", "value", origin.alias("origin"), "runner_up", *extra)
    return dict(zip(_TABLES, (golden, kinds, files, values), strict=True))


def _grouped(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of each golden record together; rows that are so already keep their order."""
    key = frame.select("entity", "id")
    runs = (key != key.shift(1)).select(pl.any_horizontal(pl.all().fill_null(value=True)).sum()).item()
    if runs == key.n_unique():
        return frame
    return frame.sort("entity", "id", maintain_order=True)


def _numbered(name: str, first: int = 1) -> pl.Expr:
    return pl.int_range(first, pl.len() + first, dtype=pl.Int64).alias(name)
