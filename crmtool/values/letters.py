"""What spreadsheets call their columns, which are counted from 0 here: A, B, ... Z, AA, AB, ..."""

from __future__ import annotations


def letters_of(place: int) -> str:
    """What the column at this place is called.

    >>> [letters_of(place) for place in (0, 25, 26, 16383)]
    ['A', 'Z', 'AA', 'XFD']
    """
    before, last = divmod(place, 26)
    return (letters_of(before - 1) if before else "") + chr(ord("A") + last)


def place_of(letters: str) -> int:
    """The place of the column that is called so.

    >>> place_of("A"), place_of("XFD")
    (0, 16383)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
