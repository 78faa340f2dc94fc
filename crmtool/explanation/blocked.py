"""Whether blocking put two records side by side, by which rules, and which came nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rapidfuzz.distance import OSA

from crmtool.explanation.told import Blocking, Key
from crmtool.match.blocking import block_keys, candidate_pairs
from crmtool.match.model import PART
from crmtool.match.scoring import GIVEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.match.model import BlockingRule, MatchModel

SAME, MISSING, DIFFERENT = "same", "missing", "different"


def blocking(left: int, right: int, features: pl.DataFrame, model: MatchModel, stored_rule: int | None) -> Blocking:
    """What blocking makes of two records of ``features``, which has all that share a key with them.

    ``stored_rule`` is the rule under which the last run weighed the pair, None if it did not keep it.
    """
    pair = features.filter(pl.col("record").is_in([left, right]))
    shared = _shared(block_keys(pair, model))
    keys = block_keys(features, model)
    common = keys.filter(pl.col("record").is_in([left, right]))
    proposing = keys.join(_shared(common).select("block"), on="block", how="semi")
    rules = sorted(
        {
            rule
            for rule, part in ((rule, part) for (rule,), part in proposing.group_by("rule"))
            if candidate_pairs(part, model.cap).filter(pl.col("l") == left, pl.col("r") == right).height
        }
    )
    known = [model.blocking[int(str(rule))].name for rule in rules]
    dropped = [number for number in shared["rule"].unique().sort().to_list() if number not in rules]
    name, parts = (
        ("", ()) if known else _nearest(pair, [one for n, one in enumerate(model.blocking) if n not in dropped])
    )
    return Blocking(
        rules=tuple(known),
        too_common=tuple(model.blocking[number].name for number in dropped),
        inside=stored_rule == GIVEN,
        nearest=name,
        keys=parts,
    )


def _shared(keys: pl.DataFrame) -> pl.DataFrame:
    """``block`` and ``rule`` of the keys that two records have in common."""
    return keys.group_by("block", "rule").agg(pl.col("record").n_unique()).filter(pl.col("record") == 2)


def _nearest(pair: pl.DataFrame, rules: Sequence[BlockingRule]) -> tuple[str, tuple[Key, ...]]:
    """The rule most of whose key agrees, and what each part of its key shows."""
    seen = [(rule.name, *_compared(pair, rule)) for rule in rules]
    if not seen:
        return "", ()
    name, _, keys = max(seen, key=lambda one: one[1])
    return name, keys


def _compared(pair: pl.DataFrame, rule: BlockingRule) -> tuple[float, tuple[Key, ...]]:
    parts = [part for key in rule.keys if (part := PART.match(key))]
    found = [_part(pair, part["column"], part["start"], part["stop"]) for part in parts]
    return sum(likeness for likeness, _ in found) / len(found), tuple(key for _, key in found)


def _part(pair: pl.DataFrame, column: str, start: str | None, stop: str | None) -> tuple[float, Key]:
    """How alike both sides are in a part of a key, from 0 (a side says nothing) to 1, and in words."""
    at = slice(int(start) if start else None, int(stop) if stop else None)
    left, right = (_texts(pair[side][column], at) for side in (0, 1))
    if not left or not right:
        return 0.0, Key(column, MISSING, None)
    if set(left) & set(right):
        return 1.0, Key(column, SAME, 0)
    near = [(OSA.normalized_similarity(one, other), OSA.distance(one, other)) for one in left for other in right]
    likeness, slips = max(near, key=lambda one: one[0])
    return 0.99 * likeness, Key(column, DIFFERENT, slips)


def _texts(values: pl.Series, at: slice) -> list[str]:
    single = values.explode() if isinstance(values.dtype, pl.List) else values
    return [text[at] for text in single.drop_nulls().cast(pl.String).to_list() if text[at]]
