"""Text as people type it: widths, invisible characters, spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

INVISIBLE = r"[\p{Cf}\p{Cc}]"
SPACES = r"\s+"
ANYTHING = "(?s)(.+)"


def fold(text: pl.Expr) -> pl.Expr:
    r"""One spelling of the same text: NFKC, no invisible characters, single spaces, trimmed; empty becomes null.

    Takes and gives a String expression. NFKC folds full-width forms, U+00A0 and U+3000 but leaves zero-width
    characters, which go first so that a tab or line break still counts as a space.

    >>> import polars as pl
    >>> pl.DataFrame({"v": [" １３８\u200b　0000 ", "'A", ""]}).select(fold(pl.col("v"))).to_series().to_list()
    ['138 0000', "'A", None]
    """
    spaced = text.str.replace_all(r"[\t\r\n\v\f]", " ").str.normalize("NFKC")
    folded = spaced.str.replace_all(INVISIBLE, "").str.replace_all(SPACES, " ").str.strip_chars()
    return folded.str.extract(ANYTHING)


def compact(text: pl.Expr) -> pl.Expr:
    """An identifier as typed, without what typing adds: folded, upper case, no spaces, quotes, dots or hyphens.

    Takes and gives a String expression; empty becomes null.

    >>> import polars as pl
    >>> pl.DataFrame({"v": ["'110-105 ", '="a·1"', "--"]}).select(compact(pl.col("v"))).to_series().to_list()
    ['110105', 'A1', None]
    """
    bare = fold(text).str.to_uppercase().str.replace_all(r"[\s'\"`‘’“”=·•・‧∙.．_‐‑‒–—―−-]", "")
    return bare.str.extract(ANYTHING)


def distinct(values: pl.Series) -> pl.Series:
    """The distinct values of a String series that are not null, sorted, so that per-value work runs once each."""
    return values.drop_nulls().unique().sort()
