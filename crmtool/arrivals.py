"""From a delivered file to raw records: read it, say what it is, give its columns meaning."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool import mapping
from crmtool.errors import DeliveryRefused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crmtool.model import ColumnMapping, Delivery, Note, RawFile, RawTable
    from crmtool.rulebook import Rules

NOTES = {
    "code": pl.String, "source_file": pl.String, "sheet": pl.String, "line": pl.Int64, "row": pl.Int64,
    "message": pl.String, "value": pl.String,
}  # fmt: skip
IDENTIFYING = ("name", "mobile", "phone", "id_number", "vin", "plate", "email", "member_no", "company", "customer_no")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that could be read: raw records, the rows that could not, what was noticed, each table's mapping."""

    delivery: Delivery
    file: RawFile
    rows: pl.DataFrame
    rejects: pl.DataFrame
    notes: pl.DataFrame
    mappings: tuple[tuple[ColumnMapping, ...], ...]


def understand(files: Sequence[RawFile], rules: Rules, as_of: date) -> list[Arrived | DeliveryRefused]:
    """Say of each file what it is and which field each column holds; refused where no column identifies anybody."""
    whose = [_described(file, rules) for file in files]
    tables = [
        mapping.Unmapped(table, delivery.kind, profile.columns)
        for file, (delivery, profile) in zip(files, whose, strict=True)
        for table in file.tables
    ]
    mapped = iter(mapping.map_tables(tables, rules.fields, as_of))
    return [
        _arrived(file, delivery, tuple(next(mapped) for _ in file.tables))
        for file, (delivery, _) in zip(files, whose, strict=True)
    ]


def _described(file: RawFile, rules: Rules) -> tuple[Delivery, mapping.Profile]:
    folder = file.path.absolute().parent.name
    profile = _profile(mapping.describe_delivery(file.name, folder, file.sha256).dealer, rules)
    return mapping.describe_delivery(file.name, folder, file.sha256, profile=profile), profile


def _arrived(
    file: RawFile, delivery: Delivery, mapped: tuple[tuple[ColumnMapping, ...], ...]
) -> Arrived | DeliveryRefused:
    useful = [(table, columns) for table, columns in zip(file.tables, mapped, strict=True) if _useful(columns)]
    if not useful:
        return DeliveryRefused(
            "no column holds anything a customer or a car could be known by",
            code="I018",
            where=file.name,
            fix="check that this is a customer export, or name its columns in rules/dealers",
        )
    rows = pl.concat([_rows(table, columns, delivery) for table, columns in useful], how="diagonal")
    if rows["dealer"].n_unique() == 1:
        delivery = replace(delivery, dealer=rows["dealer"][0])
    rejects = pl.concat([_rejects(table, delivery) for table, _ in useful])
    notes = [*_notes(file.notes, "", delivery), *_assumptions(delivery)]
    for table, columns in useful:
        notes += _notes(table.notes, table.sheet, delivery)
        notes += _column_notes(table, columns, delivery)
    return Arrived(delivery, file, rows, rejects, pl.DataFrame(notes, NOTES, orient="row"), mapped)


def _profile(dealer: str, rules: Rules) -> mapping.Profile:
    known = rules.dealers.get(dealer)
    return mapping.profile_from_toml(known, f"dealers/{dealer}.toml") if known else mapping.Profile()


def _useful(columns: Sequence[ColumnMapping]) -> bool:
    return any(column.field in IDENTIFYING for column in columns)


def _rows(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> pl.DataFrame:
    rows = mapping.apply(table, columns)
    dealer = pl.lit(delivery.dealer)
    if "dealer_name" in rows.columns:
        dealer = pl.coalesce(pl.col("dealer_name").str.strip_chars().replace("", None), dealer)
    return rows.with_columns(
        source_file=pl.lit(delivery.source_file),
        sheet=pl.lit(table.sheet),
        dealer=dealer,
        kind=pl.lit(delivery.kind),
        delivery_date=pl.lit(delivery.date, pl.Date),
    )


def _rejects(table: RawTable, delivery: Delivery) -> pl.DataFrame:
    return table.rejects.select(
        source_file=pl.lit(delivery.source_file),
        sheet=pl.lit(table.sheet),
        row="row",
        line="line",
        codes="code",
        messages="message",
        delivered=pl.struct("raw").struct.json_encode(),
    )


def _notes(notes: Sequence[Note], sheet: str, delivery: Delivery) -> list[tuple[object, ...]]:
    return [(note.code, delivery.source_file, sheet, note.line, None, note.message, note.value) for note in notes]


def _assumptions(delivery: Delivery) -> list[tuple[object, ...]]:
    codes = {"dealer": "I053", "kind": "I054", "date": "I055"}
    values = {"dealer": delivery.dealer, "kind": delivery.kind, "date": ""}
    return [(codes[what], delivery.source_file, "", 0, None, "", values[what]) for what in delivery.assumed]


def _column_notes(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> list[tuple[object, ...]]:
    unmapped = [column.header or f"column {column.index + 1}" for column in columns if not column.field]
    if not unmapped:
        return []
    named = json.dumps(unmapped, ensure_ascii=False)
    return [("I050", delivery.source_file, table.sheet, table.header_line, None, "", named)]
