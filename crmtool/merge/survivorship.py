"""Which of a cluster's values becomes the golden one, and what it beat.

Each public function is a survivorship strategy: an expression over candidate values, higher is better. Candidates have
the columns ``value``, ``trusted``, ``seen`` (Date), ``good`` (Boolean), ``whole`` (Boolean), ``sharers`` and ``times``.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.merge.clusters import Run


THREADS = 2
LINEAGE = {
    "cluster": pl.UInt32, "field": pl.String, "value": pl.String, "record": pl.UInt32, "strategy": pl.String,
    "runner_up": pl.String,
}  # fmt: skip


def trust() -> pl.Expr:
    """Prefer the kind of delivery that is believed more."""
    return pl.col("trusted").fill_null(0)


def recency() -> pl.Expr:
    """Prefer what was stated last."""
    return pl.col("seen").dt.epoch("d").fill_null(-1_000_000)


def frequency() -> pl.Expr:
    """Prefer what more records of the cluster say."""
    return pl.col("times")


def valid() -> pl.Expr:
    """Prefer a value that passes its check."""
    return pl.col("good").fill_null(value=False).cast(pl.Int8)


def personal() -> pl.Expr:
    """Prefer a number that few other people give."""
    return -pl.col("sharers").fill_null(0).cast(pl.Int64).clip(1)


def complete() -> pl.Expr:
    """Prefer a value with all its parts."""
    return pl.col("whole").fill_null(value=False).cast(pl.Int8)


def longest() -> pl.Expr:
    """Prefer the longer text."""
    return pl.col("value").str.len_chars()


def survive(candidates: pl.DataFrame, strategies: Sequence[str]) -> pl.DataFrame:
    """Pick one value for each cluster.

    ``candidates``: ``cluster``, ``record``, ``record_key``, ``value`` and the columns above, one row for each record
    that has a value. Gives ``cluster``, ``value``, ``record`` (the winner), ``strategy`` (the one that decided,
    ``only`` where nothing was beaten) and ``runner_up`` (the best other value, null without one).
    """
    scores = {name: getattr(sys.modules[__name__], name)() for name in strategies}
    counted = candidates.with_columns(times=pl.len().over("cluster", "value"))
    ranked = counted.with_columns(expression.alias(f"by_{name}") for name, expression in scores.items()).sort(
        "cluster",
        *[f"by_{name}" for name in scores],
        "record_key",
        descending=[False, *[True] * len(scores), False],
    )
    columns = [f"by_{name}" for name in scores]
    best = ranked.group_by("cluster", maintain_order=True).agg(pl.col("value", "record", *columns).first())
    others = (
        ranked.join(best.select("cluster", best="value"), on="cluster", maintain_order="left")
        .filter(pl.col("value") != pl.col("best"))
        .group_by("cluster", maintain_order=True)
        .agg(pl.col("value").first().alias("runner_up"), *[pl.col(c).first().alias(f"{c}_other") for c in columns])
    )
    decided = pl.lit("smallest key")
    for column in reversed(columns):
        decided = pl.when(pl.col(column) != pl.col(f"{column}_other")).then(pl.lit(column[3:])).otherwise(decided)
    decided = pl.when(pl.col("runner_up").is_null()).then(pl.lit("only")).otherwise(decided)
    return best.join(others, on="cluster", how="left", maintain_order="left").select(
        "cluster", "value", "record", "runner_up", strategy=decided
    )


def golden_fields(
    records: pl.DataFrame, fields: Mapping[str, Sequence[str]], groups: Mapping[str, Sequence[str]], run: Run
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Golden values of all ``fields`` for all clusters, and their lineage.

    ``records``: ``cluster`` and ``record`` (UInt32), ``record_key``, the fields as String, their ``<field>_good``,
    ``<field>_whole`` and ``<field>_sharers`` where they exist, ``trusted`` and ``seen``. A field of ``groups`` brings
    its companions from the winning record. ``run`` is an engine's ``bucket``. Gives a frame of ``cluster`` and one
    column for each field, and the lineage: ``cluster``, ``field``, ``value``, ``record``, ``strategy``, ``runner_up``.
    """
    lineage = run(Stage("survive", partial(_survivors, fields=fields), LINEAGE, by="cluster"), records)
    golden = records.select("cluster").unique().sort("cluster")
    won = dict(lineage.partition_by("field", as_dict=True))
    for field in fields:
        chosen = won.get((field,), lineage.clear())
        value = chosen.select("cluster", pl.col("value").alias(field), "record")
        companions = list(groups.get(field, ()))
        if companions:
            value = value.join(records.select("record", *companions), on="record", how="left")
        golden = golden.join(value.drop("record"), on="cluster", how="left", maintain_order="left")
    return golden, lineage.sort("cluster", "field")


def _survivors(records: pl.DataFrame, fields: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """The lineage of whole clusters."""
    with ThreadPoolExecutor(THREADS) as pool:
        chosen = pool.map(lambda field: survive(_candidates(records, field), fields[field]), fields)
        parts = [part.with_columns(field=pl.lit(field)) for field, part in zip(fields, chosen, strict=True)]
    return pl.concat([pl.DataFrame(schema=LINEAGE), *[part.select(LINEAGE.keys()) for part in parts]])


def _candidates(records: pl.DataFrame, field: str) -> pl.DataFrame:
    def beside(suffix: str, kind: type[pl.DataType]) -> pl.Expr:
        name = f"{field}_{suffix}"
        return (pl.col(name) if name in records.columns else pl.lit(None, kind)).alias(suffix)

    return records.select(
        "cluster",
        "record",
        "record_key",
        "trusted",
        "seen",
        beside("good", pl.Boolean),
        beside("whole", pl.Boolean),
        beside("sharers", pl.UInt32),
        value=pl.col(field).cast(pl.String),
    ).drop_nulls("value")
