"""What spreadsheets do to 18-digit numbers, and how a whole column gives it away.

A spreadsheet holds a number in 64 bits. Typed in, an ID keeps 15 digits and ends in 000; a reader that prints the
stored double exactly shows 310111199506300992 for ...301000. A program that writes IDs as floats rounds the last two
or three digits to a multiple of 16, 32, 64 or 128, the gap between doubles of that size. One such value in eleven
passes its check digit by luck, so the value alone cannot tell; the column can. By chance 2 in 100 genuine numbers are
multiples of the gap, and 2 in 1,000 lie nearest to a multiple of 1,000 (measured on made-up numbers; rounding these to
the nearest 1,000 gives back the first 15 digits of every one, cutting the others after 15 digits in 98 of 100).

Numbers that end in X cannot be numbers to a spreadsheet and are always whole.

>>> typed = pl.Series([f"{float(f'310111199506{day}1000'):.0f}" for day in range(10, 20)] + ["11010519491231002X"])
>>> typed[0], damaged(typed).sum(), marked(typed)[0]
('310111199506100992', 10, '310111199506101***')
>>> damaged(typed.head(7)).any()
False
"""

from __future__ import annotations

import polars as pl

FEWEST = 8
"""So many distinct damaged values must speak against a column."""

TYPED_SHARE = 0.02
"""Of the 18-digit values, ten times what chance gives; a column may be typed by several hands."""

DOUBLES_SHARE = 0.6
"""Of the 18-digit values: chance gives up to 6 in 100 in some provinces, so only a clear majority tells."""

LEAST = 10**17
"""What a text of 18 characters, read as a number, comes to only if all are digits and the first is not 0."""

CUT = r"^[0-9]{15}\*{3}$"
NEAR = r"^[0-9]{15}(?:0[0-6][0-9]|9[3-9][0-9]|\*{3})$"
"""What is at most half a gap from a multiple of 1,000, and what is marked."""

WHOLE = r"^[^0-9]*([1-9][0-9]{17})(?:\.0+)?[^0-9Xx]*$"


def damaged(values: pl.Series, columns: pl.Series | None = None) -> pl.Series:
    """Which values of one delivered column (String, as delivered) lost digits in a spreadsheet (Boolean, never null).

    Judges the column as a whole, so it must be given whole, repeats included; of several columns in one series,
    ``columns`` (String) says which value is whose. Tells the damage that leaves 18 digits; scientific notation and a
    single ...000 that fails its check digit are known without the column.
    """
    return _first_15(values, columns).is_not_null().alias(values.name)


def marked(values: pl.Series, columns: pl.Series | None = None) -> pl.Series:
    """The column with every damaged value replaced by what is left of it: its first 15 digits and ``***``."""
    return pl.select(pl.coalesce(_first_15(values, columns), values.cast(pl.String))).to_series().alias(values.name)


def doubtful(values: pl.Series, valid: pl.Series, columns: pl.Series) -> pl.Series:
    """Which ``valid`` numbers (as ``marked`` gives them) may be rounded all the same (Boolean, never null).

    They look typed as a number, and another of their column was for certain: it has its first 15 digits alone, or looks
    so and is not valid. ``columns`` as for ``damaged``.

    >>> numbers = pl.Series(["110110190101022000", "110110199003070018", "110110199003070***"])
    >>> doubtful(numbers, pl.Series([True, True, False]), pl.Series(["a.csv"] * 3)).to_list()
    [True, False, False]
    """
    near = pl.DataFrame({"number": values, "valid": valid, "column": columns}).with_row_index("row")
    near = near.filter(values.str.contains(NEAR))  # few: the others need no measuring
    looks = near.with_columns(typed=_measured(near["number"])["typed"]).with_columns(
        cut=pl.col("number").str.contains(CUT)
    )
    rounded = looks.filter(pl.col("cut") | (pl.col("typed") & ~pl.col("valid")))["column"].unique()
    found = looks.filter("typed", "valid", pl.col("column").is_in(rounded.implode()))["row"]
    return pl.Series("doubtful", [False]).new_from_index(0, len(values)).scatter(found, True)


def _first_15(values: pl.Series, columns: pl.Series | None) -> pl.Series:
    """The first 15 digits and ``***`` of each damaged value, null for the others."""
    column = pl.lit(None, pl.String) if columns is None else columns
    frame = _measured(values).with_columns(column=column)
    total, typed, double = pl.len(), pl.col("typed").sum(), pl.col("double").sum()
    as_doubles = (double >= pl.max_horizontal(FEWEST, DOUBLES_SHARE * total)) & (typed < DOUBLES_SHARE * total)
    as_typed = typed >= pl.max_horizontal(FEWEST, TYPED_SHARE * total)
    by_column = frame.drop_nulls("number").unique(["column", "number"]).group_by("column")
    faulty = by_column.agg(as_doubles=as_doubles, as_typed=as_typed).filter(pl.any_horizontal("as_doubles", "as_typed"))
    if faulty.is_empty():
        return pl.Series("kept", [None], pl.String).new_from_index(0, len(values))
    kept = (
        pl.when(pl.col("as_doubles"))
        .then(pl.when("double").then(pl.col("number") // 1000))
        .when(pl.col("as_typed"))
        .then(pl.when("typed").then(pl.col("nearest") // 1000))
    )
    seen = frame.join(faulty, on="column", how="left", nulls_equal=True, maintain_order="left")
    return seen.select(kept=kept.cast(pl.String) + pl.lit("***")).to_series()


def _measured(values: pl.Series) -> pl.DataFrame:
    """For each value: its 18-digit ``number`` (Int64) or null, and whether it looks ``typed`` or like any ``double``.

    ``nearest`` is the nearest multiple of 1,000.
    """
    text = values.cast(pl.String)
    whole = text.cast(pl.Int64, strict=False)
    plain = (text.str.len_bytes() == 18) & (whole >= LEAST).fill_null(value=False)
    odd = text.is_not_null() & ~plain
    whole = whole.scatter(odd.arg_true(), text.filter(odd).str.extract(WHOLE).cast(pl.Int64))
    number, double = pl.col("number"), pl.col("double")
    gap = pl.when(number < 2**57).then(16).when(number < 2**58).then(32).when(number < 2**59).then(64).otherwise(128)
    seen = pl.DataFrame({"number": whole}).with_columns(nearest=(number + 500) // 1000 * 1000, gap=gap)
    seen = seen.with_columns(double=number % pl.col("gap") == 0, off=(number - pl.col("nearest")).abs())
    typed = (pl.col("off") == 0) | (double & (pl.col("off") * 2 <= pl.col("gap")))
    return seen.select("number", "nearest", "double", typed=typed)
