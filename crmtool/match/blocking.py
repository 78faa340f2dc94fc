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

    from crmtool.match.model import BlockingRule, MatchModel

WINDOW = 4
PLACES = 2**22
RECORDS, RULES = 2**28, 2**8
"""More of neither: two records and a rule are one number of 64 bits."""


def block_keys(features: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    """One row for each key of each record: ``block`` (UInt64), ``rule`` (UInt8), ``record`` (UInt32), in their order.

    ``features`` has ``record`` and the columns the rules name (String or List(String)). Keys shared by more than
    ``model.cap`` records come out narrowed by ``model.narrow``, or, where that is null, not at all.
    """
    parts = [_keys_of(features, rule, number) for number, rule in enumerate(model.blocking)]
    keys = pl.concat([part for part in parts if part.height] or [_empty()])
    full = _crowded(keys, model.cap).group_by("block").len().filter(pl.col("len") > model.cap)["block"]
    if full.is_empty() or not model.narrow:
        return keys
    crowded = pl.col("block").is_in(full.implode())
    names = features.select("record", narrow=pl.concat_str([*model.narrow]))
    narrowed = (
        keys.filter(crowded)
        .join(names, on="record", maintain_order="left")
        .drop_nulls("narrow")
        .with_columns(block=pl.struct("block", "narrow").hash())
    )
    return pl.concat([keys.filter(~crowded), narrowed.select(keys.columns)])


def _crowded(keys: pl.DataFrame, cap: int) -> pl.DataFrame:
    """The keys that more than ``cap`` records may share, told by a count in fewer places than there are keys."""
    place = (keys["block"] % PLACES).to_numpy()
    return keys.filter(np.bincount(place, minlength=PLACES)[place] > cap)


def key_columns(rule: BlockingRule) -> set[str]:
    """The columns whose values a rule compares."""
    return {part["column"] for key in rule.keys if (part := PART.match(key))}


def candidate_pairs(keys: pl.DataFrame, cap: int) -> pl.DataFrame:
    """Each pair of records with a common key once: ``l`` < ``r`` (UInt32) and ``rule``, the first that found it.

    ``keys`` as ``block_keys`` gives them, those of a block in order of their records.
    """
    ordered = keys.sort("block", maintain_order=True)
    block, record, rule = (ordered[name].to_numpy() for name in ("block", "record", "rule"))
    starts = np.flatnonzero(np.diff(block, prepend=~block[:1]))
    sizes = np.diff(starts, append=len(block))
    after = np.repeat(starts + sizes, sizes) - np.arange(len(block)) - 1
    met = np.minimum(after, np.repeat(np.where(sizes > cap, WINDOW, cap - 1), sizes))
    left = np.repeat(np.arange(len(block)), met)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(met) - met, met)
    one, other = record[left].astype(np.uint64), record[right]
    found = (((one * RECORDS) + other) * RULES + rule[left])[one != other]
    packed = pl.DataFrame({"packed": found}).sort("packed")
    number, pair = pl.col("packed") % RULES, pl.col("packed") // RULES
    left_one, right_one = pair // RECORDS, pair % RECORDS
    return packed.filter(pair != pair.shift(1).fill_null(0)).select(
        l=left_one.cast(pl.UInt32), r=right_one.cast(pl.UInt32), rule=number.cast(pl.UInt8)
    )


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
