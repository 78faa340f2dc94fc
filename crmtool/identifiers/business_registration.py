"""Business registration number (工商注册号), 15 digits, GS 15-2006, in use from 2007-07-01.

Registration authority (6), serial (8; opens with 0-3 domestic, 4-5 foreign, 6-9 individual business), check digit ISO
7064 MOD 11,10. Older numbers have 13 digits and no check. A legacy resident ID has 15 digits too: the column and the
check decide, and one random number in ten passes. Source: text of GS 15-2006.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["110108000000016", "110108000000017", "11010800000001A"]), date(2026, 1, 1))
>>> seen["reason"].to_list()
['ok', 'check_digit', 'charset']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crmtool.identifiers.written import NUMBER, judge, passes, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from crmtool.identifiers.written import Codes, Flags

SHAPE = r"^[0-9]{15}$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason: ok; length, charset, check_digit; those of ``written``."""
    old = NUMBER.str.contains(r"^[0-9]{13}$")
    faults = (
        ((NUMBER.str.len_chars() != 15) & ~old, "length"),
        (~NUMBER.str.contains(r"^[0-9]*$"), "charset"),
        (~old & ~passes(NUMBER, SHAPE, _check), "check_digit"),
    )
    return judge(values, verdict(*faults))


def _check(codes: Codes) -> Flags:
    """ISO 7064 MOD 11,10 over 15 digits."""
    digits = codes - ord("0")
    product = np.full(len(digits), 10, np.uint8)
    for column in digits.T[:-1]:
        product = ((product + column + 9) % 10 + 1) * 2 % 11  # a sum that ends in 0 counts as 10
    return np.asarray((product + digits[:, -1]) % 10 == 1)
