"""The heavy stages of matching, for any engine: pairs are made and weighed inside a bucket, scored edges come out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool.match.blocking import block_keys, candidate_pairs
from crmtool.match.scoring import GIVEN, contradicts, score
from crmtool.model import Stage

if TYPE_CHECKING:
    from crmtool.match.model import MatchModel


def blocks_and_scoring(features: pl.DataFrame, model: MatchModel) -> tuple[pl.DataFrame, Stage]:
    """The block keys of all records, and the stage that turns them, bucketed by ``block``, into scored pairs.

    A pair that shares keys in two buckets comes out of both: ``one_of_each`` takes the repeats away.
    """
    keys = block_keys(features, model)
    stage = Stage(
        name=f"score {model.entity} pairs",
        fn=partial(_score_bucket, model=model, total=features.height),
        out=schema(model),
        by="block",
        side=features,
    )
    return keys, stage


def one_of_each(scored: pl.DataFrame) -> pl.DataFrame:
    """Each scored pair once, under the first blocking rule that found it, ordered by record."""
    ordered = scored.sort("l", "r", "rule")
    again = (pl.col("l") == pl.col("l").shift()) & (pl.col("r") == pl.col("r").shift())
    return ordered.filter(~again.fill_null(value=False))


def score_given(pairs: pl.DataFrame, features: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    """Weigh pairs ``l``, ``r`` that no blocking rule proposed; their ``rule`` is ``GIVEN``."""
    named = pairs.select(pl.col("l", "r").cast(pl.UInt32), rule=pl.lit(GIVEN, pl.UInt8))
    return score(named, features, model, features.height)


def schema(model: MatchModel) -> dict[str, pl.DataType | type[pl.DataType]]:
    """Columns of scored pairs, before records are named."""
    evidence: dict[str, pl.DataType | type[pl.DataType]] = {}
    for comparison in model.comparisons:
        evidence[f"gamma_{comparison.name}"] = comparison.enum
        evidence[f"mw_{comparison.name}"] = pl.Float32
    ends = {"match_weight": pl.Float64, "against": pl.Float32, "veto": pl.Boolean, "verdict": pl.String}
    return {"l": pl.UInt32, "r": pl.UInt32, "rule": pl.UInt8, **evidence, **ends}


def _score_bucket(keys: pl.DataFrame, features: pl.DataFrame, model: MatchModel, total: int) -> pl.DataFrame:
    pairs = candidate_pairs(keys, model.cap)
    scored = score(pairs, features, model, total)
    return scored.filter((pl.col("match_weight") >= model.review) | contradicts(model))
