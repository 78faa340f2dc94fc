"""The strata of an audit: pairs of records by what was done with them and by how strong their evidence is.

Found are the pairs of records of one customer. Not found are pairs of two customers that were weighed and kept, because
they came near or contradict each other, and all other pairs of two customers between which such a near pair lies. What
blocking never proposed, and what weighed little without contradicting, is in no stratum: among so many pairs a sample
of hundreds sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.evaluate.interval import share
from crmtool.evaluate.numbering import Groups, draw_others

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Ends = tuple[Numbers, Numbers]

NEAR, FAR = 6.0, 12.0
"""Bits above ``match`` up to which a pair is near it; bits below ``review`` from which a pair is far."""
EXPECTED = {"sure": 0.999, "near": 0.97, "through": 0.95, "review": 0.3, "beside": 0.05, "unlike": 0.02, "far": 0.001}
"""The strata, and the share of pairs of one customer that each can be expected to hold; only where to look depends on
it, not the estimate. There are few, because each that shows no error widens the interval."""
FOUND = frozenset({"sure", "near", "through"})
LEAST = 3
"""Pairs drawn from a stratum, if it has as many."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """So many ``pairs``, and how to draw some of them (both ends, as places of records)."""

    name: str
    pairs: int
    draw: Callable[[int, Generator], Ends]

    @property
    def found(self) -> bool:
        """Whether its pairs are of one customer in the master."""
        return self.name in FOUND


def strata(group: Numbers, scored: pl.DataFrame, match: float, review: float) -> list[Stratum]:
    """The strata that hold pairs, of records 0 .. n - 1 that are in the customers ``group``.

    ``scored``: ``l``, ``r`` (places of records), ``match_weight`` and ``veto``; ``match`` and ``review`` are the
    thresholds of the run that made them.
    """
    groups = Groups(group)
    weighed = scored.sort("l", "r")
    left, right = (weighed[end].to_numpy().astype(np.int64) for end in ("l", "r"))
    one = group[left] == group[right]
    band = weighed.select(_band(pl.lit(pl.Series(one)), match, review)).to_series()

    def ends(chosen: NDArray[np.bool_]) -> Ends:
        return left[chosen], right[chosen]

    bands = [_listed(name, ends((band == name).to_numpy())) for name in ("sure", "near", "review", "unlike", "far")]
    bands.append(_through(groups, ends(one & (band != "through").to_numpy())))
    bands.append(_beside(groups, ends((band == "review").to_numpy()), ends(~one)))
    order = list(EXPECTED)
    return sorted((stratum for stratum in bands if stratum.pairs), key=lambda stratum: order.index(stratum.name))


def allocate(sizes: Sequence[tuple[str, int]], size: int) -> list[int]:
    """How many pairs to draw from each stratum, given by name and pairs, so that the intervals become narrow.

    One pair after the other goes to the stratum whose interval it narrows most: Neyman's allocation, but with the
    interval that will be reported in the place of the standard deviation, which is nothing where no error is expected.
    """
    drawn = [min(LEAST, pairs) for _, pairs in sizes]

    def gain(place: int) -> float:
        name, pairs = sizes[place]
        if drawn[place] >= pairs:
            return -1.0
        now, then = (_width(name, count, pairs) for count in (drawn[place], drawn[place] + 1))
        return (now * now - then * then) * pairs * pairs

    gains = [gain(place) for place in range(len(sizes))]
    for _ in range(min(size, sum(pairs for _, pairs in sizes)) - sum(drawn)):
        best = max(range(len(sizes)), key=gains.__getitem__)
        drawn[best] += 1
        gains[best] = gain(best)
    return drawn


def _width(name: str, drawn: int, pairs: int) -> float:
    expected = share(EXPECTED[name] * drawn, drawn, pairs)
    return expected.high - expected.low


def _band(one: pl.Expr, match: float, review: float) -> pl.Expr:
    """The stratum of a scored pair; ``one`` says whether both records are of one customer."""
    weight, veto = pl.col("match_weight"), pl.col("veto")
    found = pl.when(veto | (weight < match)).then(pl.lit("through")).when(weight < match + NEAR).then(pl.lit("near"))
    other = pl.when(veto | (weight < review - FAR)).then(pl.lit("far")).when(weight < review).then(pl.lit("unlike"))
    return pl.when(one).then(found.otherwise(pl.lit("sure"))).otherwise(other.otherwise(pl.lit("review")))


def _listed(name: str, ends: Ends) -> Stratum:
    def draw(size: int, rng: Generator) -> Ends:
        chosen = rng.choice(len(ends[0]), size, replace=False)
        return ends[0][chosen], ends[1][chosen]

    return Stratum(name, len(ends[0]), draw)


def _through(groups: Groups, direct: Ends) -> Stratum:
    """Pairs of one customer that only other records hold together."""
    taken = groups.number_within(*direct)

    def draw(size: int, rng: Generator) -> Ends:
        return groups.pair_within(draw_others(groups.within, taken, size, rng))

    return Stratum("through", groups.within - len(np.unique(taken)), draw)


def _beside(groups: Groups, near: Ends, across: Ends) -> Stratum:
    """Pairs of two customers that were not weighed themselves, but another pair of the two customers came near."""
    a, b = groups.group[near[0]], groups.group[near[1]]
    asked = np.unique(np.stack([np.minimum(a, b), np.maximum(a, b)]), axis=1)
    between = groups.between(asked[0], asked[1])
    taken = np.unique(between.number(*across))

    def draw(size: int, rng: Generator) -> Ends:
        return between.pair(draw_others(between.total, taken, size, rng))

    return Stratum("beside", between.total - len(taken), draw)
