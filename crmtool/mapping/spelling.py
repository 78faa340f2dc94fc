"""How headers are written: widths, case, brackets, units, asterisks, numbers, words run together.

A header is taken apart into pieces, a Chinese character or a Latin word each, so that ``CustNm``, ``cust_nm`` and
``Customer Name*`` are one spelling, and so are ``电话 2``, ``＊电话②`` and ``电话（必填）2``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.values.characters import HAN

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

BRACKETED = re.compile(r"[(\[{<【〔《「]([^()\[\]{}<>【】〔〕《》「」]*)[)\]}>】〕》」]?")
LATIN = re.compile("[A-Za-z]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
LETTERS = re.compile(r"\b[A-Za-z](?:[. ]+[A-Za-z])+\b")
E_MAIL = re.compile(r"\be[-_ ]?mail", re.IGNORECASE)
PIECE = re.compile(r"4s|[\u3400-\u9fff\U00020000-\U0003ffff]|[a-z]+|[0-9]+")
COUNTED = {"一": 1, "二": 2, "三": 3}
LONGEST, LONGEST_RUN = 80, 32
SHORT_WORDS = frozenset(("id", "no", "nm", "dt", "cd", "tm"))
USELESS = re.compile(
    r"^(?:第?[0-9]*列|字段|字段名|栏位?|项目?|表头|标题|未命名|无标题|空白列?|数据|column|columns|col|field|fld|f|c|var|v|x|attr"
    r"|unnamed|untitled|header|no ?name|noname|null|nan|none)"
    r"[\s_:.#-]*(?:[0-9]*(?:_level_[0-9]+)?|(?<=[\s_:.#-])[a-z]{1,2})$"
    r"|^第?[一二三四五六七八九十百]{0,4}[列栏][一二三四五六七八九十百a-z]{0,4}$|^[a-z]$|^[\W_0-9]*$"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """A header taken apart: its ``pieces``, those of what stood in brackets, and the number behind it (0 for none).

    ``latin`` is the header's letters run together where it has no others, as pinyin is compared; ``useless`` says that
    it only counts columns (列1, F2, Unnamed: 3) or is empty.
    """

    pieces: tuple[str, ...]
    note: tuple[str, ...]
    ordinal: int
    latin: str
    useless: bool

    @property
    def key(self) -> str:
        """The spelling by which a header is looked up."""
        return "".join(self.pieces)


def spell(header: str, abbreviations: Mapping[str, str], vocabulary: frozenset[str] = frozenset()) -> Spelling:
    """Take a header apart; words of ``vocabulary`` run together are parted, ``abbreviations`` written out.

    >>> short = {"nm": "name", "cust": "customer"}
    >>> spell("*CustNm (必填)", short).pieces, spell("custname", short, frozenset({"name"})).key
    (('customer', 'name'), 'customername')
    >>> spell("联系电话 2", {}).key, spell("联系电话 2", {}).ordinal, spell("列1", {}).useless
    ('联系电话', 2, True)
    """
    text = unicodedata.normalize("NFKC", header[:LONGEST])
    if HAN.fullmatch(text) and text[-1] not in COUNTED and abbreviations.keys().isdisjoint(text):
        return Spelling(tuple(text), (), 0, "", useless=USELESS.match(text) is not None)  # most words of the rules
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text if unicodedata.category(c) != "Cf")
    note = " ".join(BRACKETED.findall(text))
    bare = BRACKETED.sub(" ", text).strip()
    words, number = _words(bare)
    letters = "".join(words)
    pieces, counted = _counted([piece for word in words for piece in _written_out(word, abbreviations, vocabulary)])
    return Spelling(
        pieces=tuple(pieces),
        note=tuple(piece for word in _words(note)[0] for piece in _written_out(word, abbreviations, vocabulary)),
        ordinal=number or counted,
        latin=letters if letters.isascii() else "",
        useless=USELESS.match(bare.lower()) is not None and not note,
    )


def _words(text: str) -> tuple[list[str], int]:
    """Characters and Latin words in lower case, without digits, and the number at the end."""
    if LATIN.search(text):
        joined = LETTERS.sub(lambda match: re.sub("[. ]", "", match.group()), E_MAIL.sub("email", text))
        text = CAMEL.sub(" ", joined).lower()
    found = PIECE.findall(text)
    number = int(found[-1]) if found and found[-1].isdigit() and len(found[-1]) < 3 else 0
    return [word for word in found if not word.isdigit()], number


def _written_out(word: str, abbreviations: Mapping[str, str], vocabulary: frozenset[str]) -> list[str]:
    if word in abbreviations:
        return abbreviations[word].split()
    if not 4 < len(word) < LONGEST_RUN or word in vocabulary or not word.isascii():
        return [word]
    parts = _parted(word, vocabulary, abbreviations) or [word]
    return [piece for part in parts for piece in abbreviations.get(part, part).split()]


def _parted(word: str, vocabulary: Container[str], abbreviations: Container[str]) -> list[str]:
    """A run of known words as those words, the longest first; empty if it is none."""
    for length in range(len(word), 1, -1):
        head, rest = word[:length], word[length:]
        if (head in vocabulary or head in abbreviations) and (length > 2 or head in SHORT_WORDS):
            if not rest:
                return [head]
            if tail := _parted(rest, vocabulary, abbreviations):
                return [head, *tail]
    return []


def _counted(pieces: list[str]) -> tuple[list[str], int]:
    """电话二 counts as 电话 2."""
    if len(pieces) > 2 and pieces[-1] in COUNTED:
        return pieces[:-1], COUNTED[pieces[-1]]
    return pieces, 0
