"""Chinese surnames: which there are, how they are read, how common they are.

``data/surnames.tsv`` has a surname and its reading on each line (覃 is also tan, 隗 kui, 郇 huan). Single surnames
stand in order of their bearers: the first hundred by the name report of the ministry of public security for 2020, the
others roughly. Compound surnames follow, from the same report and the Hundred Family Surnames.

A surname is the longest that fits, but a name of two characters always has a surname of one: 欧阳 alone is a Mr Ou.
Names of four characters that begin with two common surnames (张李小明) have a double surname, not a compound one.

>>> split("欧阳娜娜"), split("司马光"), split("张三"), split("张李小明"), split("欧阳")
(('欧阳', '娜娜'), ('司马', '光'), ('张', '三'), ('张', '李小明'), ('欧', '阳'))
>>> split("阿卜杜拉")
(None, '阿卜杜拉')
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

FAMILIAR = "小老大阿"  # before a surname or a given name: 小王, 阿强


@cache
def readings() -> dict[str, str]:
    """Every known surname with its reading, ü written v; single ones first, the most common before the others."""
    table = (files("crmtool.values") / "data" / "surnames.tsv").read_text(encoding="utf-8")
    return {surname: reading for surname, _, reading in (line.partition("\t") for line in table.splitlines())}


@cache
def single() -> frozenset[str]:
    """The known surnames of one character."""
    return frozenset(surname for surname in readings() if len(surname) == 1)


@cache
def compound() -> frozenset[str]:
    """The known surnames of two characters."""
    return frozenset(readings()) - single()


@cache
def common(first: int = 200) -> frozenset[str]:
    """The most common surnames: the first so many of one character, and all compound ones."""
    return frozenset(list(readings())[:first]) | compound()


@cache
def share_by_reading() -> dict[str, float]:
    """How common each reading is among surnames, as a rough share (Zipf's law over the order of bearers).

    >>> share_by_reading()["zhang"] > share_by_reading()["wei"] > share_by_reading()["ouyang"]
    True
    """
    shares: dict[str, float] = {}
    for rank, reading in enumerate(readings().values()):
        shares[reading] = shares.get(reading, 0.0) + 1 / (rank + 5)
    return shares


def split(name: str) -> tuple[str | None, str]:
    """Surname and given name of a name in Chinese characters; no surname where none fits.

    Names of two or three characters begin with a surname, known or not; longer ones only with a known one.
    """
    if len(name) > 2 and name[:2] in compound():
        return name[:2], name[2:]
    known = name[:1] in single()
    if (len(name) in (2, 3) and (known or name[0] not in FAMILIAR)) or (len(name) == 4 and known):
        return name[:1], name[1:]
    return None, name


def is_full_name(text: str) -> bool:
    """Whether a text could well be a person's whole name: a known surname and one or two characters more.

    >>> [is_full_name(text) for text in ("张三", "欧阳娜娜", "试驾", "张", "阿卜杜拉")]
    [True, True, False, False, False]
    """
    surname, given = split(text)
    return surname in readings() and 1 <= len(given) <= 2
