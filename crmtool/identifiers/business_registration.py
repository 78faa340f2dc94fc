"""Business registration number (工商注册号), 15 digits, GS 15-2006, in use from 2007-07-01.

Registration authority (6), serial (8; opens with 0-3 domestic, 4-5 foreign, 6-9 individual business), check digit ISO
7064 MOD 11,10. Older numbers have 13 digits and no check. A legacy resident ID has 15 digits too: the column and the
check decide, and one random number in ten passes. Source: text of GS 15-2006.

>>> from datetime import date
>>> seen = standardise(pl.Series(["110108000000016", "110108000000017", "11010800000001A"]), date(2026, 1, 1))
>>> seen["reason"].to_list()
['ok', 'check_digit', 'charset']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason: ok; length, charset, check_digit; those of ``written``."""
    old = NUMBER.str.contains(r"^[0-9]{13}$")
    faults = (
        ((NUMBER.str.len_chars() != 15) & ~old, "length"),
        (~NUMBER.str.contains(r"^[0-9]*$"), "charset"),
        (~old & ~_passes(), "check_digit"),
    )
    return judge(values, verdict(*faults))


def _passes() -> pl.Expr:
    """Whether the 15 digits of ``number`` pass ISO 7064 MOD 11,10."""
    digits = [NUMBER.str.slice(at, 1).cast(pl.Int64, strict=False) for at in range(15)]
    product = pl.lit(10, pl.Int64)
    for digit in digits[:-1]:
        total = (product + digit + 9) % 10 + 1  # 1 to 10: a sum that ends in 0 counts as 10
        product = total * 2 % 11
    return ((product + digits[-1]) % 10 == 1).fill_null(value=False)
