"""Organisation code (组织机构代码), 9 characters, GB 11714-1997; lives on as characters 9-17 of the unified code.

8 characters 0-9 A-Z (A is 10, Z is 35), weights 3 7 9 10 5 8 4 2, check 11 - sum mod 11, printed X for 10 and 0 for 11,
often after a hyphen. PDY00001 to PDY99999 are reserved for private use. Source: zh.wikisource.org, GB 11714-1997.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["D2143569-X", "D2143568X", "D21435"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('D2143569X', 'ok'), ('D2143568X', 'check_digit'), ('D21435', 'length')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crmtool.identifiers.written import NUMBER, judge, passes, values_of, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from crmtool.identifiers.written import Codes, Flags

SHAPE = r"^[0-9A-Z]{8}[0-9X]$"
VALUES = values_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
WEIGHTS = np.array((3, 7, 9, 10, 5, 8, 4, 2))
CHECKS = np.frombuffer(b"-123456789X0", np.uint8)


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason: ok; length, charset, check_digit; those of ``written``."""
    faults = (
        (NUMBER.str.len_chars() != 9, "length"),
        (~NUMBER.str.contains(SHAPE), "charset"),
        (~check_passes(NUMBER), "check_digit"),
    )
    return judge(values, verdict(*faults))


def check_passes(code: pl.Expr) -> pl.Expr:
    """Whether the ninth of nine characters is the check character of the first eight (String in, Boolean out)."""
    return passes(code, SHAPE, _check)


def _check(codes: Codes) -> Flags:
    total = VALUES[codes[:, :8]] @ WEIGHTS
    return np.asarray(CHECKS[11 - total % 11] == codes[:, 8])
