"""Whether the pages of a Parquet file are of the sizes that its footer allows, and hold as many values.

A damaged page header can promise exabytes, and the library that reads the page ends the process when there is no such
memory. So the headers are looked at first. They are Thrift structs in the compact protocol, as the format's
``parquet.thrift`` lays them down; only the few numbers needed here are taken from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STOP, TRUE, FALSE, BYTE, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID = 0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13
MOST_DEEP = 16
ROW_GROUPS, COLUMNS, META_DATA = 4, 1, 3
VALUES, UNPACKED, PACKED, DATA_PAGE, DICTIONARY_PAGE = 5, 6, 7, 9, 11  # of a column's metadata
PAGE_UNPACKED, PAGE_PACKED, PAGE_KINDS = 2, 3, {5: (1,), 7: (1,), 8: (1, 2, 3)}  # of a page header
TAIL = 8  # the footer's length and the mark

Struct = dict[int, object]


def broken_promise(data: bytes) -> str:
    """What is wrong with the sizes of the pages, "" if nothing is."""
    try:
        footer = _Thrift(data, len(data) - TAIL - int.from_bytes(data[-TAIL : -TAIL + 4], "little")).struct()
        for column in _columns(footer):
            if wrong := _wrong_page(data, column):
                return wrong
    except (IndexError, KeyError, TypeError, ValueError):
        return "its footer or a page header cannot be read"
    return ""


def _columns(footer: Struct) -> Iterator[dict[int, int]]:
    """The metadata of every column of every row group: its numbers."""
    for group in _structs(footer.get(ROW_GROUPS, [])):
        for column in _structs(group[COLUMNS]):
            (metadata,) = _structs([column[META_DATA]])
            yield {field: value for field, value in metadata.items() if isinstance(value, int)}


def _structs(values: object) -> list[Struct]:
    if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
        raise TypeError("no list of structs")
    return values


def _wrong_page(data: bytes, column: dict[int, int]) -> str:
    """The first page of a column that is larger, or holds more values, than the column."""
    first = column.get(DICTIONARY_PAGE) or column[DATA_PAGE]
    at, end = min(first, column[DATA_PAGE]), min(first, column[DATA_PAGE]) + column[PACKED]
    if not 0 <= at <= end <= len(data):
        return f"a column lies at byte {at}, outside the file"
    while at < end:
        reader = _Thrift(data, at)
        header = reader.struct()
        unpacked, packed = header[PAGE_UNPACKED], header[PAGE_PACKED]
        if not isinstance(unpacked, int) or not isinstance(packed, int):
            raise TypeError("no sizes")
        if not 0 <= unpacked <= column[UNPACKED] or not 0 <= packed <= end - reader.at:
            return f"a page at byte {at} is larger than its column"
        if not all(0 <= count <= column[VALUES] for count in _counts(header)):
            return f"a page at byte {at} has more values than its column"
        at = reader.at + packed
    return ""


def _counts(header: Struct) -> Iterator[int]:
    """How many values a page says it has, in a header of any of the three kinds."""
    for kind, counts in PAGE_KINDS.items():
        if kind in header:
            (details,) = _structs([header[kind]])
            yield from (count for field in counts if isinstance(count := details.get(field, 0), int))


@dataclass(slots=True)
class _Thrift:
    """Reads values of the compact protocol from ``data``, beginning ``at`` a byte."""

    data: bytes
    at: int

    def struct(self, deep: int = 0) -> Struct:
        """The fields of a struct by number."""
        fields: Struct = {}
        number = 0
        while (head := self._byte()) != STOP:
            number = number + (head >> 4) if head >> 4 else self._signed()
            kind = head & 15
            fields[number] = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, deep)
        return fields

    def _value(self, kind: int, deep: int) -> object:
        if deep > MOST_DEEP:
            raise ValueError("too deep")
        if BYTE < kind <= I64:
            return self._signed()
        if kind in (TRUE, FALSE, BYTE):
            return self._byte()
        if kind in (DOUBLE, UUID, BINARY):
            self._skip({DOUBLE: 8, UUID: 16}.get(kind) or self._varying())
            return None
        if kind in (LIST, SET):
            head = self._byte()
            return [self._value(head & 15, deep + 1) for _ in range(self._few(head >> 4))]
        if kind == MAP:
            count = self._varying()
            kinds = self._byte() if count else 0
            return [self._value(one, deep + 1) for _ in range(self._within(count)) for one in (kinds >> 4, kinds & 15)]
        if kind == STRUCT:
            return self.struct(deep + 1)
        raise ValueError("no such kind")

    def _few(self, count: int) -> int:
        return self._within(self._varying() if count == 15 else count)

    def _within(self, count: int) -> int:
        """A count, which must not be larger than the bytes that are left."""
        if count > len(self.data) - self.at:
            raise ValueError("too many")
        return count

    def _skip(self, count: int) -> None:
        self.at += self._within(count)

    def _byte(self) -> int:
        if not 0 <= self.at < len(self.data):
            raise IndexError("no more bytes")
        self.at += 1
        return self.data[self.at - 1]

    def _varying(self) -> int:
        number = 0
        for shift in range(0, 70, 7):
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
        raise ValueError("too long")

    def _signed(self) -> int:
        number = self._varying()
        return (number >> 1) ^ -(number & 1)
