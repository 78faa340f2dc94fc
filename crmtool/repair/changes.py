"""Changing some places of a coded text and leaving every other byte as it is."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.repair.plan import NOT_THE_CELL, Left
from crmtool.values.line_breaks import newline_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmtool.repair.plan import Edit

NOT_WRITABLE = "the file's encoding has no such character"
MARKS = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}
BIG5 = ("cp950", "big5hkscs")


@dataclass(frozen=True, slots=True)
class Coded:
    """A ``text`` and the ``codec`` that its bytes are in, after a byte-order ``mark`` where there is one."""

    mark: bytes
    codec: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """An edit in a text: the characters from ``start`` to ``end`` become ``written``."""

    edit: Edit
    start: int
    end: int
    written: str


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of changing a part of a delivery: its new bytes, the ``text`` that was changed, and what was left."""

    data: bytes
    text: str
    changes: tuple[Change, ...]
    left: tuple[Left, ...]


def coded(data: bytes, encoding: str) -> Coded:
    r"""The text of bytes that reading found to be in ``encoding``.

    >>> coded("\ufeff姓名".encode("utf-16-be"), "utf-16")
    Coded(mark=b'\xfe\xff', codec='utf-16-be', text='姓名')
    """
    if encoding == "utf-16" and data.startswith(codecs.BOM_UTF16_BE):
        return Coded(codecs.BOM_UTF16_BE, "utf-16-be", data[2:].decode("utf-16-be"))
    mark = MARKS.get(encoding, b"")
    codec = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    if encoding != "big5":
        return Coded(mark, codec, data[len(mark) :].decode(codec))
    try:
        return Coded(b"", BIG5[0], data.decode(BIG5[0]))
    except UnicodeDecodeError:
        return Coded(b"", BIG5[1], data.decode(BIG5[1]))


def changed(data: bytes, content: Coded, found: Iterable[Change | Left]) -> Edited:
    """The bytes with every change made; one that the file's encoding cannot write, or whose place is lost, is left.

    Big5 has characters of two codes, so that text cannot be coded again byte for byte; both are of one length, so that
    it tells where each character stands.
    """
    steps = [*found]
    left = [one for one in steps if isinstance(one, Left)]
    done: list[Change] = []
    pieces: list[bytes] = []
    at, byte = 0, len(content.mark)
    kept = 0
    for change in sorted((one for one in steps if isinstance(one, Change)), key=lambda change: change.start):
        byte += len(content.text[at : change.start].encode(content.codec))
        end = byte + len(content.text[change.start : change.end].encode(content.codec))
        at = change.end
        written = _encoded(change, content.codec)
        if written is None:
            left.append(left_alone(change.edit, NOT_WRITABLE))
        elif data[byte:end].decode(content.codec, "replace") != content.text[change.start : at]:
            left.append(left_alone(change.edit, NOT_THE_CELL))
        else:
            pieces += [data[kept:byte], written]
            kept = end
            done.append(change)
        byte = end
    return Edited(b"".join([*pieces, data[kept:]]), content.text, tuple(done), tuple(left))


def left_alone(edit: Edit, why: str) -> Left:
    """An edit that was not made."""
    return Left(edit.sheet, edit.line, edit.codes, why)


def line_starts(text: str, wanted: Iterable[int]) -> Iterator[int]:
    """Where the ``wanted`` physical lines (from 1, ascending) of a text begin; the text's end for a line beyond it."""
    if newline_of(text) == "\r":  # they are read as line feeds, then
        text = text.replace("\r", "\n")
    at, line = 0, 1
    for number in wanted:
        while line < number and (found := text.find("\n", at)) >= 0:
            at, line = found + 1, line + 1
        yield at if line == number else len(text)


def _encoded(change: Change, codec: str) -> bytes | None:
    try:
        return change.written.encode(codec)
    except UnicodeEncodeError:
        return None
