"""Laws of the main job: what was delivered decides, not in which order, how often or in how many runs."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import subprocess
import sys
from csv import reader, writer
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import HEADER, bring_in, clusters, contents, crmtool, csv, table

from crmtool.master import Master
from crmtool.read import find, read_file

if TYPE_CHECKING:
    from pathlib import Path

ENTITIES = ("customer", "vehicle")
CONTRACT = {
    "crosswalk": "source_file sheet row line dealer kind record_id customer_id vehicle_id",
    "customers": "customer_id customer_type name id_type id_number gender birth_date mobile phone email address "
    "province city member_no dealers records first_seen last_seen status",
    "vehicles": "vehicle_id vin vin_valid plate engine_no brand model model_year records first_seen last_seen "
    "mileage_km",
    "ownerships": "customer_id vehicle_id role since until records",
    "households": "household_id customer_id reason",
    "lineage": "entity id field value source_file row strategy runner_up",
    "findings": "source_file sheet row line dealer field code severity value message suggestion",
    "review": "case_id reason match_weight match_probability source_file_l row_l source_file_r row_r customer_id_l "
    "customer_id_r decision",
    "scorecard": "dealer dimension metric value of share previous",
    "events": "run at entity kind id into",
    "deliveries": "source_file sha256 dealer kind date encoding rows accepted refused_because run",
    "rejects": "row line codes messages",
}


@pytest.fixture(scope="module")
def files(sample: Path) -> list[Path]:
    return find([sample])


def shuffled(files: list[Path], seed: int) -> list[Path]:
    return random.Random(seed).sample(files, len(files))  # noqa: S311


@pytest.mark.parametrize("name", CONTRACT)
def test_exports_have_the_columns_promised(master: Path, name: str) -> None:
    done = crmtool("export", name, "-", "--master", master)
    assert (done.code, done.err) == (0, "")
    header = next(reader(io.StringIO(done.out)))  # of rejects it is the dealers' own, line breaks included
    assert set(CONTRACT[name].split()) <= set(header)


def test_the_samples_hold_what_these_laws_are_about(master: Path) -> None:
    """Else they would hold of nothing."""
    held = contents(master)
    assert held["crosswalk"].height > held["customers"]["records"].sum() > held["customers"].height > 50
    assert held["vehicles"].height > 50
    assert all(held[name].height for name in ("ownerships", "lineage", "findings", "review", "events"))


def test_the_same_folder_again_changes_nothing(master: Path, sample: Path, tmp_path: Path) -> None:
    again = shutil.copytree(master, tmp_path / "again")
    database = (again / "master.db").read_bytes()
    before = contents(again)
    summary = bring_in([sample], again)
    assert (summary.committed, summary.known, dict(summary.changes)) == (False, summary.files, {})
    now = contents(again)
    assert all(now[name].equals(before[name]) for name in before)
    assert now["runs"].height == 1
    assert (again / "master.db").read_bytes() == database


def test_the_order_of_files_never_matters(master: Path, files: list[Path], tmp_path: Path) -> None:
    bring_in([], tmp_path, listed=shuffled(files, 1))
    for entity in ENTITIES:
        assert clusters(tmp_path, entity) == clusters(master, entity)
    for name in ("customers", "vehicles", "lineage", "ownerships", "review", "crosswalk"):
        assert table(tmp_path, name).equals(table(master, name)), name


def test_eight_buckets_give_what_one_gives(master: Path, sample: Path, tmp_path: Path) -> None:
    bring_in([sample], tmp_path, buckets=8)
    own = {"runs", "events", "deliveries"}  # hold the time or the number of a run
    one, eight = contents(master), contents(tmp_path)
    assert [name for name in one.keys() - own if not eight[name].equals(one[name])] == []


def test_first_some_then_others_is_all_together(master: Path, files: list[Path], tmp_path: Path) -> None:
    """An increment equals a full run."""
    order = shuffled(files, 2)
    first = bring_in([], tmp_path, listed=order[: len(order) // 2])
    assert first.customers < table(master, "customers").height
    assert bring_in([], tmp_path, listed=order[len(order) // 2 :]).committed
    for entity in ENTITIES:
        assert clusters(tmp_path, entity) == clusters(master, entity)
    own = pl.exclude("^(customer|vehicle)_id(_[lr])?$", "id", "run")  # what depends on which was first
    for name in ("customers", "vehicles", "ownerships", "lineage", "findings", "review", "rejects", "deliveries"):
        left, right = (table(folder, name).select(own) for folder in (tmp_path, master))
        assert left.sort(pl.all()).equals(right.sort(pl.all())), name


def rewritten(files: list[Path], folder: Path, seed: int | None) -> dict[tuple[str, int], tuple[str, int]]:
    """The tables of ``files`` as CSV, their rows in another order; where each (file, row) came from."""
    folder.mkdir()
    origin = {}
    for file in files:
        for raw in read_file(file).tables:
            if not all(raw.headers) or len(set(raw.headers)) < len(raw.headers):
                continue
            name = f"{file.name.split('.')[0]}.csv"
            rows = list(enumerate(raw.cells.rows()))
            if seed is not None:
                random.Random(seed).shuffle(rows)  # noqa: S311
            with (folder / name).open("w", encoding="utf-8", newline="") as out:
                writer(out).writerows([raw.headers, *(row for _, row in rows)])
            origin |= {(name, at): (name, was) for at, (was, _) in enumerate(rows, 1)}
    return origin


def test_the_order_of_rows_never_matters(files: list[Path], tmp_path: Path) -> None:
    found = []
    for seed in (None, 5):
        origin = rewritten(files, tmp_path / f"deliveries-{seed}", seed)
        bring_in([tmp_path / f"deliveries-{seed}"], tmp_path / f"master-{seed}")
        parts = {entity: clusters(tmp_path / f"master-{seed}", entity) for entity in ENTITIES}
        found.append({entity: {frozenset(origin[at] for at in rows) for rows in parts[entity]} for entity in ENTITIES})
        assert len(origin) > 150
    assert found[0] == found[1]


def test_every_delivered_row_has_a_crosswalk_line(master: Path, sample: Path) -> None:
    truth = pl.read_csv(sample / "truth.csv", infer_schema=False).select("source_file", pl.col("row").cast(pl.Int64))
    crosswalk = table(master, "crosswalk")
    assert truth.join(crosswalk, on=["source_file", "row"], how="anti").height == 0
    assert crosswalk.select("source_file", "row").is_unique().all()
    counted = crosswalk.group_by("source_file").len("rows").cast({"rows": pl.Int64})
    deliveries = table(master, "deliveries")
    assert deliveries.join(counted, on=["source_file", "rows"], how="anti").height == 0
    rejected = crosswalk.join(table(master, "rejects"), on=["source_file", "row"], how="semi")
    assert rejected.height == (deliveries["rows"] - deliveries["accepted"]).sum()
    assert rejected["customer_id"].null_count() == rejected.height
    customers = set(table(master, "customers")["customer_id"])
    assert set(crosswalk["customer_id"].drop_nulls()) == customers


def test_what_the_tables_say_of_each_other_is_true(master: Path) -> None:
    held = contents(master)
    people, cars = set(held["customers"]["customer_id"]), set(held["vehicles"]["vehicle_id"])
    assert set(held["ownerships"]["customer_id"]) <= people
    assert set(held["ownerships"]["vehicle_id"]) <= cars
    assert set(held["lineage"]["id"]) <= people | cars
    assert set(held["review"]["customer_id_l"]) | set(held["review"]["customer_id_r"]) <= people
    assert held["crosswalk"].drop_nulls("customer_id")["record_key"].n_unique() == held["customers"]["records"].sum()
    golden = held["customers"].unpivot(["name", "mobile", "id_number"], index="customer_id").drop_nulls("value")
    told = held["lineage"].rename({"id": "customer_id", "field": "variable"})
    assert golden.join(told, on=["customer_id", "variable", "value"], how="anti").height == 0
    assert all(re.fullmatch(r"C[0-9]{8}", one) for one in people)


def test_a_row_delivered_twice_is_one_record(tmp_path: Path) -> None:
    row = "WO1,王志强,13000013571,沪A00001"
    rows = [row, "WO2,李秀英,13100024682,沪B20002", row]
    csv(tmp_path / "in" / "A_sales_20260901.csv", HEADER, rows)
    csv(tmp_path / "in" / "A_sales_20260902.csv", HEADER, [row, "WO3,赵建国,13200035793,沪C30003"])
    summary = bring_in([tmp_path / "in"], tmp_path / "master")
    assert (summary.rows, summary.records, summary.customers) == (5, 3, 3)
    crosswalk = table(tmp_path / "master", "crosswalk").filter(record_id="WO1")
    assert crosswalk["record_key"].n_unique() == crosswalk["customer_id"].n_unique() == 1
    assert crosswalk.height == 3
    assert table(tmp_path / "master", "customers").filter(name="王志强")["records"].to_list() == [1]


OLD, NEW = "WO1,王志强,13000013571,沪A00001", "WO1,王志强,13900097531,沪A00001"
OTHERS = ["WO2,李秀英,13100024682,沪B20002", "WO3,赵建国,13200035793,沪C30003"]


@pytest.mark.parametrize("together", [True, False], ids=["one run", "two runs"])
def test_the_newest_version_of_a_record_wins(tmp_path: Path, *, together: bool) -> None:
    """A row of a known id with other content in a later delivery; the older one is kept as history."""
    later = csv(tmp_path / "in" / "A_sales_20260902.csv", HEADER, [NEW, *OTHERS])
    older = csv(tmp_path / "in" / "A_sales_20260901.csv", HEADER, [OLD, *OTHERS])
    for files in [[older, later]] if together else [[later], [older]]:
        summary = bring_in(files, tmp_path / "master")
    assert (summary.rows, summary.records, summary.customers) == (6, 3, 3)
    (mine,) = table(tmp_path / "master", "customers").filter(name="王志强").to_dicts()
    assert (mine["mobile"], mine["records"]) == ("13900097531", 1)
    assert clusters(tmp_path / "master", "customer") == {
        frozenset({(older.name, row), (later.name, row)}) for row in (1, 2, 3)
    }


@pytest.mark.parametrize("folder", ["a", "z"])
def test_a_corrected_delivery_of_the_same_name_wins(tmp_path: Path, folder: str) -> None:
    csv(tmp_path / "m" / "A_sales_20260901.csv", HEADER, [OLD, *OTHERS])
    csv(tmp_path / folder / "A_sales_20260901.csv", HEADER, [NEW, *OTHERS])
    for one in ("m", folder):
        summary = bring_in([tmp_path / one], tmp_path / "master")
    assert (summary.rows, summary.records) == (6, 3)
    assert table(tmp_path / "master", "customers").filter(name="王志强")["mobile"].to_list() == ["13900097531"]
    (line,) = table(tmp_path / "master", "lineage").filter(field="mobile", value="13900097531").to_dicts()
    assert line["source_file"] == f"{folder}/A_sales_20260901.csv"


def test_an_id_on_many_rows_names_the_customer(tmp_path: Path) -> None:
    """A customer with three cars, an order of four lines: the rows are records of their own."""
    people = ("王志强,13000013571", "李秀英,13100024682", "赵建国,13200035793", "陈丽华,13900097531")
    rows = [f"K{at // 3},{people[at // 3]},沪A{at * 7919:05}" for at in range(12)]
    csv(tmp_path / "A_sales_20260901.csv", HEADER.replace("工单号", "订单号"), rows)
    summary = bring_in([tmp_path / "A_sales_20260901.csv"], tmp_path / "master")
    assert (summary.rows, summary.records, summary.customers, summary.vehicles) == (12, 12, 4, 12)


@pytest.mark.parametrize("header", ["姓名,手机", "手机,车牌", "姓名,身份证号", "车架号,车牌", "客户编号,姓名"])
def test_a_delivery_of_two_columns_is_enough(tmp_path: Path, header: str) -> None:
    values = {
        "姓名": ("王志强", "李秀英"), "手机": ("13000013571", "13100024682"), "车牌": ("沪A00001", "沪B20002"),
        "身份证号": ("110110199003070018", "11010519491231002X"), "客户编号": ("K0001", "K0002"),
        "车架号": ("LSVAA2927P1000001", "LSVAA2920P1000003"),
    }  # fmt: skip
    rows = [",".join(values[column][at] for column in header.split(",")) for at in (0, 1)]
    csv(tmp_path / "A_other_20260901.csv", header, rows)
    summary = bring_in([tmp_path / "A_other_20260901.csv"], tmp_path / "master")
    assert (summary.rows, summary.refused) == (2, ())
    assert table(tmp_path / "master", "crosswalk")["customer_id"].null_count() == 0


def test_the_number_of_threads_decides_nothing(sample: Path, tmp_path: Path) -> None:
    seen = []
    for threads in ("1", "3"):
        words = [sys.executable, "-m", "crmtool", "run", str(sample), "--master", str(tmp_path / threads), "-q"]
        environment = {**os.environ, "POLARS_MAX_THREADS": threads}
        assert subprocess.run(words, capture_output=True, env=environment, check=False).returncode == 0
        with Master.open(tmp_path / threads, write=False) as master:
            scored = master.scored()
            assert scored is not None
            seen.append((scored, master.table("crosswalk"), master.table("review"), master.table("customers")))
    assert all(one.equals(other) for one, other in zip(*seen, strict=True))
