"""An audit without truth: a sample of pairs for a steward to judge, and what the judgements say of the master."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from crmtool.errors import UsageError
from crmtool.evaluate.interval import Interval, ratio, share, total
from crmtool.evaluate.strata import FOUND, allocate, strata

if TYPE_CHECKING:
    from collections.abc import Sequence

Doubt = Literal["left out", "for", "against"]
"""How pairs that the steward is unsure of count: not at all, in favour of the master, or against it."""
DOUBTS: tuple[Doubt, ...] = ("left out", "for", "against")
YES, NO, UNSURE = "yes", "no", "unsure"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A stratum: its name, how many ``pairs`` it holds and how many of them were ``drawn``."""

    name: str
    pairs: int
    drawn: int

    @property
    def found(self) -> bool:
        """Whether its pairs are of one customer in the master."""
        return self.name in FOUND


@dataclass(frozen=True, slots=True)
class Audit:
    """A sample. ``pairs``: ``no`` from 1 in the order they are shown, ``stratum``, ``key_l``, ``key_r``."""

    strata: tuple[Drawn, ...]
    pairs: pl.DataFrame
    seed: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """Precision, recall and F1 over pairs of records; recall of the pairs that lie in the strata."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Tally:
    """The judgements of one stratum."""

    stratum: Drawn
    yes: int
    no: int
    unsure: int

    @property
    def judged(self) -> int:
        """How many pairs got a clear answer."""
        return self.yes + self.no


def draw(crosswalk: pl.DataFrame, scored: pl.DataFrame, thresholds: tuple[float, float], size: int, seed: int) -> Audit:
    """Draw ``size`` pairs of records, or all where there are fewer, and shuffle them.

    ``crosswalk``: ``record_key`` and ``customer_id``; ``scored``: ``l``, ``r`` (places of the records in the order of
    their keys), ``match_weight``, ``veto``; ``thresholds``: match and review. Within a stratum each pair is as likely
    to be drawn as any other. The same master and seed give the same sample. Raises UsageError if nothing was joined.
    """
    known = crosswalk.drop_nulls("record_key").unique("record_key").sort("record_key").with_row_index("node")
    # A customer is known by its first record: the sample must not depend on the numbers that customers happen to have.
    own = pl.coalesce(pl.col("customer_id"), pl.col("record_key"))
    first = known.select(pl.col("node").min().over(own)).to_series()
    group = np.unique(first.to_numpy(), return_inverse=True)[1].astype(np.int64)
    bands = strata(group, scored, *thresholds)
    if not any(band.found for band in bands):
        raise UsageError("no two records are of one customer", where="master", fix="There is nothing to judge yet")
    rng = np.random.default_rng(seed)
    counts = allocate([(band.name, band.pairs) for band in bands], size)
    keys, parts = known["record_key"], []
    for band, count in zip(bands, counts, strict=True):
        ends = [keys.gather(end) for end in band.draw(count, rng)]
        parts.append(pl.DataFrame({"stratum": [band.name] * count, "key_l": ends[0], "key_r": ends[1]}))
    pairs = pl.concat(parts)[rng.permutation(sum(counts))]
    swapped = pl.lit(pl.Series(rng.random(pairs.height) < 0.5))
    left, right = pl.col("key_l"), pl.col("key_r")
    shown = pairs.select(
        pl.int_range(1, pl.len() + 1).alias("no"),
        "stratum",
        key_l=pl.when(swapped).then(right).otherwise(left),
        key_r=pl.when(swapped).then(left).otherwise(right),
    )
    drawn = tuple(Drawn(band.name, band.pairs, count) for band, count in zip(bands, counts, strict=True))
    return Audit(drawn, shown, seed)


def tally(audit: Audit, answers: pl.DataFrame) -> list[Tally]:
    """The judgements by stratum; ``answers`` has ``no`` and ``same`` (yes, no, unsure; null: not judged)."""
    judged = audit.pairs.join(answers, on="no").group_by("stratum", "same").len()
    counts = {(stratum, same): count for stratum, same, count in judged.iter_rows()}
    return [Tally(one, *(counts.get((one.name, same), 0) for same in (YES, NO, UNSURE))) for one in audit.strata]


def estimate(tallies: Sequence[Tally], doubt: Doubt = "left out") -> Estimate:
    """What the judgements say of all pairs of the strata.

    Pairs without an answer are taken to be like the others of their stratum; a stratum without any takes part in the
    one next to it. Raises UsageError if no pair that was found, or none that was not, has been judged.
    """
    right = total(_shares([one for one in tallies if one.stratum.found], doubt))
    missed = total(_shares([one for one in tallies if not one.stratum.found], doubt))
    found = sum(one.stratum.pairs for one in tallies if one.stratum.found)
    return Estimate(
        precision=Interval(right.value / found, right.low / found, min(right.high / found, 1.0)),
        recall=ratio(lambda r: (1 - r, -r, 0.0), right, missed),
        f1=ratio(lambda f: (2 - f, -f, -f * found), right, missed),
    )


def _shares(tallies: Sequence[Tally], doubt: Doubt) -> list[tuple[int, Interval]]:
    """Pairs and share of yes of each stratum of one side."""
    counted = [_decided(one, doubt) for one in tallies]
    if counted and not any(one.judged for one in counted):
        kind = "joined" if counted[0].stratum.found else "not joined"
        raise UsageError(f"no pair that is {kind} has been judged", fix="Judge more pairs, in any order")
    return [(one.stratum.pairs, share(one.yes, one.judged, one.stratum.pairs)) for one in _collapsed(counted)]


def _decided(one: Tally, doubt: Doubt) -> Tally:
    """The unsure answers counted as said: a found pair of one customer speaks for the master, a missed one against."""
    if doubt == "left out":
        return one
    if (doubt == "for") == one.stratum.found:
        return replace(one, yes=one.yes + one.unsure)
    return replace(one, no=one.no + one.unsure)


def _collapsed(tallies: Sequence[Tally]) -> list[Tally]:
    """Strata in which nothing was judged put together with the one before, or else the one after."""
    together: list[Tally] = []
    for one in tallies:
        last = together[-1] if together else None
        if last is None or (one.judged and last.judged):
            together.append(one)
            continue
        both = replace(last.stratum, pairs=last.stratum.pairs + one.stratum.pairs)
        together[-1] = Tally(both, last.yes + one.yes, last.no + one.no, last.unsure + one.unsure)
    return together
