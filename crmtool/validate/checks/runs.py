"""Check kinds about numbers that were made up: counted up, or drawn as nobody's numbers are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import among_files, percent, usable

if TYPE_CHECKING:
    from crmtool.validate.terms import Given

TOO_OFTEN = {"file": pl.UInt32, "count": pl.Int64, "rows": pl.Int64, "part": pl.String, "usual": pl.Int64}


def counting_up(
    given: Given, *, length: int, digits: int, start: int = 0, in_row_order: bool = False, scattered: bool = False
) -> pl.LazyFrame:
    """Usable values of which ``digits`` digits count up by one through ``length`` values or more of the same file.

    These digits begin at ``start``; what stands before them must be alike. By value, repeats set aside, or
    ``in_row_order``: as the rows stand, which dragging down a spreadsheet cell makes; ``scattered`` leaves just those
    runs out. Says how long the run is, and how many of all files have such runs.
    """
    known = usable(given.field) if not start else pl.col(given.field).str.len_chars() == start + digits
    count = pl.col(given.field).str.slice(start, digits).cast(pl.Int64, strict=False)
    head = pl.col(given.field).str.head(start).hash() if start else pl.lit(0, pl.UInt64)
    block = pl.col("file").cast(pl.UInt64) ^ head
    counted = (
        given.records.filter(known).select("at", "file", block=block, count=count).drop_nulls().with_row_index("nth")
    )
    step = pl.when(pl.col("block") == pl.col("block").shift()).then(pl.col("count").diff())
    ordered = counted if in_row_order else _with_neighbours(counted).sort("block", "count", "at")
    steps = ordered.with_columns(step=step.fill_null(-1))
    goes_on = pl.col("step").is_between(1 if in_row_order else 0, 1)
    runs = steps.filter(goes_on | goes_on.shift(-1, fill_value=False)).with_columns(run=(~goes_on).cum_sum())
    long = runs.with_columns(length=(pl.col("step") == 1).sum().over("run") + 1)
    if scattered:
        dragged = (pl.col("nth").cast(pl.Int64).diff() == pl.col("step")).fill_null(value=True).all().over("run")
        long = long.filter(~dragged)
    return among_files(long.filter(pl.col("length") >= length), given).select("at", "length", "files", "all")


def one_part(given: Given, *, start: int, length: int, share: float, rows: int) -> pl.LazyFrame:
    """Files of which a part of the valid values is the same far too often, as in numbers that were made up.

    The part is ``length`` characters from ``start``; it counts once for each distinct value. Says the ``part``, how
    many (``count``) of the file's values (``rows``) have it, and of the other files' (``usual``, in percent).
    """
    held = given.records.filter(usable(given.field)).select("file", value=given.field)
    held = held.with_columns(part=pl.col("value").str.slice(start, length))
    odd = held.map_batches(partial(_too_often, share=share, rows=rows), schema=TOO_OFTEN)
    return odd.join(given.files.select("file", "at"), on="file").select("at", "count", "rows", "part", "usual")


def _with_neighbours(counted: pl.LazyFrame) -> pl.LazyFrame:
    """The rows whose ``count`` is one more or one less than that of another row; there are few."""
    step = pl.col("count").diff()
    counts = counted.select(pl.col("count").unique().sort()).filter((step == 1) | (step.shift(-1) == 1))
    return counted.join(counts, on="count", how="semi", maintain_order="left")


def _too_often(held: pl.DataFrame, share: float, rows: int) -> pl.DataFrame:
    """What ``one_part`` finds; step by step, because hardly any file has a part that is worth the next step."""
    likely = held.group_by("file", pl.col("part").hash()).agg(most=pl.len()).filter(pl.col("most") >= rows)
    files = held.group_by("file").agg(rows=pl.col("value").hash().n_unique().cast(pl.Int64))
    likely = likely.join(files, on="file").filter(pl.col("most") > pl.col("rows") * share)
    if likely.is_empty():
        return pl.DataFrame(schema=TOO_OFTEN)
    different = held.join(likely.select("file").unique(), on="file", how="semi").unique(["file", "value"])
    counted = different.group_by("file", "part").agg(count=pl.len().cast(pl.Int64)).join(files, on="file")
    odd = counted.filter(pl.col("count") >= rows, pl.col("count") > pl.col("rows") * share)
    everywhere = held.join(odd, on="part", how="semi").group_by("part").agg(all=pl.len().cast(pl.Int64))
    others, of = pl.col("all") - pl.col("count"), held.height - pl.col("rows")
    usual = pl.when(of > 0).then(percent(others, of)).otherwise(0)
    return odd.join(everywhere, on="part").select("file", "count", "rows", "part", usual=usual)
