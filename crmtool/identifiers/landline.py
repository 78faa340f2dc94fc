"""Fixed-line numbers of mainland China: an area code, 7 or 8 digits, perhaps an extension.

Area codes are 010 and 02x, always with 8 digits, or 0 and three digits, with 7 or 8; subscribers begin with 2 to 8.
A spreadsheet drops the zero in front: 8 digits after a known form still tell the area code, 7 do not. Without an area
code the number is complete only inside its city. 400 and 800 numbers are a company's service lines and never identify a
person; short numbers (95588) are no subscriber's at all.

>>> from datetime import date
>>> import polars as pl
>>> cells = pl.Series(["(021)60000001", "+86 512 6000 0001", "021-60000001转8001", "400-000-0001", "60000001", "95588"])
>>> standardise(cells, date(2026, 11, 20)).rows()
[('021-60000001', True, 'ok'), ('0512-60000001', True, 'ok'), ('021-60000001-8001', True, 'ok'),
 ('4000000001', True, 'service'), ('60000001', False, 'area_code_missing'), (None, False, 'format')]

Source: number plan as in the metadata of libphonenumber.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.mobile import SAME_EIGHT, is_blank
from crmtool.identifiers.written import verdict
from crmtool.values.text import changed

if TYPE_CHECKING:
    from datetime import date

EXTENSION = r"([0-9])\s*(?:转接?|轉接?|分机号?|分機號?|内线|EXT(?:ENSION)?|X|[*#~])[\s.:]*([0-9]{1,6})($|[^0-9*#X])"
UNMARKED = "[^0-9-]"
HYPHENED = r"([0-9]{7,8})-([0-9]{1,6})$"
BETWEEN = r"[^0-9A-Z\p{Han}*+~]"
COUNTRY = r"(?:\+?86|0086)"
TAIL = "(~[0-9]{1,6})?$"
AREAS = (
    rf"^{COUNTRY}?0?(10|2[0-57-9])([2-8][0-9]{{7}}){TAIL}",
    rf"^(?:{COUNTRY}0?|0)([3-79][0-9]{{2}}|8[0-57-9][0-9])([2-8][0-9]{{6,7}}){TAIL}",
    # The zero lost; not the codes of Hong Kong, Macao and Taiwan, and no service line.
    rf"^((?:3[1-9]|4[1-8]|5[1-9]|6[369]|7[0-9]|8[1-47]|9[0-9])[0-9]|85[014-9]|88[0-57-9])([2-8][0-9]{{7}}){TAIL}",
)
WRITTEN = r"^0(?:(?:10|2[0-57-9])-[2-8][0-9]{7}|(?:[3-79][0-9]{2}|8[0-57-9][0-9])-[2-8][0-9]{6,7})$"
SERVICE = rf"^{COUNTRY}?([48]00[0-9]{{7}}){TAIL}"
LOCAL = rf"^[2-8][0-9]{{6,7}}{TAIL}"
MADE_UP = rf"^(?:0[0-9]{{2,3}}-)?(?:{SAME_EIGHT}|12345678|1234567)(?:~|$)"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Fixed-line numbers to ``canonical``, ``valid``, ``reason``, one row a value; a value holds one number.

    ``canonical`` is area code, number and extension, joined by hyphens. Reasons: ok and service (valid);
    area_code_missing, masked, placeholder and format, which keep what is there if it has 7 to 13 digits.
    """
    frame = _joined(values).to_frame("number")
    number = pl.col("number")
    fault = verdict(
        (is_blank(number) | number.str.contains(MADE_UP), "placeholder"),
        (number.str.contains("^0[0-9]{2,3}-"), "ok"),
        (number.str.contains(SERVICE), "service"),
        (number.str.contains(r"^[0-9]*\*{2}[0-9*]*$"), "masked"),
        (number.str.contains(LOCAL), "area_code_missing"),
        (pl.lit(value=True), "format"),
    )
    judged = frame.with_columns(reason=pl.when(number.is_not_null()).then(fault))
    return judged.select(
        canonical=pl.when(number.str.contains("^[0-9*-]{7,13}(?:~[0-9]+)?$")).then(number.str.replace("~", "-")),
        valid=pl.col("reason").is_in(["ok", "service"]),
        reason="reason",
    )


def is_good(number: pl.Expr) -> pl.Expr:
    """Whether a text is nothing but a number with its area code in canonical spelling, and not plainly made up."""
    return number.str.contains(WRITTEN) & ~number.str.contains(MADE_UP)


def mark_extensions(text: pl.Expr) -> pl.Expr:
    """Upper-case text with every extension as ``~`` and digits: ``60000001转8001`` becomes ``60000001~8001``."""
    return text.str.replace_all(EXTENSION, "${1}~${2}${3}")


def _joined(values: pl.Series) -> pl.Series:
    """Each number in one spelling, ``021-60000001~8001``, or, where it is no such number, what is left of it."""
    marked = changed(values, values.str.contains(UNMARKED), _marked)
    number = marked.str.replace(HYPHENED, "${1}~${2}").str.replace_all(BETWEEN, "")
    for pattern in AREAS:
        number = number.str.replace(pattern, "0${1}-${2}${3}")
    return number.str.replace(SERVICE, "${1}${2}")


def _marked(values: pl.Series) -> pl.Series:
    text = values.str.normalize("NFKC").str.to_uppercase().str.strip_chars().str.replace(r"\.0+$", "")
    return text.to_frame("text").select(mark_extensions(pl.col("text"))).to_series()
