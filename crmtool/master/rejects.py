"""Rows that a dealer has to mend: in the delivery's own columns and order, as delivered, with the reasons beside.

Deliveries differ in their columns, so the table ``rejects`` has one column ``delivered`` for all of them: a JSON object
of the delivered cells by their headers, in the delivered order. Rows with errors lie among the master's records; the
table ``columns`` says which of their columns was which.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OURS = ("source_file", "row", "line", "codes", "messages")
"""What an export of rejects says beside the delivery's own columns."""
AND = "; "
DELIVERED = ("source_file", "sheet", "row", "line", "codes", "messages", "delivered")


def column_names(headers: Sequence[str], places: Sequence[int], cells: int = 0) -> list[str]:
    """A name of its own for each of the ``cells`` of a row, of which those at ``places`` have ``headers``.

    A header that stands there twice is numbered, a cell without one becomes ``column 3``.

    >>> column_names(["姓名", "手机", "手机"], [0, 1, 3], 5)
    ['姓名', '手机', 'column 3', '手机_2', 'column 5']
    """
    by_place = dict(zip(places, headers, strict=True))
    return _distinct(by_place.get(place, "") for place in range(max(cells, 1 + max(places, default=-1))))


def delivered(headers: Sequence[str], cells: pl.DataFrame, places: Sequence[int] = ()) -> pl.Series:
    """The column ``delivered`` for rows of one table.

    ``headers`` has the header of each column of ``cells`` (String), ``places`` where it stands (in order if not given).

    >>> cells = pl.DataFrame({"c0": ["张三"], "c1": ["0138"], "c2": [None], "c3": ["x"]})
    >>> delivered(["姓名", "手机", "手机", ""], cells).to_list()
    ['{"姓名":"张三","手机":"0138","手机_2":null,"column 4":"x"}']
    """
    where = [*places] or [*range(len(headers))]
    every = column_names(headers, where)
    names = [every[place] for place in where]
    named = cells.cast(pl.String).rename(dict(zip(cells.columns, names, strict=True)))
    return named.select(pl.struct(pl.all()).struct.json_encode().alias("delivered")).to_series()


def delivered_line(headers: Sequence[str], places: Sequence[int], cells: Sequence[str] | None, raw: str) -> str:
    """What ``delivered`` says of a record that was rejected: its ``cells``, more than headers, or else ``raw`` text.

    >>> delivered_line(["姓名"], [0], ["张三", "surplus"], "张三,surplus")
    '{"姓名": "张三", "column 2": "surplus"}'
    """
    names = column_names(headers, places, len(cells)) if cells else ["raw"]
    texts = [cell or None for cell in cells or [raw]]
    return json.dumps(dict(zip(names, texts, strict=False)), ensure_ascii=False)


def unfold(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rows of the table ``rejects`` with the delivery's own columns first, then ``OURS``.

    Rows of several deliveries get the union of their columns, in the order in which they appear. A column that bears
    the name of one of ours says so.

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


def reasons(findings: pl.DataFrame, columns: pl.DataFrame) -> pl.DataFrame:
    """What is wrong with each row that has errors: ``source_file``, ``row``, ``codes`` and ``messages``.

    ``columns`` is the table of that name, which says how the dealer calls each field; the header stands before the
    message, and behind it what the rule suggests.
    """
    errors = findings.filter(pl.col("severity") == "error", pl.col("row").is_not_null())
    headers = columns.filter(pl.col("header") != "").select("source_file", "sheet", "field", "header")
    named = errors.join(headers, on=["source_file", "sheet", "field"], how="left", maintain_order="left")
    header = pl.coalesce(pl.concat_str("header", pl.lit(": ")), pl.lit(""))
    better = pl.coalesce(pl.concat_str(pl.lit(" -> "), "suggestion"), pl.lit(""))
    said = named.with_columns(said=pl.concat_str(header, "message", better))
    return said.group_by("source_file", "row", maintain_order=True).agg(
        codes=pl.col("code").unique(maintain_order=True).str.join(" "),
        messages=pl.col("said").unique(maintain_order=True).str.join(AND),
    )


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
