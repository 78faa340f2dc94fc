"""Archives written again with some of their contents changed."""

from __future__ import annotations

import copy
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EXTRA, NAME, COMMENT, CHECKSUM = 4, 8, 16, 2  # flags of a GZIP header (RFC 1952)


def rezipped(data: bytes, contents: Mapping[str, bytes], name_of: Callable[[zipfile.ZipInfo], str]) -> bytes:
    """A ZIP with the ``contents`` of some members changed, by the names that ``name_of`` gives.

    Order, times, attributes, comments and ways of packing stay. A name that was written in GBK is written in UTF-8.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        new.comment = old.comment
        for member in old.infolist():
            again = copy.copy(member)
            again.filename = name_of(member)
            new.writestr(again, contents.get(again.filename, old.read(member)))
    return made.getvalue()


def regzipped(data: bytes, content: bytes) -> bytes:
    """A GZIP file of other ``content`` with the header of ``data``: its name, time and comment."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    tail = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return data[: _header_end(data)] + packer.compress(content) + packer.flush() + tail


def _header_end(data: bytes) -> int:
    flags, at = data[3], 10
    if flags & EXTRA:
        at += 2 + int.from_bytes(data[at : at + 2], "little")
    for flag in (NAME, COMMENT):
        if flags & flag:
            at = data.index(b"\0", at) + 1
    return at + 2 * bool(flags & CHECKSUM)
