"""Find customers and vehicles by whatever somebody has in hand, and everything known about one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import polars as pl

from crmtool.errors import UsageError
from crmtool.identifiers import document, email, engine_no, member_no, phone, plate, vin
from crmtool.values import company_name, person_name
from crmtool.values.text import compact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from crmtool.master.store import Master

Entity = Literal["customer", "vehicle"]

CUSTOMER_FIELDS = {
    "phone": ("mobile", "phone", "phone_2", "contact_phone"),
    "document": ("id_number", "company_id"),
    "id_key": ("id_key",),
    "email": ("email",),
    "member_no": ("member_no",),
    "code": ("customer_no", "record_id"),
    "name": ("name", "contact_name"),
    "company": ("company", "name"),
}
VEHICLE_FIELDS = {"vin": ("vin",), "plate": ("plate",), "engine_no": ("engine_no",)}
"""Which columns of the records are looked up, by the kind that says how a value is standardised."""

HITS = {"entity": pl.String, "id": pl.String, "by": pl.String, "value": pl.String, "records": pl.Int64}
_MOST = 400
"""So many rows are asked for one by one; above, the whole table is read."""


def find(master: Master, text: str, as_of: date) -> pl.DataFrame:
    """The customers and vehicles that ``text`` means: a golden ID, also a former one, a row (``FILE:ROW``), or a value.

    Values are phones, VINs, plates, document numbers, e-mail addresses, names and numbers of any kind, in any spelling
    that a delivery might use; all records are searched, not only golden values. Gives ``entity``, ``id``, ``by`` (the
    field found, ``id`` or ``row``), ``value`` (as standardised) and ``records`` (how many say so), those with most
    records first. Raises UsageError if there is none.
    """
    text = text.strip().encode(errors="replace").decode()
    for search in (_by_id, _by_row):
        hits = search(master, text)
        if hits.height:
            return hits
    hits = _by_value(master, text, as_of)
    if hits.height == 0:
        fix = "Give a golden ID, a phone, a VIN, a plate, an ID number, a name or FILE:ROW"
        raise UsageError(f"nothing in the master is known by {text!r}", fix=fix)
    return hits


def everything(master: Master, entity: Entity, golden_id: str) -> dict[str, pl.DataFrame]:
    """All that the master holds about a golden record.

    Frames by table name: ``customers`` or ``vehicles`` (the golden record; no row if the ID is retired), ``ownerships``
    with the other side's golden values, ``households``, ``lineage``, ``events``, ``crosswalk``, and of the rows there
    the ``records`` (standardised), the ``findings`` and, for a customer, the cases for ``review``.
    """
    key = f"{entity}_id"
    rows = master.select("crosswalk", f"{key} = ?", golden_id)
    known = {
        f"{entity}s": master.select(f"{entity}s", f"{key} = ?", golden_id),
        "ownerships": _with_other_side(master, master.select("ownerships", f"{key} = ?", golden_id), entity),
        "lineage": master.select("lineage", "entity = ? AND id = ?", entity, golden_id),
        "events": master.select("events", '"id" = ? OR "into" = ?', golden_id, golden_id),
        "crosswalk": rows,
        "records": _records_of(master, rows),
        "findings": _at_places(master, "findings", rows),
    }
    if entity == "customer":
        known["households"] = master.select("households", "customer_id = ?", golden_id)
        known["review"] = master.select("review", "customer_id_l = ? OR customer_id_r = ?", golden_id, golden_id)
    return known


def spellings(text: str, as_of: date) -> dict[str, str]:
    """The text as each kind of value would standardise it, for the kinds that can make anything of it."""
    one = pl.Series("value", [text])
    numbers = document.standardise(one, pl.Series([None], dtype=pl.String), as_of)
    kinds = {
        "phone": phone.standardise(one, as_of),
        "document": numbers,
        "id_key": numbers.select(canonical="id_key"),
        "email": email.standardise(one, as_of),
        "member_no": member_no.standardise(one, as_of),
        "code": one.to_frame().select(canonical=compact(pl.col("value"))),
        "name": person_name.standardise(one, as_of),
        "company": company_name.standardise(one, as_of),
        "vin": vin.standardise(one, as_of),
        "plate": plate.standardise(one, as_of),
        "engine_no": engine_no.standardise(one, as_of),
    }
    found = {kind: known["canonical"].item() for kind, known in kinds.items()}
    return {kind: value for kind, value in found.items() if value is not None}


def _by_id(master: Master, text: str) -> pl.DataFrame:
    """The golden record of this ID, or the one that a retired ID leads to."""
    wanted, seen = text.upper(), set[str]()
    while wanted and wanted not in seen:
        seen.add(wanted)
        for entity in ("customer", "vehicle"):
            golden = master.select(f"{entity}s", f"{entity}_id = ?", wanted)
            if golden.height:
                return _hits([(entity, wanted, "id", text, golden["records"].item())])
        wanted = successor(master, wanted)
    return _hits([])


def successor(master: Master, golden_id: str) -> str:
    """The golden ID that this one was merged into last, "" for none."""
    merged = master.select("events", "\"id\" = ? AND kind = 'merged' ORDER BY run", golden_id)["into"].drop_nulls()
    return str(merged[-1]) if merged.len() else ""


def _by_row(master: Master, text: str) -> pl.DataFrame:
    """The golden records of a delivered row, given as ``FILE:ROW``."""
    file, _, row = text.rpartition(":")
    if not file or not (row.isascii() and row.isdigit() and len(row) < 10):
        return _hits([])
    place = pl.DataFrame({"source_file": [file], "row": [int(row)]}).with_columns(by=pl.lit("row"), value=pl.lit(text))
    return pl.concat(_counted(master, place, entity) for entity in ("customer", "vehicle"))


def _by_value(master: Master, text: str, as_of: date) -> pl.DataFrame:
    known = spellings(text, as_of)
    parts = [
        _counted(master, _holding(master, fields, known), entity)
        for entity, fields in (("customer", CUSTOMER_FIELDS), ("vehicle", VEHICLE_FIELDS))
    ]
    return pl.concat(parts).sort("records", "entity", "id", descending=[True, False, False])


def _holding(master: Master, fields: Mapping[str, Sequence[str]], known: Mapping[str, str]) -> pl.DataFrame:
    """``source_file`` and ``row`` of the records that hold it, ``by`` which of their columns, as which ``value``."""
    records = master.scan("records")
    held = set() if records is None else set(records.collect_schema().names())
    wanted = [(name, value) for kind, value in known.items() for name in fields.get(kind, ()) if name in held]
    if records is None or not wanted:
        return pl.DataFrame(schema={"source_file": pl.String, "row": pl.Int64, "by": pl.String, "value": pl.String})
    by = pl.coalesce(pl.when(pl.col(name) == value).then(pl.lit(name)) for name, value in wanted)
    text = pl.coalesce(pl.when(pl.col(name) == value).then(pl.lit(value)) for name, value in wanted)
    return records.select("source_file", "row", by=by, value=text).drop_nulls("by").collect()


def _counted(master: Master, places: pl.DataFrame, entity: str) -> pl.DataFrame:
    """Hits for the golden records of these rows."""
    rows = _at_places(master, "crosswalk", places).drop_nulls(f"{entity}_id")
    return (
        places.join(rows, on=["source_file", "row"])
        .group_by(pl.col(f"{entity}_id").alias("id"), "by", "value")
        .agg(pl.len().cast(pl.Int64).alias("records"))
        .sort("records", "id", "by", descending=[True, False, False])
        .unique("id", keep="first", maintain_order=True)
        .select(pl.lit(entity).alias("entity"), "id", "by", "value", "records")
    )


def _at_places(master: Master, table: str, places: pl.DataFrame) -> pl.DataFrame:
    """The table's rows that stand at the ``source_file`` and ``row`` of ``places``."""
    wanted = places.select("source_file", "row").drop_nulls().unique(maintain_order=True)
    if wanted.height > _MOST:
        return master.table(table).join(wanted, on=["source_file", "row"], how="semi", maintain_order="left")
    if wanted.height == 0:
        return master.select(table, "0")
    values = ", ".join(["(?, ?)"] * wanted.height)
    return master.select(
        table, f'(source_file, "row") IN (VALUES {values})', *[v for row in wanted.rows() for v in row]
    )


def _records_of(master: Master, rows: pl.DataFrame) -> pl.DataFrame:
    records = master.scan("records")
    if records is None:
        return pl.DataFrame()
    wanted = rows.select("source_file", "row").lazy()
    return records.join(wanted, on=["source_file", "row"], how="semi", maintain_order="left").collect()


def _with_other_side(master: Master, ownerships: pl.DataFrame, entity: Entity) -> pl.DataFrame:
    other = "vehicle" if entity == "customer" else "customer"
    key = f"{other}_id"
    ids = ownerships[key].drop_nulls().unique().to_list()
    marks = ", ".join("?" * len(ids))
    golden = master.table(f"{other}s") if len(ids) > _MOST else master.select(f"{other}s", f"{key} IN ({marks})", *ids)
    return ownerships.join(golden, on=key, how="left", maintain_order="left", suffix="_golden")


def _hits(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, HITS, orient="row")
