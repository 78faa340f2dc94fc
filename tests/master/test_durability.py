"""Whatever interrupts a commit, the former master is whole."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from master_frames import RUN, people, small_master, small_records, small_scored
from polars.testing import assert_frame_equal

from crmtool.errors import CrmtoolError
from crmtool.master import Master

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {here!r})
import polars as pl
from master_frames import RUN, table
from crmtool.master import Master

with Master.open(Path({folder!r}), write=True) as master:
    print("open", flush=True)
    for _ in range(200):
        n = master.next_run
        rows = [{{"customer_id": f"C{{i:08}}", "name": str(n)}} for i in range(3000)]
        values = [{{"entity": "customer", "id": f"C{{i:08}}", "field": "name", "value": str(n)}} for i in range(3000)]
        tables = {{"customers": table("customers", *rows), "lineage": table("lineage", *values)}}
        master.commit(RUN, tables, pl.DataFrame({{"n": [n] * 3000}}), pl.DataFrame({{"n": [n]}}))
"""


def check(folder: Path) -> int:
    """All parts of the master are of one generation, and nothing else lies about; gives the generation."""
    with Master.open(folder, write=True) as master:
        n = master.generation
        if n:
            assert master.table("customers")["name"].unique().to_list() == [str(n)]
            assert master.table("lineage")["value"].unique().to_list() == [str(n)]
            assert master.table("customers").height == master.table("lineage").height == 3000
            for part in (master.records(), master.scored()):
                assert part is not None
                assert part["n"].unique().to_list() == [n]
            assert master.table("runs")["run"].to_list() == list(range(1, n + 1))
            assert {path.name for path in (folder / "records").iterdir()} == {
                f"{n}-{part}.parquet" for part in ("records", "scored")
            }
        return n


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_writer_leaves_a_whole_master(tmp_path: Path, stop: signal.Signals) -> None:
    """Python loses an interrupt that comes within a callback, once in a hundred: the writer ends by itself, too."""
    code = WRITER.format(here=str(Path(__file__).parent), folder=str(tmp_path))
    generation = 0
    for seconds in (0.05, 0.19, 0.33, 0.52):
        with subprocess.Popen([sys.executable, "-c", code], stdout=-1, stderr=-1) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"open\n"
            time.sleep(seconds)
            writer.send_signal(stop)
        assert check(tmp_path) >= generation
        generation = check(tmp_path)
        if generation:
            Master.open(tmp_path, write=False).close()


class Interrupted(ThreadPoolExecutor):
    """Ends as if the user pressed Ctrl-C just then."""

    def __exit__(self, *given: object) -> None:
        super().__exit__(None, None, None)
        raise KeyboardInterrupt


@pytest.mark.parametrize("held", [True, False], ids=["held", "first"])
def test_an_interrupt_just_after_the_commit_loses_nothing(
    tmp_path: Path, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Master.open(tmp_path, write=True) as master:
        if held:
            master.commit(RUN, {"customers": people("王五")}, pl.DataFrame({"n": [1]}))
        monkeypatch.setattr("crmtool.master.store.ThreadPoolExecutor", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            master.commit(RUN, small_master(), small_records(), small_scored())
    with Master.open(tmp_path, write=False) as master:
        assert_frame_equal(master.table("customers"), small_master()["customers"])
        assert_frame_equal(master.records(), small_records())


def limited(folder: Path, size: int, code: str) -> subprocess.CompletedProcess[str]:
    """Run a commit in a process whose files cannot grow beyond ``size`` bytes."""
    source = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
import polars as pl
from master_frames import RUN, people, small_records
from crmtool.errors import CrmtoolError
from crmtool.master import Master
master = Master.open(Path({str(folder)!r}), write=True)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {resource.RLIM_INFINITY}))
try:
    {code}
except CrmtoolError as error:
    print(error)
    raise SystemExit(error.exit_code)
"""
    return subprocess.run([sys.executable, "-c", source], check=False, capture_output=True, text=True)


BIG = "people(*(str(n) * 50 for n in range(20000)))"


@pytest.mark.parametrize(
    "code",
    [
        f"master.commit(RUN, {{'customers': {BIG}}})",
        f"master.commit(RUN, {{}}, {BIG}.with_columns(pl.col('name') + '-' + pl.col('name').hash().cast(pl.String)))",
    ],
    ids=["database", "parquet"],
)
@pytest.mark.parametrize("held", [True, False], ids=["held", "first"])
def test_a_full_disk_leaves_the_former_master(tmp_path: Path, code: str, held: bool) -> None:
    if held:
        with Master.open(tmp_path, write=True) as master:
            master.commit(RUN, small_master(), small_records(), small_scored())
    before = {path.name for path in tmp_path.rglob("*")}
    done = limited(tmp_path, 300_000, code)
    assert done.returncode == 3, done.stderr
    assert "could not be read or written" in done.stdout
    assert "Free space" in done.stdout
    if held:
        assert {path.name for path in tmp_path.rglob("*")} - {"master.db-wal", "master.db-shm"} == before
        with Master.open(tmp_path, write=False) as master:
            assert_frame_equal(master.table("customers"), small_master()["customers"])
            assert_frame_equal(master.records(), small_records())
    else:
        assert not Master.exists(tmp_path)
    with Master.open(tmp_path, write=True) as master:
        assert master.commit(RUN, {"customers": people("王五")})


def test_a_full_database_is_explained(tmp_path: Path) -> None:
    with Master.open(tmp_path, write=True) as master:
        master.commit(RUN, small_master(), small_records())
        assert master._connection is not None
        master._connection.execute("PRAGMA max_page_count = 90")
        with pytest.raises(CrmtoolError, match=r"database or disk is full.*Free space"):
            master.commit(RUN, {"customers": people(*(str(n) * 50 for n in range(20000)))}, pl.DataFrame({"a": [1]}))
        assert_frame_equal(master.table("customers"), small_master()["customers"])
        assert {path.name for path in (tmp_path / "records").iterdir()} == {"1-records.parquet"}
        assert master.generation == 1


def test_a_database_browser_that_writes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr("crmtool.master.database._SECONDS_TO_WAIT", 0.05)
    with Master.open(tmp_path, write=True) as master:
        master.commit(RUN, small_master())
        browser = sqlite3.connect(tmp_path / "master.db", isolation_level=None)
        browser.execute("BEGIN IMMEDIATE")
        with pytest.raises(CrmtoolError, match="another program is writing") as busy:
            master.commit(RUN, {"customers": people("王五")})
        browser.close()
        assert busy.value.exit_code == 75
        assert master.commit(RUN, {"customers": people("王五")})


def test_leftovers_of_killed_runs_are_swept(tmp_path: Path) -> None:
    with Master.open(tmp_path, write=True) as master:
        master.commit(RUN, small_master(), small_records())
    (tmp_path / "records" / "2-records.parquet").write_bytes(b"half")
    (tmp_path / "records" / "mine.parquet").write_bytes(b"not ours")
    with Master.open(tmp_path, write=True):
        pass
    assert {path.name for path in (tmp_path / "records").iterdir()} == {"1-records.parquet", "mine.parquet"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
