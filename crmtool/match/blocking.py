"""Which records are worth comparing: one sort over the keys of all rules, instead of one join for each.

Every key of every rule is hashed to 64 bits; records whose key is equal stand side by side after the sort and become
candidate pairs. A key that more than ``cap`` records share (a salesman's phone) is narrowed by the name; what is still
too common after that is compared along a window, so that a fleet of a thousand rows stays connected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.match.model import PART

if TYPE_CHECKING:
    import re

    from numpy.typing import NDArray

    from crmtool.match.model import BlockingRule, MatchModel

WINDOW = 4


def block_keys(features: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    """One row for each key of each record: ``block`` (UInt64), ``rule`` (UInt8), ``record`` (UInt32).

    ``features`` has ``record`` and the columns the rules name (String or List(String)). Keys shared by more than
    ``model.cap`` records come out narrowed by ``model.narrow``, or, where that is null, not at all.
    """
    parts = [_keys_of(features, rule, number) for number, rule in enumerate(model.blocking)]
    keys = pl.concat([part for part in parts if part.height] or [_empty()])
    full = keys.group_by("block").len().filter(pl.col("len") > model.cap).select("block")
    if full.height == 0 or not model.narrow:
        return keys
    common = keys.join(full, on="block", how="semi")
    names = features.select("record", narrow=pl.concat_str([*model.narrow]))
    narrowed = (
        common.join(names, on="record")
        .drop_nulls("narrow")
        .with_columns(block=pl.struct("block", "narrow").hash())
        .drop("narrow")
    )
    return pl.concat([keys.join(full, on="block", how="anti"), narrowed.select(keys.columns)])


def key_columns(rule: BlockingRule) -> set[str]:
    """The columns whose values a rule compares."""
    return {part["column"] for key in rule.keys if (part := PART.match(key))}


def candidate_pairs(keys: pl.DataFrame, cap: int) -> pl.DataFrame:
    """Each pair of records with a common key once: ``l`` < ``r`` (UInt32) and ``rule``, the first that found it."""
    ordered = keys.sort("block", "record")
    block = ordered["block"].to_numpy()
    record = ordered["record"].to_numpy()
    rule = ordered["rule"].to_numpy()
    starts = np.flatnonzero(np.r_[True, block[1:] != block[:-1]]) if len(block) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(block)])
    reach = np.repeat(np.where(sizes > cap, WINDOW, cap), sizes)
    left = np.arange(len(block) - 1) if len(block) else np.empty(0, np.int64)
    found: list[tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8]]] = []
    for offset in range(1, cap):
        left = left[left + offset < len(block)]
        left = left[(block[left] == block[left + offset]) & (reach[left] >= offset)]
        if not len(left):
            break
        found.append((record[left], record[left + offset], rule[left]))
    if not found:
        return pl.DataFrame(schema={"l": pl.UInt32, "r": pl.UInt32, "rule": pl.UInt8})
    l, r, rules = (np.concatenate(column) for column in zip(*found, strict=True))  # noqa: E741
    return first_pairs(pl.DataFrame({"l": l, "r": r, "rule": rules}).filter(pl.col("l") != pl.col("r")))


def first_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep one row a pair, the one of the lowest rule; ``pairs`` may hold a pair under several rules."""
    packed = pairs.with_columns(pair=pl.col("l").cast(pl.UInt64) * 2**32 + pl.col("r")).sort("pair", "rule")
    return packed.filter(pl.col("pair") != pl.col("pair").shift(1).fill_null(0)).drop("pair")


def _keys_of(features: pl.DataFrame, rule: BlockingRule, number: int) -> pl.DataFrame:
    parts = [PART.match(key) for key in rule.keys]
    used = features.select("record", *[pl.col(part["column"]).alias(f"k{i}") for i, part in enumerate(parts) if part])
    for name, kind in used.schema.items():
        if isinstance(kind, pl.List):
            used = used.explode(name)
    used = used.select("record", *[_part(pl.col(f"k{i}"), part) for i, part in enumerate(parts) if part]).drop_nulls()
    return used.select(
        block=pl.struct(pl.lit(number, pl.UInt8).alias("rule"), pl.exclude("record")).hash(),
        rule=pl.lit(number, pl.UInt8),
        record="record",
    )


def _part(text: pl.Expr, part: re.Match[str]) -> pl.Expr:
    if part["start"] is None:
        return text
    start = int(part["start"] or 0)
    length = int(part["stop"]) - start if part["stop"] else None
    # A value too short to have the part would meet other values' parts with its whole: it gets no key.
    least = -start if start < 0 else start + (length or 1)
    return pl.when(text.str.len_chars() >= least).then(text.str.slice(start, length))


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={"block": pl.UInt64, "rule": pl.UInt8, "record": pl.UInt32})
