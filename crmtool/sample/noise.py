"""What is wrong with delivered values, field by field, each kind of damage under a label that the truth repeats.

``RATES`` are shares of rows at quality 1 and noise 1; ``DAMAGE`` says what happens how often when something does. A
label never lies: damage that leaves a value as it was is not labelled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.sample import slips
from crmtool.sample.dice import Dice, Weighted
from crmtool.sample.names import LOOK_ALIKE, SAME_SOUND, SAME_SURNAME_SOUND, sound
from crmtool.sample.numbers import legacy_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmtool.sample.people import Person

RATES = {"mobile": 0.075, "second_mobile": 0.05, "other_phone": 0.05, "id_number": 0.1, "vin": 0.075, "plate": 0.05,
         "engine_no": 0.03, "address": 0.12, "email": 0.05}  # fmt: skip
DAMAGE = {
    "mobile": "digit20 transposed10 dropped8 added6 masked8 placeholder10 missing14",
    "second_mobile": "digit20 transposed5 placeholder20",
    "other_phone": "digit20 dropped10 missing40",
    "id_number": "digit20 transposed10 dropped7 added6 masked9 placeholder8 missing28 confused5 legacy7",
    "vin": "digit18 transposed10 dropped8 added6 confused18 short12 masked2 placeholder7 missing19",
    "plate": "digit18 transposed8 confused10 dropped6 no_province20 placeholder14 missing24",
    "engine_no": "digit40 dropped20 missing40",
    "address": "missing40 short25 dropped35",
    "email": "dropped40 no_at40 missing20",
}
PLACEHOLDERS = {
    "mobile": "13800000000 13000000000 11111111111 13888888888 12345678901 00000000000 13800138000 无 1 -",
    "second_mobile": "无 - 0 同上",
    "id_number": "111111111111111111 123456789012345678 000000000000000000 无 不详 1 身份证",
    "vin": "11111111111111111 00000000000000000 12345678901234567 LXXXXXXXXXXXXXXXX 无 未知",
    "plate": "无 未上牌 新车 临牌 无牌 待上牌 -",
}
NAME_RATE = {"lead": 0.6, "call": 0.7, "club": 0.3}
USUAL_NAME_RATE = 0.075
NAME_DAMAGE = {
    "lead": "surname46 honorific12 missing8 homophone12 latin4 spaced3 phone3 placeholder4 lookalike3 nickname5",
    "call": "missing40 surname38 homophone10 placeholder5",
    "club": "latin40 homophone15 missing15 masked10 lookalike8 nickname12",
    "": "homophone24 lookalike11 dropped8 traditional9 honorific12 surname4 masked9 phone5 two4 latin4 spaced6 "
    "placeholder2 missing2",
}
NAME_PLACEHOLDERS = ("无", "客户", "测试", "先生", "女士", "车主", "不详", "匿名", "未知")


def _choice(table: str) -> Weighted:
    """A choice from a table of labels with weights."""
    pairs = [(word.rstrip("0123456789"), float(word[len(word.rstrip("0123456789")) :])) for word in table.split()]
    return Weighted(pairs)


CHOICES = {field: _choice(table) for field, table in DAMAGE.items()}
NAME_CHOICES = {kind: _choice(table) for kind, table in NAME_DAMAGE.items()}
LABEL = {
    "mobile": "phone",
    "second_mobile": "second_phone",
    "other_phone": "other_phone",
    "id_number": "id",
    "engine_no": "engine",
}
SLIPS: dict[str, Callable[[Dice, str], str]] = {
    "digit": slips.digit,
    "transposed": slips.transposed,
    "dropped": slips.dropped,
    "added": slips.added,
    "confused": slips.confused,
    "masked": slips.masked,
    "short": lambda dice, text: text[-dice.between(6, 8) :],
    "no_province": lambda _, text: text[1:],
    "no_at": lambda _, text: text.replace("@", ""),
    "missing": lambda _dice, _text: "",
    "legacy": lambda _, text: legacy_id(text) if text[:17].isdigit() and text[6:8] == "19" else text,
}


def damage(dice: Dice, field: str, text: str) -> tuple[str, str]:
    """A damaged value of ``field`` and the label of the damage; the same value and "" where it cannot be done."""
    how = dice.weighted(CHOICES[field])
    if how == "placeholder":
        new = dice.pick(PLACEHOLDERS[field].split())
    elif field == "address" and how == "short":
        new = text[: max(6, len(text) // 2)]
    elif len(text) < 6 and how != "missing":
        return text, ""
    else:
        new = SLIPS[how](dice, text)
    return (new, f"{LABEL.get(field, field)}_{how}") if new != text else (text, "")


def damaged_name(dice: Dice, kind: str, person: Person, phone: str) -> tuple[str, str]:
    """A person's name as this kind of delivery spoils it, and the label; ``phone`` may end up in the cell."""
    how = dice.weighted(NAME_CHOICES.get(kind, NAME_CHOICES[""]))
    if not person.surname and how not in {"missing", "placeholder", "nickname", "latin"}:
        spoiled = person.name.replace("·", dice.pick(("•", ".", "・", "")))
        return spoiled, "name_dot" if spoiled != person.name else ""
    new = _NAMES[how](dice, person, phone)
    return (new, f"name_{how}") if new != person.name else (new, "")


def honorific(dice: Dice, person: Person) -> str:
    """How somebody is addressed: 先生 or 女士, sometimes 总, 老师, 师傅."""
    if dice.chance(0.12):
        return dice.pick(("总", "老师", "师傅", "经理"))
    return "先生" if person.sex == "M" else dice.pick(("女士", "女士", "女士", "小姐"))


def _homophone(dice: Dice, person: Person, _phone: str) -> str:
    """Another character of the same sound, in the given name mostly."""
    same = SAME_SURNAME_SOUND.get(person.surname, ())
    if same and dice.chance(0.2):
        return dice.pick(same) + person.given
    places = [place for place, c in enumerate(person.given) if SAME_SOUND.get(c)]
    if not places:
        return person.name
    place = dice.pick(places)
    return (
        person.surname + person.given[:place] + dice.pick(SAME_SOUND[person.given[place]]) + person.given[place + 1 :]
    )


def _lookalike(dice: Dice, person: Person, _phone: str) -> str:
    """A character that looks alike."""
    places = [place for place, c in enumerate(person.name) if c in LOOK_ALIKE]
    if not places:
        return person.name
    place = dice.pick(places)
    return person.name[:place] + LOOK_ALIKE[person.name[place]] + person.name[place + 1 :]


def _latin(dice: Dice, person: Person, _phone: str) -> str:
    """The name in Latin letters, in one of the usual ways."""
    surname, given = sound(person.surname, person.given)
    if not surname:
        return given.title()
    pattern = dice.pick(("{S} {G}", "{s} {g}", "{S}{G}", "{G} {S}", "{S}/{G}", "{s}{g}", "{U} {V}"))
    return pattern.format(S=surname.title(), G=given.title(), s=surname, g=given, U=surname.upper(), V=given.upper())


def _two(dice: Dice, person: Person, _phone: str) -> str:
    """Two people in one cell: a member of the household, else somebody of the same surname."""
    other = (
        dice.pick(person.household).name if person.household else person.surname + dice.pick(("芳", "伟", "丽", "强"))
    )
    return person.name + dice.pick(("/", "、", " ", "，")) + other


def _traditional(_dice: Dice, person: Person, _phone: str) -> str:
    """The name in traditional characters."""
    from crmtool.sample.headers import traditional

    return traditional(person.name)


_NAMES: dict[str, Callable[[Dice, Person, str], str]] = {
    "homophone": _homophone,
    "lookalike": _lookalike,
    "latin": _latin,
    "two": _two,
    "traditional": _traditional,
    "dropped": lambda dice, p, _: p.surname + dice.pick(p.given) if len(p.given) > 1 else p.name,
    "honorific": lambda dice, p, _: p.name + honorific(dice, p),
    "surname": lambda dice, p, _: p.surname + honorific(dice, p) if p.surname else p.name,
    "masked": lambda dice, p, _: p.surname[:1] + "*" * len(p.given) if dice.chance(0.8) else "*" + p.name[1:],
    "phone": lambda dice, p, phone: p.name + dice.pick(("", " ", "-")) + phone,
    "spaced": lambda _dice, p, _: p.surname + ("　" if len(p.name) == 2 else " ") + p.given,
    "nickname": lambda _dice, p, _: p.nickname,
    "placeholder": lambda dice, _p, _phone: dice.pick(NAME_PLACEHOLDERS),
    "missing": lambda _dice, _p, _phone: "",
}
