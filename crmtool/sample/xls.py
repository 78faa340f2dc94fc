"""XLS workbooks of Excel 97 to 2003 (BIFF8), with little more than cells: records of a kind, a length and bytes.

Facts: Microsoft, [MS-XLS] 2.1.7.20 (order of records), 2.4.21 (BOF), 2.4.28 (BoundSheet8), 2.4.90 (Dimensions), 2.4.122
(Font), 2.4.149 (LabelSst), 2.4.168 (MergeCells), 2.4.180 (Number), 2.4.265 (SST), 2.4.353 (XF).
"""

from __future__ import annotations

import struct
from datetime import datetime
from typing import TYPE_CHECKING

from crmtool.sample.ole import ole
from crmtool.sample.workbooks import serial, shared_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmtool.sample.workbooks import Sheet

LONGEST = 8_224  # bytes of a record; what is longer goes on in records of their own kind
BOF, EOF, CONTINUE, BOUND_SHEET, MERGED = 0x809, 0x0A, 0x3C, 0x85, 0xE5
CODE_PAGE, FONT, XF, STYLE, SHARED = 0x42, 0x31, 0xE0, 0x293, 0xFC
DIMENSIONS, TEXT, NUMBER, WINDOW = 0x200, 0xFD, 0x203, 0x23E
GLOBALS, WORKSHEET = 5, 0x10
OF_STYLES = 15  # formats that belong to Excel's own styles; those of cells follow
PLAIN, BOLD, DATE = OF_STYLES, OF_STYLES + 1, OF_STYLES + 2
LOCKED, OWN = 0x0001, 0xFFF5  # of a cell; of a style, which has no parent
CENTRED, AT_BOTTOM, ALL_ITS_OWN, NO_FILL = 0x02, 0x20, 0xFC, 0x20C0
DATE_FORMAT = 14  # of Excel's own: the short date of whoever looks at it


def xls(sheets: Sequence[Sheet]) -> bytes:
    """The workbook of these sheets: at most 65,536 rows of 256 columns each."""
    count, texts = shared_texts(sheets)
    bodies = [_sheet(sheet, texts) for sheet in sheets]
    before = _begin(GLOBALS) + _record(CODE_PAGE, struct.pack("<H", 1200)) + _formats()
    after = b"".join(_shared(count, texts)) + _record(EOF)
    place = len(before) + len(after) + sum(len(_named(sheet, 0)) for sheet in sheets)
    names = []
    for sheet, body in zip(sheets, bodies, strict=True):
        names.append(_named(sheet, place))
        place += len(body)
    return ole("Workbook", b"".join([before, *names, after, *bodies]))


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record of a kind, with its length."""
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    """The record that begins the part that all sheets share, or a sheet."""
    return _record(BOF, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _short(text: str) -> bytes:
    """A text of at most 255 characters."""
    data = text.encode("utf-16-le")
    return struct.pack("<BB", len(data) // 2, 1) + data


def _named(sheet: Sheet, place: int) -> bytes:
    """The record that names a sheet and says where it begins."""
    return _record(BOUND_SHEET, struct.pack("<IH", place, sheet.hidden) + _short(sheet.name))


def _formats() -> bytes:
    """Two fonts, Excel's own formats, and those of cells: plain, bold and centred, date."""
    fonts = (struct.pack("<HHHHHBBBx", 220, 0, 0x7FFF, weight, 0, 0, 0, 134) + _short("宋体") for weight in (400, 700))
    own = [struct.pack("<HHHB11xH", 0, 0, OWN, AT_BOTTOM, NO_FILL)] * OF_STYLES
    cells = [
        struct.pack("<HHHB2xB8xH", font, form, LOCKED, align, ALL_ITS_OWN, NO_FILL)
        for font, form, align in ((0, 0, AT_BOTTOM), (1, 0, AT_BOTTOM | CENTRED), (0, DATE_FORMAT, AT_BOTTOM))
    ]
    found = [*(_record(FONT, font) for font in fonts), *(_record(XF, one) for one in (*own, *cells))]
    return b"".join(found) + _record(STYLE, struct.pack("<HBB", 0x8000, 0, 0xFF))


def _shared(count: int, texts: dict[str, int]) -> Iterator[bytes]:
    """The table of texts: a record that others continue, each with whole texts unless one alone is too long for it."""
    kind, part = SHARED, struct.pack("<II", count, len(texts))
    for text in texts:
        data = text.encode("utf-16-le")
        if len(part) + 3 + len(data) > LONGEST:
            yield _record(kind, part)
            kind, part = CONTINUE, b""
        part += struct.pack("<HB", len(data) // 2, 1)
        while len(data) > (room := (LONGEST - len(part)) // 2 * 2):
            yield _record(kind, part + data[:room])
            part, data = b"\1", data[room:]
        part += data
    yield _record(kind, part)


def _sheet(sheet: Sheet, texts: dict[str, int]) -> bytes:
    """One sheet: how far it reaches, its cells, its view, the cells that are merged."""
    width = max(map(len, sheet.rows), default=0)
    found = [_begin(WORKSHEET), _record(DIMENSIONS, struct.pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))]
    found += _cells(sheet, texts)
    found.append(_record(WINDOW, struct.pack("<HHHIHHI", 0x6B6, 0, 0, 64, 0, 0, 0)))
    if sheet.merged:
        places = (struct.pack("<HHHH", line, line, left, right) for line, left, right in sheet.merged)
        found.append(_record(MERGED, struct.pack("<H", len(sheet.merged)) + b"".join(places)))
    return b"".join([*found, _record(EOF)])


def _cells(sheet: Sheet, texts: dict[str, int]) -> Iterator[bytes]:
    """A record for each cell that is not empty."""
    for line, row in enumerate(sheet.rows):
        style = BOLD if line < sheet.heads else PLAIN
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                yield struct.pack("<5HI", TEXT, 10, line, column, style, texts[cell])
            elif isinstance(cell, datetime):
                yield struct.pack("<5Hd", NUMBER, 14, line, column, DATE, serial(cell))
            elif cell is not None:
                yield struct.pack("<5Hd", NUMBER, 14, line, column, style, cell)
