"""Raw text becomes canonical values; what was delivered stays beside them.

Each field has a kind (``rules/fields.toml``), each kind a function over distinct values. A field ``f`` gives ``f_raw``
(as delivered), ``f`` (canonical), ``f_reason`` and, where a check exists, ``f_ok``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import document, further_phones, spreadsheet
from crmtool.values import company_name, dates, region_columns, text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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

SPECIAL: Mapping[str, Mapping[str, bool]] = {"birth_date": {"births": True}, "event_date": {}}
"""What a kind must know of a field beyond its values."""

OTHERWISE: Mapping[str, Mapping[str, int]] = {"date": {"earliest": 1000}}
"""The same of the fields that another market has of its own: its people may have lived long ago."""

OWN_PHONES = ("mobile", "phone", "phone_2")
CHECKED = ("phone", "vin", "plate", "email", "document")
PERSONAL = (
    "resident_id", "legacy_id", "residence_permit", "permanent_residence", "passport",
    "exit_permit", "home_return_permit", "taiwan_permit", "military_id",
)  # fmt: skip
PERSONAL_NAMES = ("full", "latin", "masked", "surname_only")
SHORT_COMPANY = r"\p{Han}{4}"
THREADS = 2
REASON = pl.Categorical()
"""The type of a column with one of few words in every row: as text they would take a third of the memory."""
NUMBERS = {"vin_model_year": pl.Int32()}
DOCUMENT_PARTS = ("kind", "key", "sure", "birth_date", "gender")
DOCUMENTS = ("id_number", "company_id")
SETTLED_PARTS = [f"{name}_{part}" for name in DOCUMENTS for part in DOCUMENT_PARTS]
SETTLED = ("make", "company_key", "company_city")


def standardise(rows: pl.DataFrame, kinds: Mapping[str, str], as_of: date) -> pl.DataFrame:
    """Standardise whole deliveries.

    ``rows``: raw records with ``source_file`` and a String column for each field of ``kinds`` (field to kind; a field
    that nobody delivered may be missing and comes out null). ``as_of`` is the day the rules speak of. Gives the same
    rows in the same order with the columns described above and the derived ones matching and merging use.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)  # one for all: nulls cost memory, too
    records = rows.hstack([nothing.alias(name) for name in kinds if name not in rows.columns]).rechunk()
    raw = {name: f"{name}_raw" for name in kinds}
    with ThreadPoolExecutor(THREADS) as pool:
        known = list(pool.map(partial(_field, records, as_of=as_of), kinds, kinds.values()))
    return _settle(pl.concat([records.rename(raw), *known], how="horizontal"), as_of)


def promise(rows: Mapping[str, pl.DataType], kinds: Mapping[str, str]) -> dict[str, pl.DataType]:
    """The columns that ``standardise`` gives for rows of this schema."""
    known = {name: kind for name, kind in rows.items() if name not in kinds}
    raw = {f"{name}_raw": pl.String() for name in kinds}
    made = {column: dtype for name, kind in kinds.items() for column, dtype in _columns(name, kind).items()}
    lasting = {column: dtype for column, dtype in made.items() if column[0] != "_" and column not in SETTLED_PARTS}
    settled = dict.fromkeys((*SETTLED, *(f"id_{part}" for part in DOCUMENT_PARTS)), pl.String())
    return known | raw | lasting | settled | {"id_sure": pl.Boolean()}


def _columns(name: str, kind: str) -> dict[str, pl.DataType]:
    """What ``_field`` gives for a field."""
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


def _field(records: pl.DataFrame, name: str, kind: str, as_of: date) -> pl.DataFrame:
    """The canonical and derived columns of one field, row by row; each distinct value is standardised once."""
    values = records[name]
    if not values.is_empty() and values.null_count() == len(values):
        return pl.DataFrame([values.cast(dtype).alias(column) for column, dtype in _columns(name, kind).items()])
    if kind == "document":
        return _documents(records, name, as_of)
    if kind not in KINDS:
        return _plain(values, kind)
    standard = partial(import_module(f"crmtool.{KINDS[kind]}").standardise, as_of=as_of, **_special(name, kind))
    if kind not in BESIDE:
        known = values.drop_nulls().unique()
        read = standard(known)
        if name == kind == "name":
            read = read.hstack(_companies(known, read["name_state"], as_of))
        chosen = _chosen(known.to_frame(), read, name, kind)
        joined = records.select(name).join(chosen, on=name, how="left", maintain_order="left")
        return joined.select(pl.exclude(name)).rename({f"_{name}": name})
    given = records.select(name, _beside=pl.when(BESIDE[kind](pl.col(name))).then("source_file"))
    pairs = given.drop_nulls(name).unique()
    chosen = _chosen(pairs, standard(pairs[name], columns=pairs["_beside"]), name, kind)
    joined = given.join(chosen, on=[name, "_beside"], how="left", nulls_equal=True, maintain_order="left")
    return joined.select(pl.exclude(name, "_beside")).rename({f"_{name}": name})


def _special(name: str, kind: str) -> Mapping[str, int]:
    return SPECIAL.get(name, OTHERWISE.get(kind, {}))


def _chosen(values: pl.DataFrame, known: pl.DataFrame, name: str, kind: str) -> pl.DataFrame:
    derived = DERIVED.get(kind, {}) if kind in (name, "vin") else {}
    return values.with_columns(
        known["canonical"].alias(f"_{name}"),
        known["reason"].cast(REASON).alias(f"{name}_reason"),
        *([known["valid"].alias(f"{name}_ok")] if kind in CHECKED else []),
        *([known["phone_kind"].alias(f"{name}_kind")] if kind == "phone" else []),
        *([_joined(known["others"]).alias(f"_{name}_others")] if kind == "phone" and name in OWN_PHONES else []),
        *[known[column].alias(target) for column, target in derived.items()],
    )


def _joined(others: pl.Series) -> pl.Series:
    """Lists of numbers as texts with spaces between, empty ones as null."""
    return pl.select(pl.when(others.list.len() > 0).then(others.list.join(" "))).to_series()


def _plain(values: pl.Series, kind: str) -> pl.DataFrame:
    """Codes and free text: only spelled in one way, and always good. Most are spelled so already."""
    spelled = text.compact if kind in ("code", "year") else text.fold
    odd = values.str.contains(text.UNCOMPACT if kind in ("code", "year") else text.UNFOLDED)
    known = values.filter(odd).unique().to_frame("old").with_columns(new=spelled(pl.col("old")))
    canonical = text.changed(values, odd, lambda cells: cells.replace_strict(known["old"], known["new"]))
    reason = pl.when(pl.col(values.name).is_not_null()).then(pl.lit("ok", REASON)).alias(f"{values.name}_reason")
    return values.to_frame().select(canonical.alias(values.name), reason)


def _documents(records: pl.DataFrame, name: str, as_of: date) -> pl.DataFrame:
    """Document numbers need their declared type, and their whole column, which shows what a value alone hides."""
    seen = records.select("source_file", _given=name, _type="id_type")
    if seen["_given"].null_count() < seen.height:
        seen = seen.with_columns(_given=spreadsheet.marked(seen["_given"], seen["source_file"]))
    values = seen.select("_given", "_type").drop_nulls("_given").unique(maintain_order=True)
    known = document.standardise(values["_given"], values["_type"], as_of)
    chosen = values.with_columns(
        known["canonical"].alias(name),
        known["reason"].cast(REASON).alias(f"{name}_reason"),
        known["valid"].alias(f"{name}_ok"),
        known["id_kind"].alias(f"{name}_kind"),
        known["id_key"].alias(f"{name}_key"),
        (known["valid"] | known["suggestion"].is_not_null()).alias(f"{name}_sure"),
        known["birth_date"].cast(pl.String).alias(f"{name}_birth_date"),
        known["gender"].alias(f"{name}_gender"),
    )
    joined = seen.join(chosen, on=["_given", "_type"], how="left", nulls_equal=True, maintain_order="left")
    rounded = spreadsheet.doubtful(joined[name], joined[f"{name}_ok"], joined["source_file"])
    return joined.select(chosen.columns[2:]).with_columns(pl.col(f"{name}_sure") & ~rounded)


def _settle(records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Let fields that speak of the same thing complete each other."""
    placed = records.with_columns(region_columns.standardise(records))
    named = _with_company(_with_document(_with_phones(placed, as_of)))
    is_company = pl.col("_company").is_not_null() | pl.col("id_kind").is_in(document.CORPORATE)
    is_person = pl.col("name_state").is_in(PERSONAL_NAMES) | pl.col("id_kind").is_in(PERSONAL)
    return named.with_columns(
        customer_type=pl.when(is_company.fill_null(value=False))
        .then(pl.lit("company"))
        .when(is_person.fill_null(value=False))
        .then(pl.lit("person")),
        name=pl.coalesce(text.fold(pl.col("_company")), "name"),
        name_state=pl.when(pl.col("_company").is_not_null()).then(pl.lit("company")).otherwise("name_state"),
        province=pl.coalesce("_province", "province"),
        city=pl.coalesce("_city", "city"),
        district=pl.coalesce("_district", "district"),
        make=pl.coalesce("brand", "vin_brand"),
        model_year=pl.coalesce("model_year", pl.col("vin_model_year").cast(pl.String)),
    ).drop("_company", "_province", "_city", "_district")


def _with_phones(records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Numbers that stand beside the name or in another number's cell in the customer's empty phone columns."""
    own = [name for name in OWN_PHONES if f"{name}_kind" in records.columns]
    beside = ["embedded_phone", *(f"_{name}_others" for name in own)]
    found = records.select(pl.concat_str(beside, separator=" ", ignore_nulls=True)).to_series()
    return further_phones.taken_up(records.drop(beside[1:]), own, found.set(found == "", None), as_of)


def _with_document(records: pl.DataFrame) -> pl.DataFrame:
    """The customer's document: the ID number or, where there is none, the company's number from a column of its own."""
    beside = pl.col("id_number").is_null() & pl.col("company_id").is_not_null()
    own = {f"id_number{part}": part for part in ("", "_ok", "_reason")}
    settled = {f"id_{part}": f"_{part}" for part in DOCUMENT_PARTS}
    return records.with_columns(
        pl.when(beside).then(f"company_id{part}").otherwise(f"id_number{part}").alias(name)
        for name, part in (own | settled).items()
    ).drop(SETTLED_PARTS)


def _companies(names: pl.Series, states: pl.Series, as_of: date) -> pl.DataFrame:
    """The ``company`` that each distinct name names, ``company_key`` and ``company_city``; null where it names none.

    That is a name that says so, or one of four and more characters that begins with a city (成都泰成).
    """
    said = states == "company"
    doubtful = states.is_in(["full", "none"]) & names.str.contains(SHORT_COMPANY)
    texts = names.to_frame("raw").select(text.fold(pl.when(said | doubtful).then("raw"))).to_series()
    places = texts.is_not_null().arg_true()
    known = company_name.standardise(texts.gather(places), as_of)
    meant = said.gather(places) | known["is_company"].fill_null(value=False) | known["city"].is_not_null()
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(names))
    found = {"company": texts.gather(places), "company_key": known["key"], "company_city": known["city"]}
    return pl.DataFrame(
        {name: nothing.clone().scatter(places.filter(meant), column.filter(meant)) for name, column in found.items()}
    )


def _with_company(records: pl.DataFrame) -> pl.DataFrame:
    """Add ``_company``, the text that names the customer where it is a company, ``company_key`` and ``company_city``.

    That is what ``_companies`` read in the name, or the company beside a missing name or a company's own document.
    """
    corporate = pl.col("id_kind").is_in(document.CORPORATE) | ~pl.col("id_kind").is_in(PERSONAL)
    alone = pl.col("name").is_null() | corporate.fill_null(value=True)
    named = (pl.col("company_reason") == "ok") | (pl.col("name").is_null() & pl.col("company").is_not_null())
    beside = pl.when(pl.col("_named").is_null() & alone & named).then("company_raw")
    columns = ["_named", "_named_key", "_named_city", "_beside_key", "_beside_city"]
    found = records.select(*columns, _beside=text.fold(beside))
    other = pl.col("_beside").is_not_null()
    chosen = found.select(
        _company=pl.coalesce("_named", "_beside"),
        company_key=pl.when(other).then("_beside_key").otherwise("_named_key"),
        company_city=pl.when(other).then("_beside_city").otherwise("_named_city"),
    )
    return records.drop(columns).hstack(chosen)
