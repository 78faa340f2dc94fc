"""Gender as a form or a system says it: ``M`` or ``F``.

Codes are those of GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 not stated. A column that has 0 and 1 but no 2 follows
some other code, in which 1 may be either, so nothing is read from it.

>>> from datetime import date
>>> import polars as pl
>>> standardise(pl.Series(["男", "Female", "先生", "2", "9", "男/女"]), date(2026, 11, 20)).rows()
[('M', True, 'ok'), ('F', True, 'ok'), ('M', True, 'ok'), ('F', True, 'ok'),
 (None, False, 'placeholder'), (None, False, 'format')]
>>> standardise(pl.Series(["0", "1"]), date(2026, 11, 20))["reason"].to_list()
['ambiguous_code', 'ambiguous_code']
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import fold

if TYPE_CHECKING:
    from datetime import date

MALE = r"^(?:m|male|man|boy|mr\.?|1(?:\.0)?|♂)$|先生|男"
FEMALE = r"^(?:f|female|woman|girl|mrs\.?|ms\.?|miss|2(?:\.0)?|♀)$|女|小姐|太太|夫人"
UNKNOWN = r"^(?:0(?:\.0)?|9(?:\.0)?|u|x|other|others|其他|其它|未说明.*|未知.*|不明.*)$"
CODE = r"^[012](?:\.0)?$"


def standardise(values: pl.Series, as_of: date, columns: pl.Series | None = None) -> pl.DataFrame:
    """Genders to ``canonical`` (M or F), ``valid`` and ``reason``, one row a value.

    ``values`` should hold the distinct values of a whole column, or of several, which ``columns`` (String) tells apart:
    they tell whether its codes are the standard's. Reasons: ok; placeholder (unknown, not stated); ambiguous_code;
    format.
    """
    frame = values.to_frame("value").with_columns(column=pl.lit(None, pl.String) if columns is None else columns)
    frame = frame.with_columns(text=fold(pl.col("value")).str.to_lowercase().fill_null(""))
    text = pl.col("text")
    code = pl.when(text.str.contains(CODE)).then(text.str.head(1))
    said = [(code == one).any().over("column") for one in "012"]
    seen = frame.with_columns(male=text.str.contains(MALE), female=text.str.contains(FEMALE))
    open_ = pl.when(~pl.col("male") & ~pl.col("female")).then(text)
    reason = (
        pl.when(pl.col("value").is_null())
        .then(None)
        .when(code.is_not_null() & said[0] & said[1] & ~said[2])
        .then(pl.lit("ambiguous_code"))
        .when(pl.col("male") ^ pl.col("female"))
        .then(pl.lit("ok"))
        .when(text.str.contains(UNKNOWN) | is_placeholder(open_))
        .then(pl.lit("placeholder"))
        .otherwise(pl.lit("format"))
    )
    judged = seen.with_columns(reason=reason).with_columns(valid=pl.col("reason") == "ok")
    gender = pl.when("male").then(pl.lit("M")).otherwise(pl.lit("F"))
    return judged.select(canonical=pl.when("valid").then(gender), valid="valid", reason="reason")
