"""Check kinds that look closer at a few values: at their parts, their writing, and what looks like them elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import org_code, phone
from crmtool.validate.terms import delivered, usable

if TYPE_CHECKING:
    from datetime import date

    from crmtool.validate.terms import Given

LOOK_ALIKE = {"O": "0", "Q": "0", "D": "0", "I": "1", "S": "5", "B": "8", "Z": "2", "G": "6", "V": "U"}
VIN_TAIL = 12
"""From here on a VIN has digits only."""
TWO_NUMBERS = 16
"""Characters that a cell with two telephone numbers has at least."""
BETWEEN_NUMBERS = "[/／、,，;；|｜\\\\]|或者?"
FAULTY = ["length", "format", "masked", "prefix", "placeholder", "scientific_notation_lossy"]
ONLY_WRITTEN = r"^[0-9A-Za-z０-９Ａ-Ｚａ-ｚ\p{Cf}\s=+＋'\"’‘“”｀`]+$"


def looks_alike(given: Given, *, reasons: tuple[str, ...]) -> pl.LazyFrame:
    """Vehicles with one of these ``reasons``; the suggestion is the usable one that looks like it, if there is but one.

    O, Q, D and 0 look alike, I and 1, S and 5, B and 8, Z and 2, G and 6, U and V. No check digit is guessed: the
    suggested VIN stands in another row.
    """
    field = given.field
    wrong = given.records.filter(pl.col(f"{field}_reason").is_in(reasons) & delivered(field)).select(
        "at", looks=_folded(pl.coalesce(field, f"{field}_raw"))
    )
    tail = pl.col(field).str.slice(VIN_TAIL).hash()
    tails = wrong.select(tail=pl.col("looks").str.slice(VIN_TAIL).hash()).unique()
    right = given.records.filter(usable(field)).select(suggestion=field, tail=tail).join(tails, on="tail", how="semi")
    known = right.unique("suggestion").select("suggestion", looks=_folded(pl.col("suggestion")))
    single = known.filter(pl.len().over("looks") == 1)
    return wrong.join(single, on="looks", how="left").select("at", "suggestion")


def second_number(given: Given) -> pl.LazyFrame:
    """Cells with several telephone numbers of which the first good one was taken and another is faulty."""
    raw = f"{given.field}_raw"
    long = given.records.filter(usable(given.field) & (pl.col(raw).str.len_bytes() >= TWO_NUMBERS))
    fn = partial(_faulty_parts, as_of=given.as_of)
    return long.select("at", cell=raw).map_batches(fn, schema={"at": pl.UInt32, "part": pl.String})


def wrong_organisation(given: Given) -> pl.LazyFrame:
    """Valid company codes whose organisation code, characters 9 to 17, fails its own check digit."""
    held = given.records.filter(usable(given.field)).select("at", part=pl.col(given.field).str.slice(8, 9))
    return held.map_batches(partial(_failing, as_of=given.as_of), schema={"at": pl.UInt32})


def typed_as_number(given: Given) -> pl.LazyFrame:
    """Valid 18-digit numbers that look like a number cell's, in a file where others were cut by one for certain."""
    field = given.field
    number = pl.col("text").str.extract(r"^([1-9][0-9]{17})(?:\.0)?$").cast(pl.Int64, strict=False)
    rows = given.records.filter(pl.col(field).is_not_null())
    long = rows.select("at", "file", good=usable(field), cut=pl.col(f"{field}_reason") == "excel_15_digits", text=field)
    nearest = (number + 500) // 1000 * 1000
    gap = pl.when(number < 2**57).then(16).when(number < 2**58).then(32).when(number < 2**59).then(64).otherwise(128)
    typed = (number == nearest) | ((number % gap == 0) & ((number - nearest).abs() * 2 <= gap))
    looking = long.with_columns(typed=typed.fill_null(value=False)).filter(pl.col("typed") | pl.col("cut"))
    certain = looking.filter(pl.col("cut") | ~pl.col("good")).select("file").unique()
    return looking.filter("good", "typed").join(certain, on="file", how="semi").select("at")


def oddly_written(given: Given, *, share: float) -> pl.LazyFrame:
    """Good values written with full-width or invisible characters or in quotes; the suggestion is the plain value.

    Only in files that write no more than ``share`` of the field so; a whole column is one finding of its own.
    """
    odd, habits = _odd(given, share)
    return odd.join(habits, on="file", how="anti").select("at", "suggestion")


def all_oddly_written(given: Given, *, share: float) -> pl.LazyFrame:
    """Files that write more than ``share`` of the field with full-width or invisible characters or in quotes."""
    return _odd(given, share)[1].join(given.files, on="file").select("at", "count", "values")


def _odd(given: Given, share: float) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The odd values, and the files that write more than ``share`` of the field so."""
    raw, held = pl.col(f"{given.field}_raw"), given.records.filter(usable(given.field))
    plain = held.filter(pl.col(f"{given.field}_reason") == "ok")
    longer = plain.filter(raw.str.len_bytes() > pl.col(given.field).str.len_bytes())
    cells = longer.select("at", "file", cell=raw, suggestion=given.field)
    odd = cells.map_batches(_only_writing, schema={"at": pl.UInt32, "file": pl.UInt32, "suggestion": pl.String})
    counted = odd.group_by("file").agg(count=pl.len()).join(held.group_by("file").agg(values=pl.len()), on="file")
    return odd, counted.filter(pl.col("count") > pl.col("values") * share)


def _folded(text: pl.Expr) -> pl.Expr:
    return text.str.to_uppercase().str.replace_many(list(LOOK_ALIKE), list(LOOK_ALIKE.values()))


def _faulty_parts(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The first faulty number of each cell that holds several."""
    cells = cells.filter(pl.col("cell").str.contains(BETWEEN_NUMBERS))
    if cells.is_empty():
        return cells.select("at", part="cell")
    split = cells.with_columns(part=pl.col("cell").str.replace_all(BETWEEN_NUMBERS, "\n").str.split("\n"))
    parts = split.explode("part")
    numbers = parts.filter(pl.col("part").str.count_matches("[0-9０-９]") > 3)
    known = phone.standardise(numbers["part"], as_of)
    faulty = numbers.filter(known["reason"].is_in(FAULTY).fill_null(value=False))
    return faulty.unique("at", keep="first", maintain_order=True).select("at", "part")


def _failing(codes: pl.DataFrame, as_of: date) -> pl.DataFrame:
    known = org_code.standardise(codes["part"], as_of)
    return codes.filter(~known["valid"].fill_null(value=True)).select("at")


def _only_writing(cells: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("cell")
    odd = text.str.contains(r"[^0-9A-Za-z+ ]") & text.str.contains(ONLY_WRITTEN)
    return cells.filter(odd).select("at", "file", "suggestion")
