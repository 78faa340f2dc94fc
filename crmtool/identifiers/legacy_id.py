"""Legacy resident ID number, 15 digits (GB 11643-1989), given until 1999-09-30 and still found in old records.

Region (6), birth date YYMMDD, serial (3, odd for men); no check character. It is the same person's 18-digit number with
``19`` put before the year and the check character behind, so the canonical form is that longer number. Nobody born
after 1999 has one. One whose year would be 1919 or 1920 is taken for an 18-digit number that lost its last three (there
19 or 20 begin the year): its holder would be over a hundred years old. Serials 996-999 marked centenarians, born in the
1800s (secondary sources only). One wrong digit gives a real date in 75 of 100 cases: without a check, a valid number is
weaker evidence.

>>> from datetime import date
>>> seen = standardise(pl.Series(["110105491231002", "110105490231002", "11010549123100X"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('11010519491231002X', 'ok'), ('110105490231002', 'date'), ('11010549123100X', 'charset')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.resident_id import PROVINCES, check_character, gender, region_known
from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

NOBODYS_BIRTH = "000101"
CENTURIES = ["19", "20"]


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical (18 characters if valid), valid, reason, birth_date (Date), gender, region_known (Boolean).

    Reasons: ok; length, charset, province, date; those of ``written``.
    """
    born = pl.concat_str(_century(), NUMBER.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    long = NUMBER.str.len_chars() == 15
    faults = (
        (~long | NUMBER.str.slice(6, 2).is_in(CENTURIES), "length"),
        (~NUMBER.str.contains(r"^[0-9]{15}$"), "charset"),
        (~NUMBER.str.head(2).is_in(PROVINCES), "province"),
        (NUMBER.str.slice(6, 6) == NOBODYS_BIRTH, "placeholder"),
        (pl.col("birth_date").is_null(), "date"),
    )
    parts = {"birth_date": pl.when(long).then(born), "region_known": region_known()}
    seen = judge(values, verdict(*faults), canonical=_upgraded(), parts=parts)
    return seen.with_columns(gender=gender())


def _century() -> pl.Expr:
    return pl.when(NUMBER.str.contains(r"99[6-9]$")).then(pl.lit("18")).otherwise(pl.lit("19"))


def _upgraded() -> pl.Expr:
    """The 18-character number of the same person."""
    body = pl.concat_str(NUMBER.str.head(6), _century(), NUMBER.str.slice(6))
    return body + check_character(body)
