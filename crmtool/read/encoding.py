"""From bytes to text: the whole file, strictly, or not at all.

A byte-order mark decides; else strict UTF-8; else GB18030 (which holds GBK and GB 2312) against Big5, by the share of
common characters over the whole file (facts, section 6; over a million from all parts of a large one, if they are
plainly GB18030). No encoding that accepts everything is ever tried: a file that none of them fits is refused, with the
line and the byte where it breaks.
"""

from __future__ import annotations

import codecs
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmtool.read import codes
from crmtool.read.characters import COMMON, FAIR, spread_of
from crmtool.read.mojibake import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crmtool.errors import DeliveryRefused
    from crmtool.model import Note
    from crmtool.read.characters import Spread
    from crmtool.read.source import Source

MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)
NEWLINE = "\n"
SAVE_AGAIN = "Export it again as UTF-8 (in a spreadsheet: 'CSV UTF-8'), all of it from one system"
TINY = 64  # bytes beyond ASCII below which a chance reading as UTF-8 is likely enough to look twice
SURE = 0.85  # share of GB 2312 level 1 above which Big5 is not tried
LARGE = 1 << 24  # characters of a text in which it takes longer to look for garbled ones than to start a thread
PARTS, PART, ENOUGH = 16, 1 << 16, 1 << 14  # of a large text, characters in each, and how many beyond ASCII tell
DOUBTFUL = 0.5  # share of GB 2312 or Big5 below which it is neither


def decode(source: Source) -> tuple[str, str, list[Note]]:
    """The text of ``source``, its encoding and notes, as ``decoded`` gives them."""
    with decoded(source) as (text, encoding, garbled):
        return text, encoding, garbled()


@contextmanager
def decoded(source: Source) -> Iterator[tuple[str, str, Callable[[], list[Note]]]]:
    """The text of ``source``, its encoding (utf-8, utf-8-sig, utf-16, gb18030 or big5), and what notes garbled lines.

    Raises DeliveryRefused for NUL bytes, for bytes of no known encoding, for two encodings in one file and, at the
    latest when the block ends and then in place of what the block raises, for text that is garbled throughout: in a
    large text that is sought beside what the block does.
    """
    text, encoding, known = _decoded(source)

    def garbled() -> list[Note]:
        spread = known or spread_of("" if text.isascii() else text, "gb18030")
        if encoding == "gb18030" and spread.share(COMMON, FAIR) < DOUBTFUL:
            raise _senseless(source, _attempt(source.data, "utf-8")[1])
        return check(source, spread, encoding)

    if len(text) < LARGE:
        notes = garbled()
        yield text, encoding, lambda: notes
        return
    with ThreadPoolExecutor(1) as beside:
        found = beside.submit(garbled)
        try:
            yield text, encoding, found.result
        finally:
            found.result()


def _decoded(source: Source) -> tuple[str, str, Spread | None]:
    """Text and encoding, and how the whole text spreads over GB18030's classes where that decided."""
    for mark, codec, name in MARKS:
        if source.data.startswith(mark):
            return _marked(source, codec, len(mark)), name, None
    if (at := source.data.find(b"\0")) >= 0:
        raise _nul(source, at)
    try:
        text = source.data.decode("utf-8")
    except UnicodeDecodeError as fault:
        return _legacy(source, fault.start)
    if len(text) < len(source.data) < len(text) + TINY and _rather_gb18030(source.data, text):
        return source.data.decode("gb18030"), "gb18030", None
    return text, "utf-8", None


def _line_of(source: Source, offset: int, codec: str) -> int:
    """The line, from 1, on which a byte of ``source`` stands."""
    wide = codec.startswith("utf-16")
    before = source.data[2:offset].decode(codec, "ignore") if wide else source.data[:offset].decode("latin-1")
    return before.count(NEWLINE) + 1


def _marked(source: Source, codec: str, skip: int) -> str:
    """The text after a byte-order mark; what follows must keep the mark's promise."""
    try:
        text = codecs.decode(memoryview(source.data)[skip:], codec)
    except UnicodeDecodeError as fault:
        what = f"the file's first bytes promise {codec.upper()}, but it breaks here"
        raise _wrong(source, skip + fault.start, what, codec) from None
    if (at := text.find("\0")) >= 0:
        raise _nul(source, skip + len(text[:at].encode(codec)), codec)
    return text


def _nul(source: Source, offset: int, codec: str = "utf-8") -> DeliveryRefused:
    wide = codec == "utf-8" and source.data.count(b"\0") > len(source.data) // 5
    what = "NUL bytes: it looks like UTF-16 without its byte-order mark" if wide else "a NUL byte, which no text has"
    return _wrong(source, offset, f"holds {what}", codec, codes.NUL_BYTE)


def _legacy(source: Source, breaks_at: int) -> tuple[str, str, Spread | None]:
    """The text as GB18030 or Big5, given where it stopped being UTF-8; its spread as ``_decoded`` gives it."""
    if re.search(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}", source.data[:breaks_at]):
        raise _wrong(source, breaks_at, "is UTF-8 up to here and something else from here on")
    text, gb_breaks = _attempt(source.data, "gb18030")
    if text is not None and len(text) >= LARGE and _plainly_gb18030(_sample(text)):
        return text, "gb18030", None
    gb = None if text is None else spread_of(text, "gb18030")
    if gb is not None and gb.share(COMMON) >= SURE:
        return gb.text, gb.charset, gb
    text, big5_breaks = _attempt(source.data, "cp950", "big5hkscs")  # as Windows writes it; with Hong Kong's additions
    big5 = None if text is None else spread_of(text, "big5")
    found = [spread for spread in (gb, big5) if spread is not None]
    if not found:
        raise _wrong(source, max(gb_breaks, big5_breaks), "is neither UTF-8 nor GB18030 nor Big5 from here on")
    best = max(found, key=lambda spread: spread.share(COMMON))
    if best.share(COMMON, FAIR) < DOUBTFUL:
        raise _senseless(source, breaks_at)
    return best.text, best.charset, best if best is gb else None


def _attempt(data: bytes, *known: str) -> tuple[str | None, int]:
    """The text by the first codec that reads all of it, or None and how far one went."""
    furthest = 0
    for codec in known:
        try:
            return data.decode(codec), len(data)
        except UnicodeDecodeError as fault:
            furthest = max(furthest, fault.start)
    return None, furthest


def _sample(text: str) -> str:
    """Parts from all over a large text: its dealers may write in different characters."""
    return "".join(text[start : start + PART] for start in range(0, len(text), len(text) // PARTS or 1))


def _plainly_gb18030(text: str) -> bool:
    """Whether a text that was read as GB18030 has so many common characters that it is nothing else."""
    spread = spread_of(text, "gb18030")
    return int(spread.counts.sum()) >= ENOUGH and spread.share(COMMON) >= SURE


def _rather_gb18030(data: bytes, text: str) -> bool:
    """Whether few bytes that happen to be UTF-8 are Chinese: 18 % of the common characters are both (facts, 6)."""
    if re.search(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]|[^\x00-\u07ff]", text):
        return False
    gb, _ = _attempt(data, "gb18030")
    return gb is not None and spread_of(gb, "gb18030").share(COMMON) >= SURE


def _senseless(source: Source, offset: int) -> DeliveryRefused:
    return _wrong(source, offset, "is not UTF-8, and makes no sense as GB18030 or Big5")


def _wrong(
    source: Source, offset: int, what: str, codec: str = "utf-8", code: str = codes.WRONG_ENCODING
) -> DeliveryRefused:
    return source.refusal(what, code=code, line=_line_of(source, offset, codec), offset=offset, fix=SAVE_AGAIN)
