"""Decisions: the last word counts, two records at a time; what later ones rule out together is dropped as a whole."""

from __future__ import annotations

import json
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.master.schema import TABLES
from crmtool.match.decisions import DIFFERENT, SAME, UNDO, Decided, decided, taken_back, undecided

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    Said = tuple[str, Sequence[str]]

KEYS = "abcdefg"
PAIR = {"l": pl.UInt32, "r": pl.UInt32}


def table(*said: Said | int, entity: str = "customer") -> pl.DataFrame:
    """Decisions from 1 on: a verdict and its groups, each a word of record keys; or the number of one taken back."""
    rows = [
        {
            "decision": number,
            "verdict": UNDO if isinstance(one, int) else one[0],
            "record_keys": json.dumps([] if isinstance(one, int) else [list(group) for group in one[1]]),
            "undoes": one if isinstance(one, int) else None,
            "entity": entity,
        }
        for number, one in enumerate(said, 1)
    ]
    return pl.DataFrame(rows, schema=dict(TABLES["decisions"].columns))


def of(*said: Said | int, keys: str = KEYS) -> Decided:
    return decided(table(*said), "customer", pl.Series(list(keys), dtype=pl.String))


def one(found: Decided, keys: str = KEYS) -> str:
    """The records that are one, such as ``ab cd``."""
    groups: dict[int, str] = {}
    for key, first in sorted(zip(keys, found.first, strict=True)):
        groups[first] = groups.get(first, "") + key
    return " ".join(sorted(group for group in groups.values() if len(group) > 1))


def apart(found: Decided, keys: str = KEYS) -> str:
    """The first records of those that are not one, such as ``a-c``."""
    return " ".join(sorted("-".join(sorted((keys[left], keys[right]))) for left, right in found.apart.rows()))


@pytest.mark.parametrize(
    ("said", "joined", "parted"),
    [
        ([], "", ""),
        ([(SAME, ["ab", "c"])], "abc", ""),
        ([(SAME, ["abc"])], "abc", ""),
        ([(SAME, ["a", "x", "b"])], "ab", ""),
        ([(DIFFERENT, ["a", "b", "c"])], "", "a-b a-c b-c"),
        ([(DIFFERENT, ["ab", "cde"])], "ab cde", "a-c"),
        ([(DIFFERENT, ["a", "xy"])], "", ""),
        ([(SAME, ["a", "b"]), (DIFFERENT, ["a", "b"])], "", "a-b"),
        ([(DIFFERENT, ["a", "b"]), (SAME, ["a", "b"])], "ab", ""),
        ([(SAME, ["ab", "c"]), (DIFFERENT, ["b", "ac"])], "ac", "a-b"),
        ([(DIFFERENT, ["g", "abc"]), (DIFFERENT, ["c", "ab"])], "ab", "a-c a-g c-g"),
        ([(DIFFERENT, ["a", "bc"]), (SAME, ["a", "b"])], "ab", ""),
        ([(SAME, ["abc"]), (DIFFERENT, ["a", "b"]), (DIFFERENT, ["b", "c"])], "ac", "a-b"),
        ([(SAME, ["a", "b"]), (SAME, ["b", "c"]), (DIFFERENT, ["a", "c"])], "bc", "a-b"),
        ([(DIFFERENT, ["a", "c"]), (SAME, ["a", "b"]), (SAME, ["b", "c"])], "abc", ""),
        ([(SAME, ["a", "b"]), (SAME, ["b", "c"]), (DIFFERENT, ["a", "c"]), 3], "abc", ""),
        ([(SAME, ["a", "b"]), 1], "", ""),
        ([(SAME, ["a", "b"]), 1, 2], "ab", ""),
        ([(SAME, ["a", "b"]), 1, 2, 3], "", ""),
        ([(SAME, ["a", "b"]), 1, (SAME, ["a", "b"])], "ab", ""),
        ([(DIFFERENT, ["ab", "bc"])], "", ""),
    ],
)
def test_what_holds(said: list[Said | int], joined: str, parted: str) -> None:
    found = of(*said)
    assert (one(found), apart(found)) == (joined, parted)


def test_customers_are_not_vehicles() -> None:
    keys = pl.Series(list(KEYS))
    assert one(decided(table((SAME, ["a", "b"]), entity="vehicle"), "customer", keys)) == ""
    assert one(decided(table((SAME, ["a", "b"]), entity="vehicle"), "vehicle", keys)) == "ab"


def test_a_master_of_former_days_has_no_decisions() -> None:
    assert decided(table().drop("entity"), "customer", pl.Series(["a"])).first.to_list() == [0]


def test_judged_pairs() -> None:
    found = of((SAME, ["a", "b"]), (DIFFERENT, ["b", "cd"]))
    pairs = pl.DataFrame({"l": [0, 0, 1, 2, 0], "r": [1, 2, 3, 3, 4]}, schema=PAIR)
    assert found.judged(pairs).rows() == [(0, 1, 1.0), (0, 2, 0.0), (1, 3, 0.0), (2, 3, 1.0)]
    assert undecided(5).judged(pairs).is_empty()
    assert found.links.rows() == [(0, 1), (2, 3)]
    assert found.spoken.select("decision", "record").rows() == [(2, 1), (2, 2), (2, 3), (1, 0), (1, 1)]


def test_which_are_taken_back() -> None:
    assert taken_back(table((SAME, "ab"), (SAME, "bc"), 1, 3, 2, 4)) == {4: 6, 2: 5, 1: 3}


# Laws

GROUPS = st.lists(st.sampled_from(KEYS + "x"), min_size=1, max_size=6, unique=True).flatmap(
    lambda keys: st.lists(st.integers(0, 2), min_size=len(keys), max_size=len(keys)).map(
        lambda places: ["".join(key for key, at in zip(keys, places, strict=True) if at == place) for place in range(3)]
    )
)
SAID = st.lists(st.tuples(st.sampled_from([SAME, DIFFERENT]), GROUPS), max_size=7)


def slowly(said: Sequence[Said]) -> tuple[str, set[tuple[str, str]]]:
    """Slow and obvious: all pairs, each decision weighed against all that is honoured already."""
    equal: set[tuple[str, str]] = set()
    unequal: set[tuple[str, str]] = set()
    for verdict, groups in reversed(said):
        place = {key: at for at, group in enumerate(groups) for key in group if key in KEYS}
        pairs = set(combinations(sorted(place), 2)) - equal - unequal
        alike = {pair for pair in pairs if verdict == SAME or place[pair[0]] == place[pair[1]]}
        label = flood(equal | alike)
        if all(label[left] != label[right] for left, right in unequal | (pairs - alike)):
            equal |= alike
            unequal |= pairs - alike
    label = flood(equal)
    groups = {first: "".join(sorted(key for key in KEYS if label[key] == first)) for first in label.values()}
    found = " ".join(sorted(group for group in groups.values() if len(group) > 1))
    return found, {tuple(sorted((label[left], label[right]))) for left, right in unequal}


def flood(pairs: set[tuple[str, str]]) -> dict[str, str]:
    label = {key: key for key in KEYS}
    for _ in KEYS:
        for left, right in pairs:
            label[left] = label[right] = min(label[left], label[right])
    return label


@given(SAID)
def test_equals_the_slow_way(said: list[Said]) -> None:
    found = of(*said)
    joined, parted = slowly(said)
    assert one(found) == joined
    assert apart(found) == " ".join(sorted("-".join(pair) for pair in parted))


@given(SAID.filter(bool))
def test_the_last_word_holds(said: list[Said]) -> None:
    found, (verdict, groups) = of(*said), said[-1]
    place = {key: at for at, group in enumerate(groups) for key in group if key in KEYS}
    for left, right in combinations(sorted(place), 2):
        pair = pl.DataFrame([(KEYS.index(left), KEYS.index(right))], PAIR, orient="row")
        expected = 1.0 if verdict == SAME or place[left] == place[right] else 0.0
        assert found.judged(pair)["judgement"].to_list() == [expected]


@given(SAID)
def test_taking_the_last_one_back_is_as_if_it_had_never_been(said: list[Said]) -> None:
    before, after = of(*said[:-1]), of(*said, len(said)) if said else of()
    assert (one(before), apart(before)) == (one(after), apart(after))


@given(SAID, st.randoms())
def test_the_order_of_records_and_rows_never_matters(said: list[Said], chance: random.Random) -> None:
    keys, rows = list(KEYS), list(range(len(said)))
    chance.shuffle(keys)
    chance.shuffle(rows)
    other = decided(table(*said)[rows], "customer", pl.Series(keys, dtype=pl.String))
    assert one(other, "".join(keys)) == one(of(*said))
    assert other.apart.height == of(*said).apart.height
