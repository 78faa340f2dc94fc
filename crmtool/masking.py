"""Hiding most of a personal value, so that a finding can be read aloud and still be found in the file.

What stays visible follows the habit of Chinese counters: 138****5678 of a phone, region and last four of an ID number,
the surname of a person, the year of a birth. The mask of an identifier keeps its length, because a wrong length is
often what the finding is about, and masking a masked value changes nothing. Kinds are those of the fields
(``rules/fields.toml``), and birth.

>>> from crmtool.masking import mask
>>> import polars as pl
>>> values = pl.DataFrame({"v": ["13000001357", "13800", None]})
>>> values.select(mask("phone", pl.col("v"))).to_series().to_list()
['130****1357', '1***0', None]
>>> values = pl.DataFrame({"v": ["张三丰", "回访 13000001357 已接"]})
>>> values.select(mask("name", pl.col("v")), generic=mask("text", pl.col("v"))).rows()
[('张**', '张三丰'), ('回****************', '回访 13*******57 已接')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 64
"""A masked value is cut here: nobody reads on, and a cell may hold megabytes."""

TELLING = 2
"""So many characters of a masked value are shown because they change."""

_STARS = "*" * LONGEST
_VISIBLE = {"phone": (3, 4), "document": (6, 4), "vin": (3, 4), "plate": (2, 2), "address": (6, 0), "birth": (4, 0)}
"""How many characters of each kind stay visible at the head and at the tail."""

_NUMBERS = frozenset({"phone", "document", "vin", "plate"})
_FIGURES = frozenset({"amount", "date", "gender", "mileage", "year"})
"""Kinds that name nobody by themselves and can only be judged when seen; but anything may stand in the wrong column."""

_LIKE_FIGURES = (
    r"(?i)^(?:[\p{Nd}\s\p{P}\p{S}年月日号时点分秒万元千亿公里英]|km|mi|am|pm|gmt|utc|rmb|cny|usd|[tz]"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)*$"
)
_MOST_DIGITS = 9
"""So many digits an amount has, but no phone."""
_LIKE_A_DATE = (
    r"^\s*(?:(?:19|20)\p{Nd}{2}[-/.年\s]?\p{Nd}{1,2}[-/.月\s]?\p{Nd}{1,2}|\p{Nd}{1,2}[-/.]\p{Nd}{1,2}[-/.]\p{Nd}{2,4})"
    r"[日号]?[\sT]*(?:\p{Nd}{1,2}[:时点].*)?$"
)

_NAMED = (
    r"((?:(?:[人员員者]|[顾顧][问問]|[经經]理|姓名|[车車]主|客[户戶]|[审審]核|[复複覆]核|[制製填]表|(?i:by|name|contact))\s*[:：]\s*"
    r"|(?:[制製填]表|[编編][制製]|[审審]核|[复複覆]核|[经經][办辦]|[负負][责責])[人员員者]?\s+)[A-Za-z\p{Han}])"
    r"(?:\p{Han}{1,3}(?:·\p{Han}+)*|[A-Za-z ]+)"
)
"""A name behind the word that says whose it is, as titles and footers have them: 制表人：张三丰."""


def mask(kind: str, value: pl.Expr) -> pl.Expr:
    """The value (a String expression) with what identifies a person hidden, as the field's ``kind`` asks for.

    Dates, amounts and the like are shown as they are, unless they look like something else; companies lose only the
    middle of what is as long as a phone number, text of any other kind that of numbers, VINs and e-mails. The result is
    cut to ``LONGEST`` characters.
    """
    return pl.when(value.is_not_null()).then(_masked(kind, value.str.slice(0, LONGEST)))


def mask_findings(findings: pl.DataFrame, kinds: Mapping[str, str]) -> pl.DataFrame:
    """Findings as they may be shown: ``value`` and ``suggestion`` masked by the kind of their field.

    ``kinds`` gives the kind of each field name. A suggested number that would look like the value shows the characters
    that it changes. Messages are masked where they are made and stay as they are.
    """
    shown = ("value", "suggestion")
    parts = findings.select("field", *shown).with_row_index("_at").partition_by("field", as_dict=True)
    masked = pl.collect_all(
        part.lazy().select("_at", mask(kinds.get(str(name), "text"), pl.col(shown))) for (name,), part in parts.items()
    )
    if not masked:
        return findings
    hidden = pl.concat(masked).sort("_at").select(shown)
    numbers = findings["field"].is_in([name for name, kind in kinds.items() if kind in _NUMBERS])
    alike = (numbers & (hidden["value"] == hidden["suggestion"])).arg_true()
    pairs = findings.select(pl.col("suggestion", "value").gather(alike)).iter_rows()
    told = [telling(text, *pair) for text, pair in zip(hidden["value"].gather(alike), pairs, strict=True)]
    suggestion = hidden["suggestion"].scatter(alike, pl.Series(told, dtype=pl.String))
    return findings.with_columns(hidden["value"], suggestion)


def telling(hidden: str, whole: str, other: str) -> str:
    """The masked text ``hidden`` with those characters of ``whole`` that ``other`` has not, where these are few.

    >>> telling("LSV**********0001", "LSVAA2927P1000001", "LSVAA2927P10O0001")
    'LSV*********00001'
    """
    differ = [at for at, (one, another) in enumerate(zip(whole, other, strict=False)) if one != another]
    if not len(hidden) == len(whole) == len(other) or len(differ) > TELLING:
        return hidden
    return "".join(whole[at] if at in differ else character for at, character in enumerate(hidden))


def _masked(kind: str, value: pl.Expr) -> pl.Expr:
    without_runs = value.str.replace_all(r"([0-9]{3})[0-9]{4,}([0-9]{3}[0-9Xx])", "${1}*******${2}")
    if kind == "company":
        return without_runs
    if kind in _FIGURES:
        return _figure(without_runs)
    if kind in _VISIBLE:
        return _number(kind, value) if kind in _NUMBERS else _ends(kind, value)
    if kind == "name":
        return _stars_after(value, 1)
    if kind == "email":
        return _email(value)
    return _generic(value)


def _figure(value: pl.Expr) -> pl.Expr:
    """A date, an amount and the like as it is; what is none, since it belongs to another column, masked."""
    few = (value.str.count_matches(r"\p{Nd}") <= _MOST_DIGITS) | value.str.contains(_LIKE_A_DATE)
    number = ~value.str.contains(r"\p{L}")
    return (
        pl.when(value.str.contains(_LIKE_FIGURES) & few)
        .then(value)
        .when(number)
        .then(_ends("phone", value))
        .otherwise(_stars_after(value, 1))
    )


def _ends(kind: str, value: pl.Expr) -> pl.Expr:
    """As much of a value's ends as its ``kind`` shows."""
    return _between(value, *_VISIBLE[kind])


def _number(kind: str, value: pl.Expr) -> pl.Expr:
    """The ends of a number; of a plate, which may begin and end with a word, those of one and no more."""
    if kind == "plate":
        return pl.when(value.str.contains(r"\p{Han}{2}")).then(_stars_after(value, 1)).otherwise(_ends(kind, value))
    return _without_words(_ends(kind, value))


def _without_words(ends: pl.Expr) -> pl.Expr:
    """Ends without Chinese characters but the first: they are a name in the wrong column, or beside the number."""
    return ends.str.slice(0, 1) + ends.str.slice(1).str.replace_all(r"\p{Han}", "*")


def _between(value: pl.Expr, head: int, tail: int) -> pl.Expr:
    """``head`` and ``tail`` characters and stars between; of a value too short for that, its first and last."""
    length = _length(value)
    ends = value.str.slice(0, head) + _stars(length - head - tail) + _last(value, tail)
    short = value.str.slice(0, 1) + _stars(length - 2) + _last(value, 1)
    return pl.when(length >= head + tail + 3).then(ends).when(length >= 4).then(short).otherwise(_stars(length))


def _stars_after(value: pl.Expr, head: int) -> pl.Expr:
    return value.str.slice(0, head) + _stars(_length(value) - head)


def _stars(count: pl.Expr) -> pl.Expr:
    """So many stars; none where the count is not positive."""
    return pl.lit(_STARS).str.slice(0, count.clip(lower_bound=0))


def _length(value: pl.Expr) -> pl.Expr:
    return value.str.len_chars().cast(pl.Int64)


def _last(value: pl.Expr, count: int) -> pl.Expr:
    return value.str.tail(count)


def _email(value: pl.Expr) -> pl.Expr:
    """The first letter and the domain, of the first of several; without an @ as a phone number, which it often is."""
    local = value.str.extract(r"(?s)^([^@]+)@")
    domain, others = (value.str.extract(r"(?s)^[^@]+(@[A-Za-z0-9.-]*)(.*)$", part) for part in (1, 2))
    return (
        pl.when(local.is_not_null())
        .then(_stars_after(local, 1) + domain + others.str.replace_all(r"[A-Za-z0-9\p{Han}]", "*"))
        .otherwise(_number("phone", value))
    )


def _generic(value: pl.Expr) -> pl.Expr:
    """Free text with the middle of numbers of seven digits and more, and of VINs, hidden, and who it says signed it."""
    vins = value.str.replace_all(
        r"(?i)(?-u:\b)([A-HJ-NPR-Z0-9]{3})[A-HJ-NPR-Z0-9]{10}([A-HJ-NPR-Z0-9]{4})(?-u:\b)", "${1}**********${2}"
    )
    mails = vins.str.replace_all(r"([\w.%+-])[\w.%+*-]*@[\w.@*-]+", "${1}***@***")
    names = mails.str.replace_all(_NAMED, "${1}**")
    return names.str.replace_all(r"([0-9]{2})[0-9 -]{3,}([0-9][0-9Xx])", "${1}*******${2}")
