"""Foreigner's permanent residence card (外国人永久居留身份证): 18 characters since 2023-12-01, 15 before.

New: ``9``, province (2), ISO 3166 numeric country (3), birth date YYYYMMDD, serial (3), check character as in a
resident ID number. That it opens with 9 and closes with MOD 11-2 is official (immigration administration, 2023); the
order of the fields between is from secondary sources. Old: country (3 letters), area (4), YYMMDD, serial (1), check
digit with weights 7, 3, 1 (A is 10, Z is 35), modulo 10; the check is known from implementations only. One holder may
show both, and nothing but country, province and birth date can be compared between them.

>>> from datetime import date
>>> seen = standardise(pl.Series(["931840190503070013", "931840190503070010", "USA310105030711"]), date(2026, 1, 1))
>>> seen.select("reason", "birth_date").rows()
[('ok', datetime.date(1905, 3, 7)), ('check_digit', None), ('ok', datetime.date(2005, 3, 7))]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.identifiers import resident_id
from crmtool.identifiers.resident_id import PROVINCES
from crmtool.identifiers.written import NUMBER, judge, passes, values_of, verdict

if TYPE_CHECKING:
    from datetime import date

    from crmtool.identifiers.written import Codes, Flags

OLD = r"^[A-Z]{3}[0-9]{12}$"
VALUES = values_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
WEIGHTS = np.array([(7, 3, 1)[place % 3] for place in range(14)])


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason, birth_date (Date), gender (M or F; null in the old form), region_known (null).

    Reasons: ok; length, charset, province, date, date_range, check_digit, excel_15_digits; placeholder, masked,
    scientific_notation (see ``written``). A number that opens with a letter is judged as the old form. Its two-digit
    year is taken as the latest that is not after ``as_of``.
    """
    old = NUMBER.str.contains("^[A-Z]")
    born = pl.when(old).then(_born_old(as_of)).otherwise(resident_id.birth_date())
    faults = pl.when(old).then(_old_faults()).otherwise(_new_faults(as_of))
    seen = judge(values, faults, parts={"birth_date": born, "region_known": pl.lit(None, pl.Boolean)})
    return seen.with_columns(gender=resident_id.gender())


def _new_faults(as_of: date) -> pl.Expr:
    return verdict(
        (NUMBER.str.len_chars() != 18, "length"),
        (~NUMBER.str.contains(r"^9[0-9]{16}[0-9X]$"), "charset"),
        (~NUMBER.str.slice(1, 2).is_in(PROVINCES), "province"),
        *resident_id.birth_and_check(as_of),
    )


def _old_faults() -> pl.Expr:
    return verdict(
        (NUMBER.str.len_chars() != 15, "length"),
        (~NUMBER.str.contains(OLD), "charset"),
        (~NUMBER.str.slice(3, 2).is_in(PROVINCES), "province"),
        (pl.col("birth_date").is_null(), "date"),
        (~passes(NUMBER, OLD, _check), "check_digit"),
    )


def _born_old(as_of: date) -> pl.Expr:
    """The birth date of the old form, in this century or the last."""
    this, last = (
        pl.concat_str(pl.lit(century), NUMBER.str.slice(7, 6)).str.to_date("%Y%m%d", strict=False)
        for century in ("20", "19")
    )
    return pl.when(this <= as_of).then(this).otherwise(last)


def _check(codes: Codes) -> Flags:
    return np.asarray(VALUES[codes[:, :14]] @ WEIGHTS % 10 == VALUES[codes[:, 14]])
