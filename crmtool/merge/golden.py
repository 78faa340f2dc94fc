"""Golden customers and vehicles: the best value of each field, counts, first and last seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.merge.survivorship import golden_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.merge.clusters import Run

PHONES = ("mobile", "phone", "phone_2")
SHARED = ("gender", "birth_date", "address")
"""What tells nobody who a customer is."""


def candidates(records: pl.DataFrame, trusted: Mapping[str, int]) -> pl.DataFrame:
    """Records as survivorship sees them.

    ``records``: standardised, with ``record``, the clusters ``customer`` and ``vehicle``, ``phones`` and ``sharers``;
    ``trusted``: delivery kind to trust. Adds ``trusted``, ``seen`` (Date), and which values are good or whole.
    """
    mobile = pl.coalesce(pl.when(pl.col(f"{name}_kind") == "mobile").then(name) for name in PHONES)
    others = [pl.when(pl.col(name).ne_missing(pl.col("_mobile"))).then(name) for name in PHONES]
    seen = records.with_columns(
        trusted=pl.col("kind").replace_strict(trusted, default=0, return_dtype=pl.Int64),
        seen=pl.coalesce(pl.col("event_date").str.to_date(strict=False), pl.col("delivery_date")),
        _mobile=mobile,
        sex=pl.coalesce(pl.when("id_number_ok").then("id_gender"), "gender"),
        born=pl.coalesce(pl.when("id_number_ok").then("id_birth_date"), "birth_date"),
    ).with_columns(_phone=pl.min_horizontal(others))
    seen = seen.with_columns(
        mobile="_mobile",
        phone="_phone",
        mobile_good=pl.col("_mobile").str.contains(r"^1[3-9][0-9]{9}$") & _is_ok("_mobile"),
        phone_good=_is_ok("_phone"),
        gender="sex",
        gender_good=pl.col("id_number_ok") & pl.col("id_gender").is_not_null(),
        birth_date="born",
        birth_date_good=pl.col("id_number_ok") & pl.col("id_birth_date").is_not_null(),
        id_number_good="id_number_ok",
        id_type="id_kind",
        email_good="email_ok",
        vin_good="vin_ok",
        plate_good="plate_ok",
        name_whole=pl.col("name_state").is_in(["full", "company"]),
        address_whole=pl.col("city").is_not_null() & pl.col("street_key").is_not_null(),
    ).drop("_mobile", "_phone", "sex", "born")
    known = records.select("phones", "sharers").explode("phones", "sharers").drop_nulls().unique("phones")
    return seen.with_columns(
        pl.col(number)
        .replace_strict(known["phones"], known["sharers"], default=None, return_dtype=pl.UInt32)
        .alias(f"{number}_sharers")
        for number in ("mobile", "phone")
    )


def customers(seen: pl.DataFrame, rules: Mapping[str, Any], run: Run) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Golden customers by ``cluster`` and their lineage, from ``candidates`` and ``rules/survivorship.toml``.

    ``run`` is an engine's ``bucket``.
    """
    members = seen.with_columns(cluster="customer").drop_nulls("cluster")
    golden, lineage = golden_fields(members, rules["customer"], rules["customer_groups"], run)
    company = (pl.col("customer_type") == "company").sum()
    counts = members.group_by("cluster").agg(
        company=(company > 0) & (company * 2 >= pl.col("customer_type").count()),
        records=pl.len(),
        first_seen=pl.col("seen").min(),
        last_seen=pl.col("seen").max(),
    )
    delivered_by = members.select("cluster", "dealer").unique().sort("cluster", "dealer")
    dealers = delivered_by.group_by("cluster", maintain_order=True).agg(dealers=pl.col("dealer").str.join(";"))
    identified = pl.any_horizontal(pl.col(name).is_not_null() for name in rules["customer"] if name not in SHARED)
    for facts in (counts, dealers):
        golden = golden.join(facts, on="cluster", how="left", maintain_order="left")
    table = golden.with_columns(
        customer_type=pl.when("company").then(pl.lit("company")).otherwise(pl.lit("person")),
        status=pl.when(identified).then(pl.lit("active")).otherwise(pl.lit("unidentified")),
    )
    return table.drop("company"), lineage


def vehicles(seen: pl.DataFrame, rules: Mapping[str, Any], run: Run) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Golden vehicles by ``cluster`` and their lineage, from ``candidates`` and ``rules/survivorship.toml``.

    ``run`` is an engine's ``bucket``.
    """
    members = seen.with_columns(cluster="vehicle").drop_nulls("cluster")
    golden, lineage = golden_fields(members, rules["vehicle"], {}, run)
    counts = members.group_by("cluster").agg(
        records=pl.len(),
        first_seen=pl.col("seen").min(),
        last_seen=pl.col("seen").max(),
    )
    valid = members.select("cluster", "vin", vin_valid="vin_ok").drop_nulls("vin").unique(["cluster", "vin"])
    table = golden.join(counts, on="cluster", how="left", maintain_order="left")
    if "vin" not in table.columns:
        table = table.with_columns(vin=pl.lit(None, pl.String))
    return table.join(valid, on=["cluster", "vin"], how="left", maintain_order="left"), lineage


def ownerships(seen: pl.DataFrame) -> pl.DataFrame:
    """Who had which car, in what role and when: ``customer``, ``vehicle``, ``role``, ``since``, ``until``, ``records``.

    Whoever bought the car or, where no sale is known, stands on most of its rows is an owner; an insurance row alone
    makes a policy holder; who only brought it in while another owned it is a driver. A later owner ends the earlier
    one's time.
    """
    known = seen.drop_nulls(["customer", "vehicle"])
    pairs = known.group_by("customer", "vehicle").agg(
        since=pl.col("seen").min(),
        records=pl.len(),
        bought=(pl.col("kind") == "sales").any(),
        insured=(pl.col("kind") == "insurance").all(),
    )
    most = pl.col("records") == pl.col("records").max().over("vehicle")
    sold = pl.col("bought").any().over("vehicle")
    owner = pl.col("bought") | (~sold & most)
    roles = pairs.with_columns(
        role=pl.when(owner)
        .then(pl.lit("owner"))
        .when("insured")
        .then(pl.lit("policy_holder"))
        .otherwise(pl.lit("driver"))
    )
    owners = roles.filter(pl.col("role") == "owner").sort("vehicle", "since", "customer")
    ended = owners.select("customer", "vehicle", until=pl.col("since").shift(-1).over("vehicle"))
    return (
        roles.join(ended, on=["customer", "vehicle"], how="left")
        .sort("vehicle", "since", "customer")
        .select("customer", "vehicle", "role", "since", "until", "records")
    )


def _is_ok(number: str) -> pl.Expr:
    return pl.any_horizontal(((pl.col(name) == pl.col(number)) & pl.col(f"{name}_ok")) for name in PHONES)
