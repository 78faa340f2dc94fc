"""Identity cards of officers, soldiers and armed police (军官证, 士兵证, 警官证).

One or two characters for the branch, ``字第``, 4 to 8 letters and digits, ``号``. There is no public official rule; the
pattern is what exports hold.

>>> from datetime import date
>>> seen = standardise(pl.Series(["军字第0000001", "文字第０００００１７号", "军0000001"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason").rows()
[('军字第0000001号', 'ok'), ('文字第0000017号', 'ok'), ('军0000001', 'format')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

SHAPE = r"^(\p{Han}{1,2}字第)([0-9A-Z]{4,8})[号號]?$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical (ends in 号 if valid), valid, reason: ok or format; those of ``written``."""
    canonical = pl.concat_str(NUMBER.str.extract(SHAPE, 1), NUMBER.str.extract(SHAPE, 2), pl.lit("号"))
    canonical = canonical.str.replace("軍", "军", literal=True)
    return judge(values, verdict((~NUMBER.str.contains(SHAPE), "format")), canonical=canonical)
