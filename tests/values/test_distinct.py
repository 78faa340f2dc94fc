"""Distinct values and their places bring back what was there, whatever the hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.values.distinct import distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

CELLS = st.none() | st.sampled_from(["", "a", "b", "张三", "x" * 40])
HASH_ROWS = pl.DataFrame.hash_rows


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_each_row_is_found_again(rows: Sequence[tuple[str | None, str | None]]) -> None:
    frame = pl.DataFrame(rows, {"value": pl.String, "beside": pl.String}, orient="row")
    known, places = distinct(frame)
    assert sorted(known.rows(), key=repr) == sorted({row for row in rows if row[0] is not None}, key=repr)
    assert known[places].rows() == [row if row[0] is not None else (None, None) for row in rows]
    assert places.dtype == pl.UInt32


def test_values_of_one_hash_stay_two(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = []

    def colliding(frame: pl.DataFrame, seed: int = 0) -> pl.Series:
        seeds.append(seed)
        return HASH_ROWS(frame, seed) if seed else pl.zeros(len(frame), pl.UInt64, eager=True)

    monkeypatch.setattr(pl.DataFrame, "hash_rows", colliding)
    frame = pl.DataFrame({"value": ["a", "b", "a"]})
    known, places = distinct(frame)
    assert known[places].equals(frame)
    assert (len(known), seeds) == (2, [0, 1])
