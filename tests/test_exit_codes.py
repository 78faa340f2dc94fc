"""The exit codes of the contract, each with a line that says what happened, where, and what to do."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from main_job import HEADER, ROWS, contents, crmtool, csv, files

from crmtool.rulebook import default_folder

if TYPE_CHECKING:
    from pathlib import Path

CUSTOMER = "match/customer.toml"
PROGRAM = [sys.executable, "-m", "crmtool"]


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
        (["rules", "V202x"], "unknown rule 'V202x'. Did you mean 'V202'?"),
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
        (["export", "customer", "-"], "there is no table 'customer'. Did you mean 'customers'?"),
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
        ('mastr = "m"', "crmtool.toml: unknown key 'mastr'. Did you mean 'master'?"),
        ("master = 3", "crmtool.toml: master: 3 is not a text. Put it in quotation marks"),
        ('master = "m', "not valid TOML"),
        ('lang = "fr"', "crmtool.toml: lang: unknown language 'fr'. Known: en, zh"),
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
        ("match/customer.toml", "", None, "customer.toml: cannot be read"),
        (CUSTOMER, "match    = 2.5", 'match = "high"', "model match: 'high' is not a number"),
        (CUSTOMER, "m = 0.728", "m = 0", "level exact m: 0 is not a number above 0"),
        (CUSTOMER, "m = 0.798", "m = 1.798", "level exact m: 1.798 is no share"),
        (CUSTOMER, "partners = ", "partners = -", "model partners: -"),
        (CUSTOMER, "match    = 2.5", "match = inf", "model match: inf is not a number"),
        (CUSTOMER, "match    = 2.5", "match = -9", "model match: match is below review"),
        (CUSTOMER, 'entity   = "customer"', 'entity = "client"', "unknown entity 'client'"),
        (CUSTOMER, '["id_key"]', '["id_key[14:0]"]', "'id_key[14:0]' is no column and no part of one"),
        (CUSTOMER, '["id_key"]', "[]", "blocking document keys: no keys"),
        (CUSTOMER, '"born", "sex"', '"borm", "sex"', "customer.toml:14: identity: unknown column 'borm'"),
        ("match/levels.toml", "exact ", "exact = 5\n# ", ":3 exact: 5 is not a table"),
        ("match/levels.toml", "exact ", "exakt ", ":3 exakt: unknown level 'exakt'. Did you mean 'exact'?"),
        (CUSTOMER, '["id_key"]', '"id_key"', "blocking document keys: 'id_key' is not a list of texts"),
        (CUSTOMER, '["id_key"]', '["id_kye"]', "blocking document: unknown column 'id_kye'. Did you mean 'id_key'?"),
        (CUSTOMER, '"person_key", ', '"person_kye", ', "comparison name: unknown column 'person_kye'"),
        (
            CUSTOMER,
            '"id_sure", "id_kind", "full_sound"',
            '"id_sure"',
            "columns id_key, id_sure do not fit the comparison document",
        ),
        (CUSTOMER, "homophone =", "homofone =", "unknown outcome of person_name 'homofone'. Did you mean 'homophone'?"),
        (CUSTOMER, "homophone =", "swapped =", ":123: comparison name level: unknown outcome of person_name 'swapped'"),
        (CUSTOMER, '"id_kind", "full_sound"', '"id_kind", "id_sure"', ":167: comparison document columns:"),
        (CUSTOMER, '"person_name"', '"persons_name"', "unknown kind of comparison 'persons_name'"),
        (CUSTOMER, 'tf = "person_key"', 'tf = "names"', "comparison name: unknown column 'names'"),
        (CUSTOMER, "not_with = { company", "not_with = { firm", "comparison phone: unknown comparison 'firm'"),
        (CUSTOMER, 'company = ["exact"]', 'company = ["exakt"]', "unknown level of company 'exakt'. Did you mean"),
        ("survivorship.toml", "[trust]", "[thrust]", "[trust] sales: is missing. Take the line from"),
        ("survivorship.toml", "sales     = 5", 'sales = "high"', ":5 [trust] sales: 'high' is not a whole number"),
        (
            "survivorship.toml",
            '"longest"',
            '"longst"',
            "unknown survivorship strategy 'longst'. Did you mean 'longest'",
        ),
        ("survivorship.toml", "\nname ", "\nnam ", "[customer] nam: unknown field 'nam'. Did you mean 'name'?"),
        ("dealers/A.toml", None, '\nkind = "sale"', "A.toml:2 kind: unknown kind 'sale'. Did you mean 'sales'?"),
        (
            "dealers/A.toml",
            None,
            '[columns]\n"姓名" = "nme"',
            "A.toml:2 [columns] 姓名: unknown field 'nme'. Did you mean",
        ),
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
    """It comes when the first stage has been announced, and again where Python lost it within a callback."""
    kept = shutil.copytree(master, tmp_path / "kept")
    before = contents(kept)
    words = [*PROGRAM, "run", str(delivery), "--master", str(kept)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        first = run.stderr.readline()
        run.send_signal(signal.SIGINT)
        try:
            _, err = run.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)
            _, err = run.communicate()
    assert "Reading" in first
    assert run.returncode == 130
    assert err.splitlines()[-1] == "error: interrupted; nothing was changed"
    now = contents(kept)
    assert all(now[name].equals(before[name]) for name in before)


def test_a_check_that_is_terminated_leaves_no_copy_of_what_came_on_stdin(tmp_path: Path) -> None:
    words, temporary = [*PROGRAM, "check", "-"], {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=temporary) as check:
        while not list(tmp_path.glob("crmtool-*/*/*")):  # there once it begins to read
            assert check.poll() is None
        check.terminate()
        _, err = check.communicate()
    assert check.returncode == 130
    assert err.endswith(b"error: interrupted; nothing was changed\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("master.store.write_tables", 130, "interrupted; nothing was changed"),
        ("master.files.sweep", 1, "interrupted, but what was asked for is done. crmtool status shows what the"),
        ("console.Terminal.table", 1, "interrupted, but what was asked for is done. crmtool status shows what the"),
    ],
)
def test_an_interrupt_says_what_it_found_done(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, code: int, said: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(f"crmtool.{where}", interrupted)
    done = crmtool("run", delivery, "--master", tmp_path / "m", "-q")
    monkeypatch.undo()
    assert (done.code, len(done.errors)) == (code, 1)
    assert said in done.errors[0]
    assert crmtool("status", "--master", tmp_path / "m").code == (2 if code == 130 else 0)


def test_an_interrupt_while_the_program_loads_ends_with_130() -> None:
    code = """
import sys

class Interrupted:
    def find_spec(self, name, *rest):
        if name == "crmtool.cli":
            raise KeyboardInterrupt

sys.meta_path.insert(0, Interrupted())
from crmtool.__main__ import main
main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "error: interrupted; nothing was changed\n")


def test_nothing_is_loaded_before_an_interrupt_is_minded() -> None:
    code = "import sys; known = set(sys.modules); import crmtool.__main__; print(*sorted(set(sys.modules) - known))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) <= {"__future__", "crmtool", "crmtool.__main__"}


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


def test_what_a_check_found_stands_though_nobody_reads_on(tmp_path: Path) -> None:
    rows = [f"{number},张三,130000013" for number in range(20_000)]
    wrong = csv(tmp_path / "A_sales_20260901.csv", "编号,姓名,手机", rows)
    for form in ("json", "concise", "full"):
        run = subprocess.Popen([*PROGRAM, "check", str(wrong), "--output-format", form, "-q"], stdout=subprocess.PIPE)
        assert run.stdout
        run.stdout.close()
        assert run.wait() == 1


def test_that_nobody_reads_on_does_not_change_what_a_run_did(delivery: Path, tmp_path: Path) -> None:
    (tmp_path / "B_sales_20260901.csv").touch()
    words = [*PROGRAM, "run", str(delivery), str(tmp_path / "B_sales_20260901.csv"), "--master", str(tmp_path / "m")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.close()
        run.stderr.close()
        assert run.wait() == 1
    assert len(contents(tmp_path / "m")["crosswalk"]) == len(ROWS)


@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_streams_that_are_closed_change_no_exit_code(master: Path, delivery: Path, tmp_path: Path, stream: str) -> None:
    for words, code in (
        (["status", "--format", "json", "--master", str(master)], 0),
        (["status", "--master", str(tmp_path / "none")], 2),
        (["export", "customers", "-", "--master", str(master)], 0),
        (["check", "-"], 3),
        (["run", str(delivery), "--master", str(tmp_path / stream.replace("/", "_"))], 0),
    ):
        done = subprocess.run(
            ["sh", "-c", f'"$@" {stream}', "sh", *PROGRAM, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, words
        assert "Traceback" not in done.stderr
        assert "internal" not in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has it")  # noqa: PTH110
@pytest.mark.parametrize("form", ["human", "json"])
def test_what_is_committed_though_a_full_disk_takes_no_summary_ends_with_1(
    delivery: Path, tmp_path: Path, form: str
) -> None:
    master = tmp_path / "m"
    words = [*PROGRAM, "run", str(delivery), "--format", form, "-q", "--master", str(master)]
    for code, said in ((1, "what was asked for is done"), (3, "No space left on device")):
        with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
            done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert (done.returncode, done.stderr.count("\n")) == (code, 1)
        assert said in done.stderr
        assert len(contents(master)["crosswalk"]) == len(ROWS)
    ids = contents(master)["customers"]["customer_id"]
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        words = [*PROGRAM, "merge", *ids[:2], "-q", "--format", form, "--master", str(master)]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert len(contents(master)["decisions"]) == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has it")  # noqa: PTH110
def test_a_full_disk_behind_stdout_ends_with_3(master: Path) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:  # noqa: PTH123
        words = [*PROGRAM, "status", "--format", "json", "--master", str(master)]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_that_is_cut_ends_with_3(master: Path, tmp_path: Path, unbuffered: str) -> None:
    """Where the disk takes a part only, as a limit does that lies in the middle of what is written."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    held = shutil.copytree(master, tmp_path / "held")  # the database leaves an empty log behind where it cannot write
    words = [*PROGRAM, "status", "--format", "json", "--master", str(held)]
    with (tmp_path / "cut.json").open("wb") as cut:
        done = subprocess.run(
            words,
            stdout=cut,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            preexec_fn=limited,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
        )
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "File too large" in done.stderr


def test_tracebacks_are_for_those_who_ask(tmp_path: Path) -> None:
    assert "Traceback" not in crmtool("status", "--master", tmp_path).err
    assert "Traceback" in crmtool("status", "--master", tmp_path, "-v").err
