"""Training finds the rates by which records were made, keeps order and what it must not touch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.engines.memory import MemoryEngine
from crmtool.errors import UsageError
from crmtool.match import model, training
from crmtool.match.decisions import Decided, undecided
from crmtool.match.trained import weights, with_weights
from crmtool.resolve import resolve

COLUMNS = ("code", "town", "day")
RIGHT = {"code": 0.90, "town": 0.70, "day": 0.80}
TOWNS = 50
TABLES: dict[str, Any] = {
    "model": {"entity": "person", "partners": 1.0, "match": 6.0, "review": 0.0, "conflict": -9.0, "cap": 40},
    "blocking": [{"name": column, "keys": [column]} for column in ("code", "day")],
    "comparison": [
        {
            "name": "code",
            "kind": "exact",
            "columns": ["code"],
            "level": {"exact": {"m": 0.5, "u_per_record": 0.5}, "different": {"m": 0.5, "u": 1.0}},
        },
        {
            "name": "town",
            "kind": "exact",
            "columns": ["town"],
            "level": {"exact": {"m": 0.5, "u": 0.1}, "different": {"m": 0.5, "u": 0.9}},
        },
        {
            "name": "day",
            "kind": "exact",
            "columns": ["day"],
            "level": {"exact": {"m": 0.5, "u_per_record": 1.0}, "different": {"m": 0.5, "u": 1.0}},
        },
    ],
}


def people(count: int, seed: int) -> pl.DataFrame:
    """Two records of each person; the second shows each value rightly at the rate that ``RIGHT`` gives."""
    dice = np.random.default_rng(seed)
    ranges = {"code": 10**6, "town": TOWNS, "day": 10**5}
    first = {column: dice.integers(0, ranges[column], count) for column in COLUMNS}
    second = {
        column: np.where(dice.random(count) < RIGHT[column], first[column], dice.integers(0, ranges[column], count))
        for column in COLUMNS
    }
    both = {column: np.r_[first[column], second[column]] for column in COLUMNS}
    return pl.DataFrame(both).cast(pl.String).with_row_index("record")


def trained(features: pl.DataFrame, start: model.MatchModel) -> model.MatchModel:
    clusters = resolve(features, start, MemoryEngine()).clusters
    return training.train(features, start, clusters, undecided(features.height), seed=1)[0]


def test_the_rates_by_which_records_were_made_are_found() -> None:
    after = trained(people(6000, 7), model.from_dict(TABLES, "x"))
    found = {comparison.name: comparison.levels[0] for comparison in after.comparisons}
    for column, right in RIGHT.items():
        assert found[column].m == pytest.approx(right, abs=0.05)
    assert found["town"].u == pytest.approx(1 / TOWNS, rel=0.2)


def test_the_order_of_records_does_not_matter() -> None:
    features = people(800, 3)
    shuffled = features.drop("record").sample(fraction=1.0, shuffle=True, seed=5).with_row_index("record")
    start = model.from_dict(TABLES, "x")
    for one, other in zip(trained(features, start).comparisons, trained(shuffled, start).comparisons, strict=True):
        for level, twin in zip(one.levels, other.levels, strict=True):
            assert training.weight(level, 1600) == pytest.approx(training.weight(twin, 1600), abs=0.3)


def twins(count: int, *, same: bool, found: bool = True) -> Decided:
    """What a steward says of both records of each person, or of each and the next person's."""
    first = pl.arange(2 * count, dtype=pl.UInt32, eager=True)
    other = first[count:] if found else first[count:].shift(1, fill_value=2 * count - 1)
    pairs = pl.DataFrame({"l": first[:count], "r": other}).sort("l", "r")
    one = first.replace(pairs["r"], pairs["l"]) if same else first
    return Decided(one, pairs.clear() if same else pairs, undecided(0).spoken)


def test_a_steward_is_believed() -> None:
    features = people(300, 3)
    start = model.from_dict(TABLES, "x")
    clusters = resolve(features, start, MemoryEngine()).clusters
    towns = []
    for same in (False, True):
        taught, judged = training.train(features, start, clusters, twins(300, same=same), seed=1)
        towns.append(taught.comparisons[1].levels[0])
        assert 250 < judged < 300  # those that share a code or a day
    assert training.weight(towns[0], 600) < training.weight(towns[1], 600)


@pytest.mark.parametrize("same", [True, False])
def test_what_blocking_does_not_find_teaches_nothing(same: bool) -> None:
    features = people(300, 3)
    start = model.from_dict(TABLES, "x")
    clusters = resolve(features, start, MemoryEngine()).clusters
    strangers = twins(300, same=same, found=False)
    assert training.train(features, start, clusters, strangers, seed=1) == (trained(features, start), 0)


def test_vetoes_and_fixed_levels_stay() -> None:
    tables = {**TABLES, "comparison": [dict(table) for table in TABLES["comparison"]]}
    tables["comparison"][0]["level"] = {
        "exact": {"m": 0.5, "u_per_record": 0.5, "fixed": True},
        "different": {"m": 0.5, "u": 1.0, "veto": True},
    }
    tables["comparison"][1]["fixed"] = True
    start = model.from_dict(tables, "x")
    assert trained(people(500, 1), start).comparisons[:2] == start.comparisons[:2]


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(0.1, 100)), min_size=1, max_size=12))
def test_levels_never_fall(pairs: list[tuple[float, float]]) -> None:
    values, hefts = (np.array(column) for column in zip(*pairs, strict=True))
    risen = training.isotonic(values, hefts)
    assert all(low <= high + 1e-9 for low, high in pairwise(risen))
    assert (risen @ hefts) == pytest.approx(values @ hefts, abs=1e-6)
    if list(values) == sorted(values):
        assert risen == pytest.approx(values)


def test_weights_come_back_from_what_is_written() -> None:
    after = trained(people(500, 1), model.from_dict(TABLES, "x"))
    again = model.from_dict(with_weights(TABLES, weights(after), "w"), "x")
    for one, other in zip(after.comparisons, again.comparisons, strict=True):
        for level, twin in zip(one.levels, other.levels, strict=True):
            assert training.weight(level, 1000) == pytest.approx(training.weight(twin, 1000), abs=0.001)


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({"cod": {}}, "unknown comparison 'cod'"),
        ({"code": {"exakt": {}}}, "code: unknown key 'exakt'"),
        ({"code": {"exact": {"m": 0.5, "veto": True}}}, "code.exact: unknown key 'veto'"),
        ({"town": {"exact": {"x": 1}}}, "town.exact: unknown key 'x'"),
        ({"code": None}, "code: None is not a table"),
        ({"code": {"exact": 5}}, "code.exact: 5 is not a table"),
        ({"code": {"exact": {"m": -1}}}, "code.exact m: -1 is not a number above 0"),
        ({"code": {"exact": {"m": 2}}}, "code.exact m: 2 is no share"),
    ],
)
def test_weights_of_another_model_are_refused(levels: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=f"weights.json: {said}"):
        with_weights(TABLES, levels, "weights.json")
