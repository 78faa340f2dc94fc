"""Bring the truth and the crosswalk together, row by row, whatever spelling their columns and file names have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from crmtool.errors import UsageError
from crmtool.fields import did_you_mean
from crmtool.model import LATER

Entity = Literal["customer", "vehicle"]

_NAMES = {
    "source_file": ("source_file", "file", "source"),
    "row": ("row",),
    "customer": ("customer", "person", "customer_id", "person_id"),
    "vehicle": ("vehicle", "vehicle_id", "car"),
}
_PLACE_NUMBER = pl.col("_file").cast(pl.Int64) * 2**32 + pl.col("row").cast(pl.Int64)
"""A file's place among the files and the row, as one number: a million of those join ten times as fast as texts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows that the truth speaks of.

    ``rows``: source_file, row; ``true`` and ``found`` (Int64), who the row belongs to; below zero it stands alone;
    ``label``, what the truth's column asked for says of it; ``record_key``, null where the crosswalk has none.
    ``missing``: source_file and row of those that the crosswalk lacks.
    """

    rows: pl.DataFrame
    missing: pl.DataFrame


def entities(truth: pl.DataFrame) -> tuple[Entity, ...]:
    """What the truth has labels for."""
    known: tuple[Entity, ...] = ("customer", "vehicle")
    return tuple(entity for entity in known if _column(truth, entity))


def judge(crosswalk: pl.DataFrame, truth: pl.DataFrame, entity: Entity, by: str = "") -> Judged:
    """Put what was found beside what is true, and beside that the truth's column ``by``.

    Raises UsageError on a truth that cannot be used.
    """
    said = _as_delivered(_said(truth, entity, by), crosswalk["source_file"])
    files = said.select("source_file").unique(maintain_order=True).with_row_index("_file")
    said = said.join(files, on="source_file", how="left", maintain_order="left").with_columns(_place=_PLACE_NUMBER)
    said = _one_line_each(said)
    known = crosswalk.select("source_file", "row", "record_key", _found=f"{entity}_id", _known=pl.lit(value=True))
    known = known.join(files, on="source_file").select("record_key", "_found", "_known", _place=_PLACE_NUMBER)
    joined = said.join(known, on="_place", how="left", maintain_order="left")
    missing = joined.filter(pl.col("_known").is_null()).select("source_file", "row")
    if missing.height == joined.height:
        fix = "Give the truth of deliveries that this master holds: source_file is a file's name, row counts from 1"
        example = f" (its first: {said['source_file'][0]}:{said['row'][0]})" if said.height else ""
        raise UsageError(f"no row of the truth is in the master{example}", where="truth", fix=fix)
    alone = -1 - pl.int_range(pl.len(), dtype=pl.Int64)
    rows = joined.with_columns(true=_number("_true"), found=pl.coalesce(_number("_found"), alone))
    return Judged(rows.select("source_file", "row", "true", "found", "label", "record_key"), missing)


def column(truth: pl.DataFrame, name: str) -> str:
    """The truth's own name of a column; raises UsageError if there is none."""
    match = _column(truth, name) or next((own for own in truth.columns if _folded(own) == _folded(name)), "")
    if not match:
        raise UsageError(f"the truth has no column {name!r}", where="truth", fix=did_you_mean(name, truth.columns))
    return match


def _said(truth: pl.DataFrame, entity: Entity, by: str) -> pl.DataFrame:
    """What the truth says: source_file, row, ``_true`` and ``label``, for the rows that it knows the entity of."""
    file, row, own = (column(truth, name) for name in ("source_file", "row", entity))
    text, name = (pl.col(one).cast(pl.String).str.strip_chars() for one in (own, file))
    number = pl.col(row).cast(pl.String).str.strip_chars().str.strip_suffix(".0").cast(pl.Int64, strict=False)
    rows = truth.select(
        source_file=pl.when(name != "").then(name),
        row=number,
        _true=pl.when(text != "").then(text),
        label=pl.col(column(truth, by)).cast(pl.String).str.strip_chars() if by else pl.lit(None, pl.String),
    ).drop_nulls("_true")
    unread = rows.filter(pl.col("source_file").is_null() | pl.col("row").is_null()).height
    if unread:
        what = f"{unread:,} rows of the truth have no file or no row number"
        raise UsageError(what, where="truth", fix="row counts the records of a file from 1")
    return rows


def _one_line_each(said: pl.DataFrame) -> pl.DataFrame:
    """The same said twice counts once; raises UsageError if the truth says two things of a row."""
    if said["_place"].n_unique() == said.height:
        return said
    once = said.unique(["_place", "_true", "label"], keep="first", maintain_order=True)
    twice = once.filter(pl.col("_place").is_duplicated())
    if twice.height:
        what = f"the truth says two things of {twice['source_file'][0]}:{twice['row'][0]}"
        raise UsageError(what, where="truth", fix="Give one line for each delivered row")
    return once


def _as_delivered(said: pl.DataFrame, own: pl.Series) -> pl.DataFrame:
    """What the truth says, its files called as the master calls them.

    The master calls a delivery by its file's name, and where another bears that by its folder, too. Raises UsageError
    for a file that may be several deliveries.
    """
    names, deliveries = said.select("source_file").unique(), own.alias("own").to_frame().unique()
    strange = names.join(deliveries, left_on="source_file", right_on="own", how="anti")
    meant = strange.with_columns(name=_base("source_file")).join(deliveries.with_columns(name=_base("own")), on="name")
    anothers = (pl.len().over("source_file") > 1) & pl.col("own").is_in(names["source_file"].implode())
    meant = meant.filter(~anothers).sort("source_file", "own")
    unclear = meant.filter(pl.col("source_file").is_duplicated())
    if unclear.height:
        first = unclear.filter(pl.col("source_file") == pl.col("source_file").first())
        what = f"{first['source_file'][0]} may be {' or '.join(first['own'])}"
        raise UsageError(what, where="truth", fix="Name the files as the master's table deliveries does")
    return said.with_columns(pl.col("source_file").replace(meant["source_file"], meant["own"]))


def _base(name: str) -> pl.Expr:
    """A delivery's name without the folders before it and the number behind it."""
    return pl.col(name).str.replace_all("\\", "/", literal=True).str.replace_all(LATER, "")


def _number(name: str) -> pl.Expr:
    """A number for each distinct label; null stays null."""
    return pl.col(name).cast(pl.Categorical).to_physical().cast(pl.Int64)


def _column(truth: pl.DataFrame, name: str) -> str:
    own = {_folded(column): column for column in reversed(truth.columns)}
    return next((own[alias] for alias in _NAMES.get(name, ()) if alias in own), "")


def _folded(name: str) -> str:
    return name.strip().strip("\ufeff").lower()
