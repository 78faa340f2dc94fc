"""Home return permit of Hong Kong and Macao residents (港澳居民来往内地通行证, 回乡证).

``H`` or ``M`` and 8 digits, the same for life. Older cards add two digits that count re-issues, so the canonical form
is the first nine characters. No check digit. Source: ministry of public security notice of 2010-03-10; the nine
characters of newer cards are from secondary sources.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["h 00000001", "M0000000102", "H000000010"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('H00000001', 'ok'), ('M00000001', 'ok'), ('H000000010', 'format')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

SHAPE = r"^[HM](?:[0-9]{8}|[0-9]{10})$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical (nine characters if valid), valid, reason: ok or format; those of ``written``."""
    return judge(values, verdict((~NUMBER.str.contains(SHAPE), "format")), canonical=NUMBER.str.head(9))
