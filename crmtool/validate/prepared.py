"""Records made ready for checks: every column a check may ask for, and what can be computed once for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.parse import WHERE

if TYPE_CHECKING:
    from crmtool.fields import Fields

DERIVED = ("delivery_date", "surname", "name_key", "id_gender", "id_birth_date", *WHERE)
"""Columns beside those of fields that checks look at."""

SAYS_NOTHING = (
    r"^(?i)[\s\p{P}\p{S}\p{Cf}]*(?:[无無空缺]|没有|[暂尚均全][无無]|空白|空值|缺失|不[详祥明清]|不清楚|不知道?|未[知明详填留报]|未填写"
    r"|未提供|未登记|未录入|null|none|nil|nan?|n/a|n\.a|#n/a|undefined|unknown)?[\s\p{P}\p{S}\p{Cf}]*$"
)
"""What people and systems write into a cell to say that it is empty."""

HABIT_CELLS, HABIT_SHARE = 5, 0.9
"""A word is how a file writes its empty cells if it stands in so many, and in such a share of those without content."""


def prepared(records: pl.DataFrame, fields: Fields) -> pl.DataFrame:
    """The records with all columns that checks may ask for, missing ones null, and those that ``Given`` promises."""
    texts = [f"{field}{part}" for field in fields for part in ("", "_raw", "_reason", "_suggestion")]
    wanted = {**dict.fromkeys((*texts, *DERIVED), pl.String), **{f"{field}_ok": pl.Boolean for field in fields}}
    missing = [pl.lit(None, kind).alias(name) for name, kind in wanted.items() if name not in records.columns]
    dates = [name for name, field in fields.items() if field.kind == "date"]
    delivered = records.select("source_file", *[name for name in records.columns if name.endswith("_raw")])
    frame = records.with_columns(
        *missing,
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        pl.col("source_file").cast(pl.Categorical).to_physical().alias("file"),
        delivered.hash_rows().alias("content"),
    )
    return frame.with_columns(
        *[_held(frame, name) for name in fields],
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
    words = pl.DataFrame({"at": suspects, "file": frame["file"].gather(suspects), "word": raw.gather(suspects)})
    nothing = words.filter(pl.col("word").str.contains(SAYS_NOTHING)).with_columns(pl.col("word").str.strip_chars())
    if nothing.is_empty():
        return held.alias(f"{field}_held")
    empty = frame.group_by("file").agg(empty=pl.col(f"{field}_raw").null_count())
    counted = nothing.join(empty, on="file").with_columns(
        same=pl.len().over("file", "word"), empty=pl.len().over("file") + pl.col("empty")
    )
    habit = (pl.col("same") >= HABIT_CELLS) & (pl.col("same") > pl.col("empty") * HABIT_SHARE)
    return held.scatter(counted.filter(habit | (pl.col("word") == ""))["at"], False).alias(f"{field}_held")
