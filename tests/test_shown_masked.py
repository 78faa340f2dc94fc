"""What the commands show hides what identifies people, unless somebody asks for it in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import crmtool, table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def secrets(master: Path) -> dict[str, list[str]]:
    """What must not be seen: everything by which the customers of the master could be found or called."""
    customers, vehicles = table(master, "customers"), table(master, "vehicles")
    wanted = {"mobile": customers, "id_number": customers, "email": customers, "address": customers, "vin": vehicles}
    found = {name: frame[name].drop_nulls().to_list() for name, frame in wanted.items()}
    people = customers.filter(pl.col("customer_type") == "person", pl.col("name").str.len_chars() > 2)
    found["name"] = people["name"].to_list()
    return {kind: [value for value in values if "*" not in value] for kind, values in found.items()}


def leaked(done_out: str, secrets: dict[str, list[str]]) -> list[str]:
    return [value for values in secrets.values() for value in values if value in done_out]


def test_findings_review_and_explain_are_masked(
    master: Path, secrets: dict[str, list[str]], pair: tuple[str, str]
) -> None:
    assert sum(map(len, secrets.values())) > 200
    for words in (["export", "findings", "-"], ["export", "review", "-"], ["explain", *pair]):
        assert leaked(crmtool(*words, "--master", master).out, secrets) == []
    assert leaked(crmtool("export", "findings", "-", "--master", master, "--unmask").out, secrets)


@pytest.mark.parametrize("form", ["human", "json"])
def test_show_is_masked(master: Path, secrets: dict[str, list[str]], form: str) -> None:
    known = table(master, "customers").sort("records", "customer_id").tail(3)["customer_id"].to_list()
    for golden_id in [*known, table(master, "vehicles")["vehicle_id"][0]]:
        words = ["show", golden_id, "--master", master, "--format", form]
        assert leaked(crmtool(*words, COLUMNS="2000").out, secrets) == []
        assert leaked(crmtool(*words, "--unmask", COLUMNS="2000").out, secrets)


def test_master_tables_are_exported_in_full(master: Path, customer: dict[str, str]) -> None:
    exported = crmtool("export", "customers", "-", "--master", master).out
    assert f",{customer['mobile']}," in exported
    assert customer["id_number"] in exported
