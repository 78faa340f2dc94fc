"""How the characters of a text spread over the character sets of the trade.

GB 2312 holds 3,755 common characters (level 1, by reading) and 3,008 less common ones (level 2, by radical), Big5
5,401 common (level 1) and 7,652 others. A text that was decoded with the right one of the two consists almost wholly
of its level 1; decoded with the other, of much else (facts, section 6).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ASCII, COMMON, FAIR, RARE, LATIN, BROKEN = range(6)
PIECE = 1 << 19
"""Characters of a text that are looked at together: fresh memory for all of a large text costs more than the work."""


@cache
def classes(charset: str) -> np.ndarray:
    """A class for each UTF-16 unit, as ``charset`` ("gb18030" or "big5") sees it.

    COMMON: level 1, and punctuation and full-width forms; FAIR: the rest of GB 2312 or Big5; LATIN: U+0080 to U+00FF;
    BROKEN: U+FFFD and the character that U+FFFD read as GBK begins with; ASCII; RARE: everything else.
    """
    table = np.full(65536, RARE, np.uint8)
    lead, codec = (range(0xA1, 0xF8), "gb2312") if charset == "gb18030" else (range(0xA1, 0xFA), "big5")
    level1 = range(0xB0, 0xD8) if charset == "gb18030" else range(0xA4, 0xC7)
    for row in lead:
        pairs = bytes(byte for trail in range(0x40, 0xFF) if trail != 0x7F for byte in (row, trail))
        text = pairs.decode(codec, "ignore")
        table[units(text)] = COMMON if row in level1 else FAIR
    table[0x3000:0x3040] = table[0xFF00:0xFFF0] = table[0x2010:0x2030] = COMMON
    table[0x80:0x100] = LATIN
    table[0xFFFD] = table[ord("锟")] = BROKEN
    table[ord("·")] = COMMON
    table[:0x80] = ASCII
    return table


def units(text: str) -> np.ndarray:
    """The UTF-16 units of ``text``; lone surrogates pass."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


@dataclass(frozen=True, slots=True)
class Spread:
    """What ``text`` has beyond ASCII: how many UTF-16 units of each class (``counts``), and its telling ``runs``.

    These are by class, LATIN and RARE: where in ``text`` the runs beyond ASCII begin that hold such a character, and
    the unit that each begins with.
    """

    text: str
    charset: str
    counts: np.ndarray
    runs: Mapping[int, tuple[np.ndarray, np.ndarray]]

    def share(self, *wanted: int) -> float:
        """The share of the ``wanted`` classes; 1 where all is ASCII."""
        return float(self.counts[list(wanted)].sum() / self.counts.sum()) if self.counts.any() else 1.0

    def count(self, kind: int) -> int:
        """How many units are of this class."""
        return int(self.counts[kind])

    def runs_with(self, kind: int, first: np.ndarray) -> list[int]:
        """Where in ``text`` those runs beyond ASCII begin that hold a character of this class, LATIN or RARE.

        ``first`` says of each UTF-16 unit whether a run may begin with it.
        """
        begins, units_there = self.runs[kind]
        positions: list[int] = begins[first[units_there]].tolist()
        return positions


def spread_of(text: str, charset: str) -> Spread:
    """How the characters of ``text`` spread over the classes of ``charset`` ("gb18030" or "big5")."""
    counts = np.zeros(BROKEN + 1, np.int64)
    runs = {kind: ([np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]) for kind in (LATIN, RARE)}
    for start, piece in _pieces(text):
        found = units(piece)
        at = np.flatnonzero(found > 0x7F)
        far = found[at]
        kinds = classes(charset)[far]
        here = np.array([np.count_nonzero(kinds == kind) for kind in range(len(counts))])
        counts += here
        for kind, (begins, first) in runs.items():
            if here[kind]:
                number = at - np.arange(len(at))  # the same for all units of a run
                ascending = number[kinds == kind]
                of_runs = np.searchsorted(number, ascending[np.diff(ascending, prepend=-1) > 0])
                halves = at[(far >= 0xD800) & (far < 0xDC00)]  # a character beyond 16 bits has two units
                begins.append(start + at[of_runs] - np.searchsorted(halves, at[of_runs]))
                first.append(far[of_runs])
    telling = {kind: (np.concatenate(begins), np.concatenate(first)) for kind, (begins, first) in runs.items()}
    return Spread(text, charset, counts, telling)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Whole lines of ``text``, so many that their arrays stay in a processor's cache, and where each piece begins."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + PIECE) + 1 or len(text)
        yield start, text[start:end]
        start = end


@cache
def anything() -> np.ndarray:
    """Every UTF-16 unit."""
    return np.ones(65536, bool)


@cache
def beginnings() -> np.ndarray:
    """The UTF-16 units with which UTF-8 read as GBK begins: those whose GBK bytes begin a Chinese character there."""
    table = np.zeros(65536, bool)
    pairs = bytes(byte for lead in (*range(0xE3, 0xEA), 0xEF) for trail in range(0x80, 0xC0) for byte in (lead, trail))
    table[units((pairs + b"\xc2\xb7").decode("gb18030"))] = True
    return table
