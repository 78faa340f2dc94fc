"""What a dealer is to mend of one delivery: its rejected rows and its rows with errors, reasons beside them.

The file has the delivery's own columns, format and encoding, so that the dealer's people open it as they opened theirs.
"""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

import polars as pl

from crmtool import repair
from crmtool.arrivals import columns_of, read_again
from crmtool.export import FORMATS
from crmtool.harmless import guarded, guarded_texts
from crmtool.master.rejects import DELIVERED, OURS, column_names, delivered, reasons, unfold
from crmtool.read import load
from crmtool.values.line_breaks import newline_of

if TYPE_CHECKING:
    from crmtool.arrivals import Arrived

OWN = {"xlsx": ".xlsx", "parquet": ".parquet", "jsonl": ".jsonl", "json": ".jsonl"}
"""Formats that tables are exported in, with the suffix of theirs; text is written here, all others become CSV."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text file is written: its encoding with the byte-order mark before it, its delimiter, its line ends."""

    mark: bytes = b"\xef\xbb\xbf"
    codec: str = "utf-8"
    delimiter: str = ","
    newline: str = "\r\n"


def rejected(arrived: Arrived, findings: pl.DataFrame) -> pl.DataFrame:
    """The rows to be mended, in file order, with the columns of the table ``rejects``.

    ``findings`` are those of the delivery, unmasked; what is an error among them is a reason to mend a row. Raises
    CrmtoolError for a file that is no longer what was read.
    """
    name = arrived.delivery.source_file
    errors = reasons(findings.filter(pl.col("source_file") == name), columns_of([arrived])).drop("source_file")
    parts = [arrived.rejects.select(DELIVERED)]
    for table in read_again(arrived).tables if errors.height else ():
        places = pl.DataFrame({"row": table.rows, "line": table.lines}).with_row_index("at")
        rows = places.join(errors, on="row", maintain_order="left")
        cells = table.cells[rows["at"]]
        named = rows.with_columns(
            source_file=pl.lit(name), sheet=pl.lit(table.sheet), delivered=delivered(table.headers, cells, table.places)
        )
        parts.append(named.select(DELIVERED))
    return pl.concat(parts).sort("row", maintain_order=True)


def rejects_file(arrived: Arrived, rows: pl.DataFrame) -> tuple[str, bytes]:
    """The file of these rows: its name, the delivery's own but for its suffix, and its bytes."""
    file = arrived.file
    name, kind = file.path.name, file.format.removesuffix(".gz")
    several = ["sheet"] if len(file.tables) > 1 else []
    shown = unfold(rows).drop("source_file").with_columns(rows.select(several))
    shown = shown.select(pl.exclude(*several, *OURS), *several, *OURS[1:])
    if kind in OWN:
        made = io.BytesIO()
        FORMATS[OWN[kind]](shown, made)
        return f"{_stem(name)}{OWN[kind]}", made.getvalue()
    if kind != "text":
        return f"{_stem(name)}.csv", _text(shown, [], Manner())
    data = load(file.path).data
    packed = file.format.endswith(".gz")
    content = repair.coded(gzip.decompress(data) if packed else data, file.encoding)
    newline = newline_of(content.text)
    if newline == "\n" and "\r\n" in content.text:
        newline = "\r\n"
    manner = Manner(content.mark, content.codec, file.delimiter or ",", newline)
    [table] = file.tables
    names = column_names(table.headers, table.places)
    own = {names[place]: header for place, header in zip(table.places, table.headers, strict=True) if header}
    written = _text(shown, [own.get(column, column) for column in shown.columns], manner)
    return name, repair.regzipped(data, written) if packed else written


def _stem(name: str) -> str:
    """A file's name without what says its format.

    >>> _stem("4S01_sales_20261120.csv.gz"), _stem("list")
    ('4S01_sales_20261120', 'list')
    """
    path = PurePath(name)
    return PurePath(path.stem).stem if path.suffix.lower() == ".gz" else path.stem


def _text(rows: pl.DataFrame, headers: list[str], manner: Manner) -> bytes:
    """Rows as text, in UTF-8 where the manner's encoding lacks a character of the reasons."""
    cells = rows.select(guarded(pl.all().cast(pl.String)))
    body = cells.write_csv(include_header=False, separator=manner.delimiter, line_terminator=manner.newline)
    first = pl.DataFrame([guarded_texts(headers or rows.columns)], orient="row")
    text = first.write_csv(include_header=False, separator=manner.delimiter, line_terminator=manner.newline) + body
    try:
        return manner.mark + text.encode(manner.codec)
    except UnicodeEncodeError:
        return Manner().mark + text.encode()
