"""What people write around a name: titles, notes in brackets, phones, numbers, a second person.

``peel`` takes them off one after another and keeps what they say in a ``Peeled``.

>>> peel("张三先生")
Peeled(text='张三', honorific='先生', gender='M', phone=None, second=None, aside=False)
>>> peel("13000001357 张三-VIP")
Peeled(text='张三', honorific=None, gender=None, phone='13000001357', second=None, aside=True)
>>> peel("张三(李四代办)").second, peel("小王").text, peel("尊敬的车主").text, peel("张伟志").honorific
('李四', '小王', '车主', None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crmtool.values import placeholders, places, surnames
from crmtool.values.characters import HAN, LETTER

MEN = "先生 大哥 大爷 大叔 叔叔 伯伯 哥 叔"
WOMEN = "女士 小姐 太太 夫人 大姐 大妈 阿姨 小姐姐 姐 姨 嫂 婶"
BOTH = (
    "总经理 副总经理 副总 董事长 经理 主任 主管 主席 书记 老师 老板 老板娘 师傅 同志 医生 大夫 律师 教授 博士 校长 "
    "院长 局长 处长 科长 厂长 店长 队长 所长 部长 会长 行长 站长 警官 法官 工程师 总监 顾问 会计 秘书 总 工 董 局"
)
HONORIFICS = {
    **dict.fromkeys(MEN.split(), "M"),
    **dict.fromkeys(WOMEN.split(), "F"),
    **dict.fromkeys(BOTH.split(), None),
}
LAST_CHARACTERS = "".join(sorted({word[-1] for word in HONORIFICS}))
AFTER_FULL_NAMES = frozenset("总哥姐")  # one-character titles that a whole name takes; the others only follow a surname
GENDERS = {"男": "M", "男士": "M", "男性": "M", "女": "F", "女性": "F"}
LEADING_WORDS = (
    "尊敬的|亲爱的|姓名|名字"
    "|(?:[准新老大]?客户|车主|顾客|用户|业主|会员|贵宾|潜客|联系人?|收件人|经办人|送修人)(?:姓名|名称)?"
)
LEADING = re.compile(
    rf"^(?:(?:{LEADING_WORDS})[:： ]*"
    rf"|(?:(?i:vip)[0-9]*[-_ :]*|[0-9]+[-_.、: ]*|[A-WYZa-wyz][0-9]*[-_ ]*(?=.{LETTER})"
    rf"|(?i:mr|ms|mrs|miss|dr)[. ]*)(?={LETTER}))"
)
TRAILING = re.compile(rf"(?<={LETTER}{{2}})[-_ #]*(?:[0-9]+|(?i:(?!x+$)[a-z]{{1,6}})[0-9]*)$")
PHONE = re.compile(
    r"(?:(?:联系|手机|电话|tel|phone|mobile|mob)+(?:号码?)?[:： .]*)?(?<![0-9])(?:\+?86[- ]?)?"
    r"(1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[1-9][0-9]{1,2}-?[1-9][0-9]{6,7})(?![0-9])"
)
DIGIT = re.compile("[0-9]")
BRACKETS = re.compile(r"[(\[{<【〔《]([^()\[\]{}<>【】〔〕《》]*)[)\]}>】〕》]?")
PROXY = re.compile(r"(?:的车|代理?[办签提付购驾领]?人?|送修|使用|驾驶|开)$")
SEPARATORS = re.compile(r"[/\\、,，;；|&+_~\s—-]+")
STROKES = re.compile(r"\s*[/\\、,，;；|&]\s*")
AND = frozenset("和与及")
TWO_NAMES = re.compile(r"(.{2,4})[和与及](.{2,4})")
DOTTED = re.compile(rf"{LETTER}{{2,8}}(?:·{LETTER}{{2,8}}){{1,2}}")
FIRST_HAN = "\u3400"
EDGES = " .·•・,:;'\"/\\|_-—、，。：；！!#@~^&+=“”‘’"
LATIN_TITLES = {"mr": "M", "mrs": "F", "ms": "F", "miss": "F", "dr": None}
MOST, HALF = 0.6, 0.5
WORD = range(2, 7)  # characters of a masked name, or of a part of a minority's
TRANSLITERATING = frozenset(
    "阿买提江依古丽尔艾热克木合力吐逊巴拉汗孜卜布杜都哈吾肉麦图荪司马义伊敏斯坎迪塔沙帕如则玉努曼米娜夏库甫亚西苏里加那扎尼"
)


@dataclass(slots=True)
class Peeled:
    """A name so far: the ``text`` left, what was taken off it, and whether anything else stood ``aside``."""

    text: str
    honorific: str | None = None
    gender: str | None = None
    phone: str | None = None
    second: str | None = None
    aside: bool = False


@cache
def not_names() -> frozenset[str]:
    """Words that look like names (白色, 金卡, 高尔夫) but are a dealer's notes."""
    return frozenset((files("crmtool.values") / "data" / "not_names.txt").read_text(encoding="utf-8").split())


def is_person(text: str) -> bool:
    """Whether a text reads as a person's name in Chinese characters and is no note or word that looks like one."""
    return surnames.is_full_name(text) and text not in not_names() and text not in placeholders.words()


def peel(text: str) -> Peeled:
    """Takes titles, notes, phones and other names off a folded text until a name, or what is left of it, remains."""
    name = Peeled(text)
    _take_phone(name)
    _take_brackets(name)
    if HAN.search(name.text):
        _take_sides(name)
    name.text = name.text.strip(EDGES)
    return name


def _take_phone(name: Peeled) -> None:
    if DIGIT.search(name.text) and (found := PHONE.search(name.text)):
        name.phone = re.sub(r"[ -]", "", found[1])
        name.text = PHONE.sub(" ", name.text).strip(EDGES)


def _take_brackets(name: Peeled) -> None:
    notes = BRACKETS.findall(name.text)
    if not notes:
        return
    bare = BRACKETS.sub(" ", name.text).strip(EDGES)
    name.text = bare or " ".join(notes)
    for note in notes if bare else ():
        _take_note(name, note.strip(EDGES))


def _take_sides(name: Peeled) -> None:
    """Keeps the first part that reads as a person; the other parts are notes or other people."""
    sides = [_join(side) for side in STROKES.split(name.text)]
    both = None if len(sides) > 1 or AND.isdisjoint(sides[0]) else TWO_NAMES.fullmatch(sides[0])
    apart = [part for side in sides for part in SEPARATORS.split(side)]
    parts = list(both.groups()) if both and all(map(is_person, both.groups())) else apart
    parts = [part.strip(EDGES) for part in parts if part.strip(EDGES)]
    at = next((at for at, part in enumerate(parts) if person_in(part)), 0)
    name.text = parts[at] if parts else ""
    _take_titles(name)
    for part in parts[:at] + parts[at + 1 :]:
        _take_note(name, part, titled=True)


def _take_note(name: Peeled, note: str, *, titled: bool = False) -> None:
    """Puts a note down: a gender, a title, a second person (by title alone only if ``titled``), or anything else."""
    if note in HONORIFICS or note in GENDERS:
        name.honorific = name.honorific or (note if note in HONORIFICS else None)
        _add_gender(name, GENDERS.get(note) or HONORIFICS.get(note))
        name.aside = name.aside or note in GENDERS
        return
    person = person_in(PROXY.sub("", note))
    if person and not HAN.search(name.text):
        name.text, name.aside = person, True
    elif person and (titled or len(person) > 1) and person != name.text:
        name.second = name.second or person
    else:
        name.aside = True


def _add_gender(name: Peeled, gender: str | None) -> None:
    """Two titles that contradict each other (张三先生/女士) are a form's, and say nothing."""
    name.gender = gender if name.gender in (None, gender) else name.gender if gender is None else None


def person_in(text: str) -> str | None:
    """The person a part of a text names: a whole name, or a surname with a title."""
    part = Peeled(text)
    _take_titles(part)
    known_by_title = part.honorific is not None and part.text in surnames.readings()
    dotted = DOTTED.fullmatch(part.text) and HAN.fullmatch(part.text.replace("·", ""))
    return part.text if is_person(part.text) or known_by_title or dotted else None


def _take_titles(name: Peeled) -> None:
    """Takes words before and after the name off, as long as there are any and something is left."""
    while True:
        before = name.text
        if (found := LEADING.match(name.text)) and found.end() < len(name.text):
            _put_leading(name, found[0].lower().strip(" .:"))
            name.text = name.text[found.end() :].strip(EDGES)
        if name.text[-1:] < FIRST_HAN and (found := TRAILING.search(name.text)):
            name.text, name.aside = name.text[: found.start()], True
        if word := _title_of(name.text):
            name.text = name.text.removesuffix(word).strip(EDGES)
            name.honorific = name.honorific or word
            _add_gender(name, HONORIFICS[word])
        if name.text == before:
            return


def _put_leading(name: Peeled, word: str) -> None:
    if word in LATIN_TITLES:
        name.honorific = name.honorific or word
        _add_gender(name, LATIN_TITLES[word])
    else:
        name.aside = True


def _title_of(text: str) -> str | None:
    """The title a text ends with: one of two characters after anything, one of one character after a surname."""
    if text[-1:] not in LAST_CHARACTERS:
        return None
    for length in (4, 3, 2):
        if len(text) > length and text[-length:] in HONORIFICS:
            return text[-length:]
    rest, last = text[:-1], text[-1:]
    after = rest in surnames.readings() or (last in AFTER_FULL_NAMES and is_person(rest))
    return last if last in HONORIFICS and after else None


def _join(text: str) -> str:
    """One name written with spaces, without them: 欧阳 娜娜, 张 三; 阿卜杜拉 买买提 gets its dot."""
    *words, last = text.split(" ")
    if not words:
        return text
    if last in GENDERS or last in HONORIFICS:
        return f"{_join(' '.join(words))} {last}"
    words.append(last)
    total = sum(map(len, words))
    whole = total <= 3 or (total <= 4 and (len(words[0]) == 1 or words[0] in surnames.compound()))
    if whole or all(len(word) == 1 for word in words):
        return "".join(words)
    return "·".join(words) if len(words) == 2 and _are_one_name(*words) else text


def _are_one_name(first: str, second: str) -> bool:
    """Whether two words are the parts of one name of a minority: 阿不都 玉山, but not 张三 李四 and 古丽 销售.

    Both look so, or one does that cannot be a Chinese name and the other is no common one and no note.
    """
    if is_transliterated(first) and is_transliterated(second):
        return True
    for one, other in ((first, second), (second, first)):
        if is_transliterated(one) and not is_person(one) and len(other) in WORD and HAN.fullmatch(other):
            rare = surnames.is_full_name(other) and other[0] not in surnames.common()
            note = other in not_names() or other in HONORIFICS or places.read(other).end > 0
            return not note and (rare or _share(other) >= HALF)
    return False


def is_transliterated(text: str) -> bool:
    """Whether a text looks like a Uyghur or Kazakh name in Chinese characters.

    >>> is_transliterated("阿卜杜拉"), is_transliterated("买买提"), is_transliterated("试驾客户")
    (True, True, False)
    """
    return len(text) > 1 and _share(text) >= MOST


def _share(text: str) -> float:
    return sum(character in TRANSLITERATING for character in text) / len(text)
