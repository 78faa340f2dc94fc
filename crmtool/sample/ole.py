"""OLE compound files, the container of XLS: sectors of 512 bytes, chained by a table, with a directory of streams.

Facts: Microsoft, [MS-CFB] 2.2 (header), 2.3 (allocation table), 2.5 (table of its sectors), 2.6 (directory).
"""

from __future__ import annotations

import struct

SECTOR = 512
NUMBERS = SECTOR // 4  # sector numbers that a sector holds
IN_HEADER = 109  # sectors of the allocation table that the header names; sectors of their own name the others
SMALLEST = 4096  # shorter streams would lie in another table
DIFAT, FAT, END, FREE = 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
STREAM, ROOT = 2, 5
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def ole(name: str, stream: bytes) -> bytes:
    """A compound file of one stream, filled up with zeros to 4,096 bytes."""
    stream = stream.ljust(SMALLEST, b"\0")
    body = -(-len(stream) // SECTOR)
    tables, lists = _tables(body)
    directory = tables + lists
    fat = [FAT] * tables + [DIFAT] * lists + [END, *range(directory + 2, directory + 1 + body), END]
    named = [*range(tables)]
    head = struct.pack("<8s16xHHHHH6x", MAGIC, 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, directory, 0, SMALLEST, END, 0, tables if lists else END, lists)
    head += _numbers(named[:IN_HEADER], IN_HEADER)
    entries = _entry("Root Entry", ROOT, 1, END, 0) + _entry(name, STREAM, FREE, directory + 1, len(stream))
    entries += _entry("", 0, FREE, 0, 0) * 2
    parts = (head, _numbers(fat, tables * NUMBERS), _lists(named[IN_HEADER:], tables), entries, stream)
    return b"".join(parts).ljust((1 + directory + 1 + body) * SECTOR, b"\0")


def _tables(body: int) -> tuple[int, int]:
    """How many sectors hold the allocation table of all sectors, and how many the numbers of those."""
    tables = lists = 0
    while tables * NUMBERS < tables + lists + 1 + body:
        tables += 1
        lists = max(0, -(-(tables - IN_HEADER) // (NUMBERS - 1)))
    return tables, lists


def _lists(named: list[int], first: int) -> bytes:
    """The sectors that name those of the table which the header does not; each ends with the number of the next."""
    found = b""
    while named:
        now, named = named[: NUMBERS - 1], named[NUMBERS - 1 :]
        first += 1
        found += _numbers(now, NUMBERS - 1) + struct.pack("<I", first if named else END)
    return found


def _numbers(numbers: list[int], count: int) -> bytes:
    """``count`` sector numbers, of which the last ones are free."""
    return struct.pack(f"<{count}I", *numbers, *[FREE] * (count - len(numbers)))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """A line of the directory: 128 bytes."""
    text = f"{name}\0".encode("utf-16-le") if name else b""
    return struct.pack("<64sHBBIII36xIQ", text, len(text), kind, 1, FREE, FREE, child, start, size)
