"""The figures: rows without a fault, of all rows a metric is about, in a dealer's newest deliveries and those before.

A delivery is everything one dealer sent of one kind under one date; files without a date are one delivery, the oldest.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from crmtool.scorecard.metrics import DIMENSIONS, NEEDED, OVERALL, metrics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.rules_model import Rules
    from crmtool.scorecard.metrics import Metric

DELIVERED = ("dealer", "kind", "delivery_date")
COLUMNS = {
    "dealer": pl.String, "dimension": pl.String, "metric": pl.String, "value": pl.Int64, "of": pl.Int64,
    "share": pl.Float64, "previous": pl.Float64, "codes": pl.String,
}  # fmt: skip
SAYS_NOTHING = ("ok", "placeholder")
"""Reasons that a cell without a value may have although nobody wrote anything there."""
DIGITS = 6


def scorecard(records: pl.DataFrame, findings: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """A line for each dealer, dimension and metric, in this order; dealers by name.

    ``records``: standardised rows of all deliveries; ``findings``: what the rules found in them. Gives dealer,
    dimension, metric (``overall``, a field, ``row`` or ``delivery``), value and of (Int64: rows without a fault, and
    of how many, in the dealer's newest delivery of each kind), share (0 to 1; null where of is 0), previous (the share
    with the delivery before the newest in its place for each kind that has one; null where none tells of the metric),
    and codes (faults by code, the commonest first: ``V201 412, V204 88``). A metric of which neither delivery tells
    anything has no line; ``overall`` always has one.
    """
    measured = metrics(rules)
    if not measured:
        return pl.DataFrame(schema=COLUMNS)
    places = pl.DataFrame(
        [(place, DIMENSIONS[one.dimension], one.name) for place, one in enumerate(measured)],
        {"place": pl.Int64, "dimension": pl.String, "metric": pl.String},
        orient="row",
    )
    rows = _rows(records, measured)
    faults = _faults(findings, rows, measured)
    counted = _counted(rows, faults, measured)
    now = counted.filter(pl.col("age") == 0).group_by("dealer", "place").agg(pl.col("value", "of").sum())
    return (
        now.join(_before(counted), on=["dealer", "place"], how="left")
        .join(places, on="place")
        .join(_codes(faults, rows, measured), on=["dealer", "place"], how="left")
        .filter((pl.col("of") > 0) | pl.col("previous").is_not_null() | (pl.col("metric") == OVERALL))
        .sort("dealer", "place")
        .with_columns(
            share=(pl.col("value") / pl.when(pl.col("of") > 0).then("of")).round(DIGITS),
            previous=pl.col("previous").round(DIGITS),
            codes=pl.col("codes").fill_null(""),
        )
        .select(COLUMNS.keys())
    )


def _rows(records: pl.DataFrame, measured: Sequence[Metric]) -> pl.DataFrame:
    """The rows of each dealer's newest (``age`` 0) and second newest (1) deliveries of a kind.

    With ``at``, the row's position; ``file``, a number; for each field that rules speak of whether the row gives it
    (``gives_<field>``); and for each metric whether it is about the row (``given_<place>``).
    """
    newest_first = pl.col("delivery_date").rank("dense", descending=True).over("dealer", "kind")
    undated_last = pl.col("delivery_date").n_unique().over("dealer", "kind")
    deliveries = records.select(DELIVERED).unique().with_columns(age=newest_first.fill_null(undated_last) - 1)
    fields = sorted({field for one in measured for _, field in one.faults if field})
    return (
        records.select(*DELIVERED, "source_file", "row", *[_gives(field, records) for field in fields])
        .join(deliveries.filter(pl.col("age") < 2), on=DELIVERED, nulls_equal=True)
        .with_row_index("at")
        .with_columns(
            pl.col("source_file").rank("dense").alias("file"),
            *[_is_about(metric).alias(f"given_{place}") for place, metric in enumerate(measured)],
        )
    )


def _gives(field: str, records: pl.DataFrame) -> pl.Expr:
    """Whether the dealer wrote something there, be it wrong; not an empty cell nor a word for one (NULL)."""
    something = pl.lit(value=False)
    if {field, f"{field}_raw", f"{field}_reason"} <= set(records.columns):
        wrong = ~pl.col(f"{field}_reason").fill_null("ok").is_in(SAYS_NOTHING)
        something = pl.col(f"{field}_raw").is_not_null() & (pl.col(field).is_not_null() | wrong)
    return something.alias(f"gives_{field}")


def _is_about(metric: Metric) -> pl.Expr:
    kind = pl.col("kind").is_in(sorted(metric.kinds)) if metric.kinds else pl.col("kind").is_not_null()
    return kind & pl.col(f"gives_{metric.field}") if metric.field else kind


def _faults(findings: pl.DataFrame, rows: pl.DataFrame, measured: Sequence[Metric]) -> pl.DataFrame:
    """Which row (``at``) has which fault (``code``) of which metric (``place``).

    A fault of a whole file is one of each of its rows that the metric is about; in completeness, that lack the field.
    """
    scored = pl.DataFrame(
        [(*fault, place) for place, one in enumerate(measured) for fault in one.faults],
        {"code": pl.String, "field": pl.String, "place": pl.Int64},
        orient="row",
    )
    found = findings.select("source_file", "row", "code", pl.col("field").fill_null("")).join(
        scored, on=["code", "field"]
    )
    parts = [found.join(rows.select("source_file", "row", "at"), on=["source_file", "row"])]
    files = rows.select("source_file", "file").unique()
    whole = found.filter(pl.col("row").is_null()).join(files, on="source_file")
    for (code, field, place), hits in whole.partition_by("code", "field", "place", as_dict=True).items():
        has_it = rows[f"given_{place}"] & rows["file"].is_in(hits["file"].implode())
        if field and measured[place].dimension == NEEDED:
            has_it &= ~rows[f"gives_{field}"]
        parts.append(rows.filter(has_it).select("at", code=pl.lit(code), place=pl.lit(place, pl.Int64)))
    return pl.concat([part.select("at", "code", "place") for part in parts])


def _counted(rows: pl.DataFrame, faults: pl.DataFrame, measured: Sequence[Metric]) -> pl.DataFrame:
    """``value`` and ``of`` by dealer, kind, age and the metric's ``place``."""
    index = ["dealer", "kind", "age"]
    given = [rows[f"given_{place}"] for place in range(len(measured))]
    bad = _bad(rows, faults, measured)
    about = [(known | wrong).alias(f"of_{place}") for place, (known, wrong) in enumerate(zip(given, bad, strict=True))]
    good = [(known & ~wrong).alias(f"ok_{place}") for place, (known, wrong) in enumerate(zip(given, bad, strict=True))]
    wide = rows.select(*index, *about, *good).group_by(index).agg(pl.exclude(index).sum().cast(pl.Int64))
    long = wide.unpivot([one.name for one in about], index=index, variable_name="place", value_name="of")
    value = wide.unpivot([one.name for one in good], index=index, value_name="value")["value"]
    return long.with_columns(value, pl.col("place").str.strip_prefix("of_").cast(pl.Int64))


def _bad(rows: pl.DataFrame, faults: pl.DataFrame, measured: Sequence[Metric]) -> list[pl.Series]:
    """For each metric which rows have a fault; for ``overall`` those that have one in any metric of its dimension."""
    none = pl.repeat(value=False, n=rows.height, eager=True)
    found = {place: hits["at"] for (place,), hits in faults.partition_by("place", as_dict=True).items()}
    bad = [none.clone().scatter(found.get(place, []), values=True) for place in range(len(measured))]
    of_dimension = {letter: [p for p, one in enumerate(measured) if one.dimension == letter] for letter in DIMENSIONS}
    return [
        reduce(or_, (bad[other] for other in of_dimension[one.dimension])) if one.name == OVERALL else bad[place]
        for place, one in enumerate(measured)
    ]


def _before(counted: pl.DataFrame) -> pl.DataFrame:
    """``previous`` by dealer and place: of each kind the second newest delivery, or the newest where it is alone."""
    has_one = (pl.col("age") == 1).any().over("dealer", "kind")
    chosen = counted.filter(pl.col("age") == has_one.cast(pl.UInt32))
    known = pl.col("of").filter(pl.col("age") == 1).sum() > 0
    share = pl.col("value").sum() / pl.col("of").sum()
    return chosen.group_by("dealer", "place").agg(previous=pl.when(known).then(share))


def _codes(faults: pl.DataFrame, rows: pl.DataFrame, measured: Sequence[Metric]) -> pl.DataFrame:
    """``codes`` by dealer and place: what is wrong with the newest deliveries, and how often."""
    overall = {one.dimension: place for place, one in enumerate(measured) if one.name == OVERALL}
    above = {place: overall[one.dimension] for place, one in enumerate(measured)}
    newest = rows.filter(pl.col("age") == 0).select("at", "dealer")
    own = faults.join(newest, on="at").group_by("dealer", "place", "code").len()
    both = pl.concat([own, own.with_columns(pl.col("place").replace(above))])
    counts = both.group_by("dealer", "place", "code").agg(pl.col("len").sum())
    commonest_first = counts.sort("len", "code", descending=[True, False])
    told = pl.format("{} {}", "code", "len").str.join(", ")
    return commonest_first.group_by("dealer", "place", maintain_order=True).agg(codes=told)
