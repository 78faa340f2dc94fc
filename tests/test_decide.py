"""``crmtool merge``, ``split`` and ``undo``: what they change, that it lasts, and what cannot be decided."""

from __future__ import annotations

import fcntl
import getpass
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from main_job import DAY, RULES, bring_in, clusters, contents, crmtool, csv, files, table

from crmtool import deciding, pipeline
from crmtool.console import Stages, Terminal
from crmtool.engines.memory import MemoryEngine
from crmtool.master import Master
from crmtool.master.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "客户编号,姓名,手机,证件号码,车牌"
ONE, OTHER, THIRD = "11010519491231002X", "110105194912310038", "320102198506071236"
ROWS = [
    f"K1,王志强,13000013571,{ONE},沪A00001",
    "K2,王志强,13000013571,,沪A00001",
    f"K3,李秀英,13100024682,{OTHER},沪B20002",
    "K4,李秀英,13100024682,,沪C30003",
    "K5,赵建国,13200035793,,",
]


def row(number: int, day: int = 1) -> str:
    return f"A_sales_2026090{day}.csv:{number}"


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A master of three customers and three cars, to be read only."""
    folder = tmp_path_factory.mktemp("delivered")
    bring_in([csv(folder / "A_sales_20260901.csv", HEADER, ROWS)], folder / "master")
    return folder / "master"


@pytest.fixture
def small(delivered: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(delivered, tmp_path / "master")


def decide(master: Path, *words: object) -> Any:
    done = crmtool(*words, "--master", master, "--format", "json")
    assert done.code == 0, done.err
    return done.data


def owner(master: Path, entity: str = "customer") -> dict[str, str]:
    """The ID of each row."""
    rows = table(master, "crosswalk").select(pl.format("{}:{}", "source_file", "row"), f"{entity}_id")
    return dict(rows.iter_rows())


def ids(master: Path, *numbers: int, entity: str = "customer") -> list[str]:
    return [owner(master, entity)[row(number)] for number in numbers]


# What they do


def test_a_merge_joins_beyond_a_veto(small: Path) -> None:
    wang, li = ids(small, 1, 3)
    before = contents(small)
    done = decide(small, "merge", wang, li, "--by", "lin", "--reason", "one man, two documents")
    assert done["ids"] == [min(wang, li)]
    assert done["changes"] == {"customer merged": 1}
    assert len(set(ids(small, 1, 2, 3, 4))) == 1
    (decision,) = table(small, "decisions").iter_rows(named=True)
    assert (decision["decision"], decision["verdict"], decision["entity"]) == (1, "same", "customer")
    assert (decision["by"], decision["reason"], decision["undoes"]) == ("lin", "one man, two documents", None)
    assert [len(group) for group in json.loads(decision["record_keys"])] == [2, 2]
    assert table(small, "events").row(-1)[3:] == ("merged", max(wang, li), min(wang, li))
    assert table(small, "runs").select("command", "by").row(-1) == ("merge", "lin")
    (golden,) = table(small, "customers").filter(pl.col("customer_id") == min(wang, li)).iter_rows(named=True)
    assert golden["records"] == 4
    same = ("findings", "rejects", "deliveries", "scorecard", "columns")
    assert all(table(small, name).equals(before[name]) for name in same)


def test_a_split_takes_rows_away(small: Path) -> None:
    (wang,) = set(ids(small, 1, 2))
    done = decide(small, "split", wang, row(2))
    left, stayed = done["ids"]
    assert ids(small, 1, 2) == [wang, left]
    assert stayed == wang
    assert len(set(ids(small, 1, 2, 3, 5))) == 4
    assert done["changes"] == {"customer split": 1}
    assert table(small, "review").is_empty()


def test_the_larger_part_keeps_the_id(small: Path) -> None:
    wang, li, zhao = ids(small, 1, 3, 5)
    decide(small, "merge", wang, zhao)
    whole = decide(small, "merge", wang, li)["ids"][0]
    new, kept = decide(small, "split", whole, row(1), row(2), row(5))["ids"]
    assert new == whole
    assert ids(small, 1, 2, 3, 4, 5) == [whole, whole, kept, kept, whole]


def test_rows_that_nothing_else_ties_together_leave_as_one(small: Path) -> None:
    wang, li, zhao = ids(small, 1, 3, 5)
    decide(small, "merge", wang, zhao)
    whole = decide(small, "merge", wang, li)["ids"][0]
    new, kept = decide(small, "split", whole, row(4), row(5))["ids"]
    assert ids(small, 1, 2, 3, 4, 5) == [kept, kept, kept, new, new]


def test_an_undo_takes_back_and_an_undo_of_it_restores(small: Path) -> None:
    before = owner(small)
    wang, li = ids(small, 1, 3)
    decide(small, "merge", wang, li)
    merged = owner(small)
    undone = decide(small, "undo", 1)
    assert (undone["decision"], undone["undoes"], undone["ids"]) == (2, 1, [wang, li])
    assert owner(small) == before
    decide(small, "undo", 2)
    assert owner(small) == merged
    decide(small, "undo", 3)
    assert owner(small) == before


def test_a_retired_id_is_nobody_elses(small: Path, tmp_path: Path) -> None:
    last = max(owner(small).values())
    (kept,) = decide(small, "merge", last, min(owner(small).values()))["ids"]
    bring_in([csv(tmp_path / "A_sales_20260902.csv", HEADER, ["N1,孙丽华,13500013571,,"])], small)
    assert owner(small)[row(1, 2)] > last
    assert last not in owner(small).values() or last == kept


def test_a_retired_id_leads_to_its_successor(small: Path) -> None:
    wang, li, zhao = ids(small, 1, 3, 5)
    decide(small, "merge", wang, li)
    decide(small, "merge", max(wang, li).lower(), zhao)
    assert len(set(ids(small, 1, 2, 3, 4, 5))) == 1


def test_vehicles(small: Path) -> None:
    one, other = ids(small, 3, 4, entity="vehicle")
    done = decide(small, "merge", one, other)
    assert (done["entity"], done["changes"]) == ("vehicle", {"vehicle merged": 1})
    assert len(set(ids(small, 3, 4, entity="vehicle"))) == 1
    (whole,) = done["ids"]
    new, kept = decide(small, "split", whole, row(4))["ids"]
    assert ids(small, 3, 4, entity="vehicle") == [kept, new]
    (two,) = set(ids(small, 1, 2, entity="vehicle"))
    decide(small, "split", two, row(1))
    assert len(set(ids(small, 1, 2, entity="vehicle"))) == 2


def test_two_halves_of_a_car_stay_apart(tmp_path: Path) -> None:
    header, master = "客户编号,姓名,手机,证件号码,车架号,车牌", tmp_path / "master"
    rows = [f"K1,王志强,13000013571,{ONE},LSVAA2927P1000001,", f"K2,王志强,13000013571,{ONE},,沪A00001"]
    bring_in([csv(tmp_path / "A_sales_20260901.csv", header, rows)], master)
    (whole,) = set(ids(master, 1, 2, entity="vehicle"))
    decide(master, "split", whole, row(2))
    assert len(set(ids(master, 1, 2, entity="vehicle"))) == 2


# It lasts


def again(master: Path, decisions: pl.DataFrame, buckets: int) -> None:
    """The same decisions in another master."""
    context = pipeline.Context(RULES, DAY, "en", MemoryEngine(buckets))
    act = pipeline.Act("again", "", lambda _: decisions)
    pipeline.run([], master, context, Stages(Terminal(quiet=True), None), act=act)


def some_decisions(master: Path) -> pl.DataFrame:
    """The second and third largest customers and vehicles merged, two rows of the largest split off."""
    rulings = []
    with Master.open(master, write=False) as opened:
        for entity in ("customer", "vehicle"):
            golden = opened.table(f"{entity}s").sort("records", f"{entity}_id", descending=[True, False])
            first, second, third = golden[f"{entity}_id"].head(3)
            places = [place for place, its in sorted(owner(master, entity).items()) if its == first]
            rulings.append(deciding.merge(opened, second, third))
            rulings.append(deciding.split(opened, first, places[:2]))
    steward = deciding.Steward("lin", "")
    return pl.concat([deciding._written(number, one, steward) for number, one in enumerate(rulings, 1)])


def test_decisions_survive_increments(sample: Path, tmp_path: Path) -> None:
    """Some deliveries, decisions, the others: as if all had come before the decisions, in any number of buckets."""
    order = sorted(path for path in sample.iterdir() if path.name != "truth.csv")
    master, whole = tmp_path / "master", tmp_path / "whole"
    bring_in([], master, listed=order[::2])
    decisions = some_decisions(master)
    again(master, decisions, buckets=1)
    bring_in([], master, listed=order[1::2])
    assert table(master, "decisions").equals(decisions)
    bring_in([], whole, listed=order)
    before = {entity: clusters(whole, entity) for entity in ("customer", "vehicle")}
    again(whole, decisions, buckets=8)
    for entity in ("customer", "vehicle"):
        assert clusters(whole, entity) == clusters(master, entity) != before[entity]
        whose = table(master, "crosswalk").select("record_key", f"{entity}_id").unique()
        for verdict, keys in decisions.filter(pl.col("entity") == entity).select("verdict", "record_keys").rows():
            groups = [set(whose.filter(pl.col("record_key").is_in(one))[f"{entity}_id"]) for one in json.loads(keys)]
            assert all(len(group) == 1 for group in groups)
            assert (groups[0] == groups[1]) == (verdict == "same")


def test_new_rows_with_either_document_belong_to_whom_a_steward_joined(small: Path, tmp_path: Path) -> None:
    wang, li = ids(small, 1, 3)
    (whole,) = decide(small, "merge", wang, li)["ids"]
    rows = [
        f"N1,王志强,13000013571,{ONE},",
        f"N2,李秀英,13100024682,{OTHER},",
        f"N3,王志强,13000013571,{THIRD},",
    ]
    bring_in([csv(tmp_path / "A_sales_20260902.csv", HEADER, rows)], small)
    assert [owner(small)[row(number, 2)] == whole for number in (1, 2, 3)] == [True, True, False]


def test_a_third_record_does_not_join_what_a_steward_parted(small: Path, tmp_path: Path) -> None:
    (wang,) = set(ids(small, 1, 2))
    new, kept = decide(small, "split", wang, row(2))["ids"]
    path = csv(tmp_path / "A_sales_20260902.csv", HEADER, ["N1,王志强,13000013571,,沪A00001"])
    bring_in([path], small)
    assert ids(small, 1, 2) == [kept, new]
    assert owner(small)[row(1, 2)] in (kept, new)
    (case,) = table(small, "review").iter_rows(named=True)
    assert case["reason"] == "conflict"
    assert {case["customer_id_l"], case["customer_id_r"]} == {kept, new}
    assert path.name in (case["source_file_l"], case["source_file_r"])


@pytest.mark.parametrize("verdict", ["same", "different"])
def test_what_is_judged_is_not_asked_again(master: Path, tmp_path: Path, verdict: str) -> None:
    folder = shutil.copytree(master, tmp_path / "master")
    case = table(folder, "review").row(0, named=True)
    rows = table(folder, "crosswalk")
    keys = [
        rows.filter(pl.col("source_file") == case[f"source_file_{side}"], pl.col("row") == case[f"row_{side}"])
        for side in ("l", "r")
    ]
    groups = json.dumps([one["record_key"].to_list() for one in keys])
    said = {"decision": 1, "verdict": verdict, "record_keys": groups, "entity": "customer"}
    again(folder, pl.DataFrame([said], schema=dict(TABLES["decisions"].columns)), buckets=1)
    assert case["case_id"] not in table(folder, "review")["case_id"]
    now = [owner(folder)[f"{case[f'source_file_{side}']}:{case[f'row_{side}']}"] for side in ("l", "r")]
    assert (now[0] == now[1]) == (verdict == "same")
    asked = table(folder, "review").filter(pl.col("reason") != "conflict").select("customer_id_l", "customer_id_r")
    assert set(now) not in [set(pair) for pair in asked.rows()]


# What they say


def test_one_line_on_stdout(small: Path) -> None:
    wang, li = ids(small, 1, 3)
    done = crmtool("merge", wang, li, "--master", small)
    assert done.out == f"Decision 1: {wang} and {li} are one customer, {min(wang, li)}\n"
    assert table(small, "decisions").select("by", "reason").row(0) == (getpass.getuser(), "")
    done = crmtool("undo", 1, "--master", small, "-q", "--lang", "zh")
    assert (done.err, done.out.count("\n")) == ("", 1)
    assert done.out.startswith("决定 2：撤销决定 1")
    done = crmtool("split", ids(small, 1)[0], row(1), "--master", small, "-q")
    assert "the rows named are now customer C0" in done.out


def test_a_steward_whom_the_system_does_not_know(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> str:
        raise KeyError

    monkeypatch.setattr(getpass, "getuser", unknown)
    decide(small, "split", ids(small, 1)[0], row(1))
    assert table(small, "decisions")["by"].to_list() == [str(os.getuid())]


def test_hostile_reasons_stay_text(small: Path) -> None:
    wang, li = ids(small, 1, 3)
    decide(small, "merge", wang, li, "--reason", "\x1b[2J'); DROP TABLE decisions; --\udcff", "--by", "[b]{0}")
    assert table(small, "decisions")["by"].to_list() == ["[b]{0}"]
    done = crmtool("explain", row(1), row(3), "--master", small)
    assert "DROP TABLE" in done.out
    assert "\x1b" not in done.out


# What cannot be decided


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["merge", "C00000001", "C00000009"],
            "'C00000009' is neither a customer nor a row. customers are C00000001 to",
        ),
        (["merge", "C00000001", "C2"], "did you mean C00000002?"),
        (["merge", "C00000001", "c00000001"], "both are C00000001. name two IDs"),
        (["merge", "C00000001", "V00000001"], "C00000001 is a customer, V00000001 a vehicle"),
        (["merge", "C00000001", row(1)], "is a row; a customer or vehicle ID is wanted here. it belongs to C0"),
        (["merge", "C00000001", "王志强"], "'王志强' is neither a customer nor a row"),
        (["split", "C00000001", row(9)], "the delivery has rows 1 to 5"),
        (["split", "C00000001", "C00000002"], "C00000002: is no row. write FILE:ROW"),
        (["split", "C00000001"], "ROW"),
        (["split", "V00000001", row(5)], "has no vehicle, not to V00000001"),
        (["undo", "1"], "there is no decision 1. crmtool merge and crmtool split make them"),
        (["undo", "one"], "Invalid value for 'N'"),
    ],
)
def test_what_cannot_be_decided_ends_with_2(small: Path, words: list[str], said: str) -> None:
    before = files(small)
    done = crmtool(*words, "--master", small)
    assert (done.code, done.out) == (2, "")
    (line,) = done.errors
    assert said in line
    assert files(small) == before


def test_rows_of_others_and_all_rows_cannot_leave(small: Path) -> None:
    wang, li = ids(small, 1, 3)
    before = files(small)
    done = crmtool("split", wang, row(1), row(3), "--master", small)
    assert (done.code, f"{row(3)}: belongs to {li}, not to {wang}" in done.err) == (2, True)
    done = crmtool("split", wang, row(1), row(2), row(1), "--master", small)
    assert (done.code, f"these are all records of {wang}" in done.err) == (2, True)
    assert files(small) == before


def test_what_is_done_cannot_be_done_again(small: Path) -> None:
    wang, li = ids(small, 1, 3)
    decide(small, "merge", wang, li)
    done = crmtool("merge", wang, li, "--master", small)
    assert done.code == 2
    assert f"both are {min(wang, li)}. {max(wang, li)} was merged into {min(wang, li)}" in done.err
    decide(small, "undo", 1)
    done = crmtool("undo", 1, "--master", small)
    assert (done.code, "decision 1 was taken back by decision 2. crmtool undo 2" in done.err) == (2, True)
    assert "decisions are 1 to 2" in crmtool("undo", 3, "--master", small).err


def test_a_folder_without_a_master_stays_as_it_is(tmp_path: Path) -> None:
    done = crmtool("undo", 1, "--master", tmp_path / "none")
    assert (done.code, "there is no master here" in done.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_another_run_holds_the_master(small: Path) -> None:
    before = files(small)
    with (small / "master.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = crmtool("merge", "C00000001", "C00000002", "--master", small)
    assert (done.code, "another run holds this master" in done.err) == (75, True)
    assert files(small) == before
