"""What check kinds are given, and what they say about a field: delivered, usable, its day, its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from datetime import date

    from crmtool.rules_model import Rule

NOT_EVIDENCE = ("masked", "placeholder")
"""Reasons for which a value says nothing about who or what is meant, although its canonical form may be kept."""


@dataclass(frozen=True, slots=True)
class Given:
    """What every check kind looks at: the records the rule applies to, the rule, and the day it speaks of.

    ``records`` are standardised, and have beside their own columns ``at`` (the row's position), ``file`` (a number for
    each source file), ``content`` (a number for each distinct delivered content), ``<field>_held`` (Boolean: whether
    there is anything) and, for date fields, ``<field>_day`` (Date).
    """

    records: pl.LazyFrame
    rule: Rule
    as_of: date

    @property
    def field(self) -> str:
        """The one field that is looked at."""
        return self.rule.field


def delivered(field: str) -> pl.Expr:
    """Whether the row holds anything for the field, be it wrong or made up; not where the file means an empty cell."""
    return pl.col(f"{field}_held")


def usable(field: str) -> pl.Expr:
    """Whether the field has a value that can be trusted to mean something: valid, no placeholder, nothing masked."""
    means_something = ~pl.col(f"{field}_reason").is_in(NOT_EVIDENCE).fill_null(value=False)
    return pl.col(field).is_not_null() & means_something & pl.col(f"{field}_ok").fill_null(value=True)


def full_name() -> pl.Expr:
    """Whether the row's name is a whole Chinese name of a person: no mask, no surname alone, no company, no pinyin."""
    return (pl.col("name_state") == "full").fill_null(value=False)


def day(field: str) -> pl.Expr:
    """A date field as a Date; null where it is none."""
    return pl.col(f"{field}_day")


def shifted(day: date, days: float) -> date:
    """The day so many days later (earlier if negative), but never outside the calendar."""
    ordinal = day.toordinal() + round(days)
    return type(day).fromordinal(min(max(ordinal, 1), type(day).max.toordinal()))


def number(field: str) -> pl.Expr:
    """A field as a Float64; null where it is none."""
    return pl.col(field).cast(pl.Float64, strict=False)
