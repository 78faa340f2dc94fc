"""Mobile numbers of mainland China: 11 digits, 3 for the network, 4 for the region, 4 for the subscriber.

The ministry gives out networks; the table here is its list of March 2023, so an 11-digit number of an unlisted network
is flagged (``prefix``), not thrown away. Numbers may be carried to another operator since 2019, and they are given to
strangers after a time. There is no check digit. 13-digit numbers belong to machines, not to people.

>>> from datetime import date
>>> import polars as pl
>>> cells = ["+86 130-0000-1357", "1.3000001357E10", "130xxxx1357", "15400001357", "1300000135", "13888888888"]
>>> standardise(pl.Series(cells), date(2026, 11, 20)).rows()
[('13000001357', True, 'ok'), ('13000001357', True, 'ok'), ('130****1357', False, 'masked'),
 ('15400001357', False, 'prefix'), ('1300000135', False, 'length'), ('13888888888', False, 'placeholder')]

Source: 我国公众移动通信网网号及H0分配情况 (zh.wikisource.org).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import FILLERS, reasons, verdict
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import changed

if TYPE_CHECKING:
    from datetime import date

NUMBER = r"^1[0-9]{10}$"
NETWORKS = (
    r"^(?:1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-35-8]|8[0-9]|9[0-35-9])[0-9]{8}"
    r"|1619[0-9]{7}|174(?:0[0-9]|1[0-2]|9[0-9])[0-9]{6})$"
)
MACHINE = r"^1(?:410|440|46[0-9]|48[0-9]|064)[0-9]{9}$"
SAME_EIGHT = "|".join(f"{digit}{{8}}" for digit in "0123456789")
MADE_UP = rf"^(?:1[0-9]{{2}}(?:{SAME_EIGHT}|12345678|87654321|88886666|66668888)|13800138000)$"

SCIENTIFIC = r"^([0-9])[.,]([0-9]+)E\+?(1[0-2])$"
EXACT = 9  # digits from which scientific notation shows the whole number, but for zeros at its end
CUT_SHORT = r"^[0-9]+E\+?[0-9]{1,2}$"
UNDIALLED = "[^0-9*]"
BETWEEN = r"[^0-9A-Z\p{Han}*+~/]"
COUNTRY = r"^(?:\+0{0,2}|0{1,3})86"
DIALLED = r"^(?:86)?0?(?:17951|12593|17911|17909)?(1[0-9]{10})$"
MASK_SIGN = r"[×●•∗#?X]"
MASKED = r"^[0-9]*\*{2}[0-9*]*$"
USUAL_MASK = r"^(1[0-9]{2})\*{2,6}([0-9]{4})$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Mobile numbers to ``canonical``, ``valid``, ``reason``, one row a value; a value holds one number.

    Reasons: ok; placeholder, prefix (no such network), masked (``138****5678``), iot_13_digits and length, which keep
    the number; extension (a platform's number with digits to dial after it, written ``~12`` here and ``-12`` in
    ``canonical``); scientific_notation_lossy; charset.
    """
    number = pl.col("number")
    fault = verdict(
        (is_blank(number) | number.str.contains(MADE_UP), "placeholder"),
        (number.str.contains(NUMBER), "prefix"),
        (number.str.contains(MASKED), "masked"),
        (number.str.contains(MACHINE), "iot_13_digits"),
        (number.str.contains("^1[0-9]{10}~[0-9]{1,6}$"), "extension"),
        (number.str.contains(CUT_SHORT), "scientific_notation_lossy"),
        (~number.str.contains("^[0-9+/]+$"), "charset"),
        (pl.lit(value=True), "length"),
    )
    dialled = _dialled(values).to_frame("number")
    judged = dialled.with_columns(reason=reasons(dialled, is_good(number), pl.when(number.is_not_null()).then(fault)))
    return judged.select(
        canonical=pl.when(number.str.contains("^[0-9*]{7,15}(?:~[0-9]+)?$")).then(number.str.replace("~", "-")),
        valid=pl.col("reason") == "ok",
        reason="reason",
    )


def is_good(number: pl.Expr) -> pl.Expr:
    """Whether a text is nothing but a number of a network in use, and not plainly made up."""
    return number.str.contains(NETWORKS) & ~number.str.contains(MADE_UP)


def is_blank(number: pl.Expr) -> pl.Expr:
    """Whether what is left of a cell stands for no number: a word, only signs, one digit over and over, counting up."""
    words = is_placeholder(pl.when(~number.str.contains("[0-9]")).then(number))
    return words.fill_null(value=False) | number.is_in(FILLERS)


def _dialled(values: pl.Series) -> pl.Series:
    """What one would dial within China: no signs between digits, no country, trunk and carrier codes, no ``.0``."""
    odd = ~values.str.contains(NUMBER).fill_null(value=True)
    text = values.filter(odd)
    bare = changed(text, text.str.contains(UNDIALLED), _without_signs).str.replace(COUNTRY, "")
    dialled = bare.str.replace(DIALLED, "$1").str.replace(USUAL_MASK, "${1}****${2}")
    return values.clone().scatter(odd.arg_true(), dialled)


def _without_signs(values: pl.Series) -> pl.Series:
    """Only digits, letters and signs that mean something, a masked digit as ``*``."""
    text = values.str.normalize("NFKC").str.to_uppercase().str.strip_chars()
    frame = text.str.replace(r"\.0+$", "").to_frame("text").with_columns(text=_unscientific(pl.col("text")))
    masked = frame["text"].str.contains(r"[0-9]X{2,}|X{2,}[0-9]|[×●•∗#?]{2}")
    starred = frame["text"].str.replace_all(MASK_SIGN, "*").zip_with(masked, frame["text"])
    return starred.str.replace_all(BETWEEN, "")


def _unscientific(text: pl.Expr) -> pl.Expr:
    """``1.3000001357E10`` as the number it stands for, where all its digits are there, whatever zeros follow."""
    size = text.str.extract(SCIENTIFIC, 3).cast(pl.UInt32) + 1
    shown = text.str.extract(SCIENTIFIC, 1) + text.str.extract(SCIENTIFIC, 2)
    digits = pl.when(shown.str.slice(size).str.contains("^0*$")).then(shown.str.head(size)).otherwise(shown)
    length = digits.str.len_chars()
    whole = (length == size) | (length.is_between(EXACT, size) & ~digits.str.ends_with("0"))
    return pl.when(whole).then(digits.str.pad_end(size, "0")).otherwise(text)
