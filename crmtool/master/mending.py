"""What a dealer has to mend of all that a master holds: rows that were rejected and rows with errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl

from crmtool.master.rejects import DELIVERED, column_names, reasons

if TYPE_CHECKING:
    from crmtool.master.store import Master

KEYS = ("source_file", "row")
TABLE = ("source_file", "sheet")


def to_mend(master: Master) -> pl.DataFrame:
    """Every row that is rejected or has an error, as the table ``rejects`` has them, in the order of the deliveries."""
    rejects = master.table("rejects").select(DELIVERED)
    columns = master.table("columns")
    errors = reasons(master.select("findings", "severity = 'error'"), columns)
    records = master.scan("records")
    if records is None or errors.is_empty():
        return rejects
    rows = records.join(errors.lazy(), on=KEYS, maintain_order="left").collect()
    known = columns.sort("place").partition_by(TABLE, as_dict=True)
    parts = [
        part.select(*DELIVERED[:-1], delivered=_delivered(part, known[key]))
        for key, part in rows.partition_by(TABLE, as_dict=True, maintain_order=True).items()
    ]
    return pl.concat([rejects, *parts]).sort(KEYS, maintain_order=True)


def _delivered(records: pl.DataFrame, columns: pl.DataFrame) -> pl.Series:
    """The column ``delivered`` for records of one table, which has these ``columns``."""
    extras = [json.loads(text) if text else {} for text in records["extra"]]
    every = column_names(columns["header"].to_list(), columns["place"].to_list())
    cells = [
        records[f"{field}_raw"].alias(every[place])
        if field
        else pl.Series(every[place], [extra.get(key) for extra in extras], pl.String)
        for place, field, key in columns.select("place", "field", "key").iter_rows()
    ]
    return pl.DataFrame(cells).select(pl.struct(pl.all()).struct.json_encode()).to_series()
