"""Text that decodes without a fault and still is not what was meant.

Four accidents leave marks that ordinary text does not have: bytes replaced by U+FFFD, the same read as GBK (锟斤拷),
UTF-8 or GBK read as Latin-1 (Ã¥Â¼Â, ÕÅÈý), and UTF-8 read as GBK (寮犱笁). The last one inside a file that is GBK as a
whole means that two encodings were put into one file.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import Note
from crmtool.read import codes
from crmtool.read.characters import BROKEN, COMMON, LATIN, RARE, anything, beginnings, spread_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmtool.model import RawTable
    from crmtool.read.characters import Spread
    from crmtool.read.source import Source

FEW = 5  # lines that condemn no delivery of which they are not the greater part
TOLERATED = 0.01  # share of the lines beyond ASCII: an old wound in one remark does not condemn a delivery
LOOKED_AT = 20_000  # runs with rare characters that are looked at
BROKEN_TEXT = re.compile("\ufffd|锟斤|斤拷")
WESTERN = "\x80-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
LATIN_RUN = re.compile(f"[{WESTERN}]{{4,}}")
SHOWN = 2  # characters of a garbled text
FAR_RUN = re.compile(r"[^\x00-\x7f]+")
UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}|\xc2\xb7){2,}")


def check_tables(source: Source, tables: Iterable[RawTable]) -> tuple[RawTable, ...]:
    """The tables of a source that needed no decoding, with such notes as ``check`` gives; raises as it does."""
    return tuple(replace(one, notes=(*one.notes, *_of_table(source, one))) for one in tables)


def _of_table(source: Source, table: RawTable) -> list[Note]:
    rows = table.cells.select(pl.concat_str(pl.all(), separator="\t", ignore_nulls=True)).to_series()
    text = "\n".join(["\t".join(table.headers).replace("\n", " "), *rows.str.replace_all("\n", " ", literal=True)])
    if text.isascii():
        return []
    return check(source, spread_of(text, "gb18030"), "", [table.header_line, *table.lines])


def check(source: Source, spread: Spread, encoding: str, numbers: Sequence[int] = ()) -> list[Note]:
    """Notes on the few lines of a text, spread over GB18030's classes, that were garbled before they were delivered.

    ``numbers`` are the physical lines of those of the text, where they differ; an offset means nothing then. Raises
    DeliveryRefused where more than one in a hundred lines with characters beyond ASCII, and more than five or half of
    them, are garbled, or where GBK and UTF-8 stand in one file.
    """
    text = spread.text

    def line(at: int) -> int:
        before = text.count("\n", 0, at)
        return numbers[before] if numbers else before + 1

    spots = sorted(_spots(spread))
    if not spots:
        return []
    at, seen = spots[0]
    first, offset = line(at), None if numbers else _offset(text, at, encoding)
    if encoding == "gb18030" and UTF8_RUN.fullmatch(seen.encode("gb18030")):
        what = f"is GB18030, but UTF-8 here ({_start(seen)!r})"
        raise source.refusal(
            what, code=codes.WRONG_ENCODING, line=first, offset=offset, fix="Export all of it in one encoding"
        )
    lines = {text.count("\n", 0, spot) for spot, _ in spots} if len(spots) < 200 else {spot for spot, _ in spots}
    beyond = _lines_beyond_ascii(text)
    if len(lines) > min(max(TOLERATED * beyond, FEW), beyond / 2):
        fix = "The text was damaged before this export: fetch it again from the system that holds it undamaged"
        raise source.refusal(
            f"holds garbled text ({_start(seen)!r})", code=codes.MOJIBAKE, line=first, offset=offset, fix=fix
        )
    return [Note(codes.FEW_MOJIBAKE, line(spot), "", _start(garbled)) for spot, garbled in spots[:20]]


def _start(garbled: str) -> str:
    """As much of a garbled text as shows what became of it: the whole could be read again, and may name somebody."""
    return garbled[:SHOWN] + "…" * (len(garbled) > SHOWN)


def _spots(spread: Spread) -> Iterator[tuple[int, str]]:
    """Where garbled text stands, and what it looks like."""
    if spread.count(BROKEN):
        yield from ((found.start(), found.group()) for found in BROKEN_TEXT.finditer(spread.text))
    if spread.count(LATIN):
        yield from _chinese_as_latin(spread.text, spread.runs_with(LATIN, anything()))
    if spread.count(RARE):
        yield from _utf8_as_gbk(spread.text, spread.runs_with(RARE, beginnings())[:LOOKED_AT])


def _chinese_as_latin(text: str, runs: list[int]) -> Iterator[tuple[int, str]]:
    """Western characters in a row, in the ``runs`` beyond ASCII that begin here, whose bytes are common Chinese."""
    for start in runs:
        for western in LATIN_RUN.finditer(text, start, _end(text, start)):
            if _chinese(_western_bytes(western.group())):
                yield western.start(), western.group()


def _utf8_as_gbk(text: str, runs: list[int]) -> Iterator[tuple[int, str]]:
    """Those of the ``runs`` beyond ASCII that begin here whose GBK bytes are UTF-8 of common Chinese."""
    for start in runs:
        run = text[start : _end(text, start)]
        encoded = run.encode("gb18030", "replace")
        if UTF8_RUN.fullmatch(encoded) and _common(encoded.decode("utf-8", "replace")):
            yield start, run


def _end(text: str, start: int) -> int:
    """Where a run beyond ASCII ends."""
    run = FAR_RUN.match(text, start)
    return run.end() if run else start


def _western_bytes(run: str) -> bytes:
    """The bytes that were read as Latin-1, or as Windows-1252, which has letters where Latin-1 has controls."""
    return b"".join(char.encode("latin-1" if char < "\u0100" else "cp1252") for char in run)


def _chinese(data: bytes) -> bool:
    """Whether ``data`` is common Chinese in UTF-8 or GBK."""
    for codec in ("utf-8", "gb18030"):
        text = data.decode(codec, "ignore")
        if len(text) * 4 >= len(data) and _common(text):
            return True
    return False


def _common(text: str) -> bool:
    return spread_of(text, "gb18030").share(COMMON) > 0.7


def _offset(text: str, position: int, encoding: str) -> int:
    return len(text[:position].encode({"utf-16": "utf-16-le", "big5": "big5hkscs"}.get(encoding, encoding)))


def _lines_beyond_ascii(text: str) -> int:
    return sum(not line.isascii() for line in text.split("\n"))
