"""Customers and vehicles are found by whatever somebody has in hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from master_frames import RUN, people, small_master, small_records, table

from crmtool.errors import UsageError
from crmtool.master import Master
from crmtool.master.lookup import everything, find, spellings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TODAY = date(2026, 11, 21)


@pytest.fixture
def master(tmp_path: Path) -> Iterator[Master]:
    with Master.open(tmp_path, write=True) as opened:
        opened.commit(RUN, small_master(), small_records())
        yield opened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C00000001", [("customer", "C00000001", "id")]),
        (" c00000001 ", [("customer", "C00000001", "id")]),
        ("V00000001", [("vehicle", "V00000001", "id")]),
        ("13000001357", [("customer", "C00000001", "mobile")]),
        ("+86 130-0000-1357", [("customer", "C00000001", "mobile")]),
        ("１３１００００１３５７", [("customer", "C00000002", "phone")]),
        ("LSVAA2927P1OOOOO1", [("vehicle", "V00000001", "vin")]),
        ("张三", [("customer", "C00000001", "name")]),
        ("李四先生", [("customer", "C00000002", "name")]),
        ("110110900307001", [("customer", "C00000002", "id_number"), ("customer", "C00000001", "id_key")]),
        ("110110199003070018", [("customer", "C00000002", "id_number"), ("customer", "C00000001", "id_key")]),
        ("s-0001", [("customer", "C00000001", "record_id")]),
        ("a_sales_20260101.csv:2", [("customer", "C00000001", "row")]),
        ("a_sales_20260101.csv:3", [("customer", "C00000002", "row"), ("vehicle", "V00000001", "row")]),
    ],
)
def test_find(master: Master, text: str, expected: list[tuple[str, str, str]]) -> None:
    hits = find(master, text, TODAY)
    assert sorted(hits.select("entity", "id", "by").rows()) == sorted(expected)


def test_most_records_come_first(master: Master) -> None:
    hits = find(master, "13000001357", TODAY)
    assert hits.row(0, named=True) == {
        "entity": "customer", "id": "C00000001", "by": "mobile", "value": "13000001357", "records": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "13900000000",
        "",
        "-",
        "C99999999",
        "b.csv:1",
        "a_sales_20260101.csv:99",
        "x" * 5000,
        "' OR 1 --",
        "\udcff",
        "\0",
    ],
)
def test_nothing_found_says_what_can_be_given(master: Master, text: str) -> None:
    with pytest.raises(UsageError, match=r"nothing in the master is known by.*Give a golden ID"):
        find(master, text, TODAY)


def test_retired_ids_lead_to_the_present_one(master: Master) -> None:
    moved = [
        ("C00000009", "C00000008"),
        ("C00000008", "C00000002"),
        ("C00000007", "C00000006"),
        ("C00000006", "C00000007"),
    ]
    master.commit(
        RUN,
        {
            "events": table(
                "events",
                *({"run": 2, "entity": "customer", "kind": "merged", "id": id_, "into": into} for id_, into in moved),
            ),
        },
    )
    assert find(master, "C00000009", TODAY)["id"].to_list() == ["C00000002"]
    with pytest.raises(UsageError, match="nothing in the master"):
        find(master, "C00000007", TODAY)


def test_a_name_that_very_many_bear(tmp_path: Path) -> None:
    rows = [
        {"source_file": "a.csv", "row": n, "customer_id": f"C{n:08}", "record_key": f"k{n}"} for n in range(1, 1201)
    ]
    records = pl.DataFrame({"source_file": "a.csv", "row": pl.int_range(1, 1201, eager=True), "name": "张伟"})
    with Master.open(tmp_path, write=True) as master:
        master.commit(RUN, {"crosswalk": table("crosswalk", *rows), "customers": people("张伟")}, records)
        assert find(master, "张伟", TODAY).height == 1200


def test_everything_about_a_customer_and_a_vehicle(master: Master) -> None:
    known = everything(master, "customer", "C00000001")
    assert known["customers"]["name"].to_list() == ["张三"]
    assert known["ownerships"].select("vehicle_id", "role", "vin").rows() == [
        ("V00000001", "owner", "LSVAA2927P1000001")
    ]
    assert known["lineage"]["field"].to_list() == ["name", "mobile"]
    assert known["crosswalk"]["row"].to_list() == [1, 2]
    assert known["records"]["name"].to_list() == ["张三", "张叁"]
    assert known["findings"]["code"].to_list() == ["V210"]
    assert known["review"]["case_id"].to_list() == ["k0-k2"]
    assert known["events"]["kind"].to_list() == ["created"]
    car = everything(master, "vehicle", "V00000001")
    assert car["ownerships"].select("customer_id", "name").rows() == [("C00000001", "张三"), ("C00000002", "李四")]
    assert car["crosswalk"]["row"].to_list() == [1, 3]
    nobody = everything(master, "customer", "C99999999")
    assert {name: frame.height for name, frame in nobody.items()} == dict.fromkeys(nobody, 0)


def test_without_records_only_golden_ids_are_known(tmp_path: Path) -> None:
    with Master.open(tmp_path, write=True) as master:
        master.commit(RUN, {"customers": people("张三")})
        assert find(master, "C00000001", TODAY).height == 1
        with pytest.raises(UsageError):
            find(master, "张三", TODAY)
        assert everything(master, "customer", "C00000001")["records"].height == 0


def test_spellings_are_those_of_the_kinds() -> None:
    known = spellings("沪a·00001", TODAY)
    assert known["plate"] == "沪A00001"
    assert "phone" not in known
