"""Rejected rows: kept as they were delivered, whatever their columns, and laid out again for the dealer to mend.

Deliveries differ in their columns, so the table ``rejects`` has one column ``delivered`` for all of them: a JSON object
of the delivered cells by their headers, in the delivered order.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OURS = ("source_file", "row", "line", "codes", "messages")
"""What an export of rejects says beside the delivery's own columns."""


def delivered(headers: Sequence[str], cells: pl.DataFrame) -> pl.Series:
    """The column ``delivered`` for rows of one table.

    ``headers`` has the header of each column of ``cells`` (String). A header that stands there twice is numbered, an
    empty one becomes ``column 3``, and one that bears the name of a column of ours is numbered too.

    >>> cells = pl.DataFrame({"c0": ["张三"], "c1": ["0138"], "c2": [None], "c3": ["x"]})
    >>> delivered(["姓名", "手机", "手机", ""], cells).to_list()
    ['{"姓名":"张三","手机":"0138","手机_2":null,"column 4":"x"}']
    """
    named = cells.cast(pl.String).rename(dict(zip(cells.columns, _distinct(headers), strict=True)))
    return named.select(pl.struct(pl.all()).struct.json_encode().alias("delivered")).to_series()


def unfold(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table ``rejects`` with the delivery's own columns first, then ``OURS``.

    Rows of several deliveries get the union of their columns, in the order in which they appear.

    >>> stored = {"source_file": "a.csv", "row": 1, "line": 3, "codes": "V201", "messages": "check digit"}
    >>> unfold(pl.DataFrame([stored | {"delivered": '{"姓名":"张三","手机":"0138"}'}])).row(0)
    ('张三', '0138', 'a.csv', 1, 3, 'V201', 'check digit')
    """
    rows = [json.loads(text) if text else {} for text in rejects["delivered"]]
    columns = dict.fromkeys(name for row in rows for name in row)
    taken = [name for name in columns if name in OURS]
    own = pl.DataFrame(rows, dict.fromkeys(columns, pl.String), orient="row") if columns else pl.DataFrame()
    renamed = own.rename({name: f"{name} (delivered)" for name in taken})
    return pl.concat([renamed, rejects.select(OURS)], how="horizontal")


def _distinct(headers: Iterable[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for place, header in enumerate(headers, 1):
        base = name = header or f"column {place}"
        while name in seen:
            seen[base] += 1
            name = f"{base}_{seen[base]}"
        seen[name] = 1
        names.append(name)
    return names
