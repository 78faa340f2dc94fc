"""Whatever a dealer delivers: a clear line that names it, all other deliveries go through, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from bad_files import ACCEPTED, HEADER, LONG, REFUSED, Refused, people, text, workbook
from main_job import Done, bring_in, clusters, contents, crmtool, csv, table

from crmtool import pipeline
from crmtool.read import find

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl


@dataclass(frozen=True)
class Run:
    """A run over all bad deliveries at once: the master before it, and what it left."""

    folder: Path
    master: Path
    before: dict[str, pl.DataFrame]
    done: Done


def name(dealer: str) -> str:
    return f"{dealer}_sales_20260901.{REFUSED[dealer].suffix if dealer in REFUSED else 'csv'}"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder, master = tmp_path_factory.mktemp("deliveries"), tmp_path_factory.mktemp("masters") / "master"
    bring_in([csv(folder / "OLD_sales_20260801.csv", HEADER, people(5, seed=9))], master)
    before = contents(master)
    for dealer, bad in REFUSED.items():
        (folder / name(dealer)).write_bytes(bad.data)
    for dealer, data in ACCEPTED.items():
        (folder / name(dealer)).write_bytes(data)
    results = {(1, 2): ('=CONCAT("130","00000001")', "13000000001"), (2, 2): ("=A2/0", "#DIV/0!")}
    (folder / "FORMULA_sales_20260901.xlsx").write_bytes(workbook(*people(4, seed=10), formulas=results))
    (folder / "LINK_sales_20260901.csv").symlink_to(folder / "nowhere.csv")
    return Run(folder, master, before, crmtool("run", folder, "--master", master))


@pytest.mark.parametrize("dealer", [*REFUSED, "LINK"])
def test_one_line_names_the_file_the_place_and_the_way_out(run: Run, dealer: str) -> None:
    link = Refused(b"", "is a link to something that is not there", "Mend the link or remove it")
    bad = REFUSED.get(dealer, link)
    (line,) = (line for line in run.done.errors if str(run.folder / name(dealer)) in line)
    head, _, fix = line.partition(bad.what)
    assert head.startswith(f"error: {run.folder / name(dealer)}")
    assert bad.at in head
    assert bad.fix in fix


def test_the_run_goes_through_and_says_that_some_were_refused(run: Run) -> None:
    assert run.done.code == 1
    assert len(run.done.errors) == len(REFUSED) + 1
    assert "Committed:" in run.done.err
    assert "Traceback" not in run.done.err
    assert f"(1 already held, {len(REFUSED) + 1} refused)" in run.done.out


def test_the_refused_are_remembered_with_their_reason(run: Run) -> None:
    deliveries = table(run.master, "deliveries")
    refused = dict(deliveries.filter(deliveries["rows"] == 0).select("source_file", "refused_because").iter_rows())
    assert set(refused) == {name(dealer) for dealer in [*REFUSED, "LINK"]}
    assert all(f"error: {reason}" in run.done.errors for reason in refused.values())


def test_what_the_master_held_stays(run: Run) -> None:
    for entity in ("customer", "vehicle"):
        old = [rows for rows in clusters(run.master, entity) if any(file.startswith("OLD") for file, _ in rows)]
        assert all(len(rows) == 1 for rows in old)
    kept = table(run.master, "crosswalk").join(run.before["crosswalk"], on=run.before["crosswalk"].columns, how="semi")
    assert kept.height == run.before["crosswalk"].height == 5


@pytest.mark.parametrize(
    ("dealer", "rows"),
    [
        ("GOOD", 6),
        ("RAGGED", 5),
        ("TWICE", 5),
        ("HUGE", 5),
        ("WIDE", 3),
        ("FORMULA", 4),
        ("DEALER1", 5),
        ("DEALER2", 5),
    ],
)
def test_every_row_of_the_others_is_there(run: Run, dealer: str, rows: int) -> None:
    crosswalk = table(run.master, "crosswalk")
    mine = crosswalk.filter(crosswalk["dealer"] == dealer)
    assert mine["row"].sort().to_list() == list(range(1, rows + 1))
    assert mine["line"].sort().to_list() == list(range(2, rows + 2))


def found(run: Run, dealer: str, code: str) -> pl.DataFrame:
    findings = table(run.master, "findings")
    return findings.filter(findings["dealer"] == dealer, findings["code"] == code)


def test_ragged_rows(run: Run) -> None:
    """Short ones are filled, empty surplus is cut; a row with more cells than headers is the dealer's to mend."""
    assert found(run, "RAGGED", "I034")["line"].to_list() == [2]
    rejects = table(run.master, "rejects")
    assert rejects.select("source_file", "row", "line", "codes").rows() == [(name("RAGGED"), 2, 3, "I020")]
    assert "8 cells under 4 columns" in rejects["messages"].item()
    exported = crmtool("export", "rejects", "-", "--master", run.master).out
    assert "WO2,李小红,13000000002,,,,多,余" in exported


def test_duplicate_headers(run: Run) -> None:
    assert found(run, "TWICE", "I041")["value"].to_list() == ["姓名", "手机"]
    assert table(run.master, "customers").filter(mobile=people(5, seed=3)[0].split(",")[2]).height == 1


def test_a_cell_of_five_megabytes(run: Run) -> None:
    """It is kept as delivered; what people see of it is short."""
    shown = table(run.master, "findings")
    assert len(LONG.encode()) > 5_000_000
    assert found(run, "HUGE", "V311")["row"].to_list() == [3]
    exported = crmtool("export", "findings", "-", "--master", run.master).out
    assert shown.height
    assert max(map(len, exported.splitlines())) < 25_000  # the 1,996 headers that nobody knows
    assert "长" * 65 not in exported


def test_two_thousand_columns(run: Run) -> None:
    assert found(run, "WIDE", "I050").height == 1
    mine = table(run.master, "customers").filter(mobile=people(3, seed=6)[0].split(",")[2])
    assert mine["name"].to_list() == [people(3, seed=6)[0].split(",")[1]]


def test_formula_cells(run: Run) -> None:
    """A formula is what the spreadsheet last computed; an error is no value."""
    customers = table(run.master, "customers")
    assert customers.filter(mobile="13000000001").height == 1
    second = people(4, seed=10)[1].split(",")
    mine = customers.filter(customers["dealers"] == "FORMULA", customers["name"] == second[1])
    assert mine["mobile"].to_list() == [None]


def test_two_dealers_with_the_same_record_ids(run: Run) -> None:
    crosswalk = table(run.master, "crosswalk")
    ones, others = (crosswalk.filter(crosswalk["dealer"] == dealer) for dealer in ("DEALER1", "DEALER2"))
    assert ones["record_id"].sort().to_list() == others["record_id"].sort().to_list()
    assert not set(ones["customer_id"]) & set(others["customer_id"])


def test_again_is_refused_again_and_changes_nothing(run: Run) -> None:
    held = contents(run.master)
    again = crmtool("run", run.folder, "--master", run.master)
    assert (again.code, again.errors) == (1, run.done.errors)
    assert "Nothing new" in again.err
    now = contents(run.master)
    assert all(now[one].equals(held[one]) for one in held)


def test_a_file_that_vanishes(tmp_path: Path) -> None:
    """It was there when the folder was listed, and is not when it is to be read."""
    folder = tmp_path / "deliveries"
    csv(folder / "A_sales_20260901.csv", HEADER, people(2, seed=1))
    gone = csv(folder / "B_sales_20260901.csv", HEADER, people(2, seed=2))
    files = find([folder])
    gone.unlink()
    summary = bring_in([], tmp_path / "master", listed=files)
    assert summary.rows == 2
    assert [one.message for one in summary.refused] == [
        f"{gone}: is not there (any more). Check the name, or deliver it again"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open everything")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    good = csv(tmp_path / "in" / "A_sales_20260901.csv", HEADER, people(2, seed=1))
    closed = csv(tmp_path / "in" / "closed" / "B_sales_20260901.csv", HEADER, people(2, seed=2)).parent
    closed.chmod(0)
    try:
        done = crmtool("run", good.parent, "--master", tmp_path / "master")
        named = crmtool("run", good, closed, "--master", tmp_path / "other")
    finally:
        closed.chmod(0o700)
    assert done.code == 1
    assert done.errors == [f"error: {closed}: cannot be opened: no permission. Give this user the right to read it"]
    assert table(tmp_path / "master", "crosswalk").height == 2
    assert (named.code, named.errors) == (done.code, done.errors)


def test_a_full_disk_leaves_the_former_master_whole(tmp_path: Path) -> None:
    """The system takes no file of more than 200 KB; the second delivery needs a bigger one."""
    master = tmp_path / "master"
    bring_in([csv(tmp_path / "old" / "A_sales_20260901.csv", HEADER, people(5, seed=1))], master)
    before = contents(master)
    files = {path: path.read_bytes() for path in master.rglob("*") if path.is_file() and path.stat().st_size}
    csv(tmp_path / "new" / "B_sales_20260902.csv", HEADER, people(2500, seed=2))
    words = [sys.executable, "-m", "crmtool", "run", str(tmp_path / "new"), "--master", str(master)]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 400 && exec "$@"', "sh", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("error: "))
    assert str(master) in line
    assert "Free space on the disk" in line
    assert all(path.read_bytes() == data for path, data in files.items())
    assert sorted(path.name for path in (master / "records").iterdir()) == ["1-records.parquet", "1-scored.parquet"]
    now = contents(master)
    assert all(now[one].equals(before[one]) for one in before)
    assert bring_in([tmp_path / "new"], master).committed


def test_nothing_but_bad_deliveries(tmp_path: Path) -> None:
    """Each is named before the run gives up; a master that stands stays."""
    folder = tmp_path / "in"
    folder.mkdir()
    for dealer in ("EMPTY", "CUT"):
        (folder / name(dealer)).write_bytes(REFUSED[dealer].data)
    done = crmtool("run", folder, "--master", tmp_path / "master")
    assert done.code == 3
    assert [line.split(": ")[1] for line in done.errors] == [
        str(folder / name("CUT")),
        str(folder / name("EMPTY")),
        "no delivery could be read. Mend the files named above and run again",
    ]
    assert not (tmp_path / "master" / "master.db").exists()
    bring_in([csv(tmp_path / "good" / "A_sales_20260901.csv", HEADER, people(2))], tmp_path / "master")
    customers = table(tmp_path / "master", "customers")
    assert crmtool("run", folder, "--master", tmp_path / "master").code == 1
    assert table(tmp_path / "master", "customers").equals(customers)


def test_names_that_no_sane_system_has(tmp_path: Path) -> None:
    folder, master = tmp_path / "in", tmp_path / "master"
    folder.mkdir()
    names = [
        b"D1_sales_\xff20260901.csv",
        "D2_销售_20260901.csv".encode("gb18030"),
        b"D3_sales\n20260901.csv",
        b"D4_\x1b[31msales_20260901.csv",
        b"-q_sales_20260901.csv",
        b'=D6,"x"\'_sales_20260901.csv',
    ]
    for seed, one in enumerate(names):
        with open(os.path.join(os.fsencode(folder), one), "wb") as file:  # noqa: PTH118, PTH123
            file.write(text(*people(2, seed)) if seed else b"")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()
    done = crmtool("run", folder, "--master", master)
    assert done.code == 1
    assert len(done.errors) == 2
    assert "is no regular file" in done.errors[1]
    assert "\x1b[31m" not in done.out + done.err
    assert "D2_销售_20260901.csv" in table(master, "deliveries")["source_file"].to_list()
    assert crmtool("status", "--master", master, PYTHONIOENCODING="ascii").code == 0


def test_halves_of_characters_and_deep_nests_in_json(tmp_path: Path) -> None:
    lines = [
        '{"姓名": "王\\ud83d小明", "手机": "13000000001", "\\udc00": [1.50, {"x": "\\ud800"}]}',
        '{"姓名": "李小红", "手机": 13000000002, "备注": ' + "[" * 900 + "]" * 900 + "}",
        '{"姓名": "赵小兰", "手机": "13000000003", "备注": "\\u0000\\u001b"}',
    ]
    (tmp_path / "A_lead_20260901.jsonl").write_text("\n".join(lines), "utf-8")
    summary = bring_in([tmp_path / "A_lead_20260901.jsonl"], tmp_path / "master")
    assert (summary.rows, summary.rejected) == (3, 1)
    assert crmtool("export", "customers", tmp_path / "all.xlsx", "--master", tmp_path / "master").code == 0


def test_a_sheet_of_something_else_is_handed_back(tmp_path: Path) -> None:
    """Its rows are no customers, but were delivered: they are rejects with a reason."""
    with xlsxwriter.Workbook(tmp_path / "A_sales_20260901.xlsx") as book:
        for sheet, rows in (
            ("客户", [HEADER, *people(3)]),
            ("仓库", ["品名,规格,库位,仓管", *["机油,大桶,东区,某"] * 4]),
        ):
            page = book.add_worksheet(sheet)
            for at, row in enumerate(rows):
                page.write_row(at, 0, row.split(","))
    summary = bring_in([tmp_path / "A_sales_20260901.xlsx"], tmp_path / "master")
    assert (summary.rows, summary.rejected, summary.customers) == (7, 4, 3)
    exported = crmtool("export", "rejects", "-", "--master", tmp_path / "master").out.splitlines()
    assert exported[0] == "品名,规格,库位,仓管,source_file,row,line,codes,messages"
    assert exported[1].startswith("机油,大桶,东区,某,A_sales_20260901.xlsx,4,2,I018,no column holds")


def test_nothing_to_read_is_said_at_once(tmp_path: Path) -> None:
    assert crmtool("run", tmp_path, "--master", tmp_path / "master").code == 3
    assert crmtool("run", tmp_path / "nowhere", "--master", tmp_path / "master").code == 2
    assert not (tmp_path / "master").exists()
    with pytest.raises(pipeline.NothingRead):
        bring_in([], tmp_path / "master", listed=[tmp_path / "nowhere.csv"])
