"""Mainland travel permit for Taiwan residents (台湾居民来往大陆通行证, 台胞证): 8 digits.

Older booklets have 10, the last two counting re-issues; the canonical form is the first eight. No check digit, and any
eight digits look like one: only a declared document type makes them a permit. Secondary sources only.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["0000 0017", "0000000101", "0000001"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('00000017', 'ok'), ('00000001', 'ok'), ('0000001', 'format')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

SHAPE = r"^(?:[0-9]{8}|[0-9]{10})$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical (eight digits if valid), valid, reason: ok or format; those of ``written``."""
    return judge(values, verdict((~NUMBER.str.contains(SHAPE), "format")), canonical=NUMBER.str.head(8))
