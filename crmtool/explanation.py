"""Why two records or two customers were or were not joined, weight by weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.masking import mask
from crmtool.match import blocking, model
from crmtool.match.features import customer_features, with_frequencies
from crmtool.match.scoring import prior
from crmtool.match.stage import score_given
from crmtool.merge.identity import VEHICLE
from crmtool.records import newest_versions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.master import Master
    from crmtool.match.model import Comparison, MatchModel
    from crmtool.rulebook import Rules

MOST = 50
MASKED_AS = {
    "person_name": "name",
    "phones": "phone",
    "document": "document",
    "vin": "vin",
    "plate": "plate",
    "address": "address",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the waterfall: what was compared (en, zh), what each side says, the level found, its weight."""

    comparison: Mapping[str, str]
    left: str
    right: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The strongest pair of records of the two sides and what it weighs.

    ``rules`` names the blocking rules under which the pair was compared (empty: blocking never compared it);
    ``customers`` are the two golden IDs.
    """

    left: str
    right: str
    prior: float
    steps: tuple[Step, ...]
    weight: float
    veto: bool
    verdict: str
    rules: tuple[str, ...]
    customers: tuple[str, str]


def explain(master: Master, a: str, b: str, rules: Rules, *, unmask: bool = False) -> Explanation:
    """Explain a pair; ``a`` and ``b`` are customer IDs or rows as ``FILE:ROW``.

    Values are masked unless ``unmask``. Raises UsageError if a side is unknown or both are one record.
    """
    rows = master.records()
    if rows is None:
        raise UsageError("the master holds no records yet", fix="crmtool run brings deliveries in")
    crosswalk = master.table("crosswalk")
    matching = model.from_dict(rules.match["customer"], "match/customer.toml")
    features = _features(rows, crosswalk, matching)
    left, right = _records(a, crosswalk, features), _records(b, crosswalk, features)
    pairs = left.join(right, how="cross", suffix="_r").rename({"record": "l", "record_r": "r"})
    pairs = pairs.filter(pl.col("l") != pl.col("r")).select(
        l=pl.min_horizontal("l", "r"), r=pl.max_horizontal("l", "r")
    )
    if pairs.height == 0:
        raise UsageError("both are one and the same record", where=f"{a} {b}", fix="name two different rows")
    best = score_given(pairs.unique(), features, matching).sort(
        "match_weight", "l", "r", descending=[True, False, False]
    )
    return _explained(best.row(0, named=True), features, matching, unmask=unmask)


def _features(rows: pl.DataFrame, crosswalk: pl.DataFrame, matching: MatchModel) -> pl.DataFrame:
    ids = crosswalk.select("record_key", "customer_id", "vehicle_id").unique("record_key")
    known = customer_features(newest_versions(rows)).join(ids, on="record_key", how="left", maintain_order="left")
    cars = known.with_columns(vehicle=pl.col("vehicle_id").str.slice(1).cast(pl.UInt32, strict=False))
    return with_frequencies(cars, matching)


def _records(name: str, crosswalk: pl.DataFrame, features: pl.DataFrame) -> pl.DataFrame:
    file, _, row = name.rpartition(":")
    if file and re.fullmatch("[0-9]{1,9}", row):
        found = crosswalk.filter(pl.col("source_file") == file, pl.col("row") == int(row))
    else:
        found = crosswalk.filter(pl.col("customer_id") == name.upper())
    if found.height == 0:
        raise UsageError(
            f"{name!r} is neither a customer nor a row", fix="write C00000001, or FILE:ROW as in crosswalk"
        )
    if found["record_key"].null_count() == found.height:
        raise UsageError("the row was rejected", where=name, fix="crmtool export rejects - says why")
    return features.join(found.select("record_key").unique(), on="record_key", how="semi").select("record").head(MOST)


def _explained(
    pair: Mapping[str, object], features: pl.DataFrame, matching: MatchModel, *, unmask: bool
) -> Explanation:
    sides = features.filter(pl.col("record").is_in([pair["l"], pair["r"]]))
    keys = blocking.block_keys(features, matching).filter(pl.col("record").is_in([pair["l"], pair["r"]]))
    shared = keys.group_by("block", "rule").agg(pl.col("record").n_unique()).filter(pl.col("record") == 2)
    steps = [
        Step(
            comparison=comparison.title,
            left=_said(sides[0], comparison, unmask=unmask),
            right=_said(sides[1], comparison, unmask=unmask),
            level=str(pair[f"gamma_{comparison.name}"] or ""),
            weight=float(str(pair[f"mw_{comparison.name}"])),
        )
        for comparison in matching.comparisons
    ]
    left, right = (f"{side['source_file']}:{side['row']}" for side in sides.iter_rows(named=True))
    ids = sides["customer_id"].to_list()
    return Explanation(
        left=left,
        right=right,
        prior=prior(matching, features.height),
        steps=tuple(steps),
        weight=float(str(pair["match_weight"])),
        veto=bool(pair["veto"]),
        verdict=str(pair["verdict"]),
        rules=tuple(matching.blocking[number].name for number in shared["rule"].unique().sort().to_list()),
        customers=(ids[0], ids[1]),
    )


def _said(side: pl.DataFrame, comparison: Comparison, *, unmask: bool) -> str:
    column = comparison.columns[-1] if comparison.kind == "address" else comparison.columns[0]
    values = side.select(pl.col(column).explode() if isinstance(side.schema[column], pl.List) else column)
    text = values.to_series().drop_nulls().cast(pl.String).alias("value").to_frame()
    if column == "vehicle":
        return "".join(VEHICLE + number.zfill(8) for number in text["value"])
    shown = text if unmask else text.select(mask(MASKED_AS.get(comparison.kind, "text"), pl.col("value")))
    return ", ".join(shown["value"].to_list())
