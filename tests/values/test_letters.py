"""Columns of spreadsheets by their letters."""

from __future__ import annotations

from itertools import product
from string import ascii_uppercase

from crmtool.values.letters import letters_of, place_of


def test_columns_are_called_in_order_and_found_by_their_names() -> None:
    names = ["".join(letters) for length in (1, 2, 3) for letters in product(ascii_uppercase, repeat=length)]
    assert [letters_of(place) for place in range(len(names))] == names
    assert [place_of(name) for name in names] == [*range(len(names))]
