"""Precision, recall and F1, pairwise and B-cubed, from group counts: no pair is ever looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.evaluate.truth import judge

if TYPE_CHECKING:
    from crmtool.evaluate.truth import Entity

PAIRS = {"pairs_true": ["true"], "pairs_found": ["found"], "pairs_right": ["true", "found"]}
"""What is counted: pairs of rows that agree in these columns."""


@dataclass(frozen=True, slots=True)
class Scores:
    """How well what was found agrees with the truth.

    ``rows`` judged; ``missing`` names those that the crosswalk lacks (source_file, row). ``entities_true`` and
    ``entities_found`` count the customers or vehicles among those rows. Pairs: true, found, and both at once (right).
    """

    entity: str
    rows: int
    missing: pl.DataFrame
    entities_true: int
    entities_found: int
    pairs_true: int
    pairs_found: int
    pairs_right: int
    bcubed_precision: float
    bcubed_recall: float

    @property
    def precision(self) -> float:
        """Share of the pairs found that are true; 1 where none was found."""
        return _share(self.pairs_right, self.pairs_found)

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found; 1 where there are none."""
        return _share(self.pairs_right, self.pairs_true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)

    @property
    def bcubed_f1(self) -> float:
        """Harmonic mean of B-cubed precision and recall."""
        return _harmonic(self.bcubed_precision, self.bcubed_recall)


def evaluate(crosswalk: pl.DataFrame, truth: pl.DataFrame, entity: Entity) -> Scores:
    """Judge the ``customer_id`` or ``vehicle_id`` of the crosswalk by the truth.

    ``truth`` has ``source_file`` (or file), ``row``, ``customer`` (or person) and, where known, ``vehicle``; rows
    without a label are not judged. Raises UsageError on a truth that cannot be used.

    >>> rows = {"source_file": "a.csv", "row": [1, 2, 3, 4], "record_key": ["k", "l", "m", "n"]}
    >>> crosswalk = pl.DataFrame({**rows, "customer_id": ["C1", "C1", "C1", "C2"]})
    >>> truth = pl.DataFrame({"file": "a.csv", "row": [1, 2, 3, 4], "person": ["x", "x", "y", "y"]})
    >>> scores = evaluate(crosswalk, truth, "customer")
    >>> scores.pairs_true, scores.pairs_found, scores.pairs_right, round(scores.f1, 3), round(scores.bcubed_f1, 3)
    (2, 3, 1, 0.4, 0.706)
    """
    judged = judge(crosswalk, truth, entity)
    rows = judged.rows
    true, found, both = (rows.group_by(by).len() for by in PAIRS.values())
    cells = both.join(true, on="true", suffix="_true").join(found, on="found", suffix="_found")
    square = pl.col("len").cast(pl.Float64).pow(2)
    bcubed = cells.select(precision=(square / pl.col("len_found")).sum(), recall=(square / pl.col("len_true")).sum())
    return Scores(
        entity=entity,
        rows=rows.height,
        missing=judged.missing,
        entities_true=true.height,
        entities_found=found.height,
        **{name: count_pairs(rows, agreeing) for name, agreeing in PAIRS.items()},
        bcubed_precision=bcubed["precision"].item() / rows.height,
        bcubed_recall=bcubed["recall"].item() / rows.height,
    )


def breakdown(crosswalk: pl.DataFrame, truth: pl.DataFrame, entity: Entity, by: str) -> pl.DataFrame:
    """Pairwise scores for each value of the truth's column ``by``, over the pairs of which either row has that value.

    A row with several values, parted by semicolons, counts for each of them. Gives the value under the column's name,
    ``rows``, ``pairs_true``, ``pairs_found``, ``pairs_right``, ``precision``, ``recall`` and ``f1``, most rows first.
    Raises UsageError if the truth has no such column.
    """
    rows = judge(crosswalk, truth, entity, by).rows
    each = pl.col("label").str.split(";").list.eval(pl.element().str.strip_chars()).list.unique()
    labelled = rows.with_columns(each).explode("label")
    counts = labelled.group_by("label").agg(pl.len().cast(pl.Int64).alias("rows"))
    for name, group in PAIRS.items():
        touching = _touching(rows, labelled, group).rename({"pairs": name})
        counts = counts.join(touching, on="label", how="left", nulls_equal=True)
    parts = with_ratios(counts).sort("rows", "label", descending=[True, False])
    return parts.rename({"label": by if by not in parts.columns else f"{by} (truth)"})


def count_pairs(rows: pl.DataFrame, agreeing: list[str]) -> int:
    """How many pairs of rows agree in all of these columns."""
    size = pl.col("len").cast(pl.Int64)
    return int(rows.group_by(agreeing).len().select((size * (size - 1) // 2).sum()).item())


def with_ratios(counts: pl.DataFrame) -> pl.DataFrame:
    """Add ``precision``, ``recall`` and ``f1`` to counted pairs."""
    precision, recall = pl.col("precision"), pl.col("recall")
    harmonic = pl.when(precision + recall > 0).then(2 * precision * recall / (precision + recall)).otherwise(0.0)
    return counts.with_columns(
        precision=_ratio("pairs_right", "pairs_found"), recall=_ratio("pairs_right", "pairs_true")
    ).with_columns(f1=harmonic)


def _touching(rows: pl.DataFrame, labelled: pl.DataFrame, group: list[str]) -> pl.DataFrame:
    """Pairs inside the groups of which at least one row has the label: all pairs less those among the others.

    ``labelled`` has the rows once for each of their labels.
    """
    sizes = rows.group_by(group).agg(size=pl.len().cast(pl.Int64))
    having = labelled.group_by(*group, "label").agg(having=pl.len().cast(pl.Int64)).join(sizes, on=group)
    others = pl.col("size") - pl.col("having")
    pairs = (pl.col("size") * (pl.col("size") - 1) - others * (others - 1)) // 2
    return having.group_by("label").agg(pairs=pairs.sum())


def _ratio(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then(pl.col(part) / pl.col(whole)).otherwise(1.0)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
