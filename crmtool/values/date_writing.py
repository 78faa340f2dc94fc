"""Dates as they are typed, brought into one plain writing before anything is read from them.

Widths, dashes and spaces, 年月日, weekdays, words for the time of day, Chinese numerals and years of the Republic (only
where 民国 says so) become digits, hyphens and colons. Text that is no date comes out as it is, or nearly.

>>> plainly(pl.Series(["2026 年 11 月 20 日（星期五）下午 2:03", "二〇二六年十一月廿日", "民国115／11／20"])).to_list()
['2026-11-20 2:03', '2026-11-20', '2026/11/20']
"""

from __future__ import annotations

import re

import polars as pl

PLAIN = r"^[0-9]+(?:[-/.][0-9]+){0,2}(?:[T ][0-9:.]+(?:Z|[+-][0-9:]+)?)?$"
INVISIBLE = r"[\p{Cf}\p{Cc}'\"`=‘’“”]"
WRITING = (
    ("[–—−‐‑‒―、]", "-"),
    (r"\(?(?:星期|周|礼拜)[一二三四五六天1-7]?\)?", " "),
    (r"上午|下午|中午|凌晨|早上|早晨|晚上|傍晚", " "),
    (r"([0-9]) ?(?:AM|PM)\b|\b(?:AM|PM) ", "$1 "),
    (r"^(?:MON|TUE|WED|THU|FRI|SAT|SUN)[A-Z]*[,.]? |^公元", ""),
    (r"\s*[(\[【].*$", ""),
    (r"\s*([./,\\-])\s*", "$1"),
    (r"^([0-9]+)[,\\]([0-9]+)[,\\]([0-9]+)", "$1-$2-$3"),
    ("-{2,}", "-"),
    (r"\s+", " "),
    ("[-/. ]+$", ""),
)
SPELLED = "[〇○零一二三四五六七八九十廿卅]"
DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))


def plainly(values: pl.Series) -> pl.Series:
    """Each date in ASCII, upper case, with hyphens for 年 and 月; what matters to no date is gone. Nulls stay null."""
    text = values.str.replace_all("[年月]", "-").str.replace_all("[日号]", " ").str.strip_chars()
    odd = ~text.str.contains(PLAIN).fill_null(value=True)
    rest = text.filter(odd).str.normalize("NFKC").str.to_uppercase().str.replace_all(r"\s", " ")
    rest = rest.str.replace_all(INVISIBLE, "").str.strip_chars()
    for pattern, replacement in WRITING:
        rest = rest.str.replace_all(pattern, replacement)
    spelled = rest.str.contains(f"{SPELLED}|民[国國]")
    digits = pl.Series([_in_digits(cell) for cell in rest.filter(spelled)], dtype=pl.String)
    rest = rest.scatter(spelled.arg_true(), digits)
    return text.scatter(odd.arg_true(), rest).str.replace(r"^([0-9]{5,14})\.0+$", "$1")


def _in_digits(text: str) -> str:
    """A date in Chinese numerals, or in years of the Republic (from 1912), in digits and years of our era."""
    text = re.sub(f"{SPELLED}+", lambda word: _numeral(word[0]), text)
    return re.sub("^(?:中[华華])?民[国國](元|[0-9]{1,3})", lambda era: str(1911 + int(era[1].replace("元", "1"))), text)


def _numeral(word: str) -> str:
    """A year spelled digit by digit, or a number under 40; anything else as it is."""
    if not re.search("[十廿卅]", word):
        return "".join(DIGITS[sign] for sign in word)
    tens, _, ones = word.replace("廿", "二十").replace("卅", "三十").partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return word
    return str(int(DIGITS.get(tens, "1")) * 10 + int(DIGITS.get(ones, "0")))
