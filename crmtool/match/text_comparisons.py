"""Comparison kinds of any market: names that stand in the wrong column, codes by their beginning, days by distance.

Each is a public function as ``comparisons`` describes them: symmetric, and null where a side says nothing.
"""

from __future__ import annotations

import polars as pl

from crmtool.match import measures
from crmtool.match.measures import levels, sides, where_unequal

Columns = tuple[str, ...]
CLOSE, SIMILAR = 0.92, 0.8
END = 3
"""How many characters at the end of a code that of a neighbour may differ in: the inward half of a British postcode."""
MONTH, DECADE = 31, 3653
"""Days."""


def name_part(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """One part of a name and the other part of the same name (Splink: ForenameSurnameComparison).

    ``exact``; ``close`` (Jaro-Winkler 0.92); ``crossed`` (what stands here on one side stands as the other part on the
    other: names in the wrong order, or a name of which one part is left, in the wrong column); ``initial`` (one is the
    first letter of the other); ``similar`` (0.8); ``different``.
    """
    (left, right), (left_other, right_other) = sides(columns[0]), sides(columns[1])
    seen = pairs.with_columns(_likeness=where_unequal(pairs, columns[0], measures.jaro_winkler))
    likeness = pl.col("_likeness")
    short = pl.min_horizontal(left.str.len_chars(), right.str.len_chars()) == 1
    return levels(
        seen,
        [
            ("exact", left == right),
            ("close", likeness >= CLOSE),
            ("crossed", ((left == right_other) | (right == left_other)).fill_null(value=False)),
            ("initial", short & (left.str.head(1) == right.str.head(1))),
            ("similar", likeness >= SIMILAR),
            ("different", left != right),
        ],
    )


def code(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Codes whose beginning says most, as postcodes: ``exact``; ``slip`` (one); ``beginning``; ``different``.

    ``beginning``: the same but for the last three characters, two or more being left.
    """
    left, right = sides(columns[0])
    seen = pairs.with_columns(_slips=where_unequal(pairs, columns[0], measures.slips))
    begun, other = _begun(left), _begun(right)
    return levels(
        seen,
        [
            ("exact", left == right),
            ("slip", pl.col("_slips") <= 1),
            ("beginning", (begun == other) & (begun.str.len_chars() >= 2)),
            ("different", left != right),
        ],
    )


def date_near(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Dates as ISO text by how far they lie apart (Splink: DateOfBirthComparison).

    ``exact``; ``slip`` (one digit, or two changed places); ``month`` (31 days apart or less); ``year`` (the same one,
    as where day and month are lost); ``decade`` (ten years apart or less); ``different``. Of 1880-05 and 1880 the first
    day counts.
    """
    left, right = sides(columns[0])
    seen = pairs.with_columns(_slips=where_unequal(pairs, columns[0], measures.slips))
    apart = (_first_day(left) - _first_day(right)).dt.total_days().abs()
    return levels(
        seen,
        [
            ("exact", left == right),
            ("slip", pl.col("_slips") <= 1),
            ("month", apart <= MONTH),
            ("year", left.str.head(4) == right.str.head(4)),
            ("decade", apart <= DECADE),
            ("different", left != right),
        ],
    )


def _begun(value: pl.Expr) -> pl.Expr:
    """The code without its end; empty where there is no more of it."""
    return value.str.head(pl.max_horizontal(value.str.len_chars().cast(pl.Int64) - END, 0))


def _first_day(value: pl.Expr) -> pl.Expr:
    """The Date of an ISO text, the first one of a month or a year; null for any other text."""
    rest = pl.lit("-01-01").str.slice(value.str.len_chars().cast(pl.Int64) - len("yyyy"))
    return (value + rest).str.to_date("%Y-%m-%d", strict=False)
