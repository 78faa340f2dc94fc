"""Text that stands for nothing: what people type where a field must not stay empty.

The words in ``data/placeholders.txt`` are the trade's own; a word counts only where it is the whole value, so 无锡 and
测试路1号 are left alone. Digits count only up to six of one kind, or counted up from one: what a longer row of
digits means is for the kind that reads it (a phone, an ID number). Kinds that are numbers or codes themselves (mileage,
gender) have good values among these and do not ask here.

>>> pl.DataFrame({"v": ["无", " N/A ", "【不 详】", "---", "xxx", "111", "测试001", "无锡", "张三", "", None]}).select(
...     is_placeholder(pl.col("v"))).to_series().to_list()
[True, True, True, True, True, True, True, False, False, True, None]
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import polars as pl

from crmtool.values.text import fold, lower

SHAPES = (
    *("0{1,6}", "1{1,6}", *(f"{digit}{{3,6}}" for digit in "23456789")),
    *("x+", *(f"{letter}{{3,}}" for letter in "abcdefghijklmnopqrstuvwyz")),
    r"(?:测试|test|ceshi|demo)[\p{P}\p{S}]*(?:[0-9]{1,6}|[a-z]|用户|客户|数据|车辆|姓名|公司)",
)


@cache
def words() -> frozenset[str]:
    """The words that stand for nothing, in lower case."""
    return frozenset((files("crmtool.values") / "data" / "placeholders.txt").read_text(encoding="utf-8").split())


@cache
def _nothing() -> str:
    """One expression, so that the text is folded once: a word or shape between signs, or nothing but signs."""
    said = "|".join([*map(re.escape, sorted(words())), *SHAPES])
    return rf"^[\p{{P}}\p{{S}}]*(?:(?:{said})[\p{{P}}\p{{S}}]*)?$"


def is_placeholder(text: pl.Expr) -> pl.Expr:
    """Whether a text stands for nothing. Takes a String expression as delivered or folded; Boolean, null for null.

    Empty and blank text count as placeholders.
    """
    return pl.when(text.is_not_null()).then(_says_nothing(fold(text)))


def said(values: pl.Series) -> pl.DataFrame:
    """What each value says: ``text`` (folded, null where empty) and ``empty`` (Boolean: stands for nothing).

    Both are null for null.

    >>> said(pl.Series([" １ 号 ", "无", "", None])).rows()
    [('1 号', False), ('无', True), (None, True), (None, None)]
    """
    folded = values.cast(pl.String).to_frame("raw").with_columns(text=fold(pl.col("raw")))
    return folded.select("text", empty=pl.when(pl.col("raw").is_not_null()).then(_says_nothing(pl.col("text"))))


def _says_nothing(folded: pl.Expr) -> pl.Expr:
    bare = lower(folded).str.replace_all(" ", "", literal=True)
    return bare.str.contains(_nothing()).fill_null(value=True)
