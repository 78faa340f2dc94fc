"""Intervals of 95 % for figures estimated from a stratified sample, right also for shares near 0 and 1.

Each stratum has the exact interval of Clopper and Pearson (Biometrika 26, 1934), which does not shrink to a point where
all of a few pairs were judged alike; the sample counts for more where it is a good part of the stratum (Korn and
Graubard, Survey Methodology 24, 1998), and all of it is all there is to know. Wilson's narrower interval covered too
seldom here: one rare error found in a large stratum moved its near limit too far.

Strata are put together by square-and-add: on each side by itself, the distance from estimate to limit takes the place
of the standard error (Zou, Huang and Zhang, Computational Statistics and Data Analysis 53, 2009). A ratio r of two sums
lies where the interval of numerator - r * denominator holds 0, as in Fieller's theorem (Donner and Zou, Statistical
Methods in Medical Research 21, 2012).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TAIL = 0.025
_HALVINGS = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and its limits."""

    value: float
    low: float
    high: float


def share(yes: float, judged: float, pairs: int) -> Interval:
    """The share of yes in a stratum of so many pairs, of which ``judged`` were drawn and judged.

    >>> interval = share(20, 20, 10_000)
    >>> round(interval.value, 3), round(interval.low, 3), round(interval.high, 3)
    (1.0, 0.832, 1.0)
    >>> share(7, 10, 10)
    Interval(value=0.7, low=0.7, high=0.7)
    """
    from scipy.special import betaincinv

    if judged <= 0:
        return Interval(0.5, 0.0, 1.0)
    value = yes / judged
    if judged >= pairs:
        return Interval(value, value, value)
    worth = judged * (pairs - 1) / (pairs - judged)
    for_it, against = value * worth, (1 - value) * worth
    low = betaincinv(for_it, against + 1, TAIL) if for_it else 0.0
    high = betaincinv(for_it + 1, against, 1 - TAIL) if against else 1.0
    # What was judged is known for sure, and it is part of the stratum.
    return Interval(value, max(float(low), yes / pairs), min(float(high), 1 - (judged - yes) / pairs))


def total(strata: Iterable[tuple[int, Interval]]) -> Interval:
    """How many pairs of all strata say yes, from each one's pairs and share."""
    value = below = above = 0.0
    for pairs, share in strata:
        value += pairs * share.value
        below += (pairs * (share.value - share.low)) ** 2
        above += (pairs * (share.high - share.value)) ** 2
    return Interval(value, value - math.sqrt(below), value + math.sqrt(above))


def ratio(terms: Callable[[float], tuple[float, float, float]], right: Interval, missed: Interval) -> Interval:
    """The r from 0 to 1 at which ``a * right + b * missed + c`` is 0; ``terms`` gives a >= 0 >= b and c by r.

    The sum falls as r grows from 0, where it is not below 0, to 1, where it is not above.
    """

    def value(r: float) -> float:
        a, b, c = terms(r)
        return a * right.value + b * missed.value + c

    def low(r: float) -> float:
        a, b, _ = terms(r)
        return value(r) - math.hypot(a * (right.value - right.low), b * (missed.high - missed.value))

    def high(r: float) -> float:
        a, b, _ = terms(r)
        return value(r) + math.hypot(a * (right.high - right.value), b * (missed.value - missed.low))

    return Interval(*(_where_zero(line) for line in (value, low, high)))


def _where_zero(line: Callable[[float], float]) -> float:
    """Where a line that falls from 0 to 1 crosses zero."""
    left, right = 0.0, 1.0
    if line(right) >= 0:
        return right
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        left, right = (middle, right) if line(middle) > 0 else (left, middle)
    return right
