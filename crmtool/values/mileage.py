"""Mileage, the distance a car has gone, as the odometer showed it: to whole kilometres.

``12,345 km``, ``12345公里``, ``1.2万公里``, ``1.2万`` and ``一万二千公里``; 里 alone is meant as 公里. English miles
are converted. Half kilometres are rounded up. A row of nines fills a field, it is no odometer's.

>>> from datetime import date
>>> import polars as pl
>>> standardise(pl.Series(["12,345 km", "1.2万公里", "100英里", "-5", "999999", "未知"]), date(2026, 11, 20)).rows()
[('12345', True, 'ok', 12345), ('12000', True, 'ok', 12000), ('161', True, 'ok', 161), (None, False, 'negative', None),
 (None, False, 'placeholder', None), (None, False, 'placeholder', None)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.amounts import read_numbers

if TYPE_CHECKING:
    from datetime import date

MILES = r"(?i)英里|[0-9]\s*mi(?:les?)?\s*$"
UNITS = (("公里|千米|英里|KMS?|MILES?|MI$|[里迈]$", ""),)
KM_PER_MILE = 1.609344
NINES = r"^9{6,}$"
MOST = 2_000_000


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Mileages to ``canonical`` (whole km as text), ``valid``, ``reason`` and ``number`` (Int64), one row a value.

    Reasons: ok; placeholder; negative; too_large (over 2,000,000 km), which is kept; and range, length and format as
    for amounts. Zero is a mileage.
    """
    read = read_numbers(values, "km|KM|公里", UNITS).with_columns(miles=values.str.contains(MILES))
    factor = pl.when("miles").then(KM_PER_MILE).otherwise(1.0)
    exact = read.with_columns(km=pl.col("canonical").cast(pl.Float64) * factor)
    reason = (
        pl.when(pl.col("canonical").str.contains(NINES))
        .then(pl.lit("placeholder"))
        .when(pl.col("km") < 0)
        .then(pl.lit("negative"))
        .when(pl.col("km") > MOST)
        .then(pl.lit("too_large"))
        .otherwise("reason")
    )
    judged = exact.with_columns(reason=reason)
    number = pl.when(pl.col("reason").is_in(["ok", "too_large"])).then((pl.col("km") + 0.5).floor()).cast(pl.Int64)
    return judged.select(
        canonical=number.cast(pl.String), valid=pl.col("reason") == "ok", reason="reason", number=number
    )
