"""Slips of the finger and of the program on one value, each a function of the dice and a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
CONFUSED = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
NEAR = {
    "0": "986",
    "1": "724",
    "2": "135",
    "3": "286",
    "4": "715",
    "5": "628",
    "6": "503",
    "7": "148",
    "8": "593",
    "9": "806",
}


def digit(dice: Dice, text: str) -> str:
    """One character replaced: a digit by one near it on the key pad, a letter by a letter."""
    place = dice.between(3, len(text) - 1)
    old = text[place]
    new = dice.pick(NEAR[old]) if old in NEAR else dice.pick(LETTERS.replace(old, ""))
    return text[:place] + new + text[place + 1 :]


def transposed(dice: Dice, text: str) -> str:
    """Two different neighbours changed round; the same text where there are none."""
    places = [place for place in range(2, len(text) - 1) if text[place] != text[place + 1]]
    if not places:
        return text
    place = dice.pick(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def dropped(dice: Dice, text: str) -> str:
    """One character left out."""
    place = dice.between(2, len(text) - 1)
    return text[:place] + text[place + 1 :]


def added(dice: Dice, text: str) -> str:
    """One character typed twice or one too many."""
    place = dice.between(2, len(text) - 1)
    return text[:place] + (text[place] if dice.chance(0.6) else dice.pick(DIGITS)) + text[place:]


def confused(dice: Dice, text: str) -> str:
    """The letter O for a nought or I for a one; other look-alikes where there is neither; unchanged without any."""
    places = [place for place, c in enumerate(text) if c in "01"] or [p for p, c in enumerate(text) if c in CONFUSED]
    if not places:
        return text
    place = dice.pick(places)
    return text[:place] + CONFUSED[text[place]] + text[place + 1 :]


def masked(dice: Dice, text: str) -> str:
    """The middle hidden: 138****5678, 1101**********0017, LSVAA******000001."""
    head, tail = (3, 4) if len(text) < 12 else dice.pick(((4, 4), (6, 4), (3, 4))) if len(text) > 15 else (4, 4)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]


def float_text(text: str) -> str:
    """Fifteen digits in scientific notation, as a spreadsheet saves a long number.

    >>> float_text("310111199506301280")
    '3.10111199506301E+17'
    """
    return f"{text[0]}.{text[1:15].rstrip('0') or '0'}E+{len(text) - 1}"
