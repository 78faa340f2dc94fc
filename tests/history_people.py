"""Made-up people of history on several rows each: nicknames, lost halves of names, lost days, moves, relatives."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    "unique_id",
    "cluster",
    "first_name",
    "surname",
    "dob",
    "birth_place",
    "postcode_fake",
    "gender",
    "occupation",
)
GIVEN = {
    "william": ("bill", "will", "guillaume"),
    "thomas": ("tom", "tomas"),
    "henry": ("harry", "henri"),
    "edward": ("ned", "ted"),
    "charles": ("carl", "charlie"),
    "robert": ("bob", "rob"),
    "frederick": ("fred", "fritz"),
    "hugh": ("hugo",),
    "samuel": ("sam",),
    "walter": ("wat",),
}
SYLLABLES = ("ash", "black", "cald", "dal", "ever", "fen", "gar", "hol", "kirk", "lang", "marsh", "nor", "pem", "wood")
ENDINGS = ("ford", "well", "ton", "ley", "man", "by", "more", "wick")
OCCUPATIONS = ("politician", "writer", "painter", "priest", "botanist", "cricketer", "actor", "engineer")


def rows(people: int, seed: int) -> Iterator[tuple[str, ...]]:
    """Rows in the order of ``COLUMNS``; ``cluster`` says who it is."""
    dice = Random(seed)  # noqa: S311
    before: tuple[str, ...] = ()
    for number in range(people):
        family, place = (_word(dice) for _ in range(2))
        year = dice.randint(1560, 1940)
        if before and dice.random() < 0.2:  # a brother or a son
            family, place, year = before[0], before[1], int(before[2]) + dice.choice((-3, 4, 28, 33))
        before = (family, place, str(year))
        day = "01-01" if dice.random() < 0.4 else f"{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        home = f"{dice.choice('abcdeglmnst')}{dice.choice('aehlnr')}{dice.randint(1, 19)}"
        true = {
            "first_name": dice.choice(tuple(GIVEN)),
            "surname": family,
            "dob": f"{year}-{day}",
            "birth_place": place,
            "postcode_fake": _postcode(dice, home),
            "gender": "male",
            "occupation": dice.choice(OCCUPATIONS),
        }
        for row in range(dice.randint(2, 11)):
            said = true if row == 0 else _blurred(dice, true, home, 0.6 * row / 10 + 0.1)
            yield f"Q{number}-{row}", f"Q{number}", *(said[name] for name in COLUMNS[2:])


def _blurred(dice: Random, true: dict[str, str], home: str, much: float) -> dict[str, str]:
    said = dict(true)
    if dice.random() < much:
        said["first_name"] = dice.choice(GIVEN[true["first_name"]])
    if dice.random() < much / 3:
        said["first_name"], said["surname"] = dice.choice(
            ((true["surname"], ""), (true["first_name"], ""), (true["surname"], true["first_name"]))
        )
    if dice.random() < much:
        year, month, day = true["dob"].split("-")
        slip = f"{year}-{month}-{(int(day) + 9) % 27 + 1:02}"
        said["dob"] = dice.choice((f"{year}-01-01", slip, f"{int(year) + 1}-{month}-{day}"))
    if dice.random() < much:
        said["postcode_fake"] = _postcode(dice, home if dice.random() < 0.7 else "zz9")
    for name in ("dob", "birth_place", "postcode_fake", "gender", "occupation"):
        if dice.random() < much * 0.6:
            said[name] = ""
    return said


def _word(dice: Random) -> str:
    return dice.choice(SYLLABLES) + dice.choice(SYLLABLES) + dice.choice(ENDINGS)


def _postcode(dice: Random, home: str) -> str:
    return f"{home} {dice.randint(1, 3)}{dice.choice('abdefghj')}{dice.choice('abdefghj')}"
