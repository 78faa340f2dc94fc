"""Typed cells of workbooks and Parquet files as text, without adding or losing a digit."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HALF_A_SECOND = 500_000
LAST = datetime.fromisoformat("9999-12-31 23:59:59")
FIFTEEN_DIGITS = 1e15  # from here on a spreadsheet has lost digits: it keeps 15
CUT = re.compile(r"^(-?[0-9]\.[0-9]{14})[0-9]*(E.*)$")


def as_text(cell: object) -> str | None:
    """A cell as text, None if it is empty.

    A whole number has no ``.0``; one of sixteen digits and more is written with its first 15 digits, never as a
    plausible number (``number_text``). Dates are ISO text, with the time where there is one, to the second.

    >>> as_text(13000001357.0), as_text(310111199506301234.0), as_text(0.5), as_text(True)
    ('13000001357', '3.10111199506301E+17', '0.5', 'TRUE')
    >>> as_text(datetime(2026, 11, 20)), as_text(datetime(2026, 11, 20, 8, 29, 59, 999_000)), as_text("")
    ('2026-11-20', '2026-11-20 08:30:00', None)
    """
    match cell:
        case str() | None:
            return cell or None
        case bool():
            return str(cell).upper()
        case int() | float():
            return None if math.isnan(cell) else number_text(cell)
        case datetime():
            if cell.microsecond >= HALF_A_SECOND and cell.replace(microsecond=0) < LAST:
                cell += timedelta(seconds=1)
            return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
        case date() | time():
            return cell.isoformat()
        case _:
            return cell.decode("utf-8", "backslashreplace") if isinstance(cell, bytes) else str(cell)


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it, of long ones the first 15 digits.

    What was typed into a spreadsheet has no more than 15 digits, and rounding gives them back. A program that writes
    an ID as a float keeps 16 and more: there the last of the 15 must not be rounded up.

    >>> number_text(1e15), number_text(0.1 + 0.2), number_text(-3.0), number_text(310111199506301845.0)
    ('1.00000000000000E+15', '0.3', '-3', '3.10111199506301E+17')
    """
    if abs(number) >= FIFTEEN_DIGITS:
        typed = f"{number:.14E}"
        return typed if float(typed) == number else CUT.sub(r"\1\2", f"{number:.25E}")
    if number == math.trunc(number):
        return str(int(number))
    return f"{number:.15g}"


def column(cells: Sequence[object]) -> pl.Series:
    """A column of cells as a String series, empty cells as null."""
    kinds = set(map(type, cells))
    if kinds <= {float, int}:
        return numbers(pl.Series(cells, dtype=pl.Float64))
    if kinds <= {str}:
        return pl.Series([cell or None for cell in cells] if "" in cells else cells, dtype=pl.String)
    if bool in kinds:  # True and 1 are one key of a dictionary
        return pl.Series(list(map(as_text, cells)), dtype=pl.String)
    texts = {cell: (cell or None) if type(cell) is str else as_text(cell) for cell in set(cells)}
    return pl.Series([texts[cell] for cell in cells], dtype=pl.String)


def numbers(values: pl.Series) -> pl.Series:
    """A column of floating-point numbers as a String series; NaN as null, like an empty cell."""
    found = values.drop_nulls().to_numpy()
    if ((np.abs(found) < FIFTEEN_DIGITS) & (found == np.round(found))).all():
        return values.cast(pl.Int64).cast(pl.String)
    return pl.Series([as_text(value) for value in values], dtype=pl.String)


def frame_of(columns: Iterable[pl.Series]) -> pl.DataFrame:
    """A frame of the columns c0, c1, ..."""
    return pl.DataFrame([values.alias(f"c{at}") for at, values in enumerate(columns)])
