"""From a delivered file to raw records: read it, say what it is, give its columns meaning."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING

import polars as pl

from crmtool import mapping
from crmtool.errors import CrmtoolError, DeliveryRefused
from crmtool.model import LATER, RawFile
from crmtool.read import legible, load, read_loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from crmtool.model import ColumnMapping, Delivery, Note, RawTable
    from crmtool.read.files import Loaded
    from crmtool.rulebook import Rules

NOTES = {
    "code": pl.String, "source_file": pl.String, "sheet": pl.String, "line": pl.Int64, "row": pl.Int64,
    "message": pl.String, "value": pl.String,
}  # fmt: skip
REJECTS = {
    "source_file": pl.String, "sheet": pl.String, "row": pl.Int64, "line": pl.Int64,
    "codes": pl.String, "messages": pl.String, "delivered": pl.String,
}  # fmt: skip
COLUMNS = {
    "source_file": pl.String, "sheet": pl.String, "place": pl.Int64,
    "header": pl.String, "field": pl.String, "key": pl.String,
}  # fmt: skip
READERS = 2
UNKNOWN, NOBODY = "I018", "no column holds anything a customer or a car could be known by"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A delivery that could be read: raw records, the rows that could not, what was noticed, each table's mapping."""

    delivery: Delivery
    file: RawFile
    rows: pl.DataFrame
    rejects: pl.DataFrame
    notes: pl.DataFrame
    mappings: tuple[tuple[ColumnMapping, ...], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A delivery that could not be taken in, where it lies, and why; ``line`` and ``fix`` as in ``DeliveryRefused``."""

    source_file: str
    sha256: str
    code: str
    message: str
    path: Path
    line: int | None = None
    fix: str = ""


def read_new(paths: Sequence[Path], held: pl.DataFrame, step: Callable[[], None]) -> Iterator[RawFile | Refusal | None]:
    """Read all deliveries that the master does not hold yet, its table ``deliveries`` being ``held``.

    Gives for each path, in their order, the file, why it is refused, or None if the master holds it already. The same
    content under a second name is refused. A file whose name an earlier delivery of other content has is a delivery of
    its own: its ``name`` is ``folder/name`` then, or ``folder/name~2`` where that is taken too. ``step`` is called
    after each file.
    """
    accepted = held.filter(pl.col("refused_because").is_null())
    taken = dict(accepted.select("sha256", "source_file").iter_rows())
    names = set(accepted["source_file"])
    with ThreadPoolExecutor(READERS) as pool:
        for path, file in zip(paths, pool.map(partial(_read, held=frozenset(taken)), paths), strict=True):
            step()
            if isinstance(file, DeliveryRefused):
                yield refusal(legible(path.name), "", path, file)
            elif isinstance(file, RawFile) and file.sha256 not in taken:
                name = _own_name(file, names)
                names.add(name)
                taken[file.sha256] = name
                yield replace(file, name=name)
            elif re.sub(LATER, "", taken[file.sha256]) == file.name:
                yield None
            else:
                what = f"{legible(path)}: the same content as {taken[file.sha256]}. Deliver it once"
                yield Refusal(file.name, file.sha256, "I057", what, path)


def refusal(source_file: str, sha256: str, path: Path, fault: DeliveryRefused) -> Refusal:
    """A delivery at ``path`` that a ``fault`` keeps out."""
    return Refusal(source_file, sha256, fault.code, str(fault), path, fault.line, fault.fix)


def _read(path: Path, held: Collection[str]) -> RawFile | Loaded | DeliveryRefused:
    """A file's tables; only its bytes where their fingerprint is among those ``held``."""
    try:
        loaded = load(path)
        return replace(loaded, data=b"") if held and loaded.sha256 in held else read_loaded(loaded)
    except DeliveryRefused as fault:
        return fault


def read_again(arrived: Arrived) -> RawFile:
    """The delivery with all its cells, which are let go once they are standardised.

    Raises CrmtoolError for a file that is no longer what was read.
    """
    loaded = load(arrived.file.path)
    if loaded.sha256 != arrived.file.sha256:
        raise CrmtoolError("changed while it was checked", where=legible(arrived.file.path), fix="Check it again")
    return replace(read_loaded(loaded), name=arrived.file.name)


def _own_name(file: RawFile, names: Collection[str]) -> str:
    """What a delivery is called: the file's name, unless an earlier delivery is called so."""
    longer = f"{legible(file.path.absolute().parent.name)}/{file.name}"
    numbered = (f"{longer}~{number}" for number in count(2))
    return next(name for name in chain((file.name, longer), numbered) if name not in names)


def understand(files: Sequence[RawFile], rules: Rules, as_of: date) -> list[Arrived | DeliveryRefused]:
    """Say of each file what it is and which field each column holds; refused where no column identifies anybody."""
    whose = _described(files, rules)
    tables = [
        mapping.Unmapped(table, delivery.kind, profile.columns, profile.where)
        for file, (delivery, profile) in zip(files, whose, strict=True)
        for table in file.tables
    ]
    mapped = iter(mapping.map_tables(tables, rules.fields, as_of))
    identifying = {name for name, field in rules.fields.items() if field.identifies}
    return [
        _arrived(file, delivery, tuple(next(mapped) for _ in file.tables), identifying)
        for file, (delivery, _) in zip(files, whose, strict=True)
    ]


def noticed(rows: pl.DataFrame, arrived: Sequence[Arrived]) -> pl.DataFrame:
    """What reading and mapping noticed of the deliveries, and which of them have ids that name a customer.

    ``rows`` are those of the deliveries, or of these and others, with ``id_means``.
    """
    names = [one.delivery.source_file for one in arrived]
    shared = rows.filter(pl.col("id_means") == "customer", pl.col("source_file").is_in(names))
    meanings = shared.select(
        *[pl.lit(None, kind).alias(name) for name, kind in NOTES.items() if name not in ("code", "source_file")],
        code=pl.lit("I056"),
        source_file="source_file",
    ).unique("source_file", maintain_order=True)
    return pl.concat([*[one.notes for one in arrived], meanings.select(NOTES.keys())])


def columns_of(arrived: Sequence[Arrived]) -> pl.DataFrame:
    """Each delivered column: its ``place`` and ``header`` in the table, its ``field`` or else ``key`` in ``extra``."""
    columns = [
        (one.delivery.source_file, table.sheet, table.places[column.index], table.headers[column.index], field, key)
        for one in arrived
        for table, mapped in zip(one.file.tables, one.mappings, strict=True)
        for column, key in zip(mapped, mapping.column_keys(table.headers), strict=True)
        for field in (column.field or None,)
    ]
    return pl.DataFrame(columns, COLUMNS, orient="row")


def profile_name(file: RawFile) -> str:
    """Which profile a delivery is read by: the dealer's in its name, else its folder's."""
    return _said([file])[0].dealer


def _described(files: Sequence[RawFile], rules: Rules) -> list[tuple[Delivery, mapping.Profile]]:
    """What each file is, by its name and its dealer's profile, and that profile."""
    profiles = [(said, _profile(said.dealer, rules)) for said in _said(files)]
    return [
        (_said([file], profile)[0] if profile else said, profile or mapping.Profile())
        for file, (said, profile) in zip(files, profiles, strict=True)
    ]


def _said(files: Sequence[RawFile], profile: mapping.Profile | None = None) -> list[Delivery]:
    places = [(legible(one.path.name), legible(one.path.absolute().parent.name), one.sha256) for one in files]
    said = mapping.describe_deliveries(places, profile=profile)
    return [replace(one, source_file=file.name) for file, one in zip(files, said, strict=True)]


def _arrived(
    file: RawFile, delivery: Delivery, mapped: tuple[tuple[ColumnMapping, ...], ...], identifying: Collection[str]
) -> Arrived | DeliveryRefused:
    known = [any(column.field in identifying for column in columns) for columns in mapped]
    useful = [(table, columns) for table, columns, any_ in zip(file.tables, mapped, known, strict=True) if any_]
    if not useful:
        fix = "Check that this is a customer export, or name its columns in rules/dealers"
        return DeliveryRefused(NOBODY, code=UNKNOWN, where=legible(file.path), fix=fix)
    useless = [table for table, any_ in zip(file.tables, known, strict=True) if not any_]
    rows = pl.concat([_rows(table, columns, delivery) for table, columns in useful], how="diagonal")
    delivery = mapping.agreed(delivery, rows)
    rejects = pl.concat(
        [
            pl.DataFrame(schema=REJECTS),
            *[_rejects(table, delivery) for table in file.tables if table.rejects.height],
            *[_strangers(table, delivery) for table in useless],
        ]
    )
    notes = [*_notes(file.notes, "", delivery), *_assumptions(delivery)]
    notes += [("I036", delivery.source_file, one.sheet, one.header_line, None, NOBODY, one.sheet) for one in useless]
    unread = rejects.select("codes", "source_file", "sheet", "line", "row", "messages").iter_rows()
    notes += [(*one, None) for one in unread if one[0] != UNKNOWN]
    for table, columns in useful:
        notes += _notes(table.notes, table.sheet, delivery)
        notes += _column_notes(table, columns, delivery)
    return Arrived(delivery, file, rows, rejects, pl.DataFrame(notes, NOTES, orient="row"), mapped)


def _profile(dealer: str, rules: Rules) -> mapping.Profile | None:
    known = rules.dealers.get(dealer)
    return mapping.profile_from_toml(known, f"{rules.folder}/dealers/{dealer}.toml") if known else None


def _rows(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> pl.DataFrame:
    return mapping.apply(
        table,
        columns,
        source_file=pl.lit(delivery.source_file),
        sheet=pl.lit(table.sheet),
        dealer=mapping.dealers(table, columns, delivery),
        kind=mapping.kinds(table, columns, delivery),
        delivery_date=pl.lit(delivery.date, pl.Date),
    )


def _rejects(table: RawTable, delivery: Delivery) -> pl.DataFrame:
    from crmtool.master.rejects import delivered_line

    lines = [delivered_line(table.headers, table.places, *one) for one in table.rejects.select("cells", "raw").rows()]
    return table.rejects.select(
        source_file=pl.lit(delivery.source_file),
        sheet=pl.lit(table.sheet),
        row="row",
        line="line",
        codes="code",
        messages="message",
        delivered=pl.Series(lines, dtype=pl.String),
    )


def _strangers(table: RawTable, delivery: Delivery) -> pl.DataFrame:
    """All rows of a sheet beside the customers', as rejects: nothing that was delivered is passed over in silence."""
    from crmtool.master.rejects import delivered

    return pl.DataFrame({"row": table.rows, "line": table.lines}).select(
        source_file=pl.lit(delivery.source_file),
        sheet=pl.lit(table.sheet),
        row="row",
        line="line",
        codes=pl.lit(UNKNOWN),
        messages=pl.lit(NOBODY),
        delivered=delivered(table.headers, table.cells, table.places),
    )


def _notes(notes: Sequence[Note], sheet: str, delivery: Delivery) -> list[tuple[object, ...]]:
    return [(note.code, delivery.source_file, sheet, note.line, None, note.message, note.value) for note in notes]


def _assumptions(delivery: Delivery) -> list[tuple[object, ...]]:
    codes = {"dealer": "I053", "kind": "I054", "date": "I055"}
    values = {"dealer": delivery.dealer, "kind": delivery.kind, "date": ""}
    return [(codes[what], delivery.source_file, "", 0, None, "", values[what]) for what in delivery.assumed]


def _column_notes(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> list[tuple[object, ...]]:
    """What mapping noticed: columns without a field, with the field of another column, known by their values alone."""
    twice = sorted({column.rivals for column in columns} - {""})
    found = [
        ("I050", "", [column for column in columns if not column.field and not column.rivals]),
        *(("I051", name, [one for one in columns if name in (one.field, one.rivals)]) for name in twice),
        ("I052", "", [column for column in columns if not column.named]),
    ]
    return [
        (code, delivery.source_file, table.sheet, table.header_line, None, said, _called(about))
        for code, said, about in found
        if about
    ]


def _called(columns: Sequence[ColumnMapping]) -> str:
    """The columns' headers, or places where they have none, as JSON."""
    return json.dumps([column.header or f"column {column.index + 1}" for column in columns], ensure_ascii=False)
