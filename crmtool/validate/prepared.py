"""Records made ready for checks: every column a check may ask for, and what can be computed once for all of them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.validate.parse import WHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmtool.fields import Fields

DERIVED = (
    "delivery_date", "surname", "name_key", "name_pinyin", "company_key", "street_key", "id_key", "id_gender",
    "id_birth_date", *WHERE,
)  # fmt: skip
"""Columns of text beside those of fields that checks look at."""

NOT_EVIDENCE = ("masked", "placeholder")
"""Reasons for which a value says nothing about who or what is meant, although its canonical form may be kept."""

SAYS_NOTHING = (
    r"^(?i)[\s\p{P}\p{S}\p{Cf}]*(?:[无無空缺]|没有|[暂尚均全][无無]|空白|空值|缺失|不[详祥明清]|不清楚|不知道?|未[知明详填留报]|未填写"
    r"|未提供|未登记|未录入|null|none|nil|nan?|n/a|n\.a|#n/a|undefined|unknown)?[\s\p{P}\p{S}\p{Cf}]*$"
)
"""What people and systems write into a cell to say that it is empty."""

OVERFLOW = "^ *#{3,} *$"
"""What a spreadsheet shows, and exports, of a number in a column too narrow for it: there was a value."""

HABIT_CELLS, HABIT_SHARE = 5, 0.9
"""A word is how a file writes its empty cells if it stands in so many, and in such a share of those without content."""


def prepared(records: pl.DataFrame, fields: Fields) -> pl.DataFrame:
    """The records with all columns that checks may ask for, missing ones null, and those that ``Given`` promises."""
    texts = [f"{field}{part}" for field in fields for part in ("", "_raw", "_reason", "_suggestion")]
    wanted = {**dict.fromkeys((*texts, *DERIVED), pl.String), **{f"{field}_ok": pl.Boolean for field in fields}}
    wanted |= {"id_sure": pl.Boolean}
    missing = [pl.lit(None, kind).alias(name) for name, kind in wanted.items() if name not in records.columns]
    dates = [name for name, field in fields.items() if field.kind == "date"]
    delivered = records.select("source_file", *[name for name in records.columns if name.endswith("_raw")])
    certain = pl.col("id_sure") & ~pl.col("id_number_ok")
    with ThreadPoolExecutor(2) as pool:
        content = pool.submit(delivered.hash_rows)
        frame = records.rechunk().with_columns(  # every select would align chunks anew
            *missing,
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
            pl.col("source_file").cast(pl.Categorical).to_physical().alias("file"),
        )
        frame = frame.with_columns(id_number_suggestion=pl.when(certain).then("id_key"))
        held = list(pool.map(partial(_held, frame), fields))
    return frame.with_columns(
        content.result().alias("content"),
        *held,
        *[_usable(frame, name) for name in fields],
        *[pl.col(name).str.to_date("%Y-%m-%d", strict=False).alias(f"{name}_day") for name in dates],
        pl.col("delivery_date").cast(pl.Date),
    )


def _held(frame: pl.DataFrame, field: str) -> pl.Series:
    """Whether each row holds anything for the field, be it wrong or made up.

    Blank cells hold nothing, nor do cells with a word that is how the file writes its empty cells (NULL in thousands of
    rows). A word for nothing that somebody typed here and there is a placeholder, which is a fault of its own.
    """
    value, raw, reason = frame[field], frame[f"{field}_raw"], frame[f"{field}_reason"]
    if value.count() == raw.count() == 0:
        return pl.repeat(value=False, n=len(frame), eager=True).alias(f"{field}_held")
    held = value.is_not_null() | (reason.is_not_null() & (reason != "ok"))
    suspects = (reason == "placeholder").arg_true()
    if suspects.is_empty():
        return held.alias(f"{field}_held")
    words = pl.DataFrame({"at": suspects, "file": frame["file"].gather(suspects), "word": raw.gather(suspects)})
    said = words["word"].unique().drop_nulls()
    blank = said.filter(said.str.contains(SAYS_NOTHING) & ~said.str.contains(OVERFLOW)).to_frame("word")
    nothing = words.join(blank, on="word", how="semi").with_columns(pl.col("word").str.strip_chars())
    if nothing.is_empty():
        return held.alias(f"{field}_held")
    blank_cells = frame["file"].filter(raw.is_null()).value_counts(name="empty")
    counted = nothing.join(blank_cells, on="file", how="left").with_columns(
        same=pl.len().over("file", "word"), empty=pl.len().over("file") + pl.col("empty").fill_null(0)
    )
    habit = (pl.col("same") >= HABIT_CELLS) & (pl.col("same") > pl.col("empty") * HABIT_SHARE)
    return held.scatter(counted.filter(habit | (pl.col("word") == ""))["at"], False).alias(f"{field}_held")


def _usable(frame: pl.DataFrame, field: str) -> pl.Expr:
    """Whether each row's value of the field is valid, no placeholder and not masked."""
    name = f"{field}_usable"
    if frame[field].null_count() == len(frame):
        return pl.lit(value=False).alias(name)
    good = pl.col(field).is_not_null() & pl.col(f"{field}_ok").fill_null(value=True)
    nothing = pl.any_horizontal(pl.col(f"{field}_reason") == reason for reason in NOT_EVIDENCE)
    return (good & ~nothing.fill_null(value=False)).alias(name)


def files_of(frame: pl.DataFrame, fields: Iterable[str]) -> pl.DataFrame:
    """A row for each file: ``file``, ``at`` (its first row), ``rows``, and its ``dealer``, ``kind`` and ``date``.

    ``<field>_filled`` counts the rows that hold the field.
    """
    runs = frame["file"].rle().struct.unnest()
    starts = runs["len"].cum_sum() - runs["len"]
    filled = {f"{name}_filled": _in_each(frame[f"{name}_held"], starts) for name in fields}
    counted = pl.DataFrame({"file": runs["value"], "at": starts, "rows": runs["len"], **filled})
    files = counted.group_by("file").agg(pl.col("at").min().cast(pl.UInt32), pl.exclude("file", "at").sum()).sort("at")
    of_first = frame.select(pl.col("dealer", "kind", "delivery_date").gather(files["at"]))
    return files.hstack(of_first.rename({"delivery_date": "date"}))


def _in_each(flags: pl.Series, starts: pl.Series) -> pl.Series:
    """How many flags are true from each of the ``starts`` up to the next."""
    if not flags.any():
        return pl.repeat(0, len(starts), dtype=pl.Int64, eager=True)
    return pl.Series(np.add.reduceat(flags.to_numpy(), starts.to_numpy(), dtype=np.int64))
