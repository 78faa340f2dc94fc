"""One cell read as a name: what it holds, and the name in it. For the cells that are not plainly a name.

>>> read("小王").name_state, read("张某某").canonical, read("阿卜杜拉•买买提").canonical
('surname_only', '张**', '阿卜杜拉·买买提')
>>> read("某某公司张三").second_name
'张三'
>>> read("张三/李四")[:3], read("张三老婆").reason
((None, 'two_names', 'two_names'), 'relative')
"""

from __future__ import annotations

import re
from typing import NamedTuple

import polars as pl

from crmtool.values import latin_name, placeholders, surnames
from crmtool.values.characters import HAN, LETTER
from crmtool.values.company_name import is_company
from crmtool.values.name_notes import (
    BRACKETS,
    SEPARATORS,
    WORD,
    Peeled,
    is_person,
    is_transliterated,
    not_names,
    peel,
    person_in,
)

LONGEST = 80  # characters of a cell that can still be a name with its notes; a longer one is somebody's letter
ANY_DOT = frozenset("·•・‧∙･●.")
DOTS = re.compile(rf"(?<={LETTER}) *[·•・‧∙･●.] *(?={LETTER})")
IDLE_DOT = re.compile(rf"(?<!{LETTER})(?<!·)({LETTER})·(?={LETTER})")  # 张·三 is not 阿卜杜拉·买买提
MASK = re.compile(r"[*xX×○〇●□■?\ufffd某]")
MIXED = re.compile(
    rf"(?P<han>{LETTER}{{1,3}}) ?(?P<latin>[A-Za-z]{{2,12}})|(?P<first>[A-Za-z]{{2,12}}) ?(?P<last>{LETTER})"
)
FAMILIAR = re.compile(r"[小老大阿](?P<surname>.)")
RELATIVES = "老婆|妻子|爱人|丈夫|老公|儿子|女儿|父亲|母亲|爸爸?|妈妈?|哥哥|姐姐|弟弟|妹妹|家属|家人|朋友|同事|司机|助理"
RELATIVE = re.compile(f"(.{{1,6}}?)的?(?:{RELATIVES})")
LAST_OF_RELATIVES = frozenset(word.strip("?")[-1] for word in RELATIVES.split("|"))
ORGANISATIONS = "公司|集团|厂|局|院|学校|中心|银行|店|[车支大]队|所|部"
CONTACT = re.compile(rf".*(?:{ORGANISATIONS})[\s:：,，、/\\-]*(?P<tail>.{{2,8}})")
NO_LATIN_NAME = re.compile("[@*]|[0-9]{3}")
BETWEEN_LATIN = re.compile(r" *[/&;、] *| and ")


class NameReading(NamedTuple):
    """The columns of ``person_name.standardise`` that a cell's text decides."""

    canonical: str | None
    name_state: str
    reason: str
    script: str | None = None
    surname: str | None = None
    given: str | None = None
    honorific: str | None = None
    gender: str | None = None
    embedded_phone: str | None = None
    second_name: str | None = None
    first_name_of_two: str | None = None


def filled(frame: pl.DataFrame, key: str, **known: pl.Expr) -> pl.DataFrame:
    """The column ``key`` and those of a reading, null where nothing is known."""
    parts = [known.get(name, pl.lit(None, pl.String)).alias(name) for name in NameReading._fields]
    return frame.select(key, *parts)


def read(text: str, *, company: bool | None = None) -> NameReading:
    """What a folded, simplified text that stands for something holds.

    ``company``: whether it names a company, what is in brackets left out; to be found out here if not given.
    """
    if len(text) > LONGEST:
        return NameReading(None, "none", "not_a_name")
    company = is_company(BRACKETS.sub("", text)) if company is None else company
    if company and not _person_first(text):
        return NameReading(None, "company", "company", second_name=_contact(text))
    name = peel(text if ANY_DOT.isdisjoint(text) else IDLE_DOT.sub(r"\1", DOTS.sub("·", text)))
    if name.text[-1:] in LAST_OF_RELATIVES and (found := RELATIVE.fullmatch(name.text)) and person_in(found[1]):
        return NameReading(None, "none", "relative", "han", second_name=person_in(found[1]))
    if company if name.text == text else is_company(name.text):
        return NameReading(None, "company", "company", second_name=name.second)
    if name.text.lower() in placeholders.words() or not MASK.sub("", name.text):
        reading = NameReading(None, "placeholder", "placeholder" if name.text or not name.phone else "embedded_phone")
    else:
        reading = _read_han(name) if HAN.search(name.text) else _read_latin(name)
    if name.second:
        reading = NameReading(None, "two_names", "two_names", second_name=name.second, first_name_of_two=name.text)
    return reading._replace(
        honorific=reading.honorific or name.honorific,
        gender=reading.gender or name.gender,
        embedded_phone=name.phone,
    )


def _person_first(text: str) -> bool:
    """Whether a person stands before the company, apart from it: 张三 某某公司."""
    first, *others = SEPARATORS.split(text)
    return bool(others) and is_person(first)


def _contact(text: str) -> str | None:
    """The person named in brackets or after a company's name."""
    tails = [
        *BRACKETS.findall(text),
        *(found["tail"] for found in [CONTACT.fullmatch(BRACKETS.sub("", text))] if found),
    ]
    people = (person_in(tail) for tail in tails if tail[-1:] not in "店厂部队所院局会")
    return next((person for person in people if person and person[:1] in surnames.common()), None)


def _read_han(name: Peeled) -> NameReading:
    """A name with Chinese characters: masked, dotted, a surname alone, a whole name, or none of them."""
    core = name.text if min(map(len, name.text.split("·"))) > 1 else name.text.replace("·", "")
    if MASK.search(core) and len(core) in WORD and (not (rest := MASK.sub("", core)) or HAN.fullmatch(rest)):
        return _read_masked(core)
    if familiar := FAMILIAR.fullmatch(core):
        core = familiar["surname"] if familiar["surname"] in surnames.common() else core
    if core in surnames.readings() and (len(core) == 1 or name.honorific):
        reason = "honorific_surname_only" if name.honorific or familiar else "surname_only"
        return NameReading(core, "surname_only", reason, "han", core)
    reason = _why(name)
    if "·" in core and HAN.fullmatch(core.replace("·", "")):
        return NameReading(core, "full", reason, "dotted")
    if (mixed := MIXED.fullmatch(core)) and HAN.fullmatch(mixed["han"] or mixed["last"]):
        surname, more = (mixed["han"][:1], mixed["han"][1:]) if mixed["han"] else (mixed["last"], "")
        given = more + (mixed["latin"] or mixed["first"]).lower()
        return NameReading(surname + given, "full", reason, "mixed", surname, given)
    if HAN.fullmatch(core) and core not in not_names() and _is_as_long_as_a_name(core):
        surname, given = surnames.split(core)
        return NameReading(core, "full", reason, "han", surname, given if surname else None)
    return NameReading(None, "none", "not_a_name")


def _is_as_long_as_a_name(text: str) -> bool:
    """Two to four characters; five with a compound surname; more only of those that spell foreign names."""
    return 2 <= len(text) <= 4 or (len(text) == 5 and text[:2] in surnames.compound()) or is_transliterated(text)


def _why(name: Peeled) -> str:
    notes = (("embedded_phone", name.phone), ("annotation", name.aside), ("honorific", name.honorific))
    return next((reason for reason, seen in notes if seen), "ok")


def _read_masked(core: str) -> NameReading:
    """张**, *三, 张某某: the signs become ``*``; without any character that shows, it is a placeholder."""
    shown = MASK.sub("*", core)
    if not shown.strip("*"):
        return NameReading(None, "placeholder", "placeholder")
    surname = shown[:2] if shown[:2] in surnames.compound() else shown[:1].strip("*") or None
    return NameReading(shown, "masked", "name_mask", "han", surname)


def _read_latin(name: Peeled) -> NameReading:
    """A name in Latin letters, or what is left of a cell without any name."""
    halves = BETWEEN_LATIN.split(name.text)
    if len(halves) == 2 and (first := _whole_pinyin(halves[0])) and (second := _whole_pinyin(halves[1])):
        return NameReading(None, "two_names", "two_names", second_name=second, first_name_of_two=first)
    found = latin_name.read(name.text)
    canonical = found.canonical if found else ""
    if found is None or not canonical.strip("x ")[1:] or NO_LATIN_NAME.search(name.text):
        return NameReading(None, "none", "not_a_name")
    only = found.is_pinyin and found.given is None
    reason = ("honorific_surname_only" if found.title or name.honorific else "surname_only") if only else "latin"
    return NameReading(
        canonical=canonical,
        name_state="surname_only" if only else "latin",
        reason="pinyin" if found.is_pinyin and not only else reason,
        script="latin",
        surname=found.surname,
        given=found.given,
        honorific=found.title,
        gender=latin_name.TITLES.get(found.title or ""),
    )


def _whole_pinyin(text: str) -> str | None:
    """A name in pinyin with a given name, in its one spelling."""
    found = latin_name.read(text)
    return found.canonical if found and found.is_pinyin and found.given else None
