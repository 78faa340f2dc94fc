"""A master is opened, committed to, and read while it is written."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from master_frames import RUN, people, small_master, small_records, small_scored, table
from polars.testing import assert_frame_equal

from crmtool.errors import CrmtoolError, MasterBusy, UsageError
from crmtool.master import Master
from crmtool.master.schema import TABLES, VIEWS

if TYPE_CHECKING:
    from pathlib import Path


def dump(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table and view as plain SQL sees it."""
    with sqlite3.connect(folder / "master.db") as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608
    connection.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A master with one commit."""
    with Master.open(tmp_path / "master", write=True) as master:
        master.commit(RUN, small_master(), small_records(), small_scored())
    return tmp_path / "master"


def test_what_was_committed_is_read_back(folder: Path) -> None:
    with Master.open(folder, write=False) as master:
        for name, frame in small_master().items():
            assert_frame_equal(master.table(name), frame)
        assert_frame_equal(master.records(), small_records())
        assert_frame_equal(master.scored(), small_scored())
        assert master.generation == 1
        assert master.table("deliveries")["sha256"].to_list() == ["ab"]
        assert master.table("runs").row(0) == (1, "2026-11-21T20:00:00+00:00", "run", "1.0", "", 1.5, 4)
        assert master.tables() == {name: master.table(name).height for name in TABLES}


def test_every_table_of_the_contract_is_plain_sql(folder: Path) -> None:
    found = dump(folder)
    assert set(TABLES) | set(VIEWS) <= set(found)
    assert found["crosswalk"][0][:4] == ("a_sales_20260101.csv", None, 1, 2)
    assert min(found["lineage"])[:5] == ("customer", "C00000001", "mobile", "13000001357", None)
    assert ("generation", "1") in found["meta"]
    assert {row[0] for row in found["owners"]} == {"owner"}
    assert len(found["customer_rows"]) == 3


def test_indexes_are_used(folder: Path) -> None:
    with sqlite3.connect(folder / "master.db") as connection:
        for query in (
            "SELECT * FROM crosswalk WHERE customer_id = 'x'",
            "SELECT * FROM crosswalk WHERE source_file = 'x' AND row = 1",
            "SELECT * FROM customers WHERE mobile = 'x'",
            "SELECT * FROM customers WHERE customer_id = 'x'",
            "SELECT * FROM vehicles WHERE plate = 'x'",
            "SELECT * FROM lineage WHERE id = 'x'",
        ):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
            assert "USING INDEX" in plan[0][3] or "USING COVERING INDEX" in plan[0][3], query
    connection.close()


def test_the_same_again_writes_nothing(folder: Path) -> None:
    before = dump(folder)
    stamps = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")}
    again = {name: frame for name, frame in small_master().items() if name != "events"}
    with Master.open(folder, write=True) as master:
        assert not master.commit(RUN, again | {"events": table("events")}, small_records(), small_scored())
        assert not master.commit(RUN, {"rejects": pl.DataFrame()})
        assert master.generation == 1
    assert dump(folder) == before
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet")} == stamps


def test_findings_in_another_order_are_the_same(tmp_path: Path) -> None:
    places = [{"source_file": file, "row": row, "code": "V210"} for file in "ab" for row in (1, 2, 10)]
    with Master.open(tmp_path, write=True) as master:
        assert master.commit(RUN, {"findings": table("findings", *reversed(places))})
        assert not master.commit(RUN, {"findings": table("findings", *places)})
        assert master.table("findings").select("source_file", "row", "code").to_dicts() == places


def test_a_commit_replaces_adds_and_keeps(folder: Path) -> None:
    files = {path.name for path in (folder / "records").iterdir()}
    with Master.open(folder, write=True) as master:
        assert master.next_run == 2
        master.commit(
            RUN,
            {
                "customers": people("王五"),
                "events": table("events", {"run": 2, "id": "C00000001", "kind": "retired", "why": "moved"}),
                "deliveries": table(
                    "deliveries", {"source_file": "b.csv", "sha256": "cd"}, {"source_file": "a.csv", "sha256": "ab"}
                ),
                "rejects": table("rejects", {"source_file": "a_sales_20260101.csv", "row": 9}),
            },
            small_records().head(1),
        )
        assert master.table("customers")["name"].to_list() == ["王五"]
        assert master.table("events")["kind"].to_list() == ["created", "retired"]
        assert master.table("events")["why"].to_list() == [None, "moved"]
        assert master.table("deliveries")["sha256"].to_list() == ["ab", "cd", "ab"]
        assert master.table("rejects")["row"].to_list() == [9]
        assert master.table("vehicles").height == 1
        assert master.table("runs")["run"].to_list() == [1, 2]
    assert files == {"1-records.parquet", "1-scored.parquet"}
    assert {path.name for path in (folder / "records").iterdir()} == {"2-records.parquet", "1-scored.parquet"}


def test_nobody_else_can_read_the_files(folder: Path) -> None:
    with Master.open(folder, write=True) as master:
        master.commit(RUN, {"customers": people("王五")})
        modes = {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}
    assert "master.db-wal" in modes
    assert {name: oct(mode) for name, mode in modes.items()} == {
        name: oct(0o700 if name in ("master", "records") else 0o600) for name in modes
    }


def test_nothing_else_is_left_behind(folder: Path) -> None:
    with Master.open(folder, write=False) as master:
        master.table("customers")
    assert {path.name for path in folder.iterdir()} == {"master.db", "master.lock", "records"}


def test_one_writer_at_a_time(folder: Path) -> None:
    with Master.open(folder, write=True), pytest.raises(MasterBusy, match="another run holds this master"):
        Master.open(folder, write=True)
    with Master.open(folder, write=True) as master:
        assert master.generation == 1


def test_another_process_is_turned_away_at_once(folder: Path) -> None:
    code = f"""
from pathlib import Path
from crmtool.errors import MasterBusy
from crmtool.master import Master
try:
    Master.open(Path({str(folder)!r}), write=True)
except MasterBusy as busy:
    raise SystemExit(busy.exit_code)
"""
    with Master.open(folder, write=True):
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 75
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_reader_sees_one_generation_whatever_is_committed(folder: Path) -> None:
    with Master.open(folder, write=False) as reader, Master.open(folder, write=True) as writer:
        assert reader.table("customers").height == 2
        for name in ("王五", "赵六"):
            writer.commit(RUN, {"customers": people(name), "lineage": table("lineage")}, small_records().head(1))
        assert_frame_equal(reader.table("customers"), small_master()["customers"])
        assert_frame_equal(reader.table("lineage"), small_master()["lineage"])
        assert_frame_equal(reader.records(), small_records())
        assert_frame_equal(reader.scored(), small_scored())
        with Master.open(folder, write=False) as later:
            assert later.table("customers")["name"].to_list() == ["赵六"]
            assert later.generation == 3


def test_a_master_beside_which_nothing_can_be_written_is_read_as_it_stands(folder: Path) -> None:
    """As on a full disk or read-only medium: SQLite finds no room for the shared memory of its log."""
    (folder / "master.db-shm").mkdir()
    with Master.open(folder, write=False) as master:
        assert_frame_equal(master.table("customers"), small_master()["customers"])
    (folder / "master.db-wal").write_bytes(b"what a run that was killed may have left")
    with pytest.raises((CrmtoolError, sqlite3.OperationalError)):
        Master.open(folder, write=False)


def test_columns_that_hold_a_key_of_another_table_say_so(folder: Path) -> None:
    """Database browsers show links then."""
    with sqlite3.connect(folder / "master.db") as connection:
        links = {
            name: {(row[3], row[2], row[4]) for row in connection.execute(f"PRAGMA foreign_key_list({name})")}
            for name in ("crosswalk", "ownerships", "review", "customers")
        }
        assert connection.execute("PRAGMA foreign_key_check(crosswalk)").fetchall() == []
    connection.close()
    customer, vehicle = ("customer_id", "customers", "customer_id"), ("vehicle_id", "vehicles", "vehicle_id")
    assert links["crosswalk"] == links["ownerships"] == {customer, vehicle}
    assert links["review"] == {(f"customer_id_{side}", "customers", "customer_id") for side in "lr"}
    assert links["customers"] == set()


def test_reading_never_creates(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no master here.*crmtool run"):
        Master.open(tmp_path / "none", write=False)
    assert not Master.exists(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_a_master_without_a_commit_is_no_master_yet(tmp_path: Path) -> None:
    with Master.open(tmp_path, write=True) as master:
        assert master.records() is None
        assert master.scored() is None
        assert master.table("deliveries").columns == list(TABLES["deliveries"].columns)
        assert set(master.tables().values()) == {0}
    (tmp_path / "master.db").touch()
    with pytest.raises(UsageError, match="there is no master here"):
        Master.open(tmp_path, write=False)
    with Master.open(tmp_path, write=True) as master:
        assert master.commit(RUN, {"customers": people("王五")})


def test_a_newer_schema_is_refused(folder: Path) -> None:
    with sqlite3.connect(folder / "master.db") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    connection.close()
    for write in (True, False):
        with pytest.raises(CrmtoolError, match=r"newer crmtool .schema 99.*Update crmtool"):
            Master.open(folder, write=write)


def test_foreign_and_damaged_files_are_named(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "master.db") as connection:
        connection.execute("CREATE TABLE other (a)")
    connection.close()
    with pytest.raises(CrmtoolError, match="no crmtool master"):
        Master.open(tmp_path, write=False)
    (tmp_path / "master.db").write_bytes(b"this is no database" * 99)
    with pytest.raises(CrmtoolError, match=r"master.db: is damaged"):
        Master.open(tmp_path, write=True)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file, not a folder"):
        Master.open(tmp_path / "file", write=True)


def test_missing_records_are_named(folder: Path) -> None:
    (folder / "records" / "1-scored.parquet").unlink()
    with pytest.raises(CrmtoolError, match=r"files of this master are missing.*backup"):
        Master.open(folder, write=False)


def test_an_unknown_table_is_a_usage_error(folder: Path) -> None:
    with Master.open(folder, write=False) as master:
        with pytest.raises(UsageError, match=r"no table 'customer'.*Did you mean 'customers'?"):
            master.table("customer")
        with pytest.raises(RuntimeError, match="opened to read"):
            master.commit(RUN, {})


@pytest.mark.parametrize(
    "tables",
    [{"customer": people("王五")}, {"runs": table("runs")}, {"customers": people("王五").drop("mobile")}],
)
def test_tables_that_break_the_contract_are_a_programming_error(folder: Path, tables: dict[str, pl.DataFrame]) -> None:
    before = dump(folder)
    with Master.open(folder, write=True) as master, pytest.raises(ValueError, match=r"the table|lacks the columns"):
        master.commit(RUN, tables)
    assert dump(folder) == before


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    strange = tmp_path / "Größe 100% #1?" / "客户 ' \" 主数据"
    with Master.open(strange, write=True) as master:
        master.commit(RUN, small_master(), small_records())
    with Master.open(strange, write=False) as master:
        assert_frame_equal(master.records(), small_records())
