"""What matching looks at: standardised records become one row of evidence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.document import CORPORATE
from crmtool.match.cars import with_cars
from crmtool.match.measures import slips, sorted_words, where_unequal
from crmtool.match.near_phones import with_near_phones
from crmtool.values import pinyin

if TYPE_CHECKING:
    from crmtool.match.model import MatchModel

PHONES = ("mobile", "phone", "phone_2")
CROWD = 100
HOUSEHOLD = 3
RARE = 6
COMMONEST = 0.9
SHORT = (2, 3, 4)  # characters of a company's name without what it does
USABLE_PHONE = ("ok", "masked", "length", "prefix", "area_code_missing")


def customer_features(records: pl.DataFrame) -> pl.DataFrame:
    """Evidence on persons and companies.

    ``records`` as standardised. Adds ``record`` (UInt32, the row's position), ``phones`` with ``sharers`` and
    ``alike`` (lists, see ``with_phones``), ``person_*`` or ``company_*`` (by the customer's type; ``company_shared``:
    see ``with_namesakes``), ``surname`` (as it sounds), ``full_key`` and ``full_sound`` (whole names only),
    ``rare_sound`` (of those on six records at most), ``customer_ref`` (the customer's number within its dealer),
    ``born`` and ``sex`` (from the ID number where it is there), ``near_phones``, and what ``with_cars`` adds.
    """
    company = pl.col("customer_type").eq_missing("company")
    known = records.with_row_index("record").with_columns(
        person_state=pl.when(~company).then(_person_state()), surname=_surname_sound(records)
    )
    full = pl.col("person_state").is_in(["full", "latin"])
    named = known.with_columns(
        person_key=pl.when(~company).then(pl.coalesce("name_key", "first_name")),
        person_sound=pl.when(~company).then("name_pinyin"),
        contact_key=pl.col("contact_name"),
        company_key=pl.when(company).then("company_key"),
        company_sound=pl.when(company).then(pinyin.read(records["company_key"])),
        company_city=pl.when(company).then(pl.coalesce("company_city", "city")),
        company_stock=pl.when(company).then(_is_stock(pl.col("name"))),
        customer_ref=pl.col("dealer") + "|" + pl.coalesce("customer_no", _shared_id()),
        born=pl.coalesce("id_birth_date", "birth_date"),
        sex=pl.coalesce("id_gender", "gender", "name_gender"),
    ).with_columns(
        full_key=pl.when(full).then("person_key").when(company).then("company_key"),
        full_sound=pl.when(full).then(sorted_words(pl.col("person_sound"))).when(company).then("company_sound"),
    )
    rare = pl.when(pl.len().over("full_sound") <= RARE).then("full_sound")
    counted = with_phones(with_cars(with_namesakes(named.with_columns(rare_sound=rare))))
    return with_near_phones(counted)


def _is_stock(company: pl.Expr) -> pl.Expr:
    """Whether a company is one by shares, null where its name does not say: the form that no clerk mistakes."""
    return pl.when(company.str.contains("股份|有限")).then(company.str.contains("股份"))


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


def with_namesakes(features: pl.DataFrame) -> pl.DataFrame:
    """Add ``company_shared``: true where several companies bear the row's name, in its city if it says one.

    Documents tell, where no number stands on nine tenths of the records with the name that have a good one; and longer
    names: 盛科 may be 盛科进出口 and 盛科机械设备.
    """
    in_city, anywhere = (
        pl.concat([_of_several_numbers(features, place), _of_several_names(features, place)]).unique()
        for place in (["company_key", "company_city"], ["company_key"])
    )
    known = features.join(in_city, on=["company_key", "company_city"], how="left", maintain_order="left")
    known = known.join(anywhere, on="company_key", how="left", maintain_order="left", suffix="_anywhere")
    shared = pl.when(pl.col("company_city").is_null()).then("several_anywhere").otherwise("several")
    return known.with_columns(company_shared=shared).drop("several", "several_anywhere")


def _of_several_numbers(features: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """The values of ``place`` that no one document stands for, with ``several`` (true) beside."""
    proven = features.filter("id_sure", pl.col("id_kind").is_in(CORPORATE)).drop_nulls(["company_key", "id_key"])
    documents = proven.group_by(*place, "id_key").len()
    commonest = documents.group_by(place).agg(pl.col("len").max() / pl.col("len").sum())
    return commonest.filter(pl.col("len") < COMMONEST).select(*place, several=True)


def _of_several_names(features: pl.DataFrame, place: list[str]) -> pl.DataFrame:
    """The values of ``place`` with which several longer names begin, with ``several`` (true) beside."""
    names = features.select(longer="company_key", company_city="company_city").drop_nulls("longer").unique()
    long, start = pl.col("longer").str.len_chars(), pl.col("longer").str.head
    cut = [names.filter(long > length).with_columns(company_key=start(length)) for length in SHORT]
    longer = pl.concat(cut).group_by(place).agg(pl.col("longer").n_unique())
    return longer.filter(pl.col("longer") > 1).select(*place, several=True)


def with_phones(features: pl.DataFrame) -> pl.DataFrame:
    """Add the lists ``phones`` (a row's usable numbers), ``sharers`` and ``alike``, and ``settled``.

    ``sharers``: how many people stand beside the number by their whole name in the whole data. ``alike``: how many of
    a household's a row may be that gives no more than a surname or a sex; null elsewhere and where it is none of them.
    ``settled`` (Boolean): whether another record has the row's whole name with one of its numbers, so that it is no
    slip of the pen.
    """
    usable = [
        features.select("record", number=pl.when(pl.col(f"{name}_reason").is_in(USABLE_PHONE)).then(name))
        for name in PHONES
        if name in features.columns
    ]
    numbers = pl.concat(usable).drop_nulls().unique()
    told = features.select("record", "full_key", "full_sound", "surname", "sex", person=pl.col("company_key").is_null())
    beside = numbers.join(told, on="record")
    whole = beside.drop_nulls("full_key").with_columns(sound=pl.coalesce("full_sound", "full_key"))
    sex = pl.when(pl.col("sex").min() == pl.col("sex").max()).then(pl.col("sex").max())
    again = whole.filter(pl.len().over("number", "full_key") > 1)["record"].unique()
    named = pl.col("full_key", "surname", "person").max()
    people = _people(whole.group_by("number", "sound").agg(pl.len(), named, sex))
    listed = (
        numbers.join(people.group_by("number").agg(sharers=pl.len()), on="number", how="left")
        .join(_alike(beside, people), on=["record", "number"], how="left")
        .with_columns(pl.col("sharers").fill_null(0))
        .sort("record", "number")
        .group_by("record", maintain_order=True)
        .agg(pl.col("number").alias("phones"), "sharers", "alike")
    )
    joined = features.join(listed, on="record", how="left", maintain_order="left")
    return joined.with_columns(settled=pl.col("record").is_in(again.implode()))


def _alike(beside: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """How many of the ``people`` (``number``, ``surname``, ``sex``, ``person``) a row may be that names nobody.

    ``beside``: ``record``, ``number`` and what the row says. Who is known to be of the row's sex goes before those of
    whom none is known. Who has a sex is no company: beside nothing but companies it is somebody of a household. Gives
    ``record``, ``number``, ``alike``, if there are any.
    """
    vague = beside.filter(pl.col("full_key").is_null(), pl.any_horizontal(pl.col("surname", "sex").is_not_null()))
    same_surname = pl.col("surname").is_null() | (pl.col("surname") == pl.col("surname_r"))
    same_sex = pl.col("sex") == pl.col("sex_r")
    open_ = pl.col("sex").is_null() | pl.col("person_r")
    family = people.filter(pl.len().over("number") <= HOUSEHOLD)
    fits = same_surname & same_sex.fill_null(open_)
    known = same_sex.fill_null(value=False) & fits
    seen = vague.join(family, on="number", suffix="_r").group_by("record", "number")
    alike = pl.when(known.any()).then(known.sum()).when(fits.any()).then(fits.sum())
    stranger = pl.col("sex").is_not_null().all() & ~pl.col("person_r").any()
    return seen.agg(alike=alike.when(stranger).then(HOUSEHOLD)).drop_nulls("alike")


def _people(names: pl.DataFrame) -> pl.DataFrame:
    """The people beside each ``number``, one row each.

    ``names``: ``number``, ``full_key``, ``len``, one row for each reading, so that 周雷 and 周磊 are one. A name that
    differs from a more frequent one beside the same number by one character, the longer having three or more, is that
    one typed wrongly.
    """
    ranked = names.sort("number", "len", "full_key", descending=[False, True, False]).with_columns(
        rank=pl.int_range(pl.len()).over("number")
    )
    several = ranked.filter(pl.len().over("number").is_between(2, CROWD))
    pairs = several.join(several, on="number", suffix="_r").filter(pl.col("rank") < pl.col("rank_r"))
    distance = where_unequal(pairs.select(v_l="full_key", v_r="full_key_r"), "v", slips)
    long = pl.max_horizontal(pl.col("full_key", "full_key_r").str.len_chars()) >= 3
    typed_wrongly = pairs.filter(long & (pl.lit(distance) <= 1)).select("number", "rank_r").unique()
    return ranked.join(typed_wrongly, left_on=["number", "rank"], right_on=["number", "rank_r"], how="anti")


def with_car(features: pl.DataFrame, cars: pl.Series | None) -> pl.DataFrame:
    """Add ``vehicle``, the cluster of each record's car where the plate, the VIN or the engine is known, and drivers.

    ``cars`` (UInt32): the cluster of each record; None in a market without cars.
    """
    known = pl.any_horizontal(pl.col("vin", "plate", "engine_no").is_not_null())
    vehicle = pl.lit(None, pl.UInt32) if cars is None else pl.when(known).then(cars)
    return with_drivers(features.with_columns(vehicle=vehicle))


def with_drivers(features: pl.DataFrame) -> pl.DataFrame:
    """Add ``drivers`` (UInt32): how many people stand beside the row's ``vehicle`` by their whole name."""
    sound = pl.coalesce("full_sound", "full_key")
    named = features.select(number="vehicle", full_key="full_key", sound=sound).drop_nulls()
    people = _people(named.group_by("number", "sound").agg(pl.len(), pl.col("full_key").max()))
    drivers = people.group_by(vehicle="number").agg(drivers=pl.len())
    known = features.join(drivers, on="vehicle", how="left", maintain_order="left")
    return known.with_columns(drivers=pl.when(pl.col("vehicle").is_not_null()).then(pl.col("drivers").fill_null(0)))


def with_frequencies(features: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    """Add ``tf_<column>``, on how many records the row's value stands, for each column that a level asks for."""
    columns = sorted({level.tf for comparison in model.comparisons for level in comparison.levels if level.tf})
    return features.with_columns(pl.len().over(column).alias(f"tf_{column}") for column in columns)


def _surname_sound(records: pl.DataFrame) -> pl.Series:
    """The surname as it sounds, for a masked name by how it sounds in whole names."""
    sounds = records.select("surname", sound=pl.col("name_pinyin").str.split(" ").list.first())
    usual = sounds.drop_nulls().group_by("surname").agg(pl.col("sound").mode().min())
    read = sounds["surname"].replace_strict(usual["surname"], usual["sound"], default=sounds["surname"])
    return sounds.select(pl.when(pl.col("surname").is_not_null()).then(pl.coalesce("sound", read))).to_series()
