"""The dealer profile: written, read back, used, and refused where it is wrong."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_columns import column, shipped_fields, table

from crmtool import mapping
from crmtool.errors import UsageError
from crmtool.model import ColumnMapping, Delivery, RawFile, RawTable

TODAY = date(2026, 11, 20)
DELIVERY = Delivery("D1_sales_20261120.csv", "0", "D1", "sales", TODAY)


def file(*tables: RawTable) -> RawFile:
    return RawFile(Path("D1.csv"), "D1_sales_20261120.csv", "0", "csv", "gb18030", "\t", tables)


def in_force(text: str) -> str:
    """A profile with the columns that it has as comments, too."""
    return re.sub(r'^# (?="(?:[^"\\]|\\.)*" = )', "", text, flags=re.MULTILINE)


def test_a_written_profile_gives_the_same_mapping() -> None:
    raw = table(("客户", column("name")), ("", column("mobile")), ("", column("vin")), ("天气", column("level")))
    found = mapping.map_tables([mapping.Unmapped(raw, "sales", {})], shipped_fields(), TODAY)[0]
    text = mapping.profile_toml(DELIVERY, file(raw), [found])
    assert tomllib.loads(text)["columns"] == {"客户": "name", "天气": ""}
    profile = mapping.profile_from_toml(tomllib.loads(in_force(text)))
    assert profile.columns == {"客户": "name", "#2": "mobile", "#3": "vin", "天气": ""}
    again = mapping.map_tables([mapping.Unmapped(raw, "sales", profile.columns)], shipped_fields(), TODAY)[0]
    assert [one.field for one in again] == [one.field for one in found]
    assert (profile.dealer, profile.kind) == ("D1", "")


def test_what_was_found_can_be_put_in_force() -> None:
    text = mapping.profile_toml(
        DELIVERY, file(table(("客户", ["张三"]))), [[ColumnMapping(0, "客户", "name", 1.0, "")]]
    )
    profile = mapping.profile_from_toml(tomllib.loads(text.replace("# kind", "kind")))
    assert profile.kind == "sales"


def test_columns_of_the_dealers_other_deliveries_are_kept() -> None:
    former = mapping.Profile(columns={"工单号": "record_id", "客户": "company"})
    text = mapping.profile_toml(
        DELIVERY, file(table(("客户", ["张三"]))), [[ColumnMapping(0, "客户", "name", 1.0, "")]], former
    )
    assert tomllib.loads(text)["columns"] == {"客户": "name", "工单号": "record_id"}


def test_what_a_check_ignores_and_lets_pass_is_kept() -> None:
    said = {"ignore": ["V103"], "thresholds": {"V201": {"share": 0.02}, "C1": {"count": 5}}}
    former = mapping.profile_from_toml(said)
    text = mapping.profile_toml(DELIVERY, file(table(("客户", ["张三"]))), [[]], former)
    written = mapping.profile_from_toml(tomllib.loads(text))
    assert (written.ignore, written.thresholds) == (former.ignore, former.thresholds)


@given(header=st.text(min_size=1, max_size=20), name=st.text(max_size=20), why=st.text(max_size=40))
def test_any_text_makes_valid_toml(header: str, name: str, why: str) -> None:
    delivery = Delivery(name, "0", name, "other", None)
    text = mapping.profile_toml(delivery, file(table((header, ["1"]))), [[ColumnMapping(0, header, "vin", 0.5, why)]])
    assert list(tomllib.loads(text)["columns"].values()) in (["vin"], [])
    assert list(tomllib.loads(in_force(text))["columns"].values()) == ["vin"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"colums": {}}, "columns"),
        ({"kind": "sale"}, "sales"),
        ({"dealer": 5}, "quotation"),
        ({"columns": {"a": 1}}, "quotation"),
        ({"columns": "a"}, "table"),
        ({"encoding": "gbk"}, "unknown"),
        ({"ignore": "V1"}, "list of texts"),
        ({"thresholds": {"V1": 5}}, "V201 = { share = 0.01 }"),
    ],
)
def test_a_broken_profile_says_where_and_what_to_do(data: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as error:
        mapping.profile_from_toml(data, "rules/dealers/D1.toml")
    assert str(error.value).startswith("rules/dealers/D1.toml")
    assert message in str(error.value)
