"""Tables as files that other programs open: CSV, XLSX, Parquet and JSON lines.

A cell of text that begins with ``= + - @`` (also in full width), a tab or a line break would run as a formula in a
spreadsheet, so in CSV and XLSX it gets an apostrophe before it. Two kinds of text stay as they are, because they can do
no harm and people read them every day: a plain number (``-12.50``) and a phone of digits and spaces behind a plus
(``+86 13000001357``). Columns of numbers hold numbers, identifiers are text and keep their zeros. Parquet and JSON
lines hold every value unchanged.
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

import polars as pl
from polars import selectors as cs

from crmtool.errors import CrmtoolError, UsageError
from crmtool.harmless import guarded, guarded_texts
from crmtool.masking import mask, mask_findings
from crmtool.values.text import as_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_SHEET_ROWS = 1_048_575
"""An XLSX sheet has 1,048,576 rows, and the header takes one."""
_SHEET_COLUMNS = 16_384
_CELL = 32_767
_DIGITS = 10**15
"""Spreadsheets keep 15 digits of a number; a longer whole number goes out as text."""
_WIDE = r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]"
_WIDEST = 60
_SHARES = ("share", "previous")
"""Columns of numbers from 0 to 1 that people read in percent."""
_MADE = {"created": datetime(2000, 1, 1, tzinfo=UTC)}
"""When every workbook says it was made, so that the same table gives the same bytes."""
_WORKBOOK = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_SLICE = 50_000


def write_table(
    frame: pl.DataFrame,
    target: Path | None,
    suffix: str,
    *,
    unmasked: bool,
    kinds: Mapping[str, str] | None = None,
) -> None:
    """Write a frame to a file that only its owner can read, or to stdout as CSV where ``target`` is None.

    ``suffix`` (.csv .xlsx .parquet .jsonl) says how. Unless ``unmasked``, personal values are masked: columns named as
    a field of ``kinds`` (field to kind), also with ``_l`` or ``_r`` behind, in findings ``value`` and ``suggestion``.
    A file that was there is replaced once the new one is whole. Raises UsageError for a suffix or folder that there is
    not, and CrmtoolError if the disk does not take the file.
    """
    shown = frame if unmasked else masked(frame, kinds or {})
    if target is None:
        _csv(shown, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    writer = FORMATS.get("." + suffix.lower().lstrip("."))
    if writer is None:
        raise UsageError(f"cannot write {suffix or 'a file without a suffix'}", fix=f"Use {', '.join(FORMATS)}, or -")
    with replacing(target) as handle:
        writer(shown, handle)


def masked(frame: pl.DataFrame, kinds: Mapping[str, str]) -> pl.DataFrame:
    """The frame as it may be shown to anybody; ``kinds`` gives the kind of each field by its name."""
    if {"field", "value", "suggestion"} <= set(frame.columns):
        frame = mask_findings(frame, kinds)
    fields = {name: name.removesuffix("_l").removesuffix("_r") for name in cs.expand_selector(frame, cs.string())}
    return frame.with_columns(mask(kinds[field], pl.col(name)) for name, field in fields.items() if field in kinds)


def _cells(frame: pl.DataFrame) -> pl.DataFrame:
    """What stands in the cells of a spreadsheet: numbers, truth values and guarded text."""
    nested = cs.expand_selector(frame, cs.nested())
    flat = frame.with_columns(as_json(name) for name in nested).with_columns(cs.temporal().cast(pl.String))
    text = ~(cs.numeric() | cs.boolean())
    headers = dict(zip(frame.columns, guarded_texts(frame.columns), strict=True))
    return flat.with_columns(guarded(text.cast(pl.String))).rename(headers)


def must_be_a_file(target: Path) -> None:
    """Raises UsageError where no file can be: in a folder that is not there, or in place of what is no file."""
    if not target.parent.is_dir():
        raise UsageError("there is no such folder", where=str(target.parent), fix="Make it, or name another file")
    if target.exists() and not target.is_file():
        raise UsageError("is not a file", where=str(target), fix="Name another file")


@contextmanager
def replacing(target: Path, *, mode: int = 0o600) -> Iterator[BinaryIO]:
    """A new file beside the target, which takes the target's name once it is whole and on disk.

    Only its owner can read it unless ``mode``, from which the umask takes, says otherwise. Raises UsageError where
    there is no such folder, and CrmtoolError if the disk does not take the file; one that was there stays then. A link
    stays a link: what it leads to is replaced.
    """
    must_be_a_file(target)
    target = target.resolve()
    made = target.with_name(f".crmtool-{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(made, os.O_RDWR | os.O_CREAT | os.O_EXCL, mode), "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        made.replace(target)
    except OSError as error:
        fix = "Free space on the disk or check the folder's permissions, then try again"
        raise CrmtoolError(f"could not be written ({error.strerror or error})", where=str(target), fix=fix) from error
    finally:
        made.unlink(missing_ok=True)


def _csv(frame: pl.DataFrame, handle: BinaryIO) -> None:
    cells = _cells(frame)
    handle.write(cells.clear().write_csv().encode())
    handle.writelines(part.write_csv(include_header=False).encode() for part in cells.iter_slices(_SLICE))


def _jsonl(frame: pl.DataFrame, handle: BinaryIO) -> None:
    handle.writelines(part.write_ndjson().encode() for part in frame.iter_slices(_SLICE))


def _parquet(frame: pl.DataFrame, handle: BinaryIO) -> None:
    try:
        frame.write_parquet(handle)
    except pl.exceptions.ComputeError as error:
        raise OSError(str(error)) from error


class _Unclosable(BytesIO):
    """Where a workbook is put together: one that failed half-way may still write here when it is collected."""

    def close(self) -> None:
        """Stay open."""


def _xlsx(frame: pl.DataFrame, handle: BinaryIO) -> None:
    """One sheet, or as many as the rows need, with bold headers that stay in view, filters and fitting widths."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxFileError

    if frame.width > _SHEET_COLUMNS:
        raise UsageError(f"{frame.width:,} columns are too many for XLSX", fix="Export .csv or .parquet")
    cells = _sheet_cells(frame)
    whole = _Unclosable()
    try:
        with TemporaryDirectory(prefix="crmtool-") as folder, Workbook(whole, {**_WORKBOOK, "tmpdir": folder}) as book:
            book.set_properties(_MADE)
            bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
            for part in cells.iter_slices(_SHEET_ROWS) if cells.height else [cells]:
                _sheet(book.add_worksheet(), part, bold, percent)
    except XlsxFileError as error:
        raise OSError(str(error)) from error
    handle.write(whole.getbuffer())


def _sheet_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells that a sheet can hold: text cut to its longest, numbers that have all their digits, no infinities."""
    cells = _cells(frame)
    whole = cells.select(cs.integer())
    long = whole.select((pl.all().max() >= _DIGITS) | (pl.all().min() <= -_DIGITS)) if whole.width else whole
    texts = [name for name in long.columns if long[name].item()]
    text = cs.string()
    cut = pl.when(text.str.len_chars() > _CELL).then(text.str.slice(0, _CELL - 1) + "…").otherwise(text)
    finite = pl.when(cs.float().is_finite()).then(cs.float())
    return cells.with_columns(pl.col(texts).cast(pl.String), finite).with_columns(cut)


def _sheet(sheet: Worksheet, cells: pl.DataFrame, bold: Format, percent: Format) -> None:
    write = {pl.String: sheet.write_string, pl.Boolean: sheet.write_boolean}
    writers = [write.get(type(dtype), sheet.write_number) for dtype in cells.dtypes]
    for column, (name, width) in enumerate(zip(cells.columns, _widths(cells), strict=True)):
        shown = percent if name in _SHARES and cells.schema[name].is_float() else None
        sheet.set_column(column, column, width, shown)
        sheet.write_string(0, column, name, bold)
    for row, values in enumerate(cells.iter_rows(), 1):
        for column, value in enumerate(values):
            if value is not None:
                writers[column](row, column, value)
    sheet.freeze_panes(1, 0)
    if cells.width:
        sheet.autofilter(0, 0, cells.height, cells.width - 1)


def _widths(cells: pl.DataFrame) -> list[int]:
    """How wide each column must be, by its first thousand rows; a Chinese character takes two places."""
    text = pl.all().cast(pl.String)
    shown = pl.concat([pl.DataFrame([cells.columns], cells.columns, orient="row"), cells.head(1000).select(text)])
    places = shown.select((text.str.len_chars() + text.str.count_matches(_WIDE)).max())
    return [min(width, _WIDEST) + 3 for width in (places.row(0) if places.width else ())]


FORMATS: Mapping[str, Callable[[pl.DataFrame, BinaryIO], None]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
    ".jsonl": _jsonl,
}
"""To add a format: a function and its suffix here."""
