"""Exit permit of mainland residents for Hong Kong and Macao (往来港澳通行证): ``C`` and eight characters.

``C`` and 8 digits, later ``C``, a letter other than I and O, and 7 digits, from CA0000001 on. No check digit; renewed
permits have new numbers. Source: immigration administration notice of 2018-12-10.

>>> from datetime import date
>>> import polars as pl
>>> standardise(pl.Series(["C00000001", "CA0000001", "CO0000001"]), date(2026, 1, 1))["reason"].to_list()
['ok', 'ok', 'format']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

SHAPE = r"^C[0-9A-HJ-NP-Z][0-9]{7}$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason: ok or format; those of ``written``."""
    return judge(values, verdict((~NUMBER.str.contains(SHAPE), "format")))
