"""``crmtool check`` from end to end: what it tells, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from main_job import DAY, RULES, Done, crmtool, files, table

from crmtool import checking
from crmtool.console import Stages, Terminal
from crmtool.read import find, read_file
from crmtool.validate import FINDINGS

HEADER = "工单号,姓名,手机,车牌,证件号码"
GOOD = "WO1,王志强,13000013571,沪A00001,"
ERROR = "WO2,李秀英,13100024682,沪B20002,110101199003071230"
WARNING = "WO3,赵*,13200035793,沪C30003,"
NAME = "A_service_20261101.csv"


def delivered(folder: Path, *rows: str, name: str = NAME) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join([HEADER, *rows, ""]), "utf-8")
    return folder / name


def check(*words: object, **environment: str) -> Done:
    return crmtool("check", "--as-of", DAY, *words, **environment)


def codes(done: Done) -> list[str]:
    return [line["code"] for line in map(json.loads, done.out.splitlines())]


def found(*paths: Path, **context: Any) -> checking.Checked:
    asked = checking.Context(RULES, DAY, "en", frozenset(RULES.checks), **context)
    return checking.check({path: str(path) for path in find(paths)}, asked, Stages(Terminal(quiet=True), None))


@pytest.mark.parametrize(
    ("rows", "fail_on", "code"),
    [
        ((GOOD,), "error", 0),
        ((GOOD,), "warning", 0),
        ((GOOD, ERROR), "error", 1),
        ((GOOD, ERROR), "never", 0),
        ((GOOD, WARNING), "error", 0),
        ((GOOD, WARNING), "warning", 1),
        ((GOOD, WARNING), "never", 0),
    ],
)
def test_exit_codes(tmp_path: Path, rows: tuple[str, ...], fail_on: str, code: int) -> None:
    assert check(delivered(tmp_path, *rows), "--fail-on", fail_on, "--select", "V").code == code


def test_a_row_that_could_not_be_read_is_an_error_where_it_stands(tmp_path: Path) -> None:
    torn = delivered(tmp_path, GOOD, "WO2,李秀英,13100024682,沪B20002,,13200035793", GOOD.replace("WO1", "WO3"))
    done = check(torn, "--output-format", "jsonl")
    errors = [line for line in map(json.loads, done.out.splitlines()) if line["severity"] == "error"]
    assert [(line["code"], line["row"], line["line"]) for line in errors] == [("I020", 2, 3)]
    assert errors[0]["message"].endswith(": 6 cells under 5 columns: a delimiter in a cell, or two rows")
    assert done.code == 1


def test_an_object_that_is_no_json_is_an_error_where_it_stands(tmp_path: Path) -> None:
    lines = tmp_path / "A_lead_20261101.jsonl"
    lines.write_text(
        '{"姓名": "王志强", "手机": "13000013571"}\n{"姓名": \n{"姓名": "李秀英", "手机": "13100024682"}\n', "utf-8"
    )
    done = check(lines, "--output-format", "concise", "--select", "I02")
    assert done.code == 1
    assert done.out.startswith(f"{lines}:2:2: I021 error Line is not JSON: ")


def test_an_empty_name_is_one_finding_however_empty_the_row(tmp_path: Path) -> None:
    sale = delivered(tmp_path, GOOD, "WO2,,,,", "WO3,,13200035793,,", name="A_sales_20261101.csv")
    done = check(sale, "--output-format", "jsonl", "--select", "C1")
    named = [(line["code"], line["row"]) for line in map(json.loads, done.out.splitlines()) if line["field"] == "name"]
    assert named == [("C101", 2), ("C102", 3)]


def test_nothing_found(tmp_path: Path) -> None:
    done = check(delivered(tmp_path, GOOD), "--select", "V", "--output-format", "concise")
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[-1].startswith("All good: 1 file, 1 row, nothing found (")
    assert check(delivered(tmp_path, GOOD), "--select", "V", "-q").err == ""


def test_what_is_said_at_the_end(tmp_path: Path) -> None:
    done = check(delivered(tmp_path, GOOD, ERROR, WARNING), "--select", "V")
    closing = done.err.splitlines()[-2:]
    assert closing[0].startswith("Checked 1 file, 3 rows: 1 error, 1 warning (")
    assert closing[1].startswith("Failed. Next: crmtool rules V201 ")
    done = check(tmp_path, "--select", "V", "--lang", "zh")
    assert done.err.splitlines()[-2].startswith("已检查 1 个文件、3 行：1 个错误，1 个警告 (")


def test_the_hint_is_about_the_gravest_finding(tmp_path: Path) -> None:
    surnames = ["WO4,李,13000024682,沪B20002,", "WO5,王,13000035793,沪C20002,"]
    path = delivered(tmp_path, GOOD, WARNING, *surnames)
    assert codes(check(path, "--select", "V", "--output-format", "jsonl")) == ["V102", "V103", "V103"]
    assert "Next: crmtool rules V102 " in check(path, "--select", "V", "--fail-on", "warning").err


def test_a_repeated_id_is_a_finding_where_ids_name_rows(tmp_path: Path) -> None:
    rows = [f"WO{at},王志强,130000{at:05},," for at in range(60)]
    path = delivered(tmp_path, *rows, "WO7,李秀英,13100024682,,")
    found = [
        line
        for line in map(json.loads, check(path, "--output-format", "jsonl").out.splitlines())
        if line["code"] == "U101"
    ]
    assert [(line["row"], line["field"]) for line in found] == [(61, "record_id")]


def test_a_delivery_is_never_the_target(tmp_path: Path) -> None:
    path = delivered(tmp_path, GOOD, ERROR)
    before = path.read_bytes()
    (tmp_path / "link").symlink_to(path)
    for option in ("--output", "--write-baseline"):
        for target in (path, tmp_path / "link", tmp_path):
            done = check(path, option, target)
            assert (done.code, done.out, len(done.errors)) == (2, "", 1)
            assert f"{target}: is " in done.err
    assert path.read_bytes() == before


def test_a_gate_without_rules_lets_nothing_pass(tmp_path: Path) -> None:
    assert crmtool("init", tmp_path / "rules").code == 0
    shutil.rmtree(tmp_path / "rules" / "checks")
    done = check(delivered(tmp_path / "in", GOOD), "--rules", tmp_path / "rules")
    assert (done.code, len(done.errors)) == (2, 1)
    assert "holds no rules" in done.err


@pytest.mark.parametrize("words", [("--statistics",), ("--statistics", "--output-format", "json"), ("--diff",)])
def test_the_unreadable_are_named_whatever_is_asked_for(tmp_path: Path, words: tuple[str, ...]) -> None:
    delivered(tmp_path, GOOD, ERROR)
    (tmp_path / "B_sales_20261101.csv").write_bytes(b"")
    done = check(tmp_path, *words)
    assert done.code == 3
    assert "the file is empty" in done.err


def test_the_readable_are_reported_beside_the_unreadable(tmp_path: Path) -> None:
    delivered(tmp_path, GOOD, ERROR)
    (tmp_path / "B_sales_20261101.csv").write_bytes(b"")
    for name in ("full", "concise", "json", "jsonl", "csv", "junit", "sarif", "github", "gitlab"):
        done = check(tmp_path, "--output-format", name, "--fail-on", "never")
        assert done.code == 3
        assert "V201" in done.out
        assert "the file is empty" in done.out
        assert (len(done.errors) == 1) == (name not in {"full", "concise"})
    assert "1 not read" in done.err


def test_nothing_readable_at_all(tmp_path: Path) -> None:
    (tmp_path / "B_sales_20261101.csv").write_bytes(b"")
    done = check(tmp_path, "--output-format", "concise")
    assert done.code == 3
    assert done.out.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--select", "V999"), "--select: no rule is called 'V999'"),
        (("--ignore", "V20l"), "--ignore: no rule is called 'V20L'. Did you mean 'V2"),
        (("--output-format", "serif"), "--output-format: there is no 'serif'. Did you mean 'sarif'?"),
        (("--statistics", "--output-format", "sarif"), "--output-format: there is no 'sarif'"),
        (("--fail-on", "errors"), "--fail-on: there is no 'errors'. Did you mean 'error'?"),
        (("--fail-on", "info"), "--fail-on: there is no 'info'"),
        (("--baseline", "nowhere.json"), "nowhere.json: cannot be read"),
        (("--output", "no/such/folder/x"), "there is no such folder"),
        (("--master", "nowhere"), "nowhere: there is no master"),
        (("--stdin-filename", "x.csv"), "--stdin-filename: nothing is read from stdin"),
        (("-", "--stdin-filename", ".."), "--stdin-filename ..: is no file's name"),
        (("nowhere.csv",), "nowhere.csv: no such file or folder"),
    ],
)
def test_misuse(delivery: Path, words: tuple[str, ...], said: str) -> None:
    done = check(delivery, *words)
    assert (done.code, done.out, len(done.errors)) == (2, "", 1)
    assert said in done.err


def test_select_and_ignore(tmp_path: Path) -> None:
    path = delivered(tmp_path, GOOD, ERROR, WARNING)
    assert set(codes(check(path, "--output-format", "jsonl", "--select", "V2,V10"))) == {"V201", "V102"}
    assert set(codes(check(path, "--output-format", "jsonl", "--select", "V", "--ignore", "v201"))) == {"V102"}
    assert codes(check(path, "--output-format", "jsonl", "--select", "F")) == []


def test_output_goes_to_a_file_whole_or_not_at_all(tmp_path: Path) -> None:
    path = delivered(tmp_path / "in", GOOD, ERROR)
    done = check(path, "--output", tmp_path / "out.sarif", "--output-format", "sarif")
    assert (done.code, done.out) == (1, "")
    told = json.loads((tmp_path / "out.sarif").read_text("utf-8"))
    assert [one["ruleId"] for one in told["runs"][0]["results"]].count("V201") == 1
    check(path, "--output", tmp_path / "private.csv", "--output-format", "csv", "--unmask")
    assert (tmp_path / "private.csv").stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in", "out.sarif", "private.csv"]


def test_nothing_else_is_written(tmp_path: Path, master: Path, sample: Path) -> None:
    before = files(master) | files(sample)
    assert check(sample, "--master", master).code == 1
    assert files(master) | files(sample) == before
    assert not list(tmp_path.iterdir())


def test_values_are_masked_unless_asked_for(tmp_path: Path) -> None:
    path = delivered(tmp_path, GOOD, ERROR)
    for name in ("full", "csv", "sarif", "junit", "gitlab", "github"):
        assert "110101199003071230" not in check(path, "--output-format", name).out
        assert "110101199003071230" in check(path, "--output-format", name, "--unmask").out


def test_statistics(tmp_path: Path) -> None:
    done = check(delivered(tmp_path, GOOD, ERROR, WARNING), "--statistics", "--select", "V")
    assert done.out.splitlines() == [
        "1  V102  warning  Name is masked",
        "1  V201  error    ID number fails its check digit",
    ]


def test_format_json_is_the_object_of_all_commands(tmp_path: Path) -> None:
    done = check(delivered(tmp_path, GOOD, ERROR), "--format", "json")
    assert {"V201"} <= {one["code"] for one in done.data["findings"]}
    assert done.data["deliveries"] == [{"path": str(tmp_path / NAME), "rows": 2}]


def test_a_baseline_accepts_what_is_known(tmp_path: Path) -> None:
    path, known = delivered(tmp_path / "in", GOOD, ERROR), tmp_path / "known.json"
    done = check(path, "--write-baseline", known)
    assert (done.code, done.out) == (0, "")
    assert "110101199003071230" not in known.read_text("utf-8")
    done = check(path, "--baseline", known, "--output-format", "jsonl")
    assert (done.code, done.out) == (0, "")
    assert " in the baseline (" in done.err
    delivered(tmp_path / "in", WARNING, ERROR, GOOD)  # elsewhere in the file, and something new
    assert codes(check(path, "--baseline", known, "--output-format", "jsonl", "--select", "V")) == ["V102"]
    delivered(tmp_path / "in", ERROR.replace("WO2", "WO9"), ERROR)
    assert codes(check(path, "--baseline", known, "--output-format", "jsonl", "--select", "V")) == ["V201"]


def test_profiles_ignore_and_let_pass(tmp_path: Path) -> None:
    path, rules = delivered(tmp_path / "in", GOOD, ERROR, WARNING), tmp_path / "rules"
    assert crmtool("init", rules).code == 0
    profile = rules / "dealers" / "A.toml"
    profile.write_text('ignore = ["V102"]\n\n[thresholds]\nV2 = { count = 1 }\n', "utf-8")
    done = check(path, "--rules", rules, "--select", "V", "--output-format", "concise", "--fail-on", "warning")
    assert done.code == 0
    assert [line.rsplit(" (", 1)[1] for line in done.out.splitlines()] == ["within the threshold)"]
    assert "1 within the thresholds" in done.err
    profile.write_text("[thresholds]\nV201 = { count = 0 }\nV999 = { count = 1 }\n", "utf-8")
    done = check(path, "--rules", rules)
    assert done.code == 2
    assert f"{profile}:" in done.err
    assert "no rule is called 'V999'" in done.err
    header = path.read_text("utf-8").split(",")
    profile.write_text(f'[columns]\n"{header[0]}" = "name"\n"{header[1]}" = "name"\n', "utf-8")
    done = check(path, "--rules", rules)
    assert done.code == 2
    assert f"{profile} [columns] {header[1]}: two columns of a table are mapped to 'name'" in done.err.replace(
        "\n", " "
    )


def test_a_delivery_on_stdin_is_as_good_as_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = delivered(tmp_path, GOOD, ERROR)
    read = check(path, "--output-format", "jsonl").out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    assert check("-", "--stdin-filename", path, "--output-format", "jsonl").out == read
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    done = check("-", "--output-format", "concise")
    assert done.code == 3
    assert done.out.startswith("stdin: I")
    assert "crmtool-" not in done.out


def test_findings_of_several_tables_say_in_which_they_are(tmp_path: Path) -> None:
    path = delivered(tmp_path, GOOD, ERROR)
    archive = tmp_path / "B_sales_20261001.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("浦东.csv", "徐汇.csv"):
            packed.writestr(name, path.read_bytes())
    for form in ("full", "concise", "github", "gitlab", "junit", "sarif"):
        said = check(archive, "--select", "V201", "--output-format", form, COLUMNS="200").out
        assert "(浦东.csv)" in said, form
        assert "(徐汇.csv)" in said, form
        assert "(" not in check(path, "--select", "V201", "--output-format", "concise").out
    lines = check(archive, "--select", "V201", "--output-format", "jsonl").out
    assert "part" not in json.loads(lines.splitlines()[0])


def test_the_same_content_twice_is_a_finding(tmp_path: Path) -> None:
    one, two = delivered(tmp_path / "a", GOOD), delivered(tmp_path / "b", GOOD)
    three = shutil.copy(one, tmp_path / "B_service_20261101.csv")
    done = check(tmp_path, "--select", "I057", "--output-format", "concise")
    assert done.code == 0
    assert [line.split(": ", 1)[0] for line in done.out.splitlines()] == [str(two), str(three)]
    assert "3 files, 2 rows" not in done.err
    assert "3 files, 1 row" in done.err


def test_paths_are_told_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivered(tmp_path / "in" / "deep", GOOD, ERROR)
    monkeypatch.chdir(tmp_path)
    rows = list(csv.DictReader(io.StringIO(check("in", "--output-format", "csv").out)))
    assert {(row["source_file"], row["path"]) for row in rows} == {(NAME, f"in/deep/{NAME}")}
    assert {row["line"] for row in rows if row["code"] == "V201"} == {"3"}


def test_a_run_finds_the_same(sample: Path, master: Path) -> None:
    keys = ["source_file", "row", "line", "field", "code", "value", "message", "suggestion"]
    checked = found(sample, unmask=True).findings.select(keys).sort(keys)
    assert checked.equals(table(master, "findings").select(keys).sort(keys))


def test_deliveries_are_compared_with_those_of_the_master(tmp_path: Path) -> None:
    first = delivered(tmp_path / "in", GOOD, ERROR)
    assert crmtool("run", first, "--master", tmp_path / "m", "--as-of", DAY).code in (0, 1)
    again = delivered(tmp_path / "new", GOOD, name="A_service_20261115.csv")
    alone, beside = found(again), found(again, master=tmp_path / "m")
    assert {one.name for one in (first, again)} == {first.name, again.name}
    assert set(beside.findings["path"]) <= {str(again)}
    assert set(alone.findings["code"]) <= set(beside.findings["code"])
    same = found(first, master=tmp_path / "m")
    assert same.findings.drop("path").equals(found(first).findings.drop("path"))


def test_a_check_of_text_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    path = delivered(tmp_path, GOOD, ERROR)
    heavy = ["pandera", "scipy", "pypinyin", "python_calamine", "sqlite_utils", "xlsxwriter", "opencc"]
    script = f"""
import sys
from crmtool.cli import main
sys.argv = ["crmtool", "check", "-q", "--fail-on", "never", {str(path)!r}]
try:
    main()
finally:
    print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines() == ["[]"]


def test_findings_do_not_depend_on_the_encoding(tmp_path: Path, sample: Path) -> None:
    most = found(sample).findings.drop_nulls("row").group_by("path").len().sort("len", "path")["path"]
    read = next(file.tables[0] for path in most.reverse() if len((file := read_file(Path(path))).tables) == 1)
    rows = [read.headers, *[[cell or "" for cell in row] for row in read.cells.iter_rows()]]
    for folder in ("utf8", "bom", "gbk", "xlsx"):
        (tmp_path / folder).mkdir()
    plain = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows) + "\n"
    (tmp_path / "utf8" / NAME).write_bytes(plain.encode())
    (tmp_path / "bom" / NAME).write_bytes(plain.encode("utf-8-sig"))
    (tmp_path / "gbk" / NAME).write_bytes(plain.encode("gb18030"))
    with xlsxwriter.Workbook(tmp_path / "xlsx" / f"{Path(NAME).stem}.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(at, column, cell)
    told = {}
    for folder in ("utf8", "bom", "gbk", "xlsx"):
        findings = found(tmp_path / folder).findings.filter(~pl.col("code").is_in(["I030", "I031"]))
        told[folder] = findings.drop("line", "path", "source_file", "sheet")
        assert set(FINDINGS) <= set(findings.columns)
    assert told["utf8"].height > 10
    for folder in ("bom", "gbk", "xlsx"):
        assert told[folder].equals(told["utf8"]), folder
