"""Resident ID number (公民身份号码), 18 characters, GB 11643-1999; every citizen has one for life.

====== =============== ===============================================================================================
1-6    region          GB/T 2260 code of the home registration on the day the number was given; it never changes
7-14   birth date      YYYYMMDD
15-17  serial          odd for men, even for women
18     check character ISO 7064 MOD 11-2, ``0``-``9`` or ``X``
====== =============== ===============================================================================================

The check finds every wrong character and every transposition of two neighbours. Of the region only the province is a
hard rule: more than half of all county codes are withdrawn, and today's list would reject most of the numbers given
before 2000, so an unknown county is a flag. Letters typed for digits are never put right silently: what they would
give, if the check then passes, is a suggestion. Source: text of GB 11643-1999, whose two printed examples come first
here.

>>> from datetime import date
>>> numbers = ["11010519491231002x", "440524188001010014", "110110199003070010", "110110I99003070018"]
>>> seen = standardise(pl.Series(numbers), date(2026, 1, 1))
>>> seen.select("reason", "birth_date", "gender", "suggestion").rows()
[('ok', datetime.date(1949, 12, 31), 'F', None), ('ok', datetime.date(1880, 1, 1), 'M', None),
 ('check_digit', None, None, None), ('charset', None, None, '110110199003070018')]
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import NUMBER, judge, verdict
from crmtool.values import regions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHAPE = r"^[0-9]{17}[0-9X]$"
PROVINCE_RANGES = ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
PROVINCES = [str(code) for first, last in PROVINCE_RANGES for code in range(first, last + 1)]
SPECIAL_REGIONS = ("810000", "820000", "830000")
REPAIRS = {"O": "0", "Q": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"}
OLDEST_BIRTH = date(1800, 1, 1)
NOBODYS_BIRTH = "19000101"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason, birth_date (Date), region_known (Boolean), gender (M or F), suggestion.

    Reasons: ok; length, charset, province, date (no such day), date_range (after ``as_of`` or before 1800),
    check_digit; excel_15_digits (ends in 000 and fails its check: typed into a spreadsheet as a number; canonical
    ends in ``***``); placeholder, masked, scientific_notation (see ``written``). ``suggestion`` is the valid number
    that letters in place of digits stand for.
    """
    seen = _judged(values, as_of)
    return seen.with_columns(
        gender=gender(), suggestion=suggestions(seen, lambda letters: _judged(letters, as_of), REPAIRS)
    )


def faultless(numbers: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows whose ``number`` (String, of this ``SHAPE``) is valid, with what ``standardise`` gives for it.

    Adds birth_date, region_known and gender. No placeholder of ``written`` is valid: none has a birth date in range.
    """
    numbers = numbers.filter(NUMBER.str.head(2).is_in(PROVINCES), NUMBER.str.slice(6, 8) != NOBODYS_BIRTH)
    good = numbers.with_columns(birth_date=birth_date()).filter(
        pl.col("birth_date").is_between(OLDEST_BIRTH, as_of),
        NUMBER.str.slice(17) == check_character(NUMBER.str.head(17)),
    )
    odd = NUMBER.str.slice(16, 1).is_in(list("13579"))
    return good.with_columns(region_known=region_known(), gender=pl.when(odd).then(pl.lit("M")).otherwise(pl.lit("F")))


def suggestions(
    seen: pl.DataFrame, judged: Callable[[pl.Series], pl.DataFrame], repairs: Mapping[str, str]
) -> pl.Series:
    """For values judged ``charset``: what they become under ``repairs``, if that is valid; null for all others."""
    suspects = (
        seen.select("canonical", "reason").filter(pl.col("reason") == "charset")["canonical"].drop_nulls().unique()
    )
    if suspects.is_empty():
        return pl.Series([None], dtype=pl.String).new_from_index(0, seen.height)
    repaired = judged(suspects.str.replace_many(dict(repairs)))
    good = repaired["valid"].fill_null(value=False)
    old, new = suspects.filter(good), repaired["canonical"].filter(good)
    return seen["canonical"].replace_strict(old, new, default=None, return_dtype=pl.String)


def check_character(first_17: pl.Expr) -> pl.Expr:
    """The ISO 7064 MOD 11-2 check character of 17 digits (String expression in and out).

    The weights are powers of 2, and 13 is 2 modulo 11: reading the digits in base 13 gives the weighted sum at once,
    and 13 ** 17 still fits into 64 bits.

    >>> pl.select(check_character(pl.lit("11010519491231002"))).item()
    'X'
    """
    total = first_17.str.to_integer(base=13, strict=False, dtype=pl.Int64) % 11
    check = (23 - 2 * total) % 11
    return pl.when(check == 10).then(pl.lit("X")).otherwise(check.cast(pl.String))


def birth_date() -> pl.Expr:
    """The birth date in positions 7-14 of ``number``; null if there is no such day."""
    return NUMBER.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)


def gender() -> pl.Expr:
    """M or F by the last digit of the serial, position 17 of ``canonical``, if that is valid or shows it; else null."""
    shown = pl.col("valid") | (pl.col("reason") == "masked")
    odd = pl.col("canonical").str.slice(16, 1).cast(pl.UInt8, strict=False) % 2
    return pl.when(shown & (odd == 1)).then(pl.lit("M")).when(shown & (odd == 0)).then(pl.lit("F"))


def birth_and_check(as_of: date) -> tuple[tuple[pl.Expr, str], ...]:
    """Faults of the part that all 18-character numbers of persons share; needs the column ``birth_date``."""
    born = pl.col("birth_date")
    wrong = NUMBER.str.slice(17) != check_character(NUMBER.str.head(17))
    return (
        (NUMBER.str.slice(6, 8) == NOBODYS_BIRTH, "placeholder"),
        (born.is_null(), "date"),
        ((born > as_of) | (born < OLDEST_BIRTH), "date_range"),
        (wrong & NUMBER.str.ends_with("000"), "excel_15_digits"),
        (wrong, "check_digit"),
    )


def region_known() -> pl.Expr:
    """Whether the first six digits of ``number`` were ever on the list of counties; null if they are hidden."""
    return pl.when(NUMBER.str.contains(r"^[0-9]{6}")).then(NUMBER.str.head(6).is_in(_known_regions()))


@cache
def _known_regions() -> pl.Series:
    return pl.Series([*regions.codes(), *SPECIAL_REGIONS]).implode()


def _judged(values: pl.Series, as_of: date) -> pl.DataFrame:
    faults = (
        (NUMBER.str.len_chars() != 18, "length"),
        (~NUMBER.str.contains(SHAPE), "charset"),
        (~NUMBER.str.head(2).is_in(PROVINCES), "province"),
        *birth_and_check(as_of),
    )
    return judge(values, verdict(*faults), parts={"birth_date": birth_date(), "region_known": region_known()})
