"""Which record a delivered row is: its key, and whether the source's own id names the row or the customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import LATER
from crmtool.values.digests import digests

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROW: Mapping[str, type[pl.DataType]] = {
    **dict.fromkeys(("record_key", "source_file", "sheet", "dealer", "kind", "extra", "id_means"), pl.String),
    **dict.fromkeys(("row", "line"), pl.Int64),
    "delivery_date": pl.Date,
}
"""What every record says beside its fields."""
SEPARATOR = "\x1f"
KEY = b"crmtool"
SHARED = 0.02
MISTAKEN, FEW = 0.2, 5
LOOKED_AT = 1000
"""Ids on several rows that tell of a file whose they are."""
RARELY = 3
WHOSE = ("dealer", "kind")
AGREEING = ("name", "mobile", "vin", "id_number", "plate", "phone")


def with_record_keys(rows: pl.DataFrame, content: Iterable[str]) -> pl.DataFrame:
    """Add ``record_key`` (32 hexadecimal digits) and ``id_means`` (``row``, ``customer`` or null) to raw records.

    ``rows`` has ``dealer``, ``kind``, ``source_file``, ``record_id`` and the columns ``content``. The same row
    delivered twice gets one key; a further column without content changes none. An id that stands on several different
    rows of one delivery names a customer or an order: for it, and where the source has no id, the row's content is the
    key; where more than one id in fifty does, all ids of the delivery mean customers, unless those are at most one in
    five, or five, and mostly on rows with nothing alike: then they are mistakes. An id that comes back in a later
    delivery of the dealer with a row about somebody else is a counter, not an id, and does not count either.
    """
    content = list(content)
    several = _several(rows, content)
    known = rows.with_columns(_id_means(rows, several))
    named = known.select("source_file", *WHOSE, _id=_own_id(), by_id=pl.col("id_means") == "row")
    shared = named.join(several, on=["source_file", "_id"], how="semi").select(*WHOSE, "_id").unique()
    once = named.join(shared.with_columns(shared=True), on=[*WHOSE, "_id"], how="left", maintain_order="left")
    own = pl.col("by_id") & pl.col("_id").is_not_null() & pl.col("shared").is_null()
    by_id = once.select(own.fill_null(value=False)).to_series()
    whose = {"_dealer": pl.col("dealer"), "_kind": pl.col("kind")}
    ids = known.select(**whose, _means=pl.lit("id"), _text=_own_id()).filter(by_id)
    others = known.select(*content, **whose).filter(~by_id)
    others = others.select("_dealer", "_kind", _means=pl.lit("row"), _text=_whole(content))
    texts = pl.concat([ids, others]).select(pl.concat_str(pl.all(), separator=SEPARATOR)).to_series()
    places = pl.concat([by_id.arg_true(), (~by_id).arg_true()])
    return known.with_columns(record_key=digests(texts, KEY).gather(places.arg_sort()))


def with_id_means(rows: pl.DataFrame, content: Iterable[str]) -> pl.DataFrame:
    """Add only ``id_means`` of ``with_record_keys``, which is much cheaper."""
    return rows.with_columns(_id_means(rows, _several(rows, list(content))))


def newest_versions(records: pl.DataFrame) -> pl.DataFrame:
    """One row for each ``record_key``: of the latest delivery, and of its last row; ordered by ``record_key``.

    Of deliveries of one day that of the last name counts; of one name the longer: what came later is ``folder/name``.
    """
    file = pl.col("source_file")
    order = ("record_key", "delivery_date", "name", "length", "source_file", "row")
    named = records.with_columns(name=file.str.replace_all(LATER, ""), length=file.str.len_chars())
    places = named.select(order).with_row_index("place").sort(order, nulls_last=False)
    return records[places.unique("record_key", keep="last", maintain_order=True)["place"]]


def _own_id() -> pl.Expr:
    """The source's own id, null where it is blank."""
    return pl.when(pl.col("record_id").str.strip_chars() != "").then(pl.col("record_id"))


def _whole(content: Iterable[str]) -> pl.Expr:
    """All text of a row in one, whatever the order of the columns and however many of them are empty."""
    named = [pl.lit(f"{name}=") + pl.col(name) for name in sorted(content)]
    return pl.concat_str(named, separator=SEPARATOR, ignore_nulls=True)


def _id_means(rows: pl.DataFrame, several: pl.DataFrame) -> pl.Series:
    """What a row's own id means; ``several`` as ``_several`` gives it."""
    known = rows.select("source_file", _id=_own_id())
    ids = known.drop_nulls("_id").group_by("source_file").agg(ids=pl.col("_id").n_unique())
    more = several.group_by("source_file").agg(more=pl.col("contents").sum() - pl.len())
    sharing = more.join(ids, on="source_file").filter(pl.col("more") > pl.col("ids") * SHARED)
    few = sharing.filter(pl.col("more") <= pl.max_horizontal(pl.col("ids") * MISTAKEN, FEW))
    mistaken = _of_strangers(rows, several.join(few, on="source_file", how="semi"))
    customers = sharing["source_file"].filter(~sharing["source_file"].is_in(mistaken.implode()))
    means = known.select(
        id_means=pl.when(pl.col("_id").is_null().all().over("source_file") | _is_counter(rows))
        .then(None)
        .when(pl.col("source_file").is_in(customers.implode()))
        .then(pl.lit("customer"))
        .otherwise(pl.lit("row"))
    )
    return means.to_series()


def _several(rows: pl.DataFrame, content: Sequence[str]) -> pl.DataFrame:
    """The ids that stand on several different rows of a ``source_file``: ``_id`` and how many ``contents``."""
    known = rows.select("source_file", _id=_own_id())
    likely = known["_id"].is_not_null() & known.hash_rows().is_duplicated()
    contents = rows.select(content).filter(likely).hash_rows()
    named = known.filter(likely).with_columns(_content=contents).group_by("source_file", "_id")
    return named.agg(contents=pl.col("_content").n_unique()).filter(pl.col("contents") > 1)


def _of_strangers(rows: pl.DataFrame, several: pl.DataFrame) -> pl.Series:
    """The files of ``several`` in which most rows of one id and dealer have nothing alike, though they could have."""
    agreeing = _agreeing(rows)
    some = several.sort("_id").group_by("source_file").head(LOOKED_AT).with_row_index("_one")
    likely = rows.lazy().filter(pl.col("record_id").is_in(some["_id"].implode()))
    places = likely.select("source_file", "dealer", *agreeing, _id="record_id")
    named = places.join(some.lazy(), on=["source_file", "_id"]).collect()
    filled = pl.any_horizontal(pl.lit(value=False), *[pl.col(name).count().over("_one") > 1 for name in agreeing])
    of_one_dealer = pl.col("dealer").n_unique().over("_one") == 1
    apart = named.select("source_file", apart=filled & of_one_dealer & ~_any_alike(agreeing)).group_by("source_file")
    return apart.agg(most=pl.col("apart").sum() * 2 > pl.len()).filter("most")["source_file"]


def _is_counter(rows: pl.DataFrame) -> pl.Series:
    """Whether the ids of a row's dealer and kind that come back in another delivery mostly do so with nothing alike.

    Rows of one id are alike where a field of theirs has few values: of many deliveries two hold one name by chance.
    """
    whose, by_id = WHOSE, (*WHOSE, "_id")
    agreeing = _agreeing(rows)
    deliveries = rows.select(*whose, "source_file").unique().group_by(whose).len()
    several = deliveries.filter(pl.col("len") > 1)
    if several.is_empty():
        return pl.repeat(value=False, n=len(rows), eager=True)
    wanted = rows.select(*whose, "source_file", *agreeing, _id=_own_id())
    named = wanted.join(several, on=whose, how="semi", nulls_equal=True).drop_nulls("_id")
    places = named.select(*by_id, "source_file").unique().group_by(by_id).len()
    returned = places.filter(pl.col("len") > 1).drop("len").with_row_index("_one")
    again = named.join(returned, on=by_id, nulls_equal=True)
    returning = again.select(*whose, alike=_any_alike(agreeing)).group_by(whose)
    seen = returning.agg(_counter=pl.col("alike").sum() < pl.len() / 2)
    counted = rows.select(whose).join(seen, on=whose, how="left", nulls_equal=True, maintain_order="left")
    return counted["_counter"].fill_null(value=False)


def _agreeing(rows: pl.DataFrame) -> list[str]:
    return [name for name in AGREEING if name in rows.columns]


def _any_alike(names: Iterable[str]) -> pl.Expr:
    """Whether a row is alike the others of its id in any of these columns."""
    return pl.any_horizontal(pl.lit(value=False), *map(_alike, names))


def _alike(name: str) -> pl.Expr:
    """Whether a row has a value in this column, and the rows of its id at most one other value in every three rows."""
    value = pl.col(name)
    others = (value.n_unique() - 1 - value.is_null().any().cast(pl.Int64)).over("_one")
    return value.is_not_null() & (others * RARELY <= value.count().over("_one") - 1) & (value.count().over("_one") > 1)
