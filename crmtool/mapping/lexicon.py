"""All words by which headers are known, made ready for looking up once for each kind of delivery."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from crmtool.fields import DELIVERY_KINDS
from crmtool.mapping.spelling import Spelling, spell
from crmtool.values import pinyin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from crmtool.fields import Field, Fields

BEST, THIS_KIND, OTHER_KIND, ANY_KIND = 1.0, 1.05, 0.8, 0.92
FALL = 0.1
WORD = 0.75
UNFIT = 0.9
LIKE = 0.7
OWN = frozenset(("contact", "company", "staff", "dealer"))
HAN = "\u3400"


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All words of the rules, whatever they mean: each word's look-up key, Chinese ones, Latin ones, characters."""

    keys: Mapping[str, str]
    chinese: tuple[str, ...]
    latin: frozenset[str]
    characters: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """What the words of ``Fields`` mean in deliveries of one kind.

    ``known`` has each header's fields with a score (1 is a plain name of the field), ``owners`` whose a header is where
    it says so without a word of ``roles``; ``roles`` has the words that stand before such a header; ``attribute`` is
    the header that a role alone stands for (车主 is 车主姓名); ``words`` with their fields may stand within a header.
    ``slips`` are the headers that others may be mistyped for.
    """

    known: Mapping[str, Mapping[str, float]]
    owners: Mapping[str, str]
    roles: Mapping[str, str]
    attribute: str
    customer: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    ignored: frozenset[str]
    ignored_words: tuple[str, ...]
    slips: tuple[str, ...]
    abbreviations: Mapping[str, str]
    vocabulary: Vocabulary

    @property
    def characters(self) -> frozenset[str]:
        """The Chinese characters of all words."""
        return self.vocabulary.characters

    def spell(self, header: str) -> Spelling:
        """Take a header apart with this lexicon's abbreviations."""
        return spell(header, self.abbreviations, self.vocabulary.latin)


@dataclass(frozen=True, slots=True)
class Sounds:
    """Headers and role words by their full pinyin (shoujihao) and by its initials (sjh)."""

    full: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, tuple[str, ...]]


@cache
def lexicon(fields: Fields, kind: str) -> Lexicon:
    """The lexicon for deliveries of a kind."""
    vocabulary = _vocabulary(fields)
    keys = vocabulary.keys
    known: dict[str, dict[str, float]] = {}
    owners: dict[str, str] = {}
    for field in fields.values():
        for word, score in _own_words(field, kind):
            key = keys[word]
            known.setdefault(key, {}).setdefault(field.name, score)
            if field.of in OWN:
                owners.setdefault(key, field.of)
    _lend(known, fields)
    roles = {keys[word]: role for role, words in fields.roles.items() for word in words}
    name = next((keys[field.synonyms[0]] for field in fields.values() if field.kind == "name" and field.synonyms), "")
    return Lexicon(
        known=known,
        owners=owners,
        roles=roles,
        attribute=name,
        customer=tuple(key for key, role in roles.items() if role == "customer"),
        words=tuple((keys[word], field.name) for field in fields.values() for word in field.words),
        ignored=frozenset(keys[word] for word in fields.ignored) - {""},
        ignored_words=tuple(keys[word] for word in fields.ignored_words),
        slips=tuple(sorted(key for key in known if len(key) > 3)),
        abbreviations=fields.abbreviations,
        vocabulary=vocabulary,
    )


def _lend(known: dict[str, dict[str, float]], fields: Fields) -> None:
    """Give the headers of fields to those that are ``like`` them, where these have no word of their own in it."""
    takers = [(field.name, field.like, 1.0 if field.of in OWN else LIKE) for field in fields.values() if field.like]
    givers = {name for _, like, _ in takers for name in like}
    for scores in known.values():
        own = {name: score for name, score in scores.items() if name in givers}
        if own:
            for name, like, factor in takers:
                near = max([own[other] for other in like if other in own], default=0.0)
                if near and name not in scores:
                    scores[name] = factor * near


@cache
def sounds(vocabulary: Vocabulary) -> Sounds:
    """How Chinese words sound; only Latin headers that nothing else explains ask for it."""
    characters = sorted(set("".join(vocabulary.chinese)))
    reading = dict(zip(characters, pinyin.read(pl.Series(characters)), strict=True))
    full: dict[str, list[str]] = {}
    initials: dict[str, list[str]] = {}
    for word in vocabulary.chinese:
        full.setdefault("".join(reading[c] for c in word), []).append(word)
        initials.setdefault("".join(reading[c][:1] for c in word), []).append(word)
    return Sounds(*({sound: tuple(found) for sound, found in table.items()} for table in (full, initials)))


@cache
def _vocabulary(fields: Fields) -> Vocabulary:
    own = [word for field in fields.values() for words in (field.synonyms, field.words) for word in words]
    by_kind = [word for field in fields.values() for _, words in field.by_kind for word in words]
    roles = [word for words in fields.roles.values() for word in words]
    spelled = {
        word: spell(word, fields.abbreviations)
        for word in (*own, *by_kind, *roles, *fields.ignored, *fields.ignored_words)
    }
    latin = {piece for spelling in spelled.values() for piece in spelling.pieces if piece.isascii()}
    latin.update(word for words in fields.abbreviations.values() for word in words.split())
    keys = {word: spelling.key for word, spelling in spelled.items()}
    headers = dict.fromkeys(keys[word] for word in (*own, *by_kind, *roles))
    return Vocabulary(
        keys=keys,
        chinese=tuple(key for key in headers if any(c >= HAN for c in key)),
        latin=frozenset(latin),
        characters=frozenset(c for key in keys.values() for c in key if c >= HAN),
    )


def _own_words(field: Field, kind: str) -> Iterator[tuple[str, float]]:
    """The field's words with their scores, the best first."""
    by_kind = dict(field.by_kind)
    any_kind = kind == DELIVERY_KINDS[-1]
    fit = 1.0 if any_kind or not field.deliveries or kind in field.deliveries else UNFIT
    yield from _falling(by_kind.get(kind, ()), THIS_KIND * fit)
    yield from _falling(field.synonyms, BEST * fit)
    for other, words in by_kind.items():
        if other != kind:
            yield from _falling(words, ANY_KIND if any_kind else OTHER_KIND * fit)
    yield from _falling(field.words, WORD * fit)


def _falling(words: Iterable[str], top: float) -> Iterator[tuple[str, float]]:
    """Words in order, each a little worse than the one before."""
    words = tuple(words)
    return ((word, top - FALL * place / len(words)) for place, word in enumerate(words))
