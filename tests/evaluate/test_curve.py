"""The curve judges plain connected components at each threshold."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.evaluate import curve, evaluate

CROSSWALK = pl.DataFrame(
    {
        "source_file": "f.csv",
        "row": [1, 2, 3, 4, 5, 6],
        "record_key": ["k3", "k1", "k2", "k2", None, "k4"],
        "customer_id": ["C1", "C1", "C1", "C1", None, "C2"],
    }
)
TRUTH = pl.DataFrame({"file": "f.csv", "row": [1, 2, 3, 4, 5, 6, 9], "person": ["a", "a", "b", "b", "a", "c", "b"]})
SCORED = pl.DataFrame(
    {
        "key_l": ["k1", "k1", "k2"],
        "key_r": ["k3", "k2", "k4"],
        "match_weight": [10.0, 2.0, -4.0],
        "veto": [False, False, True],
    }
)


def test_the_curve_from_apart_to_together() -> None:
    lines = curve(SCORED, CROSSWALK, TRUTH, "customer", [20, 5, 1, -10])
    assert lines["threshold"].to_list() == [-10, 1, 5, 20]
    assert lines["pairs_true"].to_list() == [6] * 4
    assert lines["pairs_found"].to_list() == [6, 6, 2, 1]
    assert lines["pairs_right"].to_list() == [2, 2, 2, 1]
    assert lines["precision"].to_list() == pytest.approx([1 / 3, 1 / 3, 1, 1])
    assert lines["recall"].to_list() == pytest.approx([1 / 3, 1 / 3, 1 / 3, 1 / 6])


def test_pairs_named_by_place_are_the_same() -> None:
    places = SCORED.select(l=pl.Series([0, 0, 1]), r=pl.Series([2, 1, 3]), match_weight="match_weight", veto="veto")
    assert curve(places, CROSSWALK, TRUTH, "customer").equals(curve(SCORED, CROSSWALK, TRUTH, "customer"))
    assert curve(SCORED.drop("veto"), CROSSWALK, TRUTH, "customer", [-10])["pairs_found"].to_list() == [10]


def test_no_pairs() -> None:
    assert curve(SCORED.clear(), CROSSWALK, TRUTH, "customer")["pairs_found"].to_list() == [1]


EDGES = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.integers(-5, 30)), max_size=12)


@settings(deadline=None)
@given(EDGES, st.lists(st.sampled_from("abc"), min_size=8, max_size=8))
def test_each_line_is_what_evaluate_says_of_its_clusters(edges: list[tuple[int, int, int]], true: list[str]) -> None:
    keys = [f"k{n}" for n in range(8)]
    crosswalk = pl.DataFrame({"source_file": "f", "row": range(8), "record_key": keys, "customer_id": keys})
    truth = pl.DataFrame({"source_file": "f", "row": range(8), "customer": true})
    scored = pl.DataFrame(edges, {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64}, orient="row")
    lines = curve(scored, crosswalk, truth, "customer")
    assert lines.height >= 1
    assert lines["threshold"].is_sorted()
    for line in lines.iter_rows(named=True):
        group = list(range(8))
        for left, right, weight in edges:
            if weight >= line["threshold"]:
                group = [group[left] if mark == group[right] else mark for mark in group]
        scores = evaluate(crosswalk.with_columns(customer_id=pl.Series(group).cast(pl.String)), truth, "customer")
        assert (line["pairs_true"], line["pairs_found"], line["pairs_right"]) == (
            scores.pairs_true, scores.pairs_found, scores.pairs_right,
        )  # fmt: skip
        assert line["f1"] == pytest.approx(scores.f1)
