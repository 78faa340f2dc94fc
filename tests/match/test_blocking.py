"""Blocking proposes exactly the pairs that share a key, however the records are cut into buckets."""

from __future__ import annotations

from itertools import combinations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.match.blocking import WINDOW, block_keys, candidate_pairs
from crmtool.match.model import BlockingRule, MatchModel

VALUES = st.lists(st.sampled_from([None, "a", "b", "c", "abcdefgh", "abcdzzzz"]), min_size=2, max_size=12)


def model(*rules: tuple[str, ...], cap: int = 100, narrow: tuple[str, ...] = ()) -> MatchModel:
    blocking = tuple(BlockingRule(str(number), keys) for number, keys in enumerate(rules))
    return MatchModel("t", 1.0, 4.0, 0.0, -4.0, 4.0, cap, narrow, (), blocking, ())


def pairs_of(frame: pl.DataFrame, rules: MatchModel) -> set[tuple[int, int]]:
    features = frame.with_row_index("record").with_columns(pl.col("record").cast(pl.UInt32))
    return set(candidate_pairs(block_keys(features, rules), rules.cap).select("l", "r").iter_rows())


@given(VALUES)
def test_equal_keys_and_only_those(values: list[str | None]) -> None:
    expected = {
        (i, j) for i, j in combinations(range(len(values)), 2) if values[i] is not None and values[i] == values[j]
    }
    assert pairs_of(pl.DataFrame({"v": values}, schema={"v": pl.String}), model(("v",))) == expected


@given(VALUES, VALUES)
def test_a_pair_under_two_rules_comes_once(left: list[str | None], right: list[str | None]) -> None:
    size = min(len(left), len(right))
    frame = pl.DataFrame({"a": left[:size], "b": right[:size]}, schema={"a": pl.String, "b": pl.String})
    features = frame.with_row_index("record").with_columns(pl.col("record").cast(pl.UInt32))
    pairs = candidate_pairs(block_keys(features, model(("a",), ("b",), ("a", "b"))), 100)
    assert pairs.select("l", "r").is_unique().all()
    assert pairs.filter(pl.col("l") >= pl.col("r")).height == 0


def test_parts_of_a_value() -> None:
    frame = pl.DataFrame({"v": ["12345678A", "12345678B", "XXXX5678A", "5678A", "12", "12"]})
    assert pairs_of(frame, model(("v[0:4]",))) == {(0, 1)}
    assert pairs_of(frame, model(("v[-5:]",))) == {(0, 2), (0, 3), (2, 3)}
    assert pairs_of(frame, model(("v[-8:]",))) == set()


def test_any_value_of_a_list() -> None:
    frame = pl.DataFrame({"v": [["1", "2"], ["2"], ["3", "1"], None]}, schema={"v": pl.List(pl.String)})
    assert pairs_of(frame, model(("v",))) == {(0, 1), (0, 2)}


def test_a_crowded_key_is_narrowed_by_the_name() -> None:
    frame = pl.DataFrame({"v": ["x"] * 10, "name": ["anna", "bert"] * 5})
    found = pairs_of(frame, model(("v",), cap=8, narrow=("name",)))
    assert found == {(i, j) for i, j in combinations(range(10), 2) if (i - j) % 2 == 0}


def test_what_stays_crowded_stays_connected() -> None:
    frame = pl.DataFrame({"v": ["x"] * 200, "name": ["fleet"] * 200})
    found = pairs_of(frame, model(("v",), cap=20, narrow=("name",)))
    assert {(i, i + 1) for i in range(199)} <= found
    assert len(found) < 200 * 5


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=30))
def test_a_window_runs_over_what_is_too_common(values: list[tuple[str, str]]) -> None:
    frame = pl.DataFrame(values, {"a": pl.String, "b": pl.String}, orient="row")
    features = frame.with_row_index("record").with_columns(pl.col("record").cast(pl.UInt32))
    expected: dict[tuple[int, int], int] = {}
    for rule, column in enumerate(frame.columns):
        for bearers in frame.with_row_index("record").group_by(column).agg("record")["record"]:
            reach = WINDOW if len(bearers) > 6 else len(bearers)
            pairs = [(l, r) for i, l in enumerate(bearers) for r in bearers[i + 1 : i + 1 + reach]]  # noqa: E741
            expected |= {pair: rule for pair in pairs if pair not in expected}
    found = candidate_pairs(block_keys(features, model(("a",), ("b",))), 6)
    assert {(l, r): rule for l, r, rule in found.iter_rows()} == expected  # noqa: E741
