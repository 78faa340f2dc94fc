"""Which record a delivered row is: its key, and whether the source's own id names the row or the customer."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

SEPARATOR = "\x1f"
AGREEING = ("name", "mobile", "vin", "id_number", "plate", "phone")


def with_record_keys(rows: pl.DataFrame, content: Iterable[str]) -> pl.DataFrame:
    """Add ``record_key`` (32 hexadecimal digits) and ``id_means`` (``row``, ``customer`` or null) to raw records.

    ``rows`` has ``dealer``, ``kind``, ``source_file``, ``record_id`` and the columns ``content``. The same row
    delivered twice gets one key. An id that stands on several different rows of one delivery names a customer or an
    order: there, and where the source has no id, the row's content is its key. An id that comes back in a later
    delivery of the dealer with a row about somebody else is a counter, not an id, and does not count either.
    """
    whole = pl.concat_str([pl.col(name).fill_null("") for name in content], separator=SEPARATOR)
    known = rows.with_columns(
        _content=whole, _id=pl.when(pl.col("record_id").str.strip_chars() != "").then(pl.col("record_id"))
    )
    named = known.with_columns(
        id_means=pl.when(pl.col("_id").is_null().all().over("source_file") | _counter(known).over("dealer", "kind"))
        .then(None)
        .when(_shared_ids().over("source_file"))
        .then(pl.lit("customer"))
        .otherwise(pl.lit("row"))
    )
    by_id = (pl.col("id_means") == "row") & pl.col("_id").is_not_null()
    text = pl.concat_str(
        "dealer",
        "kind",
        pl.when(by_id).then(pl.lit("id")).otherwise(pl.lit("row")),
        pl.when(by_id).then(pl.col("_id")).otherwise(pl.col("_content")),
        separator=SEPARATOR,
    )
    return named.with_columns(record_key=text.map_batches(_digests, return_dtype=pl.String)).drop("_content", "_id")


def newest_versions(records: pl.DataFrame) -> pl.DataFrame:
    """One row for each ``record_key``: of the latest delivery, and of its last row; ordered by ``record_key``.

    Of deliveries of one day that of the last name counts; of one name the longer: what came later is ``folder/name``.
    """
    file = pl.col("source_file")
    order = ("record_key", "delivery_date", "name", "length", "source_file", "row")
    named = records.with_columns(name=file.str.replace_all(r"^.*/|~[0-9]+$", ""), length=file.str.len_chars())
    places = named.select(order).with_row_index("place").sort(order, nulls_last=False)
    return records[places.unique("record_key", keep="last", maintain_order=True)["place"]]


def _shared_ids() -> pl.Expr:
    """Whether more than one in fifty ids of a delivery stands on several different rows."""
    rows = pl.struct("_id", pl.col("_content").hash()).filter(pl.col("_id").is_not_null()).n_unique()
    return rows > pl.col("_id").drop_nulls().n_unique() * 1.02


def _counter(known: pl.DataFrame) -> pl.Expr:
    """Whether ids that come back in another delivery mostly come back with nothing else the same."""
    agreeing = [name for name in AGREEING if name in known.columns]
    by_id = ("dealer", "kind", "_id")
    again = pl.col("_id").is_not_null() & (pl.col("source_file").n_unique().over(by_id) > 1)
    alike = pl.any_horizontal(
        (pl.col(name).n_unique().over(by_id) < pl.len().over(by_id)) & pl.col(name).is_not_null() for name in agreeing
    )
    return again.any() & ((again & alike).sum() < again.sum() / 2)


def _digests(texts: pl.Series) -> pl.Series:
    return pl.Series([blake2b(text.encode(), digest_size=16, key=b"crmtool").hexdigest() for text in texts])
