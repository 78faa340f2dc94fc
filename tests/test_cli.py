"""The command line as scripts and people rely on it: exit codes, what goes where, JSON keys, masking, languages."""

from __future__ import annotations

import fcntl
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import clusters, contents, crmtool, csv, table

from crmtool.rulebook import default_folder

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = [sys.executable, "-m", "crmtool"]
HEADER = "工单号,姓名,手机,车牌"
ROWS = ["WO1,王志强,13000013571,沪A00001", "WO2,李秀英,13100024682,沪B20002"]
COMMANDS = ("demo", "run", "profile", "status", "show", "explain", "export", "evaluate", "rules", "sample", "init")


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    return csv(tmp_path / "in" / "A_sales_20260901.csv", HEADER, ROWS)


@pytest.fixture(scope="session")
def customer(master: Path) -> dict[str, str]:
    """A person of whom much is known."""
    known = table(master, "customers").drop_nulls(["mobile", "id_number", "name"])
    return known.filter(pl.col("name").str.len_chars() > 2).sort("records", "customer_id").row(-1, named=True)


@pytest.fixture(scope="session")
def pair(master: Path) -> tuple[str, str]:
    """Two rows of one customer."""
    rows = max(clusters(master, "customer"), key=lambda rows: (len(rows), sorted(rows)))
    left, right = [f"{file}:{row}" for file, row in sorted(rows)][:2]
    return left, right


# Start


def test_help_is_quick_and_light() -> None:
    code = (
        "import sys; sys.argv = ['crmtool', '--help']\ntry:\n  import crmtool.__main__\nfinally:\n  print(*sys.modules)"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", code.replace("import crmtool.__main__", "from crmtool.cli import main; main()")],
        capture_output=True,
        text=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "crmtool.cli.run" in loaded
    assert not {"polars", "pandera", "numpy", "scipy", "sqlite_utils"} & loaded
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.3


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


# Exit codes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["rnu"], "rnu"),
        (["run"], "PATH"),
        (["run", "nowhere.csv", "--master", "m"], "nowhere.csv: no such file or folder"),
        (["run", ".", "--engine", "abacus", "--master", "m"], "--engine: unknown engine 'abacus'. use memory"),
        (["run", "."], "--master: no master named"),
        (["run", ".", "--nonsense"], "--nonsense"),
        (["run", ".", "--as-of", "2026-02-30", "--master", "m"], "--as-of: '2026-02-30' is not a date"),
        (["status", "--master", "nowhere"], "nowhere: there is no master here"),
        (["status", "--format", "xml"], "--format: unknown format 'xml'"),
        (["status", "--lang", "fr"], "--lang: unknown language 'fr'"),
        (["rules", "V202x"], "unknown rule 'V202x'. did you mean V202?"),
        (["rules", "--rules", "nowhere"], "nowhere: there is no such rules folder"),
        (["sample", "s", "--customers", "3"], "--customers"),
        (["init", "."], "is not an empty folder"),
    ],
)
def test_misuse_ends_with_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str) -> None:
    csv(tmp_path / "A_sales_20260901.csv", HEADER, ROWS)
    monkeypatch.chdir(tmp_path)
    done = crmtool(*words)
    assert done.code == 2
    assert len(done.errors) == (1 if words else 0)
    assert said in "".join(done.errors)
    assert [path.name for path in tmp_path.iterdir()] == ["A_sales_20260901.csv"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "customer", "-"], "there is no table 'customer'. Did you mean customers?"),
        (["export", "customers", "a.doc"], "cannot write .doc. Use .csv, .xlsx, .parquet, .jsonl, or -"),
        (["export", "customers", "nowhere/a.csv"], "nowhere: there is no such folder"),
        (["show", "nobody"], "nothing in the master is known by 'nobody'"),
        (["show", "a.csv:" + "9" * 30], "nothing in the master is known by"),
        (["explain", "C00000001", "nobody"], "'nobody' is neither a customer nor a row"),
        (["evaluate", "nowhere.csv"], "nowhere.csv: is no CSV or Parquet file"),
        (["evaluate", "empty.csv"], "empty.csv: cannot be read (empty CSV)"),
        (["evaluate", "other.csv"], "the truth has no column 'source_file'"),
    ],
)
def test_what_is_not_there_ends_with_2(
    master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    csv(tmp_path / "empty.csv", "", []).write_bytes(b"")
    csv(tmp_path / "other.csv", "a,b", ["1,2"])
    done = crmtool(*words, "--master", master)
    assert (done.code, done.out) == (2, "")
    (line,) = done.errors
    assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mastr = "m"', "unknown key 'mastr'. did you mean 'master'?"),
        ("master = 3", "master must be a text in quotes"),
        ('master = "m', "not valid TOML"),
        ('lang = "fr"', "unknown language 'fr'"),
    ],
)
def test_a_broken_settings_file_ends_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    (tmp_path / "crmtool.toml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    done = crmtool("status")
    assert done.code == 2
    assert said in done.errors[0]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("checks/validity.toml", 'severity = "error"', 'severty = "error"', "unknown key 'severty'. Did you mean"),
        ("fields.toml", None, "[vin", "fields.toml:1: is not valid TOML"),
        ("match/customer.toml", "kind ", "knd ", "customer.toml"),
        ("match/vehicle.toml", "", None, "vehicle.toml: cannot be read"),
        ("match/levels.toml", "", None, "levels.toml: cannot be read"),
        ("survivorship.toml", "[trust]", "[thrust]", "[trust] sales: is missing. Take the line from"),
        ("survivorship.toml", "sales     = 5", 'sales = "high"', ":5 [trust] sales: 'high' is not a whole number"),
        (
            "survivorship.toml",
            '"longest"',
            '"longst"',
            "unknown survivorship strategy 'longst'. Did you mean 'longest'",
        ),
        ("survivorship.toml", "\nname ", "\nnam ", "[customer] nam: unknown field 'nam'. Did you mean 'name'?"),
        ("dealers/A.toml", None, 'kind = "sale"', "unknown kind 'sale'. Did you mean 'sales'?"),
        ("dealers/A.toml", None, '[columns]\n"姓名" = "nme"', "unknown field 'nme'. Did you mean 'name'?"),
    ],
)
def test_broken_rules_end_with_2(
    tmp_path: Path, delivery: Path, file: str, old: str | None, new: str | None, said: str
) -> None:
    """They name the file and the nearest right word, and nothing is begun."""
    rules = tmp_path / "rules"
    shutil.copytree(default_folder(), rules)
    (rules / "dealers").mkdir(exist_ok=True)
    if new is None:
        (rules / file).unlink()
    else:
        text = new if old is None else (rules / file).read_text("utf-8").replace(old, new, 1)
        (rules / file).write_text(text, "utf-8")
    done = crmtool("run", delivery, "--master", tmp_path / "master", "--rules", rules)
    assert done.code == 2
    (line,) = done.errors
    assert said in line
    assert not (tmp_path / "master" / "master.db").exists()


def test_a_newer_master_ends_with_3(master: Path, delivery: Path, tmp_path: Path) -> None:
    newer = shutil.copytree(master, tmp_path / "newer")
    with sqlite3.connect(newer / "master.db") as database:
        database.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    database.close()
    for words in (["status"], ["run", delivery]):
        done = crmtool(*words, "--master", newer)
        assert done.code == 3
        assert "was written by a newer crmtool (schema 99" in done.errors[0]
        assert "Update crmtool" in done.errors[0]


@pytest.mark.parametrize("damage", ["master.db", "records", "record"])
def test_a_damaged_master_ends_with_3(master: Path, delivery: Path, tmp_path: Path, damage: str) -> None:
    broken = shutil.copytree(master, tmp_path / "broken")
    if damage == "master.db":
        (broken / damage).write_bytes((broken / damage).read_bytes()[:9000])
    for path in (broken / "records").iterdir() if damage.startswith("record") else ():
        path.write_bytes(b"PAR1") if damage == "record" else path.unlink()
    for words in (["status"], ["run", delivery]):
        done = crmtool(*words, "--master", broken)
        assert done.code == 3
        assert "Restore the master's folder from a backup" in done.errors[0]


def test_a_folder_that_takes_no_files_ends_with_3(master: Path, delivery: Path) -> None:
    for words in (
        ["run", delivery, "--master", "/proc/nowhere/master"],
        ["export", "customers", "/proc/a.csv", "--master", master],
        ["init", "/proc/nowhere/rules"],
        ["sample", "/proc/nowhere/sample"],
    ):
        done = crmtool(*words)
        assert done.code == 3
        (line,) = done.errors
        assert "/proc/" in line
        assert "internal" not in line


def test_a_second_writer_ends_with_75_at_once(master: Path, delivery: Path, tmp_path: Path) -> None:
    held = shutil.copytree(master, tmp_path / "held")
    before = files(held)
    with (held / "master.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = crmtool("run", delivery, "--master", held)
        assert crmtool("status", "--master", held).code == 0
        assert crmtool("run", delivery, "--master", held, "--plan").code == 0
    assert done.code == 75
    assert "another run holds this master. Wait until it has ended" in done.errors[0]
    assert files(held) == before


def test_an_interrupt_ends_with_130(master: Path, delivery: Path, tmp_path: Path) -> None:
    """It comes when the first stage has been announced, or later."""
    kept = shutil.copytree(master, tmp_path / "kept")
    before = contents(kept)
    words = [*PROGRAM, "run", str(delivery), "--master", str(kept)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        first = run.stderr.readline()
        run.send_signal(signal.SIGINT)
        _, err = run.communicate()
    assert "Reading" in first
    assert run.returncode == 130
    assert err.splitlines()[-1] == "error: interrupted; nothing was changed"
    now = contents(kept)
    assert all(now[name].equals(before[name]) for name in before)


def test_nobody_reading_on_is_no_failure(master: Path) -> None:
    for words in (["export", "lineage", "-"], ["rules"], ["status", "--format", "json"]):
        run = subprocess.Popen(
            [*PROGRAM, *words, "--master", str(master)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert run.stdout
        assert run.stderr
        run.stdout.close()
        with run.stderr as err:
            assert err.read() == b""
        assert run.wait() == 0


def test_a_full_disk_behind_stdout_ends_with_3(master: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        words = [*PROGRAM, "status", "--format", "json", "--master", str(master)]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_tracebacks_are_for_those_who_ask(tmp_path: Path) -> None:
    assert "Traceback" not in crmtool("status", "--master", tmp_path).err
    assert "Traceback" in crmtool("status", "--master", tmp_path, "-v").err


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


def test_every_table_can_be_exported(master: Path) -> None:
    for name in contents(master):
        done = crmtool("export", name, "-", "--master", master)
        assert (done.code, done.err) == (0, "")
        assert done.out


def test_no_colour_where_none_is_wanted(master: Path) -> None:
    for words, environment in ((["--no-color"], {"FORCE_COLOR": "1"}), ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"})):
        for command in (["status"], ["show", "nobody"]):
            done = crmtool(*command, *words, "--master", master, **environment)
            assert "\x1b[3" not in done.out + done.err


def test_pages_fit_eighty_columns(master: Path, customer: dict[str, str], pair: tuple[str, str]) -> None:
    for words in (["status"], ["show", customer["customer_id"]], ["explain", *pair]):
        done = crmtool(*words, "--master", master)
        shown = pl.Series([line for line in done.out.splitlines() if " ~ " not in line])
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
    assert "check digit" in crmtool("rules", "V201", "--lang", "en", LC_ALL="zh_CN.UTF-8").out


# JSON


def test_json_is_one_versioned_object(master: Path, sample: Path, customer: dict[str, str], tmp_path: Path) -> None:
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
    assert set(refused) == {"source_file", "sha256", "code", "message"}
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


# Personal values


@pytest.fixture(scope="session")
def secrets(master: Path) -> dict[str, list[str]]:
    """What must not be seen: everything by which the customers of the master could be found or called."""
    customers, vehicles = table(master, "customers"), table(master, "vehicles")
    wanted = {"mobile": customers, "id_number": customers, "email": customers, "address": customers, "vin": vehicles}
    found = {name: frame[name].drop_nulls().to_list() for name, frame in wanted.items()}
    people = customers.filter(pl.col("customer_type") == "person", pl.col("name").str.len_chars() > 2)
    found["name"] = people["name"].to_list()
    return {kind: [value for value in values if "*" not in value] for kind, values in found.items()}


def leaked(done_out: str, secrets: dict[str, list[str]]) -> list[str]:
    return [value for values in secrets.values() for value in values if value in done_out]


def test_findings_review_and_explain_are_masked(
    master: Path, secrets: dict[str, list[str]], pair: tuple[str, str]
) -> None:
    assert sum(map(len, secrets.values())) > 200
    for words in (["export", "findings", "-"], ["export", "review", "-"], ["explain", *pair]):
        assert leaked(crmtool(*words, "--master", master).out, secrets) == []
    assert leaked(crmtool("export", "findings", "-", "--master", master, "--unmask").out, secrets)


@pytest.mark.parametrize("form", ["human", "json"])
def test_show_is_masked(master: Path, secrets: dict[str, list[str]], form: str) -> None:
    known = table(master, "customers").sort("records", "customer_id").tail(6)["customer_id"].to_list()
    for golden_id in [*known, table(master, "vehicles")["vehicle_id"][0]]:
        words = ["show", golden_id, "--master", master, "--format", form]
        assert leaked(crmtool(*words, COLUMNS="2000").out, secrets) == []
        assert leaked(crmtool(*words, "--unmask", COLUMNS="2000").out, secrets)


def test_master_tables_are_exported_in_full(master: Path, customer: dict[str, str]) -> None:
    exported = crmtool("export", "customers", "-", "--master", master).out
    assert f",{customer['mobile']}," in exported
    assert customer["id_number"] in exported


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
    begun = time.monotonic()
    assert crmtool("run", tmp_path / "one", "--master", tmp_path / "m").code == 0
    done = crmtool("evaluate", tmp_path / "one" / "truth.csv", "--master", tmp_path / "m", "--format", "json")
    assert time.monotonic() - begun < 60
    assert done.data["scores"]["customer"]["missing"] == 0
