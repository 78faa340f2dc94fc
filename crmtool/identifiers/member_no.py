"""Membership numbers: what an owner club, an app or a dealer printed on its card.

Every issuer has a scheme of its own, of letters and digits, without a check digit and with leading zeros that count.
So a number is only freed of what typing and spreadsheets add, and refused where it says nothing or lost its digits.
It identifies a person only together with its issuer.

>>> from datetime import date
>>> import polars as pl
>>> numbers = pl.Series([" vip-0001 ", "20260001.0", "1.23457E+11", "无"])
>>> standardise(numbers, date(2026, 11, 20)).rows()
[('VIP0001', True, 'ok'), ('20260001', True, 'ok'),
 (None, False, 'scientific_notation'), (None, False, 'placeholder')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

NAMED = r"^[0-9A-Z\p{Han}/+&@]*[0-9A-Z][0-9A-Z\p{Han}/+&@]*$"
WORD_BEHIND = r"^([0-9A-Z]{6,})\p{Han}+$"
SHORTEST, LONGEST = 2, 32


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Membership numbers to ``canonical``, ``valid``, ``reason``, one row a value.

    Reasons: ok; placeholder; scientific_notation (``1.23457E+11``, the digits are gone); masked; charset; length, under
    2 or over 32 characters.
    """
    length = NUMBER.str.len_chars()
    faults = (~NUMBER.str.contains(NAMED), "charset"), (~length.is_between(SHORTEST, LONGEST), "length")
    written = values.str.to_uppercase().str.replace_all("-", "", literal=True)  # most are plain then: read fast
    return judge(written, verdict(*faults), canonical=NUMBER.str.replace(WORD_BEHIND, "$1"))
