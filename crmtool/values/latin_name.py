"""Names in Latin letters: pinyin in all its orders and spellings, and names of foreigners.

``ZHANG/SAN``, ``ZHANG SAN MR``, ``ZhangSan``, ``Zhang, San`` and ``San Zhang`` are one name, written "zhang san":
surname first, given name in one word (GB/T 28039-2011). Which word is the surname is weighed by how common each is as a
surname and as a given name, since ``Wei Zhang`` is a Zhang though Wei is a surname, too. ü is v: LYU, LV and LÜ are
"lv" (LU, the passport spelling before 2012, cannot be told from 卢 and stays). A foreigner's name is written given name
first.

>>> [read(text).canonical for text in ("ZHANG/SAN", "ZHANG SAN MR", "ZhangSan", "Wei Zhang", "LYU SAN", "OU YANG NA")]
['zhang san', 'zhang san', 'zhang san', 'zhang wei', 'lv san', 'ouyang na']
>>> read("Mr. Zhang")
LatinName(surname='zhang', given=None, is_pinyin=True, title='mr')
>>> read("SMITH/JOHN MR"), read("Smith, John").canonical, read("123")
(LatinName(surname='smith', given='john', is_pinyin=False, title='mr'), 'john smith', None)
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from math import prod
from typing import NamedTuple

import polars as pl

from crmtool.values import pinyin, surnames

TITLES = {
    **dict.fromkeys(("mr", "mister", "sir", "mstr"), "M"),
    **dict.fromkeys(("mrs", "ms", "miss", "mdm", "madam"), "F"),
    **dict.fromkeys(("dr", "prof", "chd", "inf"), None),
}
GLUED_TITLE = re.compile(r"(?:mstr|mrs|miss|mr|ms|chd|inf)$")
# Characters of given names, the most common first: what a syllable is worth as a given name.
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海春晓永梅鹏云龙燕飞波辉琴婷雪俊雨佳子欣嘉宇浩怡涵梓轩"
    "思佩诗琪晨东林峰凤荣成金宏庆德玲莉萍娇慧颖莹洁宁博凯健斌旭鑫天家一宝世光正新中生小亚少安山江贵福祥义忠兴学"
)
CAMEL, SIDES = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])"), re.compile("[/,]")
WORD, SPELLED_YU = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?"), re.compile(r"^([ln])yu(e?)$")
PLAIN_WORD = "(?:[A-Z]?[a-z]+|[A-Z]+)"
TWO_WORDS, TWO_IN_ONE = f"^{PLAIN_WORD}[ /]{PLAIN_WORD}$", "^([A-Z]?[a-z]+)([A-Z][a-z]+)$"
RARELY_GIVEN = 0.003
SURNAME_FIRST = 5.0  # how much oftener Chinese deliveries write the surname first
ALSO_FOREIGN = frozenset(("anna", "nina", "lina", "linda", "lisa", "hana", "nana", "dana", "amanda", "tina"))


class LatinName(NamedTuple):
    """A name's parts in lower case; ``given`` is one word where it is pinyin; ``title`` as written, without its dot."""

    surname: str | None
    given: str | None
    is_pinyin: bool
    title: str | None

    @property
    def canonical(self) -> str:
        """The one spelling of the whole name: surname first in pinyin, last otherwise."""
        parts = (self.surname, self.given) if self.is_pinyin else (self.given, self.surname)
        return " ".join(part for part in parts if part)


def read(text: str) -> LatinName | None:
    """The name that a folded text without Chinese characters holds; null where it has no letters."""
    sides = [_words(side) for side in SIDES.split(CAMEL.sub(" ", text))]
    words, title = _without_titles([word for side in sides for word in side])
    if not words:
        return None
    if all(word in surnames.share_by_reading() or _segmented(word) for word in words):
        named = [side for side in (_without_titles(side)[0] for side in sides) if side] if len(sides) > 1 else []
        if found := _as_pinyin(["".join(side) for side in named] if len(named) == 2 else words):
            return LatinName(*found, is_pinyin=True, title=title)
    return LatinName(*_as_foreign(words, surname_first=len(sides) > 1), is_pinyin=False, title=title)


def in_two_words(texts: pl.Series) -> pl.DataFrame:
    """Those of folded texts that are a surname and a given name in pinyin of one word each: ``text`` and the two.

    It is what ``read`` says of them, weighed for whole columns; a text that could as well be read the other way round
    is left to it.

    >>> in_two_words(pl.Series(["ZHANG/SAN", "Wei Zhang", "LyuSan", "John Smith", "Mr Zhang"])).rows()
    [('ZHANG/SAN', 'zhang', 'san'), ('Wei Zhang', 'zhang', 'wei'), ('LyuSan', 'lv', 'san')]
    """
    plain = texts.filter(texts.str.contains(f"{TWO_WORDS}|{TWO_IN_ONE}")).alias("text")
    parts = plain.str.replace(TWO_IN_ONE, "$1 $2").str.replace("/", " ", literal=True).str.to_lowercase()
    words = parts.str.split_exact(" ", 1).struct.rename_fields(["one", "other"]).struct.unnest()
    words = words.with_columns(pl.all().str.replace(SPELLED_YU.pattern, "${1}v${2}"))
    known = pl.concat([words["one"], words["other"].alias("one")]).unique().to_list()
    syllables = [word for word in known if word not in TITLES and _segmented(word)]
    given = {word: _given_weight(word) for word in syllables}
    share = {word: surnames.share_by_reading().get(word, 0.0) for word in syllables}
    shared = pl.all().replace_strict(share, default=None, return_dtype=pl.Float64).name.suffix("_share")
    weighed = pl.all().replace_strict(given, default=None, return_dtype=pl.Float64).name.suffix("_given")
    first = pl.col("one_share") * pl.col("other_given") * SURNAME_FIRST
    last = pl.col("other_share") * pl.col("one_given")
    both = words.with_columns(plain, shared, weighed).filter(first != last)
    ordered = pl.when(first > last)
    return both.select(
        "text", surname=ordered.then("one").otherwise("other"), given=ordered.then("other").otherwise("one")
    )


def _words(text: str) -> list[str]:
    return [_spelled(word) for word in WORD.findall(text)]


def _spelled(word: str) -> str:
    """Lower case, no tone marks or accents, ü and its spellings as v."""
    plain = word.lower().replace("'", "")
    if not plain.isascii():
        bare = unicodedata.normalize("NFD", plain).replace("u\u0308", "v")
        plain = "".join(letter for letter in bare if not unicodedata.combining(letter))
    found = SPELLED_YU.match(plain)
    return f"{found[1]}v{found[2]}" if found else plain


def _without_titles(words: list[str]) -> tuple[list[str], str | None]:
    """The words without MR, MS and the like, even where a ticket has one at the end of the last word."""
    if title := next((word for word in words if word in TITLES), None):
        words = [word for word in words if word not in TITLES]
    if words and not _segmented(words[-1]) and (glued := GLUED_TITLE.search(words[-1])):
        rest = words[-1][: glued.start()]
        if _segmented(rest):
            return [*words[:-1], rest], title or glued[0]
    return words, title


@lru_cache(maxsize=1 << 14)
def _segmented(word: str) -> tuple[tuple[str, ...], ...]:
    """All ways to cut a word of up to four syllables into pinyin syllables.

    >>> _segmented("fangang"), _segmented("john")
    ((('fan', 'gang'), ('fang', 'ang')), ())
    """
    if len(word) > 24:
        return ()
    ways: list[tuple[str, ...]] = [(word,)] if word in pinyin.syllables() else []
    for end in range(1, min(6, len(word) - 1) + 1):
        if word[:end] in pinyin.syllables():
            ways += [(word[:end], *rest) for rest in _segmented(word[end:]) if len(rest) < 4]
    return tuple(sorted(ways))


@cache
def _share_of_given() -> dict[str, float]:
    shares: dict[str, float] = {}
    for rank, reading in enumerate(pinyin.syllables_of(GIVEN)):
        shares[reading] = shares.get(reading, 0.0) + 1 / (rank + 10)
    return shares


@lru_cache(maxsize=1 << 14)
def _given_weight(word: str) -> float:
    """How likely a word is as a given name, by its most likely cut."""
    ways = _segmented(word)
    return max((prod(_share_of_given().get(part, RARELY_GIVEN) for part in way) for way in ways), default=0.0)


def _as_pinyin(words: list[str]) -> tuple[str, str | None] | None:
    """Surname and given name: the likeliest way to take first or last words, or part of the only one, as surname."""
    shares = surnames.share_by_reading()
    if len(words) == 1 and (words[0] in shares or words[0] in ALSO_FOREIGN):
        return (words[0], None) if words[0] in shares else None
    if len(words) == 1:
        return _best_cut(words[0])
    cuts = [("".join(words[:at]), "".join(words[at:]), SURNAME_FIRST) for at in (1, 2) if at < len(words)]
    return _likeliest([*cuts, (words[-1], "".join(words[:-1]), 1.0)])


def _best_cut(word: str) -> tuple[str, str] | None:
    """Surname and given name of a name written in one word, which may still begin with the given name."""
    found = _likeliest([(word[:at], word[at:], SURNAME_FIRST) for at in range(1, len(word))])
    return found and _likeliest([(*found, SURNAME_FIRST), (found[1], found[0], 1.0)])


def _likeliest(ways: list[tuple[str, str, float]]) -> tuple[str, str] | None:
    """The surname and given name that are likeliest, each way weighted; null where no way has a surname."""
    shares = surnames.share_by_reading()
    weighed = [
        (shares[first] * _given_weight(rest) * weight, first, rest) for first, rest, weight in ways if first in shares
    ]
    weight, surname, given = max(weighed, default=(0.0, "", ""))
    return (surname, given) if weight > 0 else None


def _as_foreign(words: list[str], *, surname_first: bool) -> tuple[str | None, str | None]:
    """Surname and given name: a Chinese surname if just one end is one; else the first before a comma, or the last."""
    if len(words) == 1:
        return None, words[0]
    first, last = words[0] in surnames.share_by_reading(), words[-1] in surnames.share_by_reading()
    at_head = first if first != last else surname_first
    return (words[0], " ".join(words[1:])) if at_head else (words[-1], " ".join(words[:-1]))
