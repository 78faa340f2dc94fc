"""``crmtool evaluate`` as a user runs it: an audit from drawing to figures, a page, and every misuse."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from audits import answered, held, rewritten, truth_of
from main_job import bring_in, crmtool

from crmtool.evaluate import judged

if TYPE_CHECKING:
    from pathlib import Path

    from audits import Sheets


def steward(path: Path, master: Path, sample: Path, **instead: str) -> Path:
    """The workbook judged by the truth, last pair first; ``instead`` is what to write for an answer."""
    audit, _ = judged.read(path.read_bytes(), "")
    answers = dict(answered(audit, truth_of(held(master)[0], sample)).iter_rows())

    def edit(sheets: Sheets) -> None:
        header, *rows = sheets["audit"]
        for row in rows:
            row[0] = instead.get(answers[int(row[1])], answers[int(row[1])])
        sheets["audit"] = [header, *reversed(rows)]

    return rewritten(path, path.with_name("judged.xlsx"), edit)


@pytest.fixture
def book(master: Path, tmp_path: Path) -> Path:
    path = tmp_path / "audit.xlsx"
    assert crmtool("evaluate", "--sample", 80, "--out", path, "--master", master).code == 0
    return path


def test_an_audit_from_drawing_to_figures(master: Path, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    done = crmtool("evaluate", "--sample", 80, "--out", path, "--master", master)
    assert "joined, near the threshold" in done.out
    assert f"80 pairs to judge are in {path}" in done.err
    assert "masked" in done.err
    assert path.stat().st_mode & 0o777 == 0o600
    told = crmtool("evaluate", "--judged", steward(path, master, sample), "--master", master)
    assert told.code == 0
    assert [line.split()[0] for line in told.out.splitlines()[:3]] == ["precision", "recall", "F1"]
    assert " to 1.000)" in told.out or " to 0." in told.out
    assert "records that share no clue are in no audit" in told.err
    assert "not judged" not in told.err
    assert "changed" not in told.err
    assert max(map(len, told.out.splitlines())) <= 80


def test_an_audit_in_chinese(master: Path, sample: Path, tmp_path: Path) -> None:
    path = tmp_path / "审核.xlsx"
    done = crmtool("evaluate", "--sample", 40, "--out", path, "--master", master, "--lang", "zh")
    assert "已合并，接近阈值" in done.out
    back = steward(path, master, sample, yes="是", no="不确定")
    told = crmtool("evaluate", "--judged", back, "--master", master, "--lang", "zh", "--unmask")
    assert (told.code, "不确定" in told.out) == (2, False)  # no pair apart has a clear answer
    assert "no pair that is not joined has been judged" in told.err


def test_unsure_answers_show_both_ways(book: Path, master: Path, sample: Path) -> None:
    def some_unsure(sheets: Sheets) -> None:
        for row in sheets["audit"][1:6]:
            row[0] = "unsure"
        sheets["audit"][7][0] = ""

    back = rewritten(steward(book, master, sample), book.with_name("unsure.xlsx"), some_unsure)
    told = crmtool("evaluate", "--judged", back, "--master", master)
    assert "as the unsure turn out" in told.out
    assert "1 of 80 pairs are not judged yet" in told.err
    data = crmtool("evaluate", "--judged", back, "--master", master, "--format", "json").data
    assert (data["drawn"], data["judged"], data["unsure"], data["gone"], data["moved"]) == (80, 74, 5, 0, 0)
    for name in ("precision", "recall", "f1"):
        figure = data["audit"][name]
        assert figure["low"] <= figure["value"] <= figure["high"]
        assert figure["unsure_against"]["value"] <= figure["value"] <= figure["unsure_for"]["value"]
    assert {"name", "found", "pairs", "drawn", "yes", "no", "unsure"} == set(data["strata"][0])


def test_what_was_drawn_as_json(master: Path, tmp_path: Path) -> None:
    words = ("evaluate", "--sample", 50, "--out", tmp_path / "a.xlsx", "--seed", 3, "--master", master)
    data = json.loads(crmtool(*words, "--format", "json").out)["data"]
    assert (data["drawn"], data["seed"], sum(one["drawn"] for one in data["strata"])) == (50, 3, 50)


def test_masked_unless_asked(master: Path, tmp_path: Path) -> None:
    texts = {}
    for name, words in {"masked": (), "full": ("--unmask",)}.items():
        path = tmp_path / f"{name}.xlsx"
        assert crmtool("evaluate", "--sample", 60, "--out", path, "--master", master, *words).code == 0
        rewritten(path, tmp_path / "out.xlsx", lambda sheets, name=name: texts.update({name: str(sheets["audit"])}))
    assert texts["masked"].count("****") > 60
    assert texts["full"].count("****") < texts["masked"].count("****") / 4


def test_a_master_that_has_changed(book: Path, master: Path, sample: Path, tmp_path: Path) -> None:
    back = steward(book, master, sample)
    kept = tmp_path / "kept"
    kept.mkdir()
    for file in sorted(path for path in sample.iterdir() if path.name != "truth.csv")[
        : len(list(sample.iterdir())) // 2
    ]:
        (shutil.copytree if file.is_dir() else shutil.copy)(file, kept / file.name)
    bring_in([kept], tmp_path / "less")
    told = crmtool("evaluate", "--judged", back, "--master", tmp_path / "less")
    assert told.code == 0
    assert "The master has changed" in told.err
    assert "of 80 pairs are no longer there" in told.err
    assert told.out == crmtool("evaluate", "--judged", back, "--master", master).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "nothing to measure by. Name a TRUTH, or --sample N --out audit.xlsx"),
        (["truth.csv", "--sample", "50"], "three ways to measure"),
        (["--sample", "50"], "--sample: does not say where the pairs go. Add --out audit.xlsx"),
        (["--sample", "5", "--out", "a.xlsx"], "--sample"),
        (["--sample", "50", "--out", "a.csv"], "a.csv: an audit is a workbook"),
        (["--sample", "50", "--out", "there.xlsx"], "there.xlsx: is there already and may hold judgements"),
        (["--sample", "50", "--out", "nowhere/a.xlsx"], "nowhere: there is no such folder"),
        (["--out", "a.xlsx"], "nothing to measure by"),
        (["truth.csv", "--out", "a.xlsx"], "--out: goes with --sample N"),
        (["--judged", "there.xlsx", "--chart", "a.html"], "--chart: needs a truth"),
        (["--judged", "nowhere.xlsx"], "nowhere.xlsx: there is no such file"),
        (["--judged", "there.xlsx"], "there.xlsx: is no audit"),
        (["--judged", "truth.csv"], "truth.csv: is no audit"),
    ],
)
def test_misuse(master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.xlsx").write_bytes(b"PK\x03\x04 a workbook once")
    (tmp_path / "truth.csv").write_text("source_file,row,customer\n", "utf-8")
    done = crmtool("evaluate", *words, "--master", master)
    assert done.code == 2
    assert said in "".join(done.errors)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["there.xlsx", "truth.csv"]


def test_an_audit_of_another_master(book: Path, delivery: Path, tmp_path: Path) -> None:
    bring_in([delivery], tmp_path / "other")
    done = crmtool("evaluate", "--judged", book, "--master", tmp_path / "other")
    assert done.code == 2
    assert "none of its pairs is in this master" in done.errors[0]


def test_a_chart(master: Path, sample: Path, tmp_path: Path) -> None:
    for lang, said in (("en", "threshold now"), ("zh", "当前阈值")):
        path = tmp_path / f"{lang}.html"
        words = (sample / "truth.csv", "--by", "noise", "--chart", path, "--lang", lang)
        assert crmtool("evaluate", *words, "--master", master).code == 0
        assert path.stat().st_mode & 0o777 == 0o600
        assert said in path.read_text("utf-8")
    lost = crmtool("evaluate", sample / "truth.csv", "--chart", tmp_path / "no" / "a.html", "--master", master)
    assert (lost.code, "there is no such folder" in lost.errors[0]) == (2, True)


def test_a_truth_of_vehicles_alone(master: Path, sample: Path, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    pl.read_csv(sample / "truth.csv", infer_schema=False).select("source_file", "row", "vehicle").write_csv(truth)
    done = crmtool("evaluate", truth, "--chart", tmp_path / "a.html", "--master", master)
    assert done.code == 0
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == ["Vehicles"]
    assert "<svg" not in (tmp_path / "a.html").read_text("utf-8")


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
sys.argv = ["crmtool", *sys.argv[1:]]
from crmtool.cli import main
main()
"""


def test_a_full_disk_leaves_no_half_workbook(master: Path, tmp_path: Path) -> None:
    held = shutil.copytree(master, tmp_path / "held")
    words = ["evaluate", "--sample", "40", "--out", tmp_path / "a.xlsx", "--master", held]
    done = subprocess.run([sys.executable, "-c", LIMITED, *words], capture_output=True, text=True, check=False)
    (line,) = done.stderr.splitlines()
    assert (done.returncode, "a.xlsx: could not be written (File too large)" in line) == (3, True)
    assert list(tmp_path.iterdir()) == [held]
