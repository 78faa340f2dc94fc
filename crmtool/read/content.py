"""What a file is by its first bytes."""

from __future__ import annotations

import codecs as encodings
import re
from typing import TYPE_CHECKING

from crmtool.read import codes
from crmtool.read.archive import opened
from crmtool.read.container import OLE
from crmtool.read.source import empty

if TYPE_CHECKING:
    from crmtool.errors import DeliveryRefused
    from crmtool.read.source import Source

MAGIC = {
    OLE: ".xls",
    b"PK\x03\x04": ".zip",
    b"PK\x05\x06": ".zip",
    b"PAR1": ".parquet",
    b"\x1f\x8b": ".gz",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
}
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|\?xml|table|meta|head)", re.IGNORECASE)
SAVE_AS = "Save or export it as .xlsx or .csv and deliver that"
CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\v\f\r\x1a\x1f"))


def content_suffix(source: Source) -> str:
    """The suffix in SUFFIXES that the content of ``source`` deserves.

    Raises DeliveryRefused for what is empty or evidently no table, saying what it looks like.
    """
    if not source.data:
        raise empty(source)
    kind = next((kind for mark, kind in MAGIC.items() if source.data.startswith(mark)), "")
    if kind == ".zip":
        return _zip_suffix(source)
    if kind.startswith("."):
        return kind
    if kind or (kind := _text_fault(source.data)):
        raise _no_table_format(source, kind)
    if source.suffix in {".csv", ".tsv", ".json", ".jsonl", ".ndjson"}:
        return source.suffix
    return ".jsonl" if source.data[:1] == b"{" else ".txt"


def _zip_suffix(source: Source) -> str:
    """Whether a ZIP is a workbook, another Office file or an archive."""
    names = opened(source).namelist()
    parts = {name.split("/", 1)[0] for name in names}
    if "xl" in parts:
        return ".xlsb" if "xl/workbook.bin" in names else ".xlsx"
    if {"word", "ppt", "META-INF"} & parts:
        raise _no_table_format(source, "a document of another program")
    return ".zip"


def _text_fault(data: bytes) -> str:
    """What bytes without a known beginning are, if they are not text."""
    if MARKUP.match(data):
        return "an HTML or XML page"
    head = data[:65_536]
    if head.startswith((encodings.BOM_UTF16_LE, encodings.BOM_UTF16_BE)):  # half of 不 or 刘 is a control character
        head = head.decode("utf-16", "replace").encode("utf-8", "replace")
    return "binary data" if len(head) - len(head.translate(None, CONTROLS)) > len(head) / 50 else ""


def _no_table_format(source: Source, kind: str) -> DeliveryRefused:
    return source.refusal(f"looks like {kind}, not like a table", code=codes.NOT_A_TABLE_FORMAT, fix=SAVE_AS)
