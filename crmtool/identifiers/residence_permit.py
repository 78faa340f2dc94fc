"""Residence permit for residents of Hong Kong, Macao and Taiwan (港澳台居民居住证), 18 characters, since 2018-09.

Built like the resident ID number (see ``resident_id``), but the region is exactly 810000 (Hong Kong), 820000 (Macao) or
830000 (Taiwan). Source: State Council General Office 国办发〔2018〕81号, article 3.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["810000190503070010", "840000190503070016", "810101190503070012"]), date(2026, 1, 1))
>>> seen["reason"].to_list()
['ok', 'province', 'region']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.resident_id import SHAPE, SPECIAL_REGIONS, birth_and_check, birth_date, gender
from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason, birth_date (Date), gender, region_known (Boolean).

    Reasons: those of ``resident_id``, and region (a county code of a province that has none here).
    """
    region = NUMBER.str.head(6).is_in(SPECIAL_REGIONS)
    faults = (
        (NUMBER.str.len_chars() != 18, "length"),
        (~NUMBER.str.contains(SHAPE), "charset"),
        (~NUMBER.str.contains("^8[123]"), "province"),
        (~region, "region"),
        *birth_and_check(as_of),
    )
    seen = judge(values, verdict(*faults), parts={"birth_date": birth_date(), "region_known": region})
    return seen.with_columns(gender=gender())
