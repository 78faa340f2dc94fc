"""``crmtool scorecard`` and the table behind it, through the whole program."""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import HEADER, ROWS, bring_in, crmtool, csv, table
from rich.text import Text

from crmtool.read import find
from crmtool.scorecard import DIMENSIONS, OVERALL

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "\x1b[2J[red]::error::张三\u202e=1+1"


def lines(out: str, start: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith(start)]


def test_every_dealer_has_every_dimension(master: Path) -> None:
    card = table(master, "scorecard")
    overall = card.filter(metric=OVERALL)
    assert overall.select("dealer", "dimension").rows() == [
        (dealer, dimension)
        for dealer in sorted(set(table(master, "crosswalk")["dealer"]))
        for dimension in DIMENSIONS.values()
    ]
    assert card.filter((pl.col("value") > pl.col("of")) | (pl.col("value") < 0)).height == 0
    assert card.filter((pl.col("share") * pl.col("of") - pl.col("value")).abs() > 0.01).height == 0
    assert overall["share"].min() < 1


def test_some_deliveries_and_then_the_others_give_the_scorecard_of_all(
    master: Path, sample: Path, tmp_path: Path
) -> None:
    files = find([sample])
    order = random.Random(7).sample(files, len(files))  # noqa: S311
    bring_in([], tmp_path, listed=order[: len(order) // 2])
    assert not table(tmp_path, "scorecard").equals(table(master, "scorecard"))
    bring_in([], tmp_path, listed=order[len(order) // 2 :])
    assert table(tmp_path, "scorecard").equals(table(master, "scorecard"))


def test_a_better_delivery_rises_above_the_one_before(tmp_path: Path) -> None:
    bad = [f"WO{number},王志强,1300001357,沪A0000{number}" for number in range(3, 6)]
    csv(tmp_path / "in" / "A_service_20260901.csv", HEADER, [*ROWS, *bad])
    csv(tmp_path / "in" / "A_service_20261001.csv", HEADER, ROWS)
    bring_in([tmp_path / "in"], tmp_path / "master")
    card = {
        (dimension, metric): figures
        for _, dimension, metric, *figures in table(tmp_path / "master", "scorecard").iter_rows()
    }
    assert card["validity", "mobile"] == [2, 2, 1.0, 0.4, ""]
    done = crmtool("scorecard", "--master", tmp_path / "master")
    assert done.code == 0
    (validity,) = lines(done.out, "validity")
    assert validity.split()[1:] == ["█" * 16, "100.0", "%", "▲", "+60.0"]
    whole = crmtool("scorecard", "--master", tmp_path / "master", "--dealer", "A", "--as-of", "2026-10-31").out
    assert "  service 2026-10-01, 30 d ago (compared with 2026-09-01)" in whole.splitlines()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [60, 80, 200])
def test_all_lines_fit_the_terminal_and_stand_in_line(master: Path, lang: str, columns: int) -> None:
    done = crmtool("scorecard", "--master", master, "--lang", lang, "--worst", 99, COLUMNS=str(columns))
    bars = [line for line in done.out.splitlines() if "█" in line or "░" in line]
    assert len(bars) == table(master, "scorecard").filter(metric=OVERALL).height
    assert max(Text(line).cell_len for line in bars) <= columns
    assert len({Text(re.split("[█░]", line)[0]).cell_len for line in bars}) == 1
    assert len({Text(line[: line.index("%")]).cell_len for line in bars}) == 1


def test_the_worst_dealers_come_first_and_the_others_are_counted(master: Path) -> None:
    dealers = crmtool("scorecard", "--master", master, "--format", "json").data["dealers"]
    assert [one["score"] for one in dealers] == sorted(one["score"] for one in dealers)
    done = crmtool("scorecard", "--master", master, "--worst", 2)
    assert len(lines(done.out, "validity")) == 2
    assert done.out.startswith(dealers[0]["dealer"])
    assert f"{len(dealers) - 2} more" in done.err
    assert done.out.splitlines()[-1].startswith(f"Dealers: {len(dealers)}, ")


def test_json_holds_the_table(master: Path) -> None:
    card = table(master, "scorecard")
    dealer = card["dealer"][0]
    (one,) = crmtool("scorecard", "--master", master, "--dealer", dealer, "--format", "json").data["dealers"]
    told = [line for dimension in one["dimensions"] for line in (dimension, *dimension["metrics"])]
    assert [{name: line[name] for name in card.columns[1:]} for line in told] == card.filter(dealer=dealer).drop(
        "dealer"
    ).to_dicts()


def test_one_dealer_shows_every_metric(master: Path) -> None:
    card = table(master, "scorecard")
    dealer = card["dealer"][0]
    shown = crmtool("scorecard", "--master", master, "--dealer", dealer).out
    assert len([line for line in shown.splitlines() if "%" in line]) == card.filter(dealer=dealer).height + 1


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_it_is_exported_in_every_form(master: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"card.{suffix}"
    assert crmtool("export", "scorecard", file, "--master", master).code == 0
    readers = {"csv": pl.read_csv, "xlsx": pl.read_excel, "parquet": pl.read_parquet, "jsonl": pl.read_ndjson}
    made, card = readers[suffix](file), table(master, "scorecard")
    assert made.columns == card.columns
    assert made["share"].round(6).to_list() == card["share"].to_list()


def test_files_are_judged_before_they_are_let_in(delivery: Path, tmp_path: Path) -> None:
    bring_in([delivery], tmp_path / "master")
    card = table(tmp_path / "master", "scorecard")
    done = crmtool("scorecard", delivery, "--format", "json", "--as-of", "2026-11-20")
    (one,) = done.data["dealers"]
    assert [line["share"] for line in one["dimensions"]] == card.filter(metric=OVERALL)["share"].to_list()


def test_files_are_compared_with_what_the_master_holds(delivery: Path, tmp_path: Path) -> None:
    bring_in([delivery], tmp_path / "master")
    bring_in([csv(tmp_path / "B_sales_20260901.csv", HEADER, ["WO7,赵六,13200035793,沪C00003"])], tmp_path / "master")
    new = csv(tmp_path / "new" / "A_sales_20261001.csv", HEADER, [*ROWS, "WO3,李四,1320003579,沪C00003"])
    done = crmtool("scorecard", new, "--master", tmp_path / "master", "--format", "json")
    (one,) = done.data["dealers"]
    (mobile,) = [line for line in one["dimensions"][1]["metrics"] if line["metric"] == "mobile"]
    assert (mobile["value"], mobile["of"], mobile["previous"]) == (2, 3, 1.0)
    assert table(tmp_path / "master", "deliveries").height == 2


def test_what_cannot_be_read_is_named_and_the_others_are_judged(delivery: Path, tmp_path: Path) -> None:
    (delivery.parent / "B_sales_20260901.csv").write_bytes(b"\x00\x01\x02" * 50)
    done = crmtool("scorecard", delivery.parent)
    assert done.code == 3
    assert "B_sales_20260901.csv" in done.errors[0]
    assert done.out.startswith("A  ")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--dealer", "AA"], 2, "Did you mean"),
        (["--worst", "0"], 2, "--worst"),
        (["/no/such/file"], 2, "no such file"),
    ],
)
def test_misuse_is_told_in_one_line(delivery: Path, tmp_path: Path, words: list[str], code: int, said: str) -> None:
    bring_in([delivery], tmp_path / "master")
    done = crmtool("scorecard", "--master", tmp_path / "master", *words)
    assert (done.code, len(done.errors)) == (code, 1)
    assert said in done.err


def test_names_of_dealers_are_data(tmp_path: Path) -> None:
    file = csv(tmp_path / "in" / "A_sales_20260901.csv", f"门店,{HEADER}", [f'"{HOSTILE}",{row}' for row in ROWS])
    bring_in([file], tmp_path / "master")
    assert set(table(tmp_path / "master", "scorecard")["dealer"]) == {HOSTILE}
    for words in ([], ["--dealer", HOSTILE]):
        done = crmtool("scorecard", "--master", tmp_path / "master", *words)
        assert done.code == 0
        assert "\x1b" not in done.out
        assert r"\x1b[2J[red]" in done.out
    told = crmtool("scorecard", "--master", tmp_path / "master", "--format", "json")
    assert json.loads(told.out)["data"]["dealers"][0]["dealer"] == HOSTILE


def test_bars_need_no_unicode(master: Path) -> None:
    done = crmtool("scorecard", "--master", master, "--worst", 1, PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert lines(done.out, "validity")
