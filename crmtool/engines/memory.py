"""Plain Polars in one process: the default while the data fit.

With more than one bucket it runs the buckets one after another, which proves that stages are bucket-safe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import CrmtoolError

if TYPE_CHECKING:
    from crmtool.model import Stage


class MemoryEngine:
    """Run stages in memory, the rows in so many ``buckets``."""

    def __init__(self, buckets: int = 1) -> None:
        self.buckets = buckets

    def map(self, stage: Stage, frame: pl.DataFrame) -> pl.DataFrame:
        """Run a stage without ``by``: any cut of the rows gives the same result."""
        return self._checked(stage, [stage.fn(part) for part in self._slices(frame)])

    def bucket(self, stage: Stage, frame: pl.DataFrame) -> pl.DataFrame:
        """Run a stage on whole buckets: all rows with one value of ``stage.by`` are in one of them.

        Where the stage has a ``side``, each bucket gets those rows of it whose ``record`` the bucket mentions.
        """
        if self.buckets == 1:
            parts = [frame]
        else:
            number = frame.select(pl.struct(stage.by).hash() % self.buckets).to_series()
            parts = [frame.filter(number == bucket) for bucket in range(self.buckets)]
        if stage.side is None:
            return self._checked(stage, [stage.fn(part) for part in parts])
        return self._checked(stage, [stage.fn(part, self._beside(part, stage.side)) for part in parts])

    def _beside(self, part: pl.DataFrame, side: pl.DataFrame) -> pl.DataFrame:
        if self.buckets == 1:
            return side
        return side.join(part.select("record").unique(), on="record", how="semi", maintain_order="left")

    def _slices(self, frame: pl.DataFrame) -> list[pl.DataFrame]:
        size = max(1, -(-frame.height // self.buckets))
        return [frame.slice(start, size) for start in range(0, max(frame.height, 1), size)]

    def _checked(self, stage: Stage, parts: list[pl.DataFrame]) -> pl.DataFrame:
        for part in parts:
            if dict(part.schema) != dict(stage.out):
                wrong = sorted(set(part.schema.items()) ^ set(stage.out.items()), key=str)
                raise CrmtoolError(f"stage {stage.name} broke its promise: {wrong}")
        return pl.concat(parts)
