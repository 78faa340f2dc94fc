"""What check kinds are given, and what they say about a field: delivered, usable, its day, its number."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from datetime import date

    from crmtool.rules_model import Rule


@dataclass(frozen=True, slots=True)
class Given:
    """What every check kind looks at: the records the rule applies to, the rule, and the day it speaks of.

    ``records`` are standardised, and have beside their own columns ``at`` (the row's position), ``file`` (a number for
    each source file), ``content`` (a number for each distinct delivered content), ``<field>_held`` (Boolean: whether
    there is anything), ``<field>_usable`` (Boolean) and, for date fields, ``<field>_day`` (Date). ``files`` has a row
    for each file (see ``prepared.files_of``). ``sharers`` are the rows that share a phone with strangers.
    """

    records: pl.LazyFrame
    rule: Rule
    as_of: date
    files: pl.LazyFrame = dataclasses.field(default_factory=pl.LazyFrame)
    sharers: pl.LazyFrame = dataclasses.field(default_factory=pl.LazyFrame)

    @property
    def field(self) -> str:
        """The one field that is looked at."""
        return self.rule.field


DAYS_A_YEAR = 365.2425
OLDEST_RECORD = 40
"""Years for which dealers have had computers: the limit of V505, too."""


def delivered(field: str) -> pl.Expr:
    """Whether the row holds anything for the field, be it wrong or made up; not where the file means an empty cell."""
    return pl.col(f"{field}_held")


def usable(field: str) -> pl.Expr:
    """Whether the field has a value that can be trusted to mean something: valid, no placeholder, nothing masked."""
    return pl.col(f"{field}_usable")


def full_name() -> pl.Expr:
    """Whether the row's name is a whole Chinese name of a person: no mask, no surname alone, no company, no pinyin."""
    return (pl.col("name_state") == "full").fill_null(value=False)


def numbered(*columns: str) -> pl.Expr:
    """A number (UInt64) alike for rows that are alike in all these columns; null where the last one is."""
    number = pl.col(columns[-1]).hash()
    for seed, column in enumerate(columns[:-1], 1):
        number = number ^ pl.col(column).hash(seed)
    return pl.when(pl.col(columns[-1]).is_not_null()).then(number)


def repeats(column: str) -> pl.Expr:
    """Whether a numbered column has the row's value in another row, too (Boolean; null counts as alone)."""
    return pl.col(column).map_batches(_repeats, return_dtype=pl.Boolean)


def _repeats(numbers: pl.Series) -> pl.Series:
    # Sorting with NumPy takes a third of the time of is_duplicated, and every other rule asks for it.
    known = np.sort(numbers.drop_nulls().to_numpy())
    again = pl.Series(known[1:][known[1:] == known[:-1]])
    return numbers.is_in(again.implode()).fill_null(value=False)


def percent(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """A share in whole percent, as a number for messages."""
    return (part * 100 / whole).round().cast(pl.Int64)


def among_files(found: pl.LazyFrame, given: Given) -> pl.LazyFrame:
    """What was found, with how many files have such a thing (``files``) among ``all`` that were looked at."""
    return found.with_columns(files=pl.col("file").n_unique()).join(given.files.select(all=pl.len()), how="cross")


def day(field: str) -> pl.Expr:
    """A date field as a Date; null where it is none."""
    return pl.col(f"{field}_day")


def shifted(day: date, days: float) -> date:
    """The day so many days later (earlier if negative), but never outside the calendar."""
    ordinal = day.toordinal() + round(days)
    return type(day).fromordinal(min(max(ordinal, 1), type(day).max.toordinal()))


def on_record(given: Given) -> pl.Expr:
    """Whether the ``event_date`` is one that a record may have: others are faults of their own, and say nothing."""
    return day("event_date").is_between(shifted(given.as_of, -OLDEST_RECORD * DAYS_A_YEAR), given.as_of)


def number(field: str) -> pl.Expr:
    """A field as a Float64; null where it is none."""
    return pl.col(field).cast(pl.Float64, strict=False)
