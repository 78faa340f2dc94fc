"""Text as people type it: widths, invisible characters, spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

INVISIBLE = r"[\p{Cf}\p{Cc}]"
SPACES = r"\s+"
ANYTHING = "(?s)(.+)"

UNCOMPACT = "[^0-9A-Z\u4e00-\u9fff]|^$"
UNFOLDED = "[^ -~\u4e00-\u9fff]|^ | $|  |^$"
"""What any text shows that ``compact`` or ``fold`` may change: ASCII and common Chinese are their own NFKC."""

CAPITAL, SMALL = r"[^\x00-@\[-\x7f\u3000-\u9fff]", r"[^\x00-`{-\x7f\u3000-\u9fff]"
"""What any text shows that lower or upper case may change; nothing between U+3000 and U+9FFF has a case."""


def fold(text: pl.Expr) -> pl.Expr:
    r"""One spelling of the same text: NFKC, no invisible characters, single spaces, trimmed; empty becomes null.

    Takes and gives a String expression. NFKC folds full-width forms, U+00A0 and U+3000 but leaves zero-width
    characters, which go first so that a tab or line break still counts as a space.

    >>> pl.DataFrame({"v": [" １３８\u200b　0000 ", "'A", ""]}).select(fold(pl.col("v"))).to_series().to_list()
    ['138 0000', "'A", None]
    """
    return respelled(text, UNFOLDED, _folded)


def compact(text: pl.Expr) -> pl.Expr:
    """An identifier as typed, without what typing adds: folded, upper case, no spaces, quotes, dots or hyphens.

    Takes and gives a String expression; empty becomes null.

    >>> pl.DataFrame({"v": ["'110-105 ", '="a·1"', "--"]}).select(compact(pl.col("v"))).to_series().to_list()
    ['110105', 'A1', None]
    """
    return respelled(text, UNCOMPACT, _compacted)


def lower(text: pl.Expr) -> pl.Expr:
    """Text in lower case: fast where there is little to change, as in Chinese."""
    return respelled(text, CAPITAL, lambda values: values.str.to_lowercase())


def upper(text: pl.Expr) -> pl.Expr:
    """Text in upper case: fast where there is little to change, as in Chinese."""
    return respelled(text, SMALL, lambda values: values.str.to_uppercase())


def as_json(name: str) -> pl.Expr:
    """The column of this name, be it of lists or structs, as JSON text."""
    wrapped = pl.struct(pl.col(name).alias("v")).struct.json_encode()
    return pl.when(pl.col(name).is_not_null()).then(wrapped.str.slice(5).str.strip_suffix("}")).alias(name)


def respelled(text: pl.Expr, odd: str, spell: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    """A String expression in which the values that match the pattern ``odd`` are written as ``spell`` does.

    Most delivered values are well written already: only the others bear the price of spelling them anew.
    """
    return text.map_batches(
        lambda values: changed(values, showing(values, odd), spell), return_dtype=pl.String, is_elementwise=True
    )


def showing(values: pl.Series, pattern: str) -> pl.Series:
    """Whether each value of a String series matches the pattern, null for null.

    A null takes as long to look at as a value, so that those are left out where they are most of the column.
    """
    if values.null_count() * 2 < len(values):
        return values.str.contains(pattern)
    given = values.is_not_null().arg_true()
    found = values.gather(given).str.contains(pattern)
    return pl.Series([None], dtype=pl.Boolean).new_from_index(0, len(values)).scatter(given, found)


def changed(values: pl.Series, odd: pl.Series, spell: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """A series with what ``spell`` makes of the values where ``odd`` is true; the others stay.

    >>> texts = pl.Series(["b", "a1", None])
    >>> changed(texts, texts.str.contains("[0-9]"), lambda odd: odd.str.replace_all("[0-9]", "")).to_list()
    ['b', 'a', None]
    """
    return values.clone().scatter(odd.arg_true(), spell(values.filter(odd))) if odd.any() else values


def _folded(values: pl.Series) -> pl.Series:
    spaced = values.str.replace_all(r"[\t\r\n\v\f]", " ").str.normalize("NFKC")
    folded = spaced.str.replace_all(INVISIBLE, "").str.replace_all(SPACES, " ").str.strip_chars()
    return folded.str.extract(ANYTHING)


def _compacted(values: pl.Series) -> pl.Series:
    folded = changed(values, values.str.contains(UNFOLDED), _folded).str.to_uppercase()
    return folded.str.replace_all(r"[\s'\"`‘’“”=·•・‧∙.．_‐‑‒–—―−-]", "").str.extract(ANYTHING)
