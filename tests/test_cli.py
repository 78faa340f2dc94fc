"""The command line as scripts and people rely on it: what goes where, JSON keys, masking, languages, plans."""

from __future__ import annotations

import math
import resource
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import HEADER, ROWS, crmtool, csv, files, table

if TYPE_CHECKING:
    from pathlib import Path

TRIES = 12
PROGRAM = [sys.executable, "-m", "crmtool"]
COMMANDS = (
    "demo",
    "run",
    "profile",
    "status",
    "show",
    "explain",
    "merge",
    "split",
    "undo",
    "export",
    "evaluate",
    "train",
    "rules",
    "sample",
    "init",
)


# Start


def test_help_is_quick_and_light() -> None:
    """The best of some, because other processes may slow one down."""
    code = "import sys\nfrom crmtool.cli import main\ntry:\n  main()\nfinally:\n  print(*sys.modules)"
    quick, seconds = 0.3, math.inf
    for _ in range(TRIES):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds = min(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if seconds < quick:
            break
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "crmtool.cli.run" in loaded
    assert not {"polars", "pandera", "numpy", "scipy", "sqlite_utils"} & loaded
    assert seconds < quick


def test_help_names_every_command() -> None:
    done = crmtool("--help")
    assert done.code == 0
    assert all(f"│ {command} " in done.out for command in COMMANDS)
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_page_with_an_example(command: str) -> None:
    done = crmtool(command, "--help")
    assert done.code == 0
    assert f"crmtool {command}" in done.out.replace("Usage", "", 1)
    assert "--format" in done.out


def test_version_goes_to_stdout() -> None:
    done = crmtool("--version")
    assert (done.code, done.out.split()[0], done.err) == (0, "crmtool", "")


# What goes where


def test_data_to_stdout_and_the_rest_to_stderr(delivery: Path, tmp_path: Path) -> None:
    done = crmtool("run", delivery, "--master", tmp_path / "m")
    assert done.code == 0
    assert [line.split("  ")[0] for line in done.err.splitlines()] == [
        "Reading deliveries", "Mapping columns", "Standardising", "Matching vehicles", "Matching customers", "Merging",
        "Validating", "Committing", "Committed:",
    ]  # fmt: skip
    labels = ["Deliveries", "Rows", "Findings", "Customers", "Vehicles", "For review", "Changes", "Seconds"]
    assert [line[:12].strip() for line in done.out.splitlines() if line.strip()] == labels
    quiet = crmtool("run", delivery, "--master", tmp_path / "m", "-q")
    assert (quiet.code, quiet.err) == (0, "")


def test_an_export_to_stdout_is_nothing_but_csv(master: Path) -> None:
    done = crmtool("export", "customers", "-", "--master", master)
    assert (done.code, done.err) == (0, "")
    frame = pl.read_csv(done.out.encode(), infer_schema=False)
    assert frame["customer_id"].to_list() == table(master, "customers")["customer_id"].to_list()


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_an_export_to_a_file_is_private(master: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"customers.{suffix}"
    done = crmtool("export", "customers", target, "--master", master)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"{target}: {table(master, 'customers').height:,} rows\n"
    assert target.stat().st_mode & 0o777 == 0o600


def test_no_colour_where_none_is_wanted(master: Path) -> None:
    for words, environment in ((["--no-color"], {"FORCE_COLOR": "1"}), ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"})):
        for command in (["status"], ["show", "nobody"]):
            done = crmtool(*command, *words, "--master", master, **environment)
            assert "\x1b[3" not in done.out + done.err


def test_pages_fit_eighty_columns(master: Path, customer: dict[str, str], pair: tuple[str, str]) -> None:
    for words in (["status"], ["show", customer["customer_id"]], ["explain", *pair]):
        done = crmtool(*words, "--master", master)
        shown = pl.Series([line for line in done.out.splitlines() if " ~ " not in line and str(master) not in line])
        places = shown.str.len_chars() + shown.str.count_matches(r"[\u2e80-\u9fff\uff00-\uff60]")
        assert done.code == 0
        assert places.max() <= 80


def test_a_terminal_without_chinese(master: Path, customer: dict[str, str]) -> None:
    words = [*PROGRAM, "show", customer["customer_id"], "--master", str(master)]
    done = subprocess.run(
        words, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"}
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u" in done.stdout


def test_chinese(master: Path, delivery: Path, tmp_path: Path, pair: tuple[str, str]) -> None:
    done = crmtool("run", delivery, "--master", tmp_path / "m", "--lang", "zh")
    assert "已提交" in done.err
    assert "客户" in done.out
    assert "证据" in crmtool("explain", *pair, "--master", master, "--lang", "zh").out
    assert "校验位" in crmtool("rules", "V201", LC_ALL="zh_CN.UTF-8").out
    assert "级别:      错误" in crmtool("rules", "V201", "--lang", "zh").out
    assert "V707  提示" in crmtool("rules", "V7", "--lang", "zh").out
    assert "check digit" in crmtool("rules", "V201", "--lang", "en", LC_ALL="zh_CN.UTF-8").out


def test_rules_are_listed_by_what_their_codes_begin_with() -> None:
    codes = [line.split()[0] for line in crmtool("rules", "v20").out.splitlines()[1:]]
    assert codes[:2] == ["V201", "V202"]
    assert {code[:3] for code in codes} == {"V20"}


def test_a_rule_tells_its_parameters_and_examples_alike_once() -> None:
    told = crmtool("rules", "F118").out
    assert "with:      share 0.5, rows 20\n" in told
    assert "north_sales_20261101.csv (x20)\n" in told


def test_why_a_delivery_was_refused_in_chinese(delivery: Path, tmp_path: Path) -> None:
    """The rule's words; what no rule knows, the line, stands behind them."""
    bad = delivery.with_name("B_sales_20260901.csv")
    bad.write_bytes(b"a,b\n1,2\n\0,3\n")
    told = f"{bad}: 文本中含有空字节。以二进制方式重新传输，或重新导出。（line 3, byte offset 8: "
    done = crmtool("run", delivery, bad, "--master", tmp_path / "m", "--lang", "zh")
    assert (done.code, done.errors[0].partition(told)[0]) == (1, "error: ")
    assert told in crmtool("check", bad, "--lang", "zh", "--output-format", "jsonl").err


# JSON


def test_json_is_one_versioned_object(
    master: Path, sample: Path, customer: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # profile writes to rules/dealers where there is one
    copy = shutil.copytree(master, tmp_path / "copy")
    delivery = next(path for path in sorted(sample.iterdir()) if path.suffix == ".csv" and path.name != "truth.csv")
    for words in (
        ["run", sample],
        ["status"],
        ["show", customer["customer_id"]],
        ["rules"],
        ["profile", delivery],
        ["evaluate", sample / "truth.csv"],
    ):
        done = crmtool(*words, "--master", copy, "--format", "json", "-q")
        assert (done.code, done.err) == (0, "")
        said = pl.read_json(done.out.encode(), infer_schema_length=1).select("crmtool", "version", "command").row(0)
        assert said == (said[0], 1, words[0])


def test_json_keys_stay(master: Path, sample: Path, customer: dict[str, str], pair: tuple[str, str]) -> None:
    """Scripts rely on these; more may come."""
    keys = {
        "run": "files refused known rows rejected findings records customers vehicles review changes committed seconds "
        "plan",
        "status": "tables last_run refused",
        "show": "customers ownerships lineage events crosswalk records findings review",
        "explain": "left right prior steps weight veto verdict rules customers",
        "evaluate": "scores by curve",
    }
    words = {
        "run": [sample, "--plan"],
        "show": [customer["customer_id"]],
        "explain": pair,
        "evaluate": [sample / "truth.csv"],
    }
    for command, needed in keys.items():
        data = crmtool(command, *words.get(command, ()), "--master", master, "--format", "json").data
        assert set(needed.split()) <= set(data), command
    figures = "rows missing precision recall f1 bcubed_precision bcubed_recall bcubed_f1"
    assert set(figures.split()) <= set(data["scores"]["customer"])
    told = "code title severity dimension fields why fix good bad"
    assert set(told.split()) <= set(crmtool("rules", "V201", "--format", "json").data[0])


def test_a_refused_delivery_in_json(tmp_path: Path, delivery: Path) -> None:
    csv(delivery.with_name("B_sales_20260901.csv"), HEADER, [])
    done = crmtool("run", delivery.parent, "--master", tmp_path / "m", "--format", "json")
    assert done.code == 1
    (refused,) = done.data["refused"]
    assert set(refused) == {"source_file", "sha256", "code", "message", "path", "line", "fix"}
    assert (refused["source_file"], refused["code"]) == ("B_sales_20260901.csv", "I003")


# Plans


def test_a_plan_changes_nothing(master: Path, delivery: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(master, tmp_path / "copy")
    before = files(copy)
    done = crmtool("run", delivery, "--master", copy, "--plan")
    assert done.code == 0
    assert "nothing was changed" in done.err
    assert "customers new 2" in done.out
    assert files(copy) == before


def test_a_plan_needs_no_master_and_makes_none(delivery: Path, tmp_path: Path) -> None:
    done = crmtool("run", delivery, "--master", tmp_path / "m" / "master", "--plan")
    assert done.code == 0
    assert "customers new 2, vehicles new 2" in done.out
    assert not (tmp_path / "m").exists()


# The commands that write


def test_show_finds_by_whatever_is_at_hand(master: Path, customer: dict[str, str]) -> None:
    for value in (customer["customer_id"].lower(), f"+86 {customer['mobile']}", customer["id_number"]):
        assert crmtool("show", value, "--master", master).out.startswith(customer["customer_id"])


def test_init_and_profile(tmp_path: Path, delivery: Path) -> None:
    """A profile pins the columns that tell what they are, keeps those of other kinds, and is used from then on."""
    rules = tmp_path / "rules"
    assert crmtool("init", rules).code == 0
    assert crmtool("init", rules).code == 2
    target = rules / "dealers" / "A.toml"
    assert str(target) in crmtool("profile", delivery, "--rules", rules).err
    assert '"姓名" = "name"  # ' in target.read_text("utf-8")
    rows = [f"{row.split(',')[1]},{row.split(',')[2]}000,x,13{at}00000001" for at, row in enumerate(ROWS)]
    other = csv(delivery.with_name("A_club_20260901.csv"), "客户姓名,会员号,列3,", rows)
    before = target.read_text("utf-8")
    assert "stays as it is" in crmtool("profile", other, "--rules", rules).err
    assert target.read_text("utf-8") == before
    assert crmtool("profile", other, "--rules", rules, "--force").code == 0
    text = target.read_text("utf-8")
    assert '\n"姓名" = "name"\n' in text
    assert '\n"客户姓名" = "name"' in text
    assert '\n# "列3" = ' in text
    assert '\n# "#4" = ' in text
    target.write_text(text.replace('"客户姓名" = "name"', '"客户姓名" = "contact_name"'), "utf-8")
    columns = crmtool("profile", other, "--rules", rules, "--format", "json").data["columns"]
    assert columns[0]["field"] == "contact_name"
    assert columns[0]["why"] == "dealer profile"


def test_init_on_a_full_disk_says_so_in_one_line(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "crmtool", "init", str(tmp_path / "ours")]
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 4 && exec "$@"', "sh", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "could not be written" in done.stderr
    assert f"remove {tmp_path / 'ours'} and try again" in done.stderr


def test_settings_name_the_master_and_the_rules(master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "crmtool.toml").write_bytes(f'\ufeffmaster = "{master}"\nlang = "zh"\n'.encode())
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert crmtool("status").code == 0
    assert "校验位" in crmtool("rules", "V201").out


def test_sample_and_evaluate(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        assert crmtool("sample", tmp_path / folder, "--customers", "40", "--seed", "3").code == 0
    one, two = (
        {path.relative_to(tmp_path / folder): data for path, data in files(tmp_path / folder).items()}
        for folder in ("one", "two")
    )
    assert one == two
    assert crmtool("run", tmp_path / "one", "--master", tmp_path / "m").code == 0
    done = crmtool("evaluate", tmp_path / "one" / "truth.csv", "--master", tmp_path / "m", "--format", "json")
    assert done.data["scores"]["customer"]["missing"] == 0


def test_json_steers_no_terminal(tmp_path: Path) -> None:
    path = csv(tmp_path / "in" / "A_sales_20260901\x9b31m\u202e.csv", HEADER, ROWS)
    crmtool("run", path, "--master", tmp_path / "master")
    done = crmtool("show", f"{path.name}:1", "--master", tmp_path / "master", "--format", "json", "--unmask")
    assert {hit["value"] for hit in done.data["hits"]} == {f"{path.name}:1"}
    assert not {"\x9b", "\u202e"} & set(done.out)
