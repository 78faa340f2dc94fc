"""Columns of ID numbers that went through a spreadsheet."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from stdnum.iso7064 import mod_11_2

from crmtool.identifiers import spreadsheet

if TYPE_CHECKING:
    from collections.abc import Callable


def people(count: int, seed: int = 0) -> list[str]:
    """Valid numbers of no living person (births before 1910), from all provinces' ranges."""
    dice = random.Random(seed)  # noqa: S311
    regions = ("110110", "130522", "220203", "310111", "440524", "530328", "622322")
    births = [date(1901, 1, 1) + timedelta(days=dice.randrange(3000)) for _ in range(count)]
    first = [f"{dice.choice(regions)}{born:%Y%m%d}{dice.randint(0, 999):03}" for born in births]
    return [number + str(mod_11_2.calc_check_digit(number)) for number in first]


def shown_exactly(number: str) -> str:
    """Typed into a spreadsheet, which keeps 15 digits, and read back as the stored double."""
    return f"{float(number[:15] + '000'):.0f}"


def shown_as_zeros(number: str) -> str:
    """Typed into a spreadsheet and exported by it."""
    return number[:15] + "000"


def written_as_float(number: str) -> str:
    """Written by a program that took it for a float."""
    return f"{float(number):.0f}"


def through(damage: Callable[[str], str], numbers: list[str]) -> list[str]:
    """Numbers in X are text to any spreadsheet."""
    return [number if number.endswith("X") else damage(number) for number in numbers]


DAMAGES = [shown_exactly, shown_as_zeros, written_as_float]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_column_is_known_and_its_first_15_digits_are_kept(damage: Callable[[str], str]) -> None:
    whole = people(2000)
    column = pl.Series("id", through(damage, whole))
    damaged = spreadsheet.damaged(column)
    assert damaged.to_list() == [not number.endswith("X") for number in whole]
    marked = spreadsheet.marked(column)
    assert marked.name == damaged.name == "id"
    kept = [seen == f"{number[:15]}***" for seen, number in zip(marked, whole, strict=True) if not number.endswith("X")]
    assert sum(kept) >= (0.97 if damage is written_as_float else 1) * len(kept)
    assert marked.filter(~damaged).to_list() == [number for number in whole if number.endswith("X")]


@pytest.mark.parametrize("count", [1, 7, 8, 100, 5000])
@pytest.mark.parametrize("seed", range(5))
def test_a_column_of_text_is_left_alone(count: int, seed: int) -> None:
    column = pl.Series(people(count, seed))
    assert not spreadsheet.damaged(column).any()
    assert spreadsheet.marked(column).to_list() == column.to_list()


@pytest.mark.parametrize("damage", [shown_exactly, shown_as_zeros])
def test_one_typist_in_ten_is_found(damage: Callable[[str], str]) -> None:
    whole = people(1000)
    column = pl.Series(through(damage, whole[:100]) + whole[100:])
    damaged = spreadsheet.damaged(column)
    assert damaged[:100].to_list() == [not number.endswith("X") for number in whole[:100]]
    assert damaged[100:].sum() <= 5


@pytest.mark.parametrize("damage", DAMAGES)
def test_seven_values_are_too_few_to_judge_and_repeats_count_once(damage: Callable[[str], str]) -> None:
    few = [number for number in people(20) if not number.endswith("X")][:7]
    assert not spreadsheet.damaged(pl.Series(through(damage, few * 10))).any()


def test_odd_columns() -> None:
    others = ["E00000001", "无", None, "", "310111199506301000x", "12" * 50, "3.10111E+17", "13000001357"]
    assert not spreadsheet.damaged(pl.Series(others)).any()
    assert spreadsheet.damaged(pl.Series([], dtype=pl.String)).to_list() == []
    assert spreadsheet.damaged(pl.Series([None, None])).to_list() == [False, False]
    assert spreadsheet.marked(pl.Series([None, "无"])).to_list() == [None, "无"]


def test_numbers_printed_as_floats_count_too() -> None:
    column = pl.Series([f"{shown_as_zeros(number)}.0" for number in people(50) if not number.endswith("X")])
    assert spreadsheet.damaged(column).all()
    assert spreadsheet.marked(column).str.contains(r"^[0-9]{15}\*{3}$").all()


def test_each_column_is_judged_by_itself() -> None:
    whole = people(500)
    columns = {"damaged": pl.Series(through(shown_exactly, whole)), "whole": pl.Series(whole)}
    values, names = pl.concat(columns.values()), pl.Series(np.repeat(list(columns), len(whole)))
    expected = pl.concat(spreadsheet.marked(column) for column in columns.values())
    assert spreadsheet.marked(values, names).to_list() == expected.to_list()
    assert spreadsheet.damaged(values, names).to_list() == (expected != values).to_list()


LUCKY, WHOLE = "110110190101022000", "110110199003070018"


@pytest.mark.parametrize(
    ("beside", "valid", "column", "found"),
    [
        (WHOLE, True, "a", False),
        ("110110199003070***", False, "a", True),
        ("110110199003071000", False, "a", True),
        ("110110199003070992", False, "a", True),
        ("110110199003070***", False, "b", False),
        ("110110199003070011", False, "a", False),
        (None, None, "a", False),
    ],
)
def test_a_number_that_passes_by_luck_is_doubted_beside_others_that_were_cut(
    beside: str | None, valid: bool | None, column: str, found: bool
) -> None:
    numbers, columns = pl.Series([LUCKY, WHOLE, beside]), pl.Series(["a", "a", column])
    seen = spreadsheet.doubtful(numbers, pl.Series([True, True, valid]), columns)
    assert seen.to_list() == [found, False, False]
