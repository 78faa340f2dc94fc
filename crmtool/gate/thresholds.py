"""How much of a fault is let pass: by the rule itself, or as a dealer's profile says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.gate.selection import selected

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crmtool.rules_model import Rule, Threshold


ROUNDING = 1e-6
"""What a share of rows may be short of a whole number in floating point: 0.29 of 100 is 28.999999999999996."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What is let pass in the deliveries of one dealer: codes that are not looked at, and thresholds by code."""

    ignore: frozenset[str]
    thresholds: Mapping[str, Threshold]


def policy(
    checks: Mapping[str, Rule], ignore: Iterable[str], thresholds: Mapping[str, Threshold], where: str
) -> Policy:
    """The policy of a dealer: the rules' own thresholds, but for the codes (or beginnings of codes) given here.

    Of two beginnings that fit a code the longer counts. Raises UsageError, in the words of ``where``, for a code that
    there is not.
    """
    ignored = selected(checks, ignore, where=f"{where} ignore") if (ignore := tuple(ignore)) else frozenset[str]()
    limits = {code: rule.threshold for code, rule in checks.items()}
    for word in sorted(thresholds, key=len):
        limits |= dict.fromkeys(selected(checks, [word], where=f"{where} [thresholds]"), thresholds[word])
    return Policy(ignored, {code: limit for code, limit in limits.items() if limit.count or limit.share})


def apply(findings: pl.DataFrame, policies: Mapping[str, Policy], rows: Mapping[str, int]) -> pl.DataFrame:
    """The findings that policies leave, with ``counts`` (Boolean): false where the delivery is within the threshold.

    ``policies`` and ``rows`` (how many rows a delivery has) are by ``source_file``. A row that has a fault twice counts
    once, and so do all findings about the whole delivery.
    """
    text, keys = pl.String, ["source_file", "code"]
    ignored = [(file, code) for file, one in policies.items() for code in one.ignore]
    limits = [
        (file, code, max(limit.count, limit.share * rows[file]) + ROUNDING)
        for file, one in policies.items()
        for code, limit in one.thresholds.items()
    ]
    left = findings
    if ignored:
        those = pl.DataFrame(ignored, dict.fromkeys(keys, text), orient="row")
        left = findings.join(those, on=keys, how="anti", maintain_order="left")
    most = pl.DataFrame(limits, {**dict.fromkeys(keys, text), "most": pl.Float64}, orient="row")
    within = (
        left.select(*keys, "row")
        .join(most, on=keys)
        .group_by(keys)
        .agg(within=pl.col("row").n_unique() <= pl.col("most").first())
        .filter("within")
    )
    if within.is_empty():
        return left.with_columns(counts=pl.lit(value=True))
    counts = left.select(keys).join(within, on=keys, how="left", maintain_order="left")["within"]
    return left.with_columns(counts=~counts.fill_null(value=False))
