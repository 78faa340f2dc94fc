"""Intervals hold the truth as often as they say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.evaluate.interval import Interval, ratio, share, total


@pytest.mark.parametrize(
    ("yes", "judged", "low", "high"),
    [(0, 20, 0.0, 0.1684), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (1, 100, 0.00025, 0.0545)],
)
def test_a_large_stratum_has_the_exact_interval(yes: int, judged: int, low: float, high: float) -> None:
    found = share(yes, judged, 10**9)
    assert (found.value, found.low, found.high) == pytest.approx((yes / judged, low, high), abs=1e-4)


@given(st.integers(1, 300), st.data())
def test_limits_lie_around_the_estimate_and_say_what_is_known(pairs: int, data: st.DataObject) -> None:
    judged = data.draw(st.integers(1, pairs))
    yes = data.draw(st.integers(0, judged))
    found = share(yes, judged, pairs)
    assert yes / pairs - 1e-12 <= found.low <= found.value <= found.high <= 1 - (judged - yes) / pairs + 1e-12
    if judged < pairs:
        assert found.low < found.high
    else:
        assert found.low == found.value == found.high


def test_nothing_judged_says_nothing() -> None:
    assert share(0, 0, 50) == Interval(0.5, 0.0, 1.0)


@pytest.mark.parametrize("right", [0, 1, 3, 20, 57, 60])
def test_small_strata_are_covered(right: int) -> None:
    rng = np.random.default_rng(3)
    found = [share(int(yes), 20, 60) for yes in rng.hypergeometric(right, 60 - right, 20, 2000)]
    assert np.mean([one.low - 1e-9 <= right / 60 <= one.high + 1e-9 for one in found]) >= 0.94


def test_strata_are_added() -> None:
    both = total([(100, Interval(0.5, 0.4, 0.7)), (10, Interval(1.0, 0.5, 1.0))])
    assert (both.value, both.low, both.high) == pytest.approx((60, 60 - np.hypot(10, 5), 80))
    assert total([]) == Interval(0, 0, 0)


SIDES = st.tuples(*[st.floats(0, 1, allow_subnormal=False)] * 3).map(sorted)


@given(SIDES, SIDES)
def test_a_ratio_lies_from_0_to_1_within_its_limits(right: list[float], missed: list[float]) -> None:
    a, b = (Interval(100 * side[1], 100 * side[0], 100 * side[2]) for side in (right, missed))
    found = ratio(lambda r: (1 - r, -r, 0.0), a, b)
    assert 0 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= 1 + 2e-9
    if a.value + b.value:
        assert found.value == pytest.approx(a.value / (a.value + b.value), abs=1e-9)


def test_a_ratio_without_doubt_is_a_point() -> None:
    found = ratio(lambda r: (1 - r, -r, 0.0), Interval(90, 90, 90), Interval(10, 10, 10))
    assert (found.value, found.low, found.high) == pytest.approx((0.9, 0.9, 0.9))
