"""Parquet files.

Polars checks the file's end and its footer; what its pages promise is checked before it reads them (``pages``), because
too large a promise would end the process.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
from polars import exceptions

from crmtool.read import codes
from crmtool.read.archive import damaged
from crmtool.read.cells import as_text, numbers
from crmtool.read.header import Head
from crmtool.read.layout import Body, no_rejects, table
from crmtool.read.pages import broken_promise
from crmtool.read.source import Reading, empty, header_only
from crmtool.values.text import as_json

if TYPE_CHECKING:
    from crmtool.read.source import Source

MOST_CELLS = 400_000_000
FAULTS = (exceptions.PolarsError, exceptions.PanicException, OSError, ValueError)


def read_parquet(source: Source) -> Reading:
    """The table of a Parquet file; ``lines`` are its rows.

    Raises DeliveryRefused for a file that is damaged, without columns or records, or of too many cells.
    """
    if what := broken_promise(source.data):
        raise damaged(source, what)
    try:
        scan = pl.scan_parquet(io.BytesIO(source.data))
        width, height = scan.collect_schema().len(), scan.select(pl.len()).collect().item()
    except FAULTS as fault:
        raise damaged(source, str(fault).split("\n", 1)[0]) from None
    if not width:
        raise empty(source)
    if width * height > MOST_CELLS:
        fix = "Deliver it in several files"
        raise source.refusal(f"has {height:,} rows of {width:,} columns", code=codes.TOO_LARGE, fix=fix)
    try:
        frame = scan.collect()
    except FAULTS as fault:
        raise damaged(source, str(fault).split("\n", 1)[0]) from None
    cells = pl.DataFrame([_as_texts(values).alias(f"c{at}") for at, values in enumerate(frame.iter_columns())])
    lines = pl.Series("line", range(1, height + 1), pl.Int64)
    one = table("", Head(tuple(frame.columns), (), 0), {}, Body(cells, lines, lines, no_rejects()))
    if not one.cells.height:
        raise header_only(source)
    return Reading("parquet", "", "", (one,))


def _as_texts(values: pl.Series) -> pl.Series:
    """A column as text: numbers as a spreadsheet shows them, dates in ISO form, nested values as JSON."""
    kind = values.dtype
    if kind == pl.String:
        texts = values
    elif kind.is_float():
        texts = numbers(values)
    elif kind.is_nested():
        texts = values.to_frame("v").select(as_json("v")).to_series()
    elif kind.is_temporal() or kind == pl.Binary:
        texts = pl.Series([as_text(value) for value in values], dtype=pl.String)
    else:
        texts = values.cast(pl.String)
    blank = texts == ""
    return texts.set(blank, None) if blank.any() else texts
