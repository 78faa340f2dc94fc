"""A sample says of the whole what a census says, and how sure that is."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl
import pytest
from audits import THRESHOLDS, answered, held, truth_of

from crmtool.errors import UsageError
from crmtool.evaluate import audit
from crmtool.evaluate.audit import Drawn, Tally
from crmtool.evaluate.strata import EXPECTED, FOUND, allocate

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = 200


def test_a_census_has_every_pair_once(master: Path) -> None:
    crosswalk, scored = held(master)
    every = audit.draw(crosswalk, scored, THRESHOLDS, 10**9, 0)
    keys = crosswalk.drop_nulls("record_key").unique("record_key").sort("record_key")
    customer = dict(keys.select("record_key", "customer_id").iter_rows())
    joined = {pair for pair in combinations(sorted(customer), 2) if customer[pair[0]] == customer[pair[1]]}
    names = keys["record_key"].to_list()
    weighed = {(names[left], names[right]) for left, right in scored.select("l", "r").iter_rows()}
    shown = [(stratum, *sorted(pair)) for stratum, *pair in every.pairs.select("stratum", "key_l", "key_r").iter_rows()]
    assert len({pair for _, *pair in map(tuple, shown) for pair in [tuple(pair)]}) == len(shown)
    assert {(left, right) for stratum, left, right in shown if stratum in FOUND} == joined
    apart = {(left, right) for stratum, left, right in shown if stratum not in FOUND}
    assert weighed <= joined | apart
    assert {(left, right) for stratum, left, right in shown if stratum == "beside"}.isdisjoint(weighed)
    assert {one.name: one.pairs for one in every.strata} == dict(every.pairs.group_by("stratum").len().iter_rows())
    assert all(one.drawn == one.pairs for one in every.strata)


def test_the_same_seed_draws_the_same_pairs_in_any_order_of_rows(master: Path) -> None:
    crosswalk, scored = held(master)
    one = audit.draw(crosswalk, scored, THRESHOLDS, 60, 4)
    renamed = pl.col("customer_id").str.reverse()
    turned = crosswalk.reverse().with_columns(renamed)
    assert audit.draw(turned, scored.reverse(), THRESHOLDS, 60, 4).pairs.equals(one.pairs)
    assert not audit.draw(crosswalk, scored, THRESHOLDS, 60, 5).pairs.equals(one.pairs)
    assert one.pairs["no"].to_list() == list(range(1, 61))
    assert one.pairs.unique(["key_l", "key_r"]).height == 60


def test_intervals_hold_the_truth_in_some_95_of_100_samples(master: Path, sample: Path) -> None:
    crosswalk, scored = held(master)
    who = truth_of(crosswalk, sample)
    every = audit.draw(crosswalk, scored, THRESHOLDS, 10**9, 0)
    true = audit.estimate(audit.tally(every, answered(every, who)))
    held_by = {"precision": 0, "recall": 0, "f1": 0}
    mean = dict.fromkeys(held_by, 0.0)
    for seed in range(SEEDS):
        drawn = audit.draw(crosswalk, scored, THRESHOLDS, 60, seed)
        found = audit.estimate(audit.tally(drawn, answered(drawn, who)))
        for name in held_by:
            interval, value = getattr(found, name), getattr(true, name).value
            held_by[name] += interval.low - 1e-9 <= value <= interval.high + 1e-9
            mean[name] += interval.value / SEEDS
    assert all(count >= SEEDS * 0.92 for count in held_by.values()), held_by
    for name, value in mean.items():
        assert value == pytest.approx(getattr(true, name).value, abs=0.004), name


def test_nothing_joined_cannot_be_judged() -> None:
    crosswalk = pl.DataFrame({"record_key": ["a", "b"], "customer_id": ["C1", "C2"]})
    weights = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64, "veto": pl.Boolean}
    with pytest.raises(UsageError, match="no two records are of one customer"):
        audit.draw(crosswalk, pl.DataFrame(schema=weights), THRESHOLDS, 50, 0)


def test_pairs_go_where_they_narrow_the_interval() -> None:
    sizes = [("sure", 3_000_000), ("near", 60_000), ("through", 2), ("review", 9_000), ("far", 900_000)]
    drawn = dict(zip([name for name, _ in sizes], allocate(sizes, 200), strict=True))
    assert sum(drawn.values()) == 200
    assert drawn["through"] == 2
    assert drawn["sure"] > drawn["far"] > drawn["near"] >= drawn["review"] >= 3
    assert allocate(sizes[2:3], 50) == [2]
    assert set(EXPECTED) >= FOUND


def tallies(*counts: tuple[str, int, int, int, int]) -> list[Tally]:
    return [Tally(Drawn(name, pairs, yes + no + unsure), yes, no, unsure) for name, pairs, yes, no, unsure in counts]


def test_figures_by_hand() -> None:
    found = audit.estimate(tallies(("sure", 80, 80, 0, 0), ("near", 20, 15, 5, 0), ("review", 10, 5, 5, 0)))
    assert found.precision.value == pytest.approx(0.95)
    assert found.recall.value == pytest.approx(95 / 100)
    assert found.f1.value == pytest.approx(2 * 95 / (100 + 100))
    assert found.recall.low == pytest.approx(found.recall.high)  # all was judged
    drawn = audit.estimate(tallies(("sure", 8000, 80, 0, 0), ("near", 200, 15, 5, 0), ("review", 100, 5, 5, 0)))
    assert drawn.precision.value == pytest.approx(8150 / 8200)
    assert drawn.precision.low < drawn.precision.value < drawn.precision.high < 1
    assert drawn.recall.value == pytest.approx(8150 / 8200)


def test_unsure_pairs_count_both_ways() -> None:
    judged = tallies(("sure", 900, 80, 0, 10), ("review", 100, 5, 5, 5))
    out, best, worst = (audit.estimate(judged, doubt) for doubt in audit.DOUBTS)
    assert worst.precision.value == pytest.approx(80 / 90)
    assert out.precision.value == best.precision.value == 1
    assert best.recall.value == pytest.approx(900 / (900 + 100 / 3))
    assert best.recall.value > out.recall.value > worst.recall.value
    assert worst.f1.value < out.f1.value < best.f1.value


def test_a_stratum_without_answers_takes_part_in_its_neighbour() -> None:
    gone = tallies(("sure", 900, 0, 0, 0), ("near", 100, 8, 2, 0), ("review", 50, 3, 7, 0), ("far", 500, 0, 0, 2))
    together = tallies(("near", 1000, 8, 2, 0), ("review", 550, 3, 7, 0))
    assert audit.estimate(gone) == audit.estimate(together)


@pytest.mark.parametrize(("yes", "apart", "kind"), [(0, 5, "joined"), (5, 0, "not joined")])
def test_a_side_without_answers_says_nothing(yes: int, apart: int, kind: str) -> None:
    with pytest.raises(UsageError, match=f"no pair that is {kind} has been judged"):
        audit.estimate(tallies(("sure", 90, yes, 0, 0), ("review", 10, 0, apart, 0)))


def test_a_master_with_no_pair_apart_has_full_recall() -> None:
    found = audit.estimate(tallies(("sure", 90, 9, 1, 0)))
    assert (found.precision.value, found.recall.value) == pytest.approx((0.9, 1.0))
