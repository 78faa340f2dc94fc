"""Fields that speak of the same thing complete each other, once each is standardised.

A second number goes to an empty phone column, a company's number stands for a missing ID number, the company beside a
name is the customer where the name is missing, and a VIN says the make where nobody wrote it.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import business_registration, document, further_phones
from crmtool.values import region_columns, text

if TYPE_CHECKING:
    from datetime import date

OWN_PHONES = ("mobile", "phone", "phone_2")
PERSONAL = (
    "resident_id", "legacy_id", "residence_permit", "permanent_residence", "passport",
    "exit_permit", "home_return_permit", "taiwan_permit", "military_id",
)  # fmt: skip
PERSONAL_NAMES = ("full", "latin", "masked", "surname_only")
DOCUMENT_PARTS = ("kind", "key", "sure", "birth_date", "gender")
DOCUMENTS = ("id_number", "company_id")
SETTLED_PARTS = [f"{name}_{part}" for name in DOCUMENTS for part in DOCUMENT_PARTS]
SETTLED = ("make", "company_key", "company_city")


def settle(records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The records as ``standardise`` gives them, from those with the columns of each field alone."""
    with ThreadPoolExecutor(1) as beside:
        places = beside.submit(region_columns.standardise, records)
        named = _with_company(_registered(_with_document(_with_phones(records, as_of)), as_of))
    named = named.with_columns(places.result())
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
    beside = ["embedded_phone", *(f"_{name}_others" for name in OWN_PHONES)]
    found = records.select(pl.concat_str(beside, separator=" ", ignore_nulls=True)).to_series()
    return further_phones.taken_up(records.drop(beside[1:]), OWN_PHONES, found.set(found == "", None), as_of)


def _with_document(records: pl.DataFrame) -> pl.DataFrame:
    """The customer's document: the ID number or, where there is none, the company's number from a column of its own."""
    beside = pl.col("id_number").is_null() & pl.col("company_id").is_not_null()
    own = {f"id_number{part}": part for part in ("", "_ok", "_reason")}
    settled = {f"id_{part}": f"_{part}" for part in DOCUMENT_PARTS}
    return records.with_columns(
        pl.when(beside).then(f"company_id{part}").otherwise(f"id_number{part}").alias(name)
        for name, part in (own | settled).items()
    ).drop(SETTLED_PARTS)


def _registered(records: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """A company's 15 digits are its registration number, not a person's old ID number, if they pass that check."""
    doubtful = (pl.col("id_kind") == "legacy_id") & pl.col("id_number_ok") & pl.col("_named").is_not_null()
    places = records.select(doubtful.arg_true()).to_series()
    upgraded = records["id_number"].gather(places)
    delivered = upgraded.str.head(6) + upgraded.str.slice(8, 9)
    passing = business_registration.standardise(delivered, as_of)["valid"]
    if not passing.any():
        return records
    places, own = places.filter(passing), delivered.filter(passing)
    settled: dict[str, pl.Series | str | None] = {"id_number": own, "id_key": own, "id_kind": "business_registration"}
    settled |= dict.fromkeys(["id_birth_date", "id_gender"])
    return records.with_columns(records[name].clone().scatter(places, values) for name, values in settled.items())


def _with_company(records: pl.DataFrame) -> pl.DataFrame:
    """Add ``_company``, the text that names the customer where it is a company, ``company_key`` and ``company_city``.

    That is what ``company_name.in_names`` read in the name, or the company beside a missing name or beside a company's
    own document.
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
