"""Unified social credit code (统一社会信用代码), 18 characters, GB 32100-2015, of every organisation.

Authority (1), category (1), region (6 digits), organisation code (9, see ``org_code``), check character. The alphabet
lacks I, O, S, V and Z; weights are powers of 3, modulo 31. Letters in the first two places are legal (N1-N3 rural
collectives, A1 military, Y1 others). The organisation code inside has its own check: a value that passes one of the two
alone is suspicious. Source: GB 32100-2015.

>>> from datetime import date
>>> import polars as pl
>>> seen = standardise(pl.Series(["91310000pdy00001xg", "91310000PDY00001XH", "91310000PSY00001XG"]), date(2026, 1, 1))
>>> seen.select("canonical", "reason", "org_code").rows()
[('91310000PDY00001XG', 'ok', 'PDY00001X'), ('91310000PDY00001XH', 'check_digit', None),
 ('91310000PSY00001XG', 'charset', None)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.identifiers import org_code
from crmtool.identifiers.resident_id import suggestions
from crmtool.identifiers.written import NUMBER, judge, passes, values_of, verdict

if TYPE_CHECKING:
    from datetime import date

    from crmtool.identifiers.written import Codes, Flags

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
SHAPE = rf"^[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}$"
AUTHORITY = r"^[1-9ANY]"
VALUES = values_of(ALPHABET)
WEIGHTS = np.array([*(3**place % 31 for place in range(17)), 1])
REPAIRS = {"O": "0", "I": "1", "Z": "2", "S": "5"}


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Gives canonical, valid, reason, org_code, org_code_ok (Boolean: its own check passes) and suggestion.

    Reasons: ok; length, charset, authority, check_digit; those of ``written``. ``suggestion`` is
    the valid code that letters outside the alphabet stand for.
    """
    seen = _judged(values)
    return seen.with_columns(suggestion=suggestions(seen, _judged, REPAIRS))


def passing(codes: pl.Series) -> pl.Series:
    """Whether each text, as it stands, is a code of which both check characters are right."""
    known = pl.DataFrame({"number": codes})
    return known.select(passes(NUMBER, SHAPE, _check) & org_code.check_passes(NUMBER.str.slice(8, 9))).to_series()


def _judged(values: pl.Series) -> pl.DataFrame:
    faults = (
        (NUMBER.str.len_chars() != 18, "length"),
        (~NUMBER.str.contains(SHAPE), "charset"),
        (~NUMBER.str.contains(AUTHORITY), "authority"),
        (~passes(NUMBER, SHAPE, _check), "check_digit"),
    )
    inner = NUMBER.str.slice(8, 9)
    return judge(values, verdict(*faults), parts={"org_code": inner, "org_code_ok": org_code.check_passes(inner)})


def _check(codes: Codes) -> Flags:
    return np.asarray(VALUES[codes] @ WEIGHTS % 31 == 0)
