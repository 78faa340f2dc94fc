"""Values of Parquet files."""

from __future__ import annotations

import io
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from crmtool.repair.changes import left_alone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.repair.plan import Edit, Left

NO_TEXT = "the column holds numbers, not text"


def edit_parquet(data: bytes, edits: Sequence[Edit]) -> tuple[bytes, list[Edit], list[Left]]:
    """A Parquet file with the values of ``edits`` changed, the edits made and those left; columns keep their types."""
    frame = pl.read_parquet(io.BytesIO(data))
    done: list[Edit] = []
    left: list[Left] = []
    for header, of_column in groupby(sorted(edits, key=lambda edit: edit.header), lambda edit: edit.header):
        wanted = [*of_column]
        if frame.schema[header] != pl.String:
            left += [left_alone(edit, NO_TEXT) for edit in wanted]
            continue
        values = frame[header].scatter([edit.line - 1 for edit in wanted], [edit.new for edit in wanted])
        frame = frame.with_columns(values)
        done += wanted
    if not done:
        return data, done, left
    made = io.BytesIO()
    frame.write_parquet(made)
    return made.getvalue(), done, left
