"""Amounts of money in yuan, and numbers in general, as people write them: to plain decimal text.

``￥128,800.00``, ``12.88万元``, ``RMB 128 800``, ``12.88w``, ``壹拾贰万捌仟捌佰元整`` and ``十二万八千八`` are all
128800. Negative amounts have a minus in front or behind, 负, or stand in brackets. Thousands are parted by commas,
apostrophes or spaces; a comma with one or two digits at the end is a decimal comma, as European systems write it.

>>> from datetime import date
>>> import polars as pl
>>> cells = pl.Series(["￥128,800.00", "12.88万元", "(1,234.50)", "十二万三千", "15-20万", "面议"])
>>> standardise(cells, date(2026, 11, 20)).rows()
[('128800', True, 'ok', 128800.0), ('128800', True, 'ok', 128800.0), ('-1234.5', True, 'ok', -1234.5),
 ('123000', True, 'ok', 123000.0), (None, False, 'range', None), (None, False, 'placeholder', None)]
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

PLAIN = r"^-?[0-9]+(?:\.[0-9]+)?$"
USUAL = r"^[￥¥]?\s*(-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*"  # and a unit
TEN_THOUSANDS = r"^(-?[0-9]+)(?:\.([0-9]+))?[万W]$"
ADDED = r"[\s\p{Cf}\p{Cc}'\"`‘’“”=+_]"
CURRENCY = (
    ("¥|RMB|CNY|YUAN|人民币", ""),
    (r"[整正]$", ""),
    (r"^([^元圆圓块]*)[元圆圓块]钱?(\)?)$", "$1$2"),
)
SIGNS = (
    ("^约|左右$", ""),
    ("[−–—]", "-"),
    (r"^\((.*)\)$|^(.*)-$|^负(.*)$", "-${1}${2}${3}"),
    ("^--", "-"),
    (r"\.$", ""),
)
GROUPS = (
    (r"^-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?:[^0-9,].*)?$", ",", ""),
    (r"^-?[0-9]{1,4}(?:,[0-9]{4})+(?:\.[0-9]+)?$", ",", ""),
    (r"^-?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}$|^-?[0-9]{1,3}(?:\.[0-9]{3}){2,}$", ".", ""),  # 1.234,50
    (r"^-?[0-9]+,[0-9]{1,2}$", ",", "."),
)
OTHER_MONEY = r"[$€£]|USD|EUR|HKD|GBP|JPY|美[元金]|港[币元]|欧元|日元|英镑"
RANGE = r"[0-9万千WK][-~至到][0-9]"
SOMETHING = "[0-9〇零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾]"
UNSAID = "^(?:面议|另议|待议|待报价?)$"
MOST_DIGITS, LONGEST = 15, 40

NUMERALS = dict(zip("〇零一二三四五六七八九两壹贰叁肆伍陆柒捌玖", "0012345678921" + "23456789", strict=True))
WORDS = str.maketrans(NUMERALS | dict(zip("拾佰仟萬億圆圓块點点WK", "十百千万亿元元元..万千", strict=True)))
UNITS = {"十": 10, "百": 100, "千": 1000}
SPELLED = re.compile(r"(-?)([0-9.十百千万亿]+)(?:元(?:([0-9])角)?零?(?:([0-9])分)?)?")


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Amounts to ``canonical`` (plain decimal text), ``valid``, ``reason`` and ``number`` (Float64), one row a value.

    Reasons: ok; placeholder (also 面议, to be agreed); range (15-20万); currency (not yuan); length (over 15 digits
    before the point); format. Zero is an amount.
    """
    numbers = read_numbers(values, "元", CURRENCY).with_columns(value=values.str.to_uppercase())
    foreign = (pl.col("reason") == "format") & pl.col("value").str.contains(OTHER_MONEY)
    return numbers.select(
        "canonical",
        valid=pl.col("reason") == "ok",
        reason=pl.when(foreign).then(pl.lit("currency")).otherwise("reason"),
        number=pl.col("canonical").cast(pl.Float64),
    )


def read_numbers(values: pl.Series, unit: str, units: Iterable[tuple[str, str]]) -> pl.DataFrame:
    """Numbers in cells to ``canonical`` and ``reason`` as ``standardise`` has them.

    ``unit`` is a pattern of the usual unit, read fast; ``units`` replaces them all.

    >>> read_numbers(pl.Series(["1.2万 km", "007", "1,2,3"]), "km", [("KM", "")]).rows()
    [('12000', 'ok'), ('7', 'ok'), (None, 'format')]
    """
    odd = ~values.str.contains(PLAIN).fill_null(value=True)
    cells = values.filter(odd)
    usual = cells.str.extract(f"{USUAL}(?:{unit})?$").str.replace_all(",", "", literal=True)
    read = usual.scatter(usual.is_null().arg_true(), _written(cells.filter(usual.is_null()), units))
    number = pl.col("number")
    reason = (
        pl.when(number.is_null())
        .then(None)
        .when(is_placeholder(pl.when(~number.str.contains(SOMETHING)).then(number)) | number.str.contains(UNSAID))
        .then(pl.lit("placeholder"))
        .when(number.str.contains(RANGE))
        .then(pl.lit("range"))
        .when(~number.str.contains(PLAIN))
        .then(pl.lit("format"))
        .when(number.str.contains(f"^-?0*[0-9]{{{MOST_DIGITS + 1},}}"))
        .then(pl.lit("length"))
        .otherwise(pl.lit("ok"))
    )
    judged = values.clone().scatter(odd.arg_true(), read).to_frame("number").with_columns(reason=reason)
    return judged.select(canonical=pl.when(pl.col("reason") == "ok").then(_trimmed(number)), reason="reason")


def _written(cells: pl.Series, units: Iterable[tuple[str, str]]) -> pl.Series:
    """Each number in decimal digits, without units and separators; other text as it is."""
    text = cells.str.normalize("NFKC").str.to_uppercase().str.replace_all(ADDED, "")
    for pattern, replacement in (*units, *SIGNS):
        text = text.str.replace_all(pattern, replacement)
    for pattern, sign, replacement in GROUPS:
        text = text.str.replace_all(sign, replacement, literal=True).zip_with(text.str.contains(pattern), text)
    shift = text.str.extract(TEN_THOUSANDS, 1), text.str.extract(TEN_THOUSANDS, 2).fill_null("")
    moved = shift[0] + shift[1].str.head(4).str.pad_end(4, "0") + "." + shift[1].str.slice(4) + "0"
    text = moved.zip_with(moved.is_not_null(), text)
    spelled = ~text.str.contains(PLAIN) & text.str.contains(SOMETHING) & (text.str.len_chars() <= LONGEST)
    return text.scatter(spelled.arg_true(), pl.Series(map(_value, text.filter(spelled)), dtype=pl.String))


def _trimmed(number: pl.Expr) -> pl.Expr:
    """The number without zeros that say nothing: ``007.50`` is ``7.5``, ``-0.0`` is ``0``."""
    whole = number.str.replace("^(-?)0+([0-9])", "$1$2").str.replace(r"(\.[0-9]*?)0+$", "$1")
    return whole.str.strip_suffix(".").replace("-0", "0")


def _value(text: str) -> str:
    """A number with units, in Chinese numerals or in scientific notation as decimal digits; other text as it is."""
    if re.fullmatch(r"-?[0-9]\.?[0-9]*E[0-9]{1,2}", text):
        return format(Decimal(text), "f")
    if not (parts := SPELLED.fullmatch(text.translate(WORDS))):
        return text
    sign, whole, tenths, hundredths = parts.groups("0")
    number = _counted(whole)
    if number is None:
        return text
    return f"{sign.strip('0')}{number + Decimal(f'0.{tenths}{hundredths}'):f}"


def _counted(words: str) -> Decimal | None:
    """The number that digits and units make: ``12万3千`` and, as it is spoken, ``12万3`` are 123,000; else None."""
    tokens = re.findall(r"[0-9]+(?:\.[0-9]+)?|[十百千万亿]", words)
    if "".join(tokens) != words or words[0] in "百千万亿":
        return None
    total, section, last = Decimal(0), Decimal(0), 1
    number: Decimal | None = None
    for word in tokens:
        if word in UNITS:
            last = UNITS[word]
            section, number = section + (1 if number is None else number) * last, None
        elif word == "万":
            total, section, number, last = total + (section + (number or 0)) * 10**4, Decimal(0), None, 10**4
        elif word == "亿":
            total, section, number, last = (total + section + (number or 0)) * 10**8, Decimal(0), None, 10**8
        else:
            number = Decimal(word)
    spoken = last >= 100 and len(tokens[-1]) == 1
    return total + section + (number or 0) * (last // 10 if spoken else 1)
