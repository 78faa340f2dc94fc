"""Files that no installed library writes: XLS and XLSB workbooks and OLE containers, by hand and as small as can be."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(name: str, stream: bytes) -> bytes:
    """An OLE compound file with one stream of at least 4,096 bytes."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    fat = [FAT, END, *range(3, count + 2), END]
    fat += [FREE] * (SECTOR // 4 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, END, 0, END, 0, 0)
    header = header.ljust(SECTOR, b"\xff")
    root = _entry("Root Entry", 5, 1, END, 0)
    entries = root + _entry(name, 2, FREE, 2, len(stream)) + _entry("", 0, FREE, 0, 0) * 2
    return header + struct.pack(f"<{SECTOR // 4}I", *fat) + entries + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def xls(rows: Sequence[Sequence[str | float | None]], sheet: str = "Sheet1") -> bytes:
    """A BIFF8 workbook of one sheet with text and number cells."""
    body = _biff(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                body += _biff(0x204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
            elif cell is not None:
                body += _biff(0x203, place + struct.pack("<d", cell))
    body += _biff(0x0A, b"")
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    start = _biff(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    end = _biff(0x0A, b"")
    offset = len(start) + 4 + 6 + len(name) + len(end)
    return ole("Workbook", start + _biff(0x85, struct.pack("<IH", offset, 0) + name) + end + body)


def _biff(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xlsb(rows: Sequence[Sequence[str | float | None]], sheet: str = "Sheet1", last_row: int = 0) -> bytes:
    """A BIFF12 workbook of one sheet with text and number cells, which says that it ends at ``last_row`` (from 0)."""
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet))
    book += _record(144) + _record(132)
    width = max(map(len, rows))
    body = _record(129) + _record(148, struct.pack("<IIII", 0, last_row or len(rows) - 1, 0, width - 1)) + _record(145)
    for row, cells in enumerate(rows):
        body += _record(0, struct.pack("<I", row) + bytes(13))
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                body += _record(6, struct.pack("<II", column, 0) + _wide(cell))
            elif cell is not None:
                body += _record(5, struct.pack("<IId", column, 0, cell))
    body += _record(146) + _record(130)
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"'
        ' Target="worksheets/sheet1.bin"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", body)
    return packed.getvalue()


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(data), b""
    while True:
        length, low = length >> 7, length & 0x7F
        size += bytes([low | (0x80 if length else 0)])
        if not length:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
