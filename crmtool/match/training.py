"""Estimate a model's weights from the records themselves, without labels.

u, how often records of two entities show a level, is counted on pairs drawn at random from records of different
clusters; where two share a value, on all pairs that do. m, how often records of one entity show it, is estimated by
expectation and maximisation (Dempster, Laird and Rubin, JRSS B 39, 1977; for record linkage Winkler 1988): each
candidate pair counts by its probability under the model so far. A comparison learns only from pairs that blocking found
without it, since pairs that share a phone would show that all pairs do.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.match.blocking import block_keys, candidate_pairs, key_columns
from crmtool.match.features import with_frequencies
from crmtool.match.scoring import score, silent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.match.decisions import Decided
    from crmtool.match.model import Comparison, Level, MatchModel

ROUNDS = 3
DRAWN = 1_000_000
STEADY = 100
"""As many pairs of evidence move a weight half-way from what the model said."""


def train(
    features: pl.DataFrame, model: MatchModel, clusters: pl.Series, said: Decided, seed: int
) -> tuple[MatchModel, int]:
    """The model with m and u estimated anew, and how many pairs stewards have judged for it.

    ``features``: one row a record, as for ``resolve``; ``clusters`` (UInt32): what the model has made of them;
    ``said``: what stewards have said of them. A judged pair counts where blocking finds it: of what it does not find
    all would share nothing. Levels keep the order of their weights (more agreement never weighs less); vetoes,
    ``fixed`` levels and what the records do not show keep what the model says.
    """
    known = with_frequencies(features, model)
    keys = block_keys(known, model)
    drawn = score(_strangers(known["record"], clusters, seed), known, model, known.height).with_columns(p=pl.lit(0.0))
    found = candidate_pairs(keys, model.cap)
    judged = said.judged(found)
    beside = [_found_without(comparison, model, keys) for comparison in model.comparisons]
    for _ in range(ROUNDS):
        scored = score(found, known, model, known.height).join(judged, on=["l", "r"], how="left")
        scored = scored.with_columns(p=pl.coalesce("judgement", _probability()))
        model = replace(
            model,
            comparisons=tuple(
                _estimated(comparison, scored.join(pairs, on=["l", "r"], how="semi"), scored, drawn, known.height)
                for comparison, pairs in zip(model.comparisons, beside, strict=True)
            ),
        )
    return model, judged.height


def weight(level: Level, total: int) -> float:
    """log2(m / u) of a level among ``total`` records, for a value on one of them where its frequency counts."""
    return math.log2(level.m / level.share(total))


def _probability() -> pl.Expr:
    return pl.when("veto").then(0.0).otherwise(1 / (1 + 2.0 ** -pl.col("match_weight").clip(-60, 60)))


def _strangers(records: pl.Series, clusters: pl.Series, seed: int) -> pl.DataFrame:
    """Pairs drawn at random from one record of each cluster."""
    one_each = records.filter(clusters.is_first_distinct()).to_numpy()
    drawn = np.random.default_rng(seed).choice(one_each, (2, min(DRAWN, len(one_each) ** 2)))
    pairs = pl.DataFrame({"l": drawn.min(axis=0), "r": drawn.max(axis=0)}, schema={"l": pl.UInt32, "r": pl.UInt32})
    return pairs.filter(pl.col("l") != pl.col("r")).unique().with_columns(rule=pl.lit(0, pl.UInt8))


def _found_without(comparison: Comparison, model: MatchModel, keys: pl.DataFrame) -> pl.DataFrame:
    """The pairs of all blocking rules that do not look at what the comparison looks at."""
    columns = {*comparison.columns, *comparison.derived}
    other = [number for number, rule in enumerate(model.blocking) if columns.isdisjoint(key_columns(rule))]
    return candidate_pairs(keys.filter(pl.col("rule").is_in(other)), model.cap).select("l", "r")


def _estimated(
    comparison: Comparison, evidence: pl.DataFrame, scored: pl.DataFrame, drawn: pl.DataFrame, total: int
) -> Comparison:
    """The comparison with what its evidence says of its levels.

    ``evidence``: pairs that were found without it, with their probability ``p``; ``scored``: all candidate pairs;
    ``drawn``: pairs of strangers.
    """
    speaks = pl.col(f"gamma_{comparison.name}").is_not_null() & ~silent(comparison)
    matches = _counts(evidence.filter(speaks), comparison, pl.col("p"))
    strangers = _counts(drawn.filter(speaks), comparison, 1 - pl.col("p"))
    sharing = _counts(scored.filter(speaks), comparison, 1 - pl.col("p"))
    speaking = sum(strangers.values()) / max(drawn.height, 1)
    pairs = total * (total - 1) / 2 * speaking
    told = []
    for level in comparison.levels:
        shared = level.u_per_record is not None
        seen = matches.get(level.name, 0.0)
        alike, among = (sharing, pairs) if shared else (strangers, sum(strangers.values()))
        met = math.inf if level.tf else alike.get(level.name, 0.0)
        m = (seen + 0.5) / (sum(matches.values()) + 1)
        u = 1 / total if level.tf else (met + 0.5) / (among + 1)
        told.append((level, m, math.log2(m / u), 0.0 if level.fixed or level.veto else min(seen, met)))
    return replace(comparison, levels=tuple(_moved(told, total)))


def _counts(pairs: pl.DataFrame, comparison: Comparison, weight: pl.Expr) -> Mapping[str, float]:
    """How much of ``weight`` the pairs of each level bring."""
    level = pl.col(f"gamma_{comparison.name}").cast(pl.String)
    return dict(pairs.group_by(level).agg(weight.sum()).iter_rows())


def _moved(told: Sequence[tuple[Level, float, float, float]], total: int) -> list[Level]:
    """Levels with weights between what the model said and what the evidence says, in the order they had."""
    before = [weight(level, total) for level, *_ in told]
    after = [
        (steady * STEADY + new * count) / (STEADY + count)
        for steady, (_, _, new, count) in zip(before, told, strict=True)
    ]
    order = np.argsort(before, kind="stable")
    rising = isotonic(np.array(after)[order], np.array([STEADY + count for *_, count in told])[order])
    kept = dict(zip(order.tolist(), rising.tolist(), strict=True))
    return [
        level if count == 0 else _with_weight(level, m, kept[number], total)
        for number, (level, m, _, count) in enumerate(told)
    ]


def _with_weight(level: Level, m: float, wanted: float, total: int) -> Level:
    if level.tf:
        return replace(level, m=2**wanted / total)
    if level.u_per_record is not None:
        return replace(level, m=m, u_per_record=m / 2**wanted * total)
    return replace(level, m=m, u=min(m / 2**wanted, 1.0))


def isotonic(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The nearest sequence that never falls: neighbours out of order share their mean (pool adjacent violators)."""
    blocks: list[tuple[float, float, int]] = []
    for value, heft in zip(values, weights, strict=True):
        blocks.append((float(value), float(heft), 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (low, light, few), (high, heavy, many) = blocks.pop(), blocks.pop()
            blocks.append(((low * light + high * heavy) / (light + heavy), light + heavy, few + many))
    return np.repeat([value for value, _, _ in blocks], [length for _, _, length in blocks])
