"""Raw text becomes canonical values; what was delivered stays beside them.

Each field has a kind (``rules/fields.toml``), each kind a function over distinct values. A field ``f`` gives ``f_raw``
(as delivered), ``f`` (canonical), ``f_reason`` and, where a check exists, ``f_ok``.
"""

from __future__ import annotations

from collections import ChainMap
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import document, spreadsheet
from crmtool.standardise.settling import DOCUMENT_PARTS, DOCUMENTS, OWN_PHONES, SETTLED, SETTLED_PARTS, settle
from crmtool.values import company_name, dates, text
from crmtool.values.distinct import distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

KINDS: Mapping[str, str] = {
    "phone": "identifiers.phone",
    "vin": "identifiers.vin",
    "plate": "identifiers.plate",
    "email": "identifiers.email",
    "engine_no": "identifiers.engine_no",
    "member_no": "identifiers.member_no",
    "name": "values.person_name",
    "company": "values.company_name",
    "address": "values.address",
    "date": "values.dates",
    "amount": "values.amounts",
    "mileage": "values.mileage",
    "gender": "values.genders",
    "brand": "values.brand",
}
DERIVED: Mapping[str, Mapping[str, str]] = {
    "name": {
        "key": "name_key",
        "pinyin": "name_pinyin",
        "script": "name_script",
        "surname": "surname",
        "name_state": "name_state",
        "gender": "name_gender",
        "first_name_of_two": "first_name",
        "second_name": "second_name",
        "embedded_phone": "embedded_phone",
        "company": "_named",
        "company_key": "_named_key",
        "company_city": "_named_city",
    },
    "vin": {"model_year": "vin_model_year", "brand": "vin_brand"},
    "company": {"key": "_beside_key", "city": "_beside_city"},
    "address": {
        "province": "_province",
        "city": "_city",
        "district": "_district",
        "street_key": "street_key",
        "street": "street",
    },
}
BESIDE: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "date": dates.needs_its_column,
    "gender": lambda value: value.str.contains("[0-9]"),
}
"""Kinds whose values may need the rest of their column to be understood, and which: 03/04/2026, a sex of 1."""

BY_VALUE = KINDS.keys() - BESIDE.keys()
"""Kinds of which a value alone tells what it means."""

SPECIAL: Mapping[str, Mapping[str, bool]] = {"birth_date": {"births": True}, "event_date": {}}
"""What a kind must know of a field beyond its values."""

OTHERWISE: Mapping[str, Mapping[str, int]] = {"date": {"earliest": 1000}}
"""The same of the fields that another market has of its own: its people may have lived long ago."""

ALWAYS: Mapping[str, str] = {
    **{name: name for name in ("name", "company", "address", "vin")},
    **dict.fromkeys(OWN_PHONES, "phone"),
    **dict.fromkeys(DOCUMENTS, "document"),
}
"""Fields that are settled with others: their columns are there, null where a market calls a text of its own so."""

CHECKED = ("phone", "vin", "plate", "email", "document")
THREADS = 2
REASON = pl.Categorical()
"""The type of a column with one of few words in every row: as text they would take a third of the memory."""
NUMBERS = {"vin_model_year": pl.Int32()}


def standardise(rows: pl.DataFrame, kinds: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Standardise whole deliveries.

    ``rows``: raw records with ``source_file`` and a String column for each field of ``kinds`` (field to kind; a field
    that nobody delivered may be missing and comes out null). ``as_of`` is the day the rules speak of. Gives the same
    rows in the same order with the columns described above and the derived ones matching and merging use.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)  # one for all: nulls cost memory, too
    records = rows.hstack([nothing.alias(name) for name in kinds if name not in rows.columns]).rechunk()
    raw = {name: f"{name}_raw" for name in kinds}
    groups = _alike(kinds)
    with ThreadPoolExecutor(THREADS) as pool:
        known = ChainMap(*pool.map(partial(_fields, records, as_of=as_of), groups, groups.values()))
    named = pl.concat([records.rename(raw), *[known[name] for name in kinds]], how="horizontal")
    lacking = {column: dtype for column, dtype in _made(ALWAYS).items() if column not in named.columns}
    return settle(named.with_columns(pl.lit(None, dtype).alias(column) for column, dtype in lacking.items()), as_of)


def promise(rows: Mapping[str, pl.DataType], kinds: Mapping[str, str]) -> dict[str, pl.DataType]:
    """The columns that ``standardise`` gives for rows of this schema."""
    known = {name: kind for name, kind in rows.items() if name not in kinds}
    raw = {f"{name}_raw": pl.String() for name in kinds}
    made = _made(ALWAYS) | _made(kinds)
    lasting = {column: dtype for column, dtype in made.items() if column[0] != "_" and column not in SETTLED_PARTS}
    settled = dict.fromkeys((*SETTLED, *(f"id_{part}" for part in DOCUMENT_PARTS)), pl.String())
    return known | raw | lasting | settled | {"id_sure": pl.Boolean()}


def _made(kinds: Mapping[str, str]) -> dict[str, pl.DataType]:
    """What ``_fields`` gives for all these fields."""
    return {column: dtype for name, kind in kinds.items() for column, dtype in _columns(name, kind).items()}


def _columns(name: str, kind: str) -> dict[str, pl.DataType]:
    """What ``_fields`` gives for a field."""
    flags = ["ok"] * (kind in CHECKED) + ["sure"] * (kind == "document")
    texts = ["kind"] * (kind in ("phone", "document")) + ["key", "birth_date", "gender"] * (kind == "document")
    others = [f"_{name}_others"] * (kind == "phone" and name in OWN_PHONES)
    derived = DERIVED.get(kind, {}).values() if kind in (name, "vin") else ()
    return (
        {name: pl.String(), f"{name}_reason": REASON}
        | {f"{name}_{part}": pl.Boolean() for part in flags}
        | {f"{name}_{part}": pl.String() for part in texts}
        | {column: NUMBERS.get(column, pl.String()) for column in (*others, *derived)}
    )


def _alike(kinds: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """Fields that are standardised together, and their kind: a call for one value takes long beside one for many."""
    groups: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        groups.setdefault(kind if kind in BY_VALUE else f"{kind} {name}", []).append(name)
    return {tuple(names): kinds[names[0]] for names in groups.values()}


def _fields(records: pl.DataFrame, names: Sequence[str], kind: str, as_of: date) -> dict[str, pl.DataFrame]:
    """The canonical and derived columns of fields of one kind, row by row; each value of a field is read once."""
    given = [name for name in names if records[name].count()]
    empty = {name: records.select(**_nothing(name, kind)) for name in names if name not in given}
    if kind not in BY_VALUE:
        return empty | {name: _in_its_column(records, name, kind, as_of) for name in given}
    return empty | _by_value(records, given, kind, as_of) if given else empty


def _nothing(name: str, kind: str) -> dict[str, pl.Expr]:
    return {column: pl.col(name).cast(dtype) for column, dtype in _columns(name, kind).items()}


def _by_value(records: pl.DataFrame, names: Sequence[str], kind: str, as_of: date) -> dict[str, pl.DataFrame]:
    """The columns of fields of a kind that is read ``BY_VALUE``."""
    values = {name: distinct(records.select(name)) for name in names}
    read = import_module(f"crmtool.{KINDS[kind]}").standardise(
        pl.concat(own.to_series() for own, _ in values.values()), as_of
    )
    known, start = {}, 0
    for name, (own, places) in values.items():
        said = read.slice(start, own.height)
        start += own.height
        if name == kind == "name":
            said = said.hstack(company_name.in_names(own.to_series(), said["name_state"], as_of))
        known[name] = _chosen(said, name, kind)[places]
    return known


def _in_its_column(records: pl.DataFrame, name: str, kind: str, as_of: date) -> pl.DataFrame:
    """The columns of a field whose values say little alone, or need no reading."""
    if kind == "document":
        return _documents(records, name, as_of)
    if kind not in KINDS:
        return _plain(records[name], kind)
    standard = partial(import_module(f"crmtool.{KINDS[kind]}").standardise, as_of=as_of, **_special(name, kind))
    pairs, places = distinct(records.select(name, _beside=pl.when(BESIDE[kind](pl.col(name))).then("source_file")))
    return _chosen(standard(pairs[name], columns=pairs["_beside"]), name, kind)[places]


def _special(name: str, kind: str) -> Mapping[str, int]:
    return SPECIAL.get(name, OTHERWISE.get(kind, {}))


def _chosen(known: pl.DataFrame, name: str, kind: str) -> pl.DataFrame:
    """The columns of a field from what its kind's function gives."""
    derived = DERIVED.get(kind, {}) if kind in (name, "vin") else {}
    return known.select(
        pl.col("canonical").alias(name),
        pl.col("reason").cast(REASON).alias(f"{name}_reason"),
        *([pl.col("valid").alias(f"{name}_ok")] if kind in CHECKED else []),
        *([pl.col("phone_kind").alias(f"{name}_kind")] if kind == "phone" else []),
        *([_joined(pl.col("others")).alias(f"_{name}_others")] if kind == "phone" and name in OWN_PHONES else []),
        *[pl.col(column).alias(target) for column, target in derived.items()],
    )


def _joined(others: pl.Expr) -> pl.Expr:
    """Lists of numbers as texts with spaces between, empty ones as null."""
    return pl.when(others.list.len() > 0).then(others.list.join(" "))


def _plain(values: pl.Series, kind: str) -> pl.DataFrame:
    """Codes and free text: only spelled in one way, and always good. Most are spelled so already."""
    spelled = text.compact if kind in ("code", "year") else text.fold
    odd = text.showing(values, text.UNCOMPACT if kind in ("code", "year") else text.UNFOLDED)
    canonical = text.changed(values, odd, partial(_respelled, spelled))
    reason = pl.when(pl.col(values.name).is_not_null()).then(pl.lit("ok", REASON)).alias(f"{values.name}_reason")
    return values.to_frame().select(canonical.alias(values.name), reason)


def _respelled(spelled: Callable[[pl.Expr], pl.Expr], cells: pl.Series) -> pl.Series:
    """The same cells spelled in one way, each distinct one once."""
    known, places = distinct(cells.to_frame("old"))
    return known.select(spelled(pl.col("old")).gather(places)).to_series()


def _documents(records: pl.DataFrame, name: str, as_of: date) -> pl.DataFrame:
    """Document numbers need their declared type, and their whole column, which shows what a value alone hides."""
    seen = records.select("source_file", _given=name, _type="id_type")
    if seen["_given"].null_count() < seen.height:
        seen = seen.with_columns(_given=spreadsheet.marked(seen["_given"], seen["source_file"]))
    values, places = distinct(seen.select("_given", "_type"))
    known = document.standardise(values["_given"], values["_type"], as_of)
    chosen = known.select(
        pl.col("canonical").alias(name),
        pl.col("reason").cast(REASON).alias(f"{name}_reason"),
        pl.col("valid").alias(f"{name}_ok"),
        pl.col("id_kind").alias(f"{name}_kind"),
        pl.col("id_key").alias(f"{name}_key"),
        (pl.col("valid") | pl.col("suggestion").is_not_null()).alias(f"{name}_sure"),
        pl.col("birth_date").cast(pl.String).alias(f"{name}_birth_date"),
        pl.col("gender").alias(f"{name}_gender"),
    )
    everywhere = chosen[places]
    rounded = spreadsheet.doubtful(everywhere[name], everywhere[f"{name}_ok"], seen["source_file"])
    return everywhere.with_columns(pl.col(f"{name}_sure") & ~rounded)
