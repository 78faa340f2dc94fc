"""Weigh candidate pairs: levels of all comparisons, their weights, the sum, the verdict."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, cast

import polars as pl

from crmtool.match import comparisons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.match.model import Comparison, Level, MatchModel

    Places = Mapping[str, pl.Series]

THREADS = 2
NO_MATCH = "no match"
REVIEW = "review"
MATCH = "match"
GIVEN = 255
"""The ``rule`` of a scored pair that no blocking rule proposed."""
ALONE = 254
"""The ``rule`` of a scored pair that ties a record alone to the only other entity of its name."""


def score(pairs: pl.DataFrame, features: pl.DataFrame, model: MatchModel, total: int) -> pl.DataFrame:
    """Weigh each pair of records.

    ``pairs`` has ``l`` and ``r`` (UInt32), records that ``features`` has in its column ``record``; ``total`` is the
    number of all records, on which u of shared values depends. Adds ``gamma_<comparison>`` (Enum),
    ``mw_<comparison>`` (Float32, log2), ``match_weight`` (with the prior), ``against`` (the lasting evidence
    against), ``veto`` (Boolean) and ``verdict``.
    """
    places = {side: features["record"].search_sorted(pairs[side]) for side in ("l", "r")}
    alike = list(dict.fromkeys((one.kind, one.columns) for one in model.comparisons))  # two may weigh one finding
    weigh = partial(_weighed, places, features, model.comparisons, total)
    with ThreadPoolExecutor(THREADS) as pool:
        weighed = dict(chain.from_iterable(pool.map(weigh, alike)))
    seen = pairs.select(pl.col("l", "r", "rule"), *chain.from_iterable(weighed[one.name] for one in model.comparisons))
    seen = seen.with_columns(_silenced(comparison) for comparison in model.comparisons)
    # As Float32 a sum depends on how many threads add it up; as Float64 these are exact.
    weights = {comparison.name: pl.col(f"mw_{comparison.name}").cast(pl.Float64) for comparison in model.comparisons}
    vetoes = [
        pl.col(f"gamma_{comparison.name}") == level.name
        for comparison in model.comparisons
        for level in comparison.levels
        if level.veto
    ]
    lasting = [weights[comparison.name] for comparison in model.comparisons if comparison.lasting]
    summed = seen.with_columns(
        match_weight=pl.sum_horizontal(weights.values()) + prior(model, total),
        against=pl.sum_horizontal(0.0, *[weight.clip(upper_bound=0) for weight in lasting]).cast(pl.Float32),
        veto=pl.any_horizontal(*vetoes).fill_null(value=False) if vetoes else pl.lit(value=False),
    )
    return summed.with_columns(verdict=verdict(model))


def prior(model: MatchModel, total: int) -> float:
    """Log2 odds that two records drawn at random are of one entity, each having ``model.partners`` others."""
    return math.log2(model.partners / max(total - 1, 1))


def verdict(model: MatchModel) -> pl.Expr:
    """``match``, ``review`` or ``no match`` by ``match_weight`` and ``veto``."""
    weight = pl.col("match_weight")
    found = pl.when(weight >= model.match).then(pl.lit(MATCH)).when(weight >= model.review).then(pl.lit(REVIEW))
    return pl.when(pl.col("veto")).then(pl.lit(NO_MATCH)).otherwise(found.otherwise(pl.lit(NO_MATCH)))


def contradicts(model: MatchModel) -> pl.Expr:
    """Whether a scored pair must not end in one cluster."""
    unlike = (pl.col("match_weight") < model.review) & (pl.col("against") <= model.conflict)
    return pl.col("veto") | unlike


def _weighed(
    places: Places, features: pl.DataFrame, known: Sequence[Comparison], total: int, alike: tuple[str, tuple[str, ...]]
) -> list[tuple[str, list[pl.Series]]]:
    """The levels and weights of all comparisons of one kind of the same columns, by their names."""
    kind, columns = alike
    found: pl.Series = getattr(comparisons, kind)(pl.DataFrame(_sides(places, features, columns)), columns)
    return [
        (one.name, _weigh(places, features, one, found, total)) for one in known if (one.kind, one.columns) == alike
    ]


def _weigh(
    places: Places, features: pl.DataFrame, comparison: Comparison, found: pl.Series, total: int
) -> list[pl.Series]:
    outcomes = cast("pl.Enum", found.dtype).categories
    number_of = {level.name: number for number, level in enumerate(comparison.levels)}
    numbers = pl.Series(list(map(number_of.get, outcomes)), dtype=pl.UInt8)
    levels = numbers.gather(found.to_physical())
    usual = [0.0 if level.tf else level_weight(level, total) for level in comparison.levels]
    weights = pl.Series(usual, dtype=pl.Float32).gather(levels).fill_null(0.0)
    for number, level in enumerate(comparison.levels):
        if level.tf:
            at = (levels == number).arg_true()
            weights = weights.scatter(at, _by_frequency(places, features, level, total, at))
    return [levels.cat.to(comparison.enum).alias(f"gamma_{comparison.name}"), weights.alias(f"mw_{comparison.name}")]


def level_weight(level: Level, total: int) -> float:
    """log2(m / u) of a level among ``total`` records, whatever the value."""
    return math.log2(level.m / level.share(total))


def _by_frequency(places: Places, features: pl.DataFrame, level: Level, total: int, at: pl.Series) -> pl.Series:
    """log2(m / u) of a level for the pairs ``at``, by how many records have the value of the side where more do."""
    counts = [features[f"tf_{level.tf}"].gather(side.gather(at)).alias(name) for name, side in places.items()]
    count = pl.max_horizontal("l", "r").cast(pl.Float64)
    return pl.DataFrame(counts).select((level.m * total / count).log(2).cast(pl.Float32)).to_series()


def _sides(places: Places, features: pl.DataFrame, columns: Sequence[str]) -> list[pl.Series]:
    """The columns of both records of each pair, the left one's ending on ``_l``, the right one's on ``_r``."""
    return [features[name].gather(at).alias(f"{name}_{side}") for side, at in places.items() for name in columns]


def silent(comparison: Comparison) -> pl.Expr:
    """Whether other comparisons say already what this one would, or make it say nothing."""
    spoilt = [pl.col(f"gamma_{other}") == level for other, levels in comparison.not_with for level in levels]
    elsewhere = [pl.col(f"gamma_{other}").is_not_null() for other in comparison.unless]
    return pl.any_horizontal(False, *spoilt, *elsewhere).fill_null(value=False)


def _silenced(comparison: Comparison) -> pl.Expr:
    weight = pl.col(f"mw_{comparison.name}")
    return pl.when(silent(comparison)).then(pl.lit(0.0, pl.Float32)).otherwise(weight).alias(f"mw_{comparison.name}")
