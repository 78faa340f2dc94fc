"""Dealers side by side: each dealer's score, what became of it, and where most is to be won."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from crmtool.scorecard.metrics import OVERALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scorecard: ``value`` rows without a fault, of ``of``; ``share`` and ``previous`` from 0 to 1."""

    dimension: str
    metric: str
    value: int
    of: int
    share: float | None
    previous: float | None
    codes: str

    @property
    def change(self) -> float | None:
        """By how much the share grew since the delivery before."""
        return None if self.share is None or self.previous is None else round(self.share - self.previous, 6)

    @property
    def faulty(self) -> int:
        """Rows with a fault."""
        return self.of - self.value

    @property
    def commonest(self) -> str:
        """The code found most often; "" where nothing was."""
        return self.codes.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a dealer stands: a line for each dimension, its ``overall`` one, and the metrics below it."""

    dealer: str
    dimensions: tuple[Line, ...]
    metrics: tuple[Line, ...]

    @property
    def score(self) -> float | None:
        """The mean of the dimensions' shares; None where nothing was measured."""
        return _mean([line.share for line in self.dimensions])

    @property
    def change(self) -> float | None:
        """By how much the score grew since the deliveries before; None where there were none."""
        return _mean([line.change for line in self.dimensions])

    @property
    def rows(self) -> int:
        """Rows of the newest deliveries."""
        return max((line.of for line in self.dimensions), default=0)

    def metrics_of(self, overall: Line) -> tuple[Line, ...]:
        """The metrics of a dimension."""
        return tuple(line for line in self.metrics if line.dimension == overall.dimension)

    def worst(self, overall: Line) -> Line | None:
        """The metric of a dimension with most faulty rows, where most is to be won; None where nothing is wrong."""
        faulty = [line for line in self.metrics_of(overall) if line.faulty]
        return max(faulty, key=lambda line: line.faulty, default=None)


def standings(scorecard: pl.DataFrame) -> list[Standing]:
    """Every dealer of a scorecard, the worst score first; those with nothing measured come last."""
    parts = scorecard.partition_by("dealer", maintain_order=True)
    return sorted((_standing(part) for part in parts), key=lambda one: (one.score is None, one.score, one.dealer))


def _standing(part: pl.DataFrame) -> Standing:
    lines = [Line(*values) for values in part.select(field.name for field in fields(Line)).iter_rows()]
    overall = tuple(line for line in lines if line.metric == OVERALL)
    return Standing(part["dealer"][0], overall, tuple(line for line in lines if line.metric != OVERALL))


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return round(sum(known) / len(known), 6) if known else None
