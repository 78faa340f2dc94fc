"""People's names as they are borne: surnames by frequency, given names by sound, and what typing makes of them.

The five first surnames cover about 30 % of people, compound surnames some 0.2 %, given names of one character a
tenth (ministry of public security, 2020). Characters are listed by their sound, so that homophones and Latin
spellings need no dictionary and are independent of the one the program itself uses.
"""

from __future__ import annotations

from crmtool.sample.dice import Dice, Weighted
from crmtool.sample.tables import words

COMMON_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚英华玉红梅玲建文志国海婷欣浩宇子涵佳嘉晓"
RARE_GIVEN = {"䶮": "yan", "㛃": "jie", "喆": "zhe", "堃": "kun", "玥": "yue", "垚": "yao"}
FOREIGN = ("John Smith", "Maria Garcia", "Hans Müller", "Kim Min-jun", "Tanaka Kenji", "Anna Ivanova", "David Brown")
LATIN = "abcdefghijklmnopqrstuvwxyz"


def _sounds(table: str) -> list[tuple[str, str]]:
    """Pairs of a character and its sound from a table of words like ``wei伟玮``."""
    split = [(word, len(word) - len(word.lstrip(LATIN))) for word in words(table)]
    return [(character, word[:length]) for word, length in split for character in word[length:]]


def _spelled(table: str) -> list[tuple[str, str]]:
    """Pairs of a Chinese text and its Latin spelling from a table of words like ``艾力aili``."""
    return [(word.rstrip(LATIN), word.lstrip(word.rstrip(LATIN))) for word in words(table)]


def _surnames() -> list[tuple[str, str, int]]:
    """Surname, its sound and its weight, from a table of words like ``王wang72``."""
    found = []
    for word in words("surnames"):
        text = word.rstrip("0123456789")
        name = text.rstrip(LATIN)
        found.append((name, text[len(name) :], int(word[len(text) :])))
    return found


SURNAME_CHOICE = Weighted([(name, weight) for name, _, weight in _surnames()])
SURNAME_SOUND = {name: sound for name, sound, _ in _surnames()}
GIVEN_SOUND = {**dict(_sounds("given_men")), **dict(_sounds("given_women")), **RARE_GIVEN}
GIVEN_CHOICE = {
    sex: Weighted([(c, 9.0 if c in COMMON_GIVEN else 1.0) for c, _ in _sounds(table)])
    for sex, table in (("M", "given_men"), ("F", "given_women"))
}
SAME_SOUND = {c: tuple(o for o, s in GIVEN_SOUND.items() if s == sound and o != c) for c, sound in GIVEN_SOUND.items()}
SAME_SURNAME_SOUND = {
    n: tuple(o for o, s in SURNAME_SOUND.items() if s == sound and o != n) for n, sound in SURNAME_SOUND.items()
}
LOOK_ALIKE = {pair[0]: pair[1] for pair in words("look_alikes")}
MINORITY = (_spelled("minority_first"), _spelled("minority_second"))
MINORITY_SOUND = dict(MINORITY[0] + MINORITY[1])
NICKNAMES = words("nicknames")


def given_name(dice: Dice, sex: str) -> str:
    """A given name of one (an eighth) or two characters; one in 250 has a character that GBK cannot hold or few can."""
    first = dice.weighted(GIVEN_CHOICE[sex])
    if dice.chance(0.004):
        return first + dice.pick(tuple(RARE_GIVEN))
    return first if dice.chance(0.12) else first + dice.weighted(GIVEN_CHOICE[sex])


def minority_name(dice: Dice) -> str:
    """A name of two parts with a middle dot and no surname."""
    return f"{dice.pick(MINORITY[0])[0]}·{dice.pick(MINORITY[1])[0]}"


def sound(surname: str, given: str) -> tuple[str, str]:
    """The Latin spelling of a name: of the surname ("" where there is none) and of the rest.

    >>> sound("欧阳", "伟丽")
    ('ouyang', 'weili')
    >>> sound("", "艾力·依明")
    ('', 'aili yiming')
    """
    if not surname:
        return "", " ".join(MINORITY_SOUND.get(part, part.lower()) for part in given.split("·"))
    return SURNAME_SOUND.get(surname, ""), "".join(GIVEN_SOUND.get(c, "") for c in given)
