"""What a header says: whose the column is and which fields it may hold.

A header is a word of a field (手机号), or a role and such a word (送修人电话, owner_mobile), in Chinese, English, full
pinyin or pinyin initials. What is none of these may end in one (购车客户常用手机号), hold one, or be one mistyped; each
step down counts less.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from unicodedata import normalize

import polars as pl

from crmtool.fields import DELIVERY_KINDS, PERSONS
from crmtool.mapping.lexicon import HAN, lexicon, sounds
from crmtool.values.characters import simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmtool.fields import Fields
    from crmtool.mapping.lexicon import Lexicon
    from crmtool.mapping.spelling import Spelling

    Headers = tuple[str, tuple[str, ...]]

WITH_ROLE, AS_PART, AS_PINYIN, AS_INITIALS, AS_TWO_INITIALS, AS_WORD, AS_TYPO = 0.98, 0.95, 0.95, 0.85, 0.62, 0.45, 0.8
AS_ENDING, AS_SECOND = 0.8, 0.8
FILLERS = (
    "基本信息", "基础信息", "车辆信息", "车辆", "新车", "本车", "的", "信息", "资料", "档案", "数据",
    "vehicle", "info", "information", "detail", "details", "data", "of", "the", "s",
)  # fmt: skip
TYPO_LATIN, TYPO_HAN = 84, 75
LONGEST_GROUP = 6
GROUP = "信息"
OTHER = DELIVERY_KINDS[-1]
SEPARATORS = "/|、;,，；&"


@dataclass(frozen=True, slots=True)
class Heading:
    """A header read: whose it is (a role or ""), ``scores`` by field (1: a plain name of it), and how it was known.

    ``useless`` headers say nothing (列1, none at all); ``ignored`` ones name something that no field holds.
    """

    header: str
    role: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)
    why: str = ""
    ordinal: int = 0
    useless: bool = False
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a header: a role, the fields' scores, and the word that was recognised."""

    role: str
    scores: Mapping[str, float]
    word: str

    def times(self, factor: float, how: str) -> Reading:
        """The same understanding, less sure."""
        return Reading(self.role, {name: factor * score for name, score in self.scores.items()}, f"{self.word}{how}")


def read_all(tables: Iterable[tuple[str, tuple[str, ...]]], fields: Fields) -> dict[Headers, tuple[Heading, ...]]:
    """The headings of all ``tables``, each a kind of delivery and its headers; a header is understood once a kind.

    >>> from crmtool.fields import from_toml
    >>> fields = from_toml({"roles": {"contact": ["送修人"]}, "fields": {
    ...     "mobile": {"kind": "phone", "synonyms": ["手机", "电话"]}}})
    >>> table = ("service", ("*手機", "送修人电话", "SXR_DH", "列1"))
    >>> for heading in read_all([table], fields)[table]:
    ...     print(heading.role, heading.scores.keys() or None, heading.useless, sep=", ")
    , dict_keys(['mobile']), False
    contact, dict_keys(['mobile']), False
    contact, dict_keys(['mobile']), False
    , None, True
    """
    different = dict.fromkeys(tables)
    texts = _simplified({header for _, headers in different for header in headers}, lexicon(fields, OTHER))
    known: dict[tuple[str, str], Heading] = {}
    for kind, headers in different:
        words = lexicon(fields, kind)
        for header in headers:
            if (kind, header) not in known:
                known[kind, header] = _read(header, words.spell(texts[header]), words)
    return {(kind, headers): tuple(known[kind, header] for header in headers) for kind, headers in different}


def _simplified(headers: Iterable[str], lexicon: Lexicon) -> dict[str, str]:
    """Each header in simplified characters and usual widths; the lexicon's own characters stay as they are."""
    texts = {header: normalize("NFKC", header) for header in headers}
    foreign = [header for header, text in texts.items() if any(c >= HAN for c in set(text) - lexicon.characters)]
    if foreign:
        folded = pl.Series([texts[header] for header in foreign], dtype=pl.String)
        keep = "".join(sorted(lexicon.characters))
        texts |= zip(foreign, simplify(folded, keep=keep).to_list(), strict=True)
    return texts


def _read(header: str, spelling: Spelling, lexicon: Lexicon) -> Heading:
    if spelling.useless:
        return Heading(header, useless=True)
    group, sign, own = header.partition(GROUP)
    if sign and own.strip() and len(group) <= LONGEST_GROUP and not _plain(spelling.pieces, lexicon):
        return _under(group, _read(own, lexicon.spell(own), lexicon), header, lexicon)
    ignored = spelling.key in lexicon.ignored and spelling.key not in lexicon.known
    reading = None if ignored else _understood(header, spelling, lexicon)
    if reading is None:
        doubtful = any(word in spelling.key for word in lexicon.ignored_words)
        if ignored or doubtful:
            return Heading(header, ignored=True, why="names something no field holds")
        reading = _guessed(spelling, lexicon)
    if reading is None:
        return Heading(header, ordinal=spelling.ordinal)
    why = f"header is {reading.word}" if reading.word != header else "header"
    if spelling.ordinal > 1:
        reading = reading.times(AS_SECOND, "")
    return Heading(header, reading.role, reading.scores, why, spelling.ordinal)


def _under(group: str, own: Heading, header: str, lexicon: Lexicon) -> Heading:
    """A header of two lines by its second one, whose role the first may tell: 联系人信息 dian_hua."""
    role = lexicon.roles.get(group, "")
    return replace(own, header=header, role=own.role or ("" if role == "customer" else role))


def _understood(header: str, spelling: Spelling, lexicon: Lexicon) -> Reading | None:
    """A reading in which every part of the header has a meaning; None if there is none."""
    for role, rest in ((spelling.note, spelling.pieces), (spelling.pieces, spelling.note)):
        if rest and "".join(role) in lexicon.roles and (found := _plain((*role, *rest), lexicon)):
            return found
    if found := _plain(spelling.pieces, lexicon):
        return found
    for part in _parts(header, spelling, lexicon):
        if found := _plain(part, lexicon):
            return found.times(AS_PART, "")
    return None


def _plain(pieces: tuple[str, ...], lexicon: Lexicon) -> Reading | None:
    """A header that is a known word, or a role before or behind one; None if it is neither."""
    key = "".join(pieces)
    if not key:
        return None
    if key in lexicon.known:
        return Reading(lexicon.owners.get(key, ""), lexicon.known[key], key)
    for length in range(len(pieces), 0, -1):
        for word, rest in ((pieces[:length], pieces[length:]), (pieces[-length:], pieces[:-length])):
            role = lexicon.roles.get("".join(word))
            if role and (found := _of_role(role, _without_fillers(rest), lexicon)):
                return found
    bare = _without_fillers(_without_group(pieces))
    return _plain(bare, lexicon) if len(bare) < len(pieces) else None


def _of_role(role: str, pieces: tuple[str, ...], lexicon: Lexicon) -> Reading | None:
    """A role and what follows it: nothing (the person's name), a known word, or one known of a customer."""
    rest = "".join(pieces) or lexicon.attribute
    as_customer = [word + rest for word in lexicon.customer] if role in PERSONS and role != "contact" else []
    for key in (*as_customer, rest):
        if key in lexicon.known:
            return Reading(role, lexicon.known[key], key if key != rest else f"{role} + {rest}").times(WITH_ROLE, "")
    return None


def _without_group(pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The second of two lines of headers: 业务信息 车牌号码 is 车牌号码."""
    group = "".join(pieces[:LONGEST_GROUP]).find(GROUP)
    return pieces[group + 2 :] if group >= 0 else pieces


def _without_fillers(pieces: tuple[str, ...]) -> tuple[str, ...]:
    for filler in FILLERS:
        count = 1 if filler.isascii() else len(filler)
        if "".join(pieces[:count]) == filler:
            return _without_fillers(pieces[count:])
    return pieces


def _parts(header: str, spelling: Spelling, lexicon: Lexicon) -> Iterator[tuple[str, ...]]:
    """Each side of a stroke (手机/电话), then the header's Chinese and its Latin half."""
    for sign in SEPARATORS:
        if sign in header:
            yield from (lexicon.spell(part).pieces for part in header.split(sign))
    latin = tuple(piece for piece in spelling.pieces if piece.isascii())
    if latin and len(latin) < len(spelling.pieces):
        yield tuple(piece for piece in spelling.pieces if not piece.isascii())
        yield latin
    if "of" in spelling.pieces:
        middle = spelling.pieces.index("of")
        yield (*spelling.pieces[middle + 1 :], *spelling.pieces[:middle])


def _guessed(spelling: Spelling, lexicon: Lexicon) -> Reading | None:
    """A reading that explains only a part of the header, or explains it by its sound or as a slip."""
    if found := _by_sound(spelling.latin, lexicon):
        return found
    if found := _by_ending(spelling.pieces, lexicon):
        return found
    if found := _by_word(spelling.key, lexicon):
        return found
    if found := _by_slip(spelling.key, lexicon):
        return found
    if spelling.note and (found := _plain(spelling.note, lexicon)):
        return found.times(AS_PART, " (in brackets)")
    return None


def _by_ending(pieces: tuple[str, ...], lexicon: Lexicon) -> Reading | None:
    """The longest known word or role that the header ends in; a role somewhere before it makes that much surer."""
    for start in range(1, len(pieces)):
        key = "".join(pieces[start:])
        if key in lexicon.roles and len(key) > 1 and (found := _of_role(lexicon.roles[key], (), lexicon)):
            return found.times(AS_ENDING, " at its end")
        if key in lexicon.known and len(key) > 1:
            role = _role_within(pieces[:start], lexicon)
            cover = len(key) / len("".join(pieces))
            sure = 0.6 + 0.35 * cover if role else 0.25 + 0.6 * cover
            return Reading(role or lexicon.owners.get(key, ""), lexicon.known[key], key).times(sure, " at its end")
    return None


def _role_within(pieces: tuple[str, ...], lexicon: Lexicon) -> str:
    for length in range(len(pieces), 0, -1):
        for start in range(len(pieces) - length + 1):
            word = "".join(pieces[start : start + length])
            if len(word) > 1 and word in lexicon.roles:
                return lexicon.roles[word]
    return ""


def _by_sound(latin: str, lexicon: Lexicon) -> Reading | None:
    """Full pinyin (chezhuxingming) or initials (czxm) of a known word, or of a role and one."""
    if len(latin) < 2:
        return None
    by_sound = sounds(lexicon.vocabulary)
    initials = AS_INITIALS if len(latin) > 2 else AS_TWO_INITIALS
    for table, factor, how in ((by_sound.full, AS_PINYIN, "pinyin"), (by_sound.initials, initials, "pinyin initials")):
        readings = [found for word in table.get(latin, ()) if (found := _plain(tuple(word), lexicon))]
        for split in range(2, len(latin) - 1) if not readings else ():
            roles = {lexicon.roles[word]: word for word in table.get(latin[:split], ()) if word in lexicon.roles}
            rests = [word for word in table.get(latin[split:], ()) if word in lexicon.known]
            readings += [found for role in roles for word in rests if (found := _of_role(role, (word,), lexicon))]
        if readings:
            return _merged(readings).times(factor, f" in {how}")
    return None


def _merged(readings: list[Reading]) -> Reading:
    """Several readings of one header: the best score of each field, whose role is the best reading's."""
    best = max(readings, key=lambda reading: (max(reading.scores.values()), reading.word))
    scores: dict[str, float] = {}
    for reading in readings:
        if reading.role == best.role:
            scores |= {name: max(score, scores.get(name, 0.0)) for name, score in reading.scores.items()}
    return Reading(best.role, scores, best.word)


def _by_word(key: str, lexicon: Lexicon) -> Reading | None:
    """Words that headers of a field typically hold."""
    found = {name: word for word, name in lexicon.words if len(word) > 1 and word in key}
    if not found:
        return None
    scores = dict.fromkeys(found, AS_WORD)
    return Reading(_role_within(tuple(key), lexicon), scores, " ".join(sorted(set(found.values()))))


def _by_slip(key: str, lexicon: Lexicon) -> Reading | None:
    """The nearest known word, if the header is about one slip away from it."""
    from rapidfuzz import fuzz, process

    if len(key) < (5 if key.isascii() else 4):
        return None
    cutoff = TYPO_LATIN if key.isascii() else TYPO_HAN
    near = process.extractOne(key, lexicon.slips, scorer=fuzz.ratio, score_cutoff=cutoff)
    if near is None:
        return None
    return Reading(lexicon.owners.get(near[0], ""), lexicon.known[near[0]], near[0]).times(AS_TYPO, " mistyped")
