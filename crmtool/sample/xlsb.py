"""XLSB workbooks (BIFF12), with little more than cells: a ZIP of parts, most of which are records.

Facts: Microsoft, [MS-XLSB] 2.1.4 (records), 2.1.7 (parts), 2.4.302 (BrtBorder), 2.4.304 (BrtBundleSh), 2.4.311 and
2.4.313 (cells), 2.4.650 (BrtFill), 2.4.659 (BrtFont), 2.4.682 (BrtMergeCell), 2.4.726 (BrtRowHdr), 2.4.763 (BrtStyle),
2.4.820 (BrtWsDim), 2.4.824 (BrtXF); of the ZIP, ISO/IEC 29500-2.
"""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from crmtool.sample.workbooks import serial, shared_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmtool.sample.workbooks import Sheet

STAMP = (2026, 1, 1, 0, 0, 0)
ROW, NUMBER, TEXT, SHARED_TEXT = 0, 5, 7, 19
FONT, FILL, BORDER, FORMAT, STYLE = 43, 45, 46, 47, 48
EXTENT, SHEET_NAME, MERGED_CELL = 148, 156, 176
# records that begin and end what others stand in
BOOK, SHEET_NAMES, SHEET, CELLS, MERGED, SHARED = (131, 132), (143, 144), (129, 130), (145, 146), (177, 178), (159, 160)
STYLES, FONTS, FILLS, BORDERS = (278, 279), (611, 612), (603, 604), (613, 614)
STYLE_FORMATS, CELL_FORMATS, NAMED_STYLES = (626, 627), (617, 618), (619, 620)
PLAIN, BOLD, DATE = range(3)
DATE_FORMAT = 14  # of Excel's own: the short date of whoever looks at it
CENTRED, AT_BOTTOM = 2, 2 << 3
NO_PARENT = 0xFFFF

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.ms-excel"


def xlsb(sheets: Sequence[Sheet]) -> bytes:
    """The workbook of these sheets: at most 1,048,576 rows of 1,024 columns each."""
    count, texts = shared_texts(sheets)
    pages = [f"worksheets/sheet{number}.bin" for number in range(1, len(sheets) + 1)]
    links = [*(("worksheet", page) for page in pages), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")]
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": _types(pages),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.bin")]),
        "xl/workbook.bin": _book(sheets),
        "xl/_rels/workbook.bin.rels": _links(links),
        "xl/styles.bin": _styles(),
        "xl/sharedStrings.bin": _shared(count, texts),
        **{f"xl/{page}": _sheet(sheet, texts) for page, sheet in zip(pages, sheets, strict=True)},
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), part, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _types(pages: list[str]) -> str:
    """The part that says what the others are."""
    kinds = {
        "workbook.bin": "sheet.binary.macroEnabled.main",
        "styles.bin": "styles",
        "sharedStrings.bin": "sharedStrings",
    }
    kinds |= dict.fromkeys(pages, "worksheet")
    lines = "".join(f'<Override PartName="/xl/{name}" ContentType="{TYPE}.{kind}"/>' for name, kind in kinds.items())
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">{rels}{lines}</Types>'


def _links(links: list[tuple[str, str]]) -> str:
    """The part that says where those are that another speaks of: rId1, rId2 and so on."""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    opening = f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships">'
    return f"{opening}{lines}</Relationships>"


def _record(kind: int, data: bytes = b"") -> bytes:
    """A record of a kind, with its length; both in bytes of seven bits, the lowest first, the last without a mark."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    while length >= 0x80:
        head += bytes([length & 0x7F | 0x80])
        length >>= 7
    return head + bytes([length]) + data


def _within(kinds: tuple[int, int], records: Iterable[bytes], data: bytes = b"") -> bytes:
    """Records between the one that begins them, which holds ``data``, and the one that ends them."""
    return b"".join([_record(kinds[0], data), *records, _record(kinds[1])])


def _list(kinds: tuple[int, int], kind: int, items: Sequence[bytes]) -> bytes:
    """Records of one kind, their number said before."""
    return _within(kinds, [_record(kind, item) for item in items], struct.pack("<I", len(items)))


def _wide(text: str) -> bytes:
    """A text with its length."""
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _book(sheets: Sequence[Sheet]) -> bytes:
    """The names of the sheets, which are hidden, and which part each is."""
    names = (
        _record(SHEET_NAME, struct.pack("<II", sheet.hidden, number) + _wide(f"rId{number}") + _wide(sheet.name))
        for number, sheet in enumerate(sheets, 1)
    )
    return _within(BOOK, [_within(SHEET_NAMES, names)])


def _shared(count: int, texts: dict[str, int]) -> bytes:
    """The table of texts, none of them formatted."""
    items = (_record(SHARED_TEXT, b"\0" + _wide(text)) for text in texts)
    return _within(SHARED, items, struct.pack("<II", count, len(texts)))


def _styles() -> bytes:
    """Fonts, the two fills of every workbook, a border, and the formats of cells: plain, bold and centred, date."""
    fonts = [struct.pack("<HHHHBBBx8xB", 220, 0, weight, 0, 0, 0, 134, 0) + _wide("宋体") for weight in (400, 700)]
    fills = [struct.pack("<I64x", pattern) for pattern in (0, 17)]
    formats = [
        struct.pack("<5H2xHH", 0, form, font, 0, 0, align, changed)
        for form, font, align, changed in (
            (0, 0, AT_BOTTOM, 0),
            (0, 1, AT_BOTTOM | CENTRED, 6),
            (DATE_FORMAT, 0, AT_BOTTOM, 1),
        )
    ]
    parts = [
        _list(FONTS, FONT, fonts),
        _list(FILLS, FILL, fills),
        _list(BORDERS, BORDER, [bytes(51)]),
        _list(STYLE_FORMATS, FORMAT, [struct.pack("<5H2xHH", NO_PARENT, 0, 0, 0, 0, AT_BOTTOM, 0)]),
        _list(CELL_FORMATS, FORMAT, formats),
        _list(NAMED_STYLES, STYLE, [struct.pack("<IHBB", 0, 1, 0, 0) + _wide("Normal")]),
    ]
    return _within(STYLES, parts)


def _sheet(sheet: Sheet, texts: dict[str, int]) -> bytes:
    """One sheet: how far it reaches, its cells, the cells that are merged."""
    last, width = max(len(sheet.rows), 1) - 1, max(map(len, sheet.rows), default=0)
    parts = [_record(EXTENT, struct.pack("<IIII", 0, last, 0, max(width, 1) - 1)), _within(CELLS, _cells(sheet, texts))]
    if sheet.merged:
        places = [struct.pack("<IIII", line, line, left, right) for line, left, right in sheet.merged]
        parts.append(_list(MERGED, MERGED_CELL, places))
    return _within(SHEET, parts)


def _cells(sheet: Sheet, texts: dict[str, int]) -> Iterator[bytes]:
    """A record for each row that has cells, and one for each cell that is not empty."""
    for line, row in enumerate(sheet.rows):
        style = BOLD if line < sheet.heads else PLAIN
        if row:
            yield _record(ROW, struct.pack("<IIH3xIII", line, 0, 300, 1, 0, len(row) - 1))
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                yield _record(TEXT, struct.pack("<III", column, style, texts[cell]))
            elif isinstance(cell, datetime):
                yield _record(NUMBER, struct.pack("<IId", column, DATE, serial(cell)))
            elif cell is not None:
                yield _record(NUMBER, struct.pack("<IId", column, style, cell))
