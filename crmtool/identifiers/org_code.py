"""Organisation code (组织机构代码), 9 characters, GB 11714-1997; lives on as characters 9-17 of the unified code.

8 characters 0-9 A-Z (A is 10, Z is 35), weights 3 7 9 10 5 8 4 2, check 11 - sum mod 11, printed X for 10 and 0 for 11,
often after a hyphen. PDY00001 to PDY99999 are reserved for private use. Source: zh.wikisource.org, GB 11714-1997.

>>> from datetime import date
>>> seen = standardise(pl.Series(["D2143569-X", "D2143568X", "D21435"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('D2143569X', 'ok'), ('D2143568X', 'check_digit'), ('D21435', 'length')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

SHAPE = r"^[0-9A-Z]{8}[0-9X]$"
WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason: ok; length, charset, check_digit; those of ``written``."""
    faults = (
        (NUMBER.str.len_chars() != 9, "length"),
        (~NUMBER.str.contains(SHAPE), "charset"),
        (~passes(NUMBER), "check_digit"),
    )
    return judge(values, verdict(*faults))


def passes(code: pl.Expr) -> pl.Expr:
    """Whether the ninth of nine characters is the check character of the first eight (String in, Boolean out)."""
    value = [code.str.slice(at, 1).str.to_integer(base=36, strict=False, dtype=pl.Int64) for at in range(8)]
    check = (11 - pl.sum_horizontal(part * WEIGHTS[at] for at, part in enumerate(value)) % 11) % 11
    return (pl.when(check == 10).then(pl.lit("X")).otherwise(check.cast(pl.String)) == code.str.slice(8, 1)).fill_null(
        value=False
    )
