"""Passports: Chinese ones by their official patterns, all others by nothing but length and alphabet.

Ordinary: ``E`` and 8 digits, and since those ran out ``E``, a letter other than I and O, and 7 digits; ``G`` and 8
digits before 2012 (Guangzhou public security, 2024-02-19). Service, official and diplomatic (SE, PE, DE), Macao (MA)
and older booklets (P, S, D, 14, 15) are from secondary sources. None has a check digit, and a renewed passport has
another number: two passports that differ can be one person's.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["e 0000 0001", "EI0000001", "E0000001", "C01X00T47"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('E00000001', 'ok'), ('EI0000001', 'format'), ('E0000001', 'format'), ('C01X00T47', 'ok')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

CHINESE = r"^(?:E[0-9A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|(?:SE|DE|PE|MA)[0-9]{7}|[PSD][0-9]{7,8}|1[45][0-9]{7})$"
NEARLY_CHINESE = r"^(?:E[A-Z]?|G|SE|DE|PE|MA)[0-9]+$"
FOREIGN = r"^[0-9A-Z]{5,20}$"
SOMETHING_ELSE = r"^(?:1[3-9][0-9]{9}|[0-9]{15}|[0-9A-Z]{18})$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason.

    Reasons: ok (a Chinese passport, or 5 to 20 letters and digits: valid for all one can see), format;
    those of ``written``. What opens like a Chinese passport must be one; a mobile
    phone or ID number is none.
    """
    other = NUMBER.str.contains(FOREIGN) & ~NUMBER.str.contains(NEARLY_CHINESE) & ~NUMBER.str.contains(SOMETHING_ELSE)
    chinese = NUMBER.str.contains(CHINESE)
    return judge(values, verdict((~chinese & ~other, "format")))
