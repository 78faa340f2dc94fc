"""Whether a workbook's container is whole and of a size that can be opened."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING, Self

import numpy as np

from crmtool.read import codes
from crmtool.read.archive import FAULTS, damaged, encrypted, opened
from crmtool.values.letters import place_of

if TYPE_CHECKING:
    from types import TracebackType

    from crmtool.errors import DeliveryRefused
    from crmtool.read.source import Source

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
MOST_CELLS = 64_000_000  # of one sheet's rectangle: 1,000,000 rows of 64 columns
SHEET_BEGINS, SHEET_EXTENT = b"\x81\x01", 148  # BrtBeginSheet, BrtWsDim
FAR_CELL = re.compile(rb"r\s*=\s*[\"'](?:[A-Z]{3}|[A-Z]*[0-9]{6})")
REFERENCE = re.compile(rb"r\s*=\s*[\"']([A-Z]*)([0-9]+)")


def workbook_format(source: Source) -> str:
    """xls, xlsx or xlsb, by content. Raises DeliveryRefused for what cannot or must not be opened."""
    if source.data.startswith(OLE):
        _check_ole(source)
        return "xls"
    archive = opened(source)
    for name in archive.namelist():
        try:
            content = archive.read(name)  # a wrong checksum fails here; in the workbook library it may not end
        except FAULTS as fault:
            raise damaged(source, str(fault)) from None
        rows, columns = _binary_extent(content) if name.endswith(".bin") else _extent(content)
        if rows * columns > MOST_CELLS:
            raise _too_large(source, rows, columns)
    return "xlsb" if "xl/workbook.bin" in archive.namelist() else "xlsx"


class Guarded:
    """Turns a panic of the workbook library, which is no ``Exception``, into the refusal of a damaged file."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        """Raise DeliveryRefused for a panic; let everything else pass."""
        if kind is not None and kind.__name__ == "PanicException":
            raise damaged(self.source, str(fault)) from None


def _check_ole(source: Source) -> None:
    """Refuse an OLE container that is encrypted, cut off, or no workbook."""
    if _is_cut_off(source.data):
        raise damaged(source, "it ends too early")
    if ENCRYPTED_PACKAGE in source.data:
        raise encrypted(source)
    if not any(stream in source.data for stream in STREAMS):
        fix = "Save it as .xlsx or .csv and deliver that"
        raise source.refusal("is an Office file, but no workbook", code=codes.NOT_A_TABLE_FORMAT, fix=fix)


def _is_cut_off(data: bytes) -> bool:
    """Whether sectors that the container's allocation table uses lie beyond its end."""
    if len(data) < 512:
        return True
    header = np.frombuffer(data[:512], "<u4")
    sector = 1 << int.from_bytes(data[30:32], "little")
    tables = [place for place in header[19:128].tolist() if place < 0xFFFFFFFA]
    if not 128 <= sector <= 4096 or any((place + 2) * sector > len(data) for place in tables):
        return True
    used = 0
    for order, place in enumerate(tables):
        entries = np.frombuffer(data, "<u4", sector // 4, (place + 1) * sector)
        last = np.flatnonzero(entries != 0xFFFFFFFF)
        used = max(used, order * sector // 4 + int(last[-1]) + 1) if len(last) else used
    return len(data) < (used + 1) * sector


def _extent(sheet: bytes) -> tuple[int, int]:
    """How many rows and columns a sheet's rectangle has at most, by the places its cells name."""
    if not FAR_CELL.search(sheet):
        return 99_999, 1
    places = REFERENCE.findall(sheet)
    columns = {letters for letters, _ in places}
    far = max((place_of(letters.decode()) for letters in columns), default=0)
    return max((int(row) for _, row in places), default=1), far + 1


def _binary_extent(sheet: bytes) -> tuple[int, int]:
    """How many rows and columns an XLSB sheet says it has, in the record of that kind near its beginning."""
    at = 0
    while sheet[:2] == SHEET_BEGINS and at < min(len(sheet), 4_096):
        kind, at = _varying(sheet, at, 2)
        size, at = _varying(sheet, at, 4)
        if kind == SHEET_EXTENT and at + 16 <= len(sheet):
            first_row, last_row, first_column, last_column = struct.unpack_from("<4I", sheet, at)
            return max(1, last_row - first_row + 1), max(1, last_column - first_column + 1)
        at += size
    return 1, 1


def _varying(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes of seven bits each, and where it ends."""
    number = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        number |= (byte & 0x7F) << 7 * place
        at += 1
        if byte < 0x80:
            break
    return number, at


def _too_large(source: Source, rows: int, columns: int) -> DeliveryRefused:
    what = f"has a sheet of {rows:,} rows and {columns:,} columns"
    fix = "Delete the stray cells far below or beside the table, or deliver it as CSV"
    return source.refusal(what, code=codes.TOO_LARGE, fix=fix)
