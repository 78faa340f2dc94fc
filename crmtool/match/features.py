"""What matching looks at: standardised records become one row of evidence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.match.measures import slips, where_unequal

if TYPE_CHECKING:
    from crmtool.match.model import MatchModel

PHONES = ("mobile", "phone", "phone_2")
CROWD = 100
USABLE_PHONE = ("ok", "masked", "length", "prefix", "area_code_missing")


def customer_features(records: pl.DataFrame) -> pl.DataFrame:
    """Evidence on persons and companies.

    ``records`` as standardised. Adds ``record`` (UInt32, the row's position), ``phones`` and ``sharers`` (lists: the
    row's usable numbers, and how many distinct names stand beside each), ``person_*`` and ``company_key`` (one of them,
    by the customer's type), ``full_key`` and ``full_sound`` (whole names only), ``customer_ref`` (the customer's number
    within its dealer), ``born`` and ``sex`` (from the ID number where it is there).
    """
    company = pl.col("customer_type").eq_missing("company")
    known = records.with_row_index("record").with_columns(person_state=pl.when(~company).then(_person_state()))
    full = pl.col("person_state").is_in(["full", "latin"])
    named = known.with_columns(
        person_key=pl.when(~company).then(pl.coalesce("name_key", "first_name")),
        person_sound=pl.when(~company).then("name_pinyin"),
        contact_key=pl.col("contact_name"),
        company_key=pl.when(company).then("company_key"),
        company_city=pl.when(company).then(pl.coalesce("company_city", "city")),
        customer_ref=pl.col("dealer") + "|" + pl.coalesce("customer_no", _shared_id()),
        born=pl.coalesce("id_birth_date", "birth_date"),
        sex=pl.coalesce("id_gender", "gender", "name_gender"),
    ).with_columns(
        full_key=pl.when(full).then("person_key").when(company).then("company_key"),
        full_sound=pl.when(full).then(_sorted_tokens("person_sound")).when(company).then("company_key"),
    )
    return with_phones(named)


def _person_state() -> pl.Expr:
    """The state of a name; ``nickname`` where it may be none: no known surname, or three characters behind one."""
    state = pl.col("name_state")
    long = (pl.col("surname").str.len_chars() == 1) & (pl.col("name_key").str.len_chars() > 3)
    nickname = (state == "full") & (pl.col("name_script") == "han") & (pl.col("surname").is_null() | long)
    foreign = (state == "latin") & pl.col("name_pinyin").is_null() & ~pl.col("name_key").str.contains(" ")
    whole = pl.when(state == "two_names").then(pl.lit("full")).otherwise(state)
    return pl.when(nickname | foreign).then(pl.lit("nickname")).otherwise(whole)


def _shared_id() -> pl.Expr:
    """A record id that stands on several rows of a delivery and so names the customer, or an order."""
    return pl.when(pl.col("id_means") == "customer").then("record_id")


def with_phones(features: pl.DataFrame) -> pl.DataFrame:
    """Gather a row's usable phone numbers and count the distinct names each number stands beside in the whole data."""
    numbers = (
        features.unpivot(on=[name for name in PHONES if name in features.columns], index="record", value_name="number")
        .join(
            features.unpivot(
                on=[f"{name}_reason" for name in PHONES if name in features.columns],
                index="record",
                value_name="reason",
            ).with_columns(pl.col("variable").str.strip_suffix("_reason")),
            on=["record", "variable"],
        )
        .filter(pl.col("reason").is_in(USABLE_PHONE) & pl.col("number").is_not_null())
        .select("record", "number")
        .unique()
    )
    named = numbers.join(features.select("record", "full_key", "full_sound").drop_nulls("full_key"), on="record")
    sound = pl.coalesce("full_sound", "full_key")
    sharers = _people(named.group_by("number", sound=sound).agg(pl.len(), pl.col("full_key").max()))
    listed = (
        numbers.join(sharers, on="number", how="left")
        .with_columns(pl.col("sharers").fill_null(0))
        .sort("record", "number")
        .group_by("record", maintain_order=True)
        .agg(phones="number", sharers="sharers")
    )
    return features.join(listed, on="record", how="left", maintain_order="left")


def _people(names: pl.DataFrame) -> pl.DataFrame:
    """How many people (``sharers``) the names beside each ``number`` are.

    ``names``: ``number``, ``full_key``, ``len``, one row for each reading, so that 周雷 and 周磊 are one. A name that
    differs from a more frequent one beside the same number by one character of three or more is that one typed wrongly.
    """
    ranked = names.sort("number", "len", "full_key", descending=[False, True, False]).with_columns(
        rank=pl.int_range(pl.len()).over("number")
    )
    pairs = ranked.join(ranked, on="number", suffix="_r").filter(
        pl.col("rank") < pl.col("rank_r"), pl.len().over("number") <= CROWD
    )
    distance = where_unequal(pairs.select(v_l="full_key", v_r="full_key_r"), "v", slips)
    long = pl.min_horizontal(pl.col("full_key", "full_key_r").str.len_chars()) >= 3
    typed_wrongly = pairs.filter(long & (pl.lit(distance) <= 1)).select("number", "rank_r").unique()
    people = ranked.join(typed_wrongly, left_on=["number", "rank"], right_on=["number", "rank_r"], how="anti")
    return people.group_by("number").agg(sharers=pl.len().cast(pl.UInt32))


def with_frequencies(features: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    """Add ``tf_<column>``, on how many records the row's value stands, for each column that a level asks for."""
    columns = sorted({level.tf for comparison in model.comparisons for level in comparison.levels if level.tf})
    return features.with_columns(pl.len().over(column).alias(f"tf_{column}") for column in columns)


def _sorted_tokens(sound: str) -> pl.Expr:
    return pl.col(sound).str.split(" ").list.sort().list.join("")
