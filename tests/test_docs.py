"""The documentation says what the program does: generated pages are fresh, shown output is real, links hold."""

from __future__ import annotations

import importlib
import math
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from crmtool import cli
from crmtool.errors import CrmtoolError, MasterBusy, UsageError
from crmtool.rulebook import open_rules

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
WRITTEN = [DOCS / name for name in ("tutorial.md", "benchmarks.md")] + sorted(
    page for folder in ("how-to", "explanation") for page in (DOCS / folder).glob("*.md")
)
COMMANDS = sorted(vars(typer.main.get_command(cli.build()))["commands"])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
SIZE = 100_000


def built(*words: str, docs: Path = DOCS) -> subprocess.CompletedProcess[str]:
    """``docs/build.py`` with these words."""
    command = [sys.executable, str(docs / "build.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def test_generated_pages_are_fresh() -> None:
    done = built("--check")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}Write them again: make docs"


def test_shown_output_is_real() -> None:
    done = built("--check", "--shown")
    assert done.returncode == 0, f"{done.stdout}{done.stderr}Write it again: python docs/build.py --shown"


def test_a_stale_page_is_noticed(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(DOCS, tmp_path / "docs"))
    with (copy / "reference" / "exit-codes.md").open("a", encoding="utf-8") as page:
        page.write("| 4 | on strike |\n")
    done = built("--check", docs=copy)
    assert (done.returncode, done.stdout) == (1, "docs/reference/exit-codes.md is stale\n")


def test_only_figures_may_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    shown = importlib.import_module("builder.shown")
    page = "```console\n$ crmtool status\ncustomers    1,213\nwhat ██      +10.5\n```"
    assert shown.alike(page, page.replace("1,213", "987").replace("██      +10.5", "█  -9.25"))
    other = page.replace("customers", "clients")
    assert not shown.alike(page, other)
    assert list(shown.difference(page, other))[-3:-1] == ["-customers #\n", "+clients #\n"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    for page in ("README.md", "README.zh.md", "docs/reference/commands.md"):
        assert f"crmtool {command}" in (ROOT / page).read_text("utf-8"), f"{page} lacks crmtool {command}"


@pytest.mark.parametrize("page", ["rules.md", "rules.zh.md"])
def test_every_rule_is_in_the_reference(page: str) -> None:
    text = (DOCS / "reference" / page).read_text("utf-8")
    assert [code for code in open_rules(None).checks if f"\n## {code}\n" not in text] == []


def test_every_field_is_in_the_reference() -> None:
    text = (DOCS / "reference" / "fields.md").read_text("utf-8")
    assert [name for name in open_rules(None).fields if f"| `{name}` |" not in text] == []


def test_exit_codes_are_those_of_the_contract() -> None:
    text = (DOCS / "reference" / "exit-codes.md").read_text("utf-8")
    assert re.findall(r"^\| ([0-9]+) \|", text, re.MULTILINE) == ["0", "1", "2", "3", "75", "130"]
    assert (UsageError.exit_code, CrmtoolError.exit_code, MasterBusy.exit_code) == (2, 3, 75)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_readme_says_all_on_the_first_screen(page: str) -> None:
    lines = (ROOT / page).read_text("utf-8").splitlines()[:25]
    assert [line.split("#")[0].strip() for line in lines if line.startswith("make ")] == ["make demo", "make test"]
    assert sum(line.startswith("$ crmtool run samples") for line in lines) == 1
    assert sum(bool(re.match(r"^\S+ +[01]\.[0-9]{4} ", line)) for line in lines) == 2


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_makefile_does_what_readme_says(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    text = (ROOT / page).read_text("utf-8")
    targets = set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", text, re.MULTILINE)) <= targets
    commands = re.findall(r"^\$ crmtool (.*)$", text, re.MULTILINE)
    assert commands
    for command in commands:
        assert f"crmtool {command}\n" in makefile, f"make demo does not run crmtool {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(_without_blocks(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in _anchors(target), f"{link}: no such heading"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.name)
def test_pages_are_short(page: Path) -> None:
    lines = page.read_text("utf-8").splitlines()
    assert len(lines) < 150
    prose = [line for line in _without_blocks(page).splitlines() if not line.startswith("|")]
    assert [line for line in prose if len(line) > 120] == []


def test_shell_scripts_are_well_formed() -> None:
    block = re.compile(r"^```sh[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
    scripts = [script for page in WRITTEN for script in block.findall(page.read_text("utf-8"))]
    assert scripts
    for script in scripts:
        subprocess.run(["sh", "-n"], input=script, text=True, check=True)


PAIRS = re.findall(
    r"<!-- pair: ([\w ]+) -->\n(.*?)<!-- end of pair -->",
    (DOCS / "explanation" / "matching.md").read_text("utf-8"),
    re.DOTALL,
)


def test_there_are_two_worked_pairs() -> None:
    assert [name for name, _ in PAIRS] == ["one customer", "two customers"]


@pytest.mark.parametrize(("name", "text"), PAIRS, ids=[name for name, _ in PAIRS])
def test_worked_pair_adds_up(name: str, text: str) -> None:
    """Every m, u and weight of the page, from the file and Fellegi and Sunter's formula alone."""
    rules = tomllib.loads((ROOT / "rules" / "match" / "customer.toml").read_text("utf-8"))
    comparisons = {one["name"]: one for one in rules["comparison"]}
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
    levels = {row[0]: row[3] for row in cells if row[0] in comparisons}
    total = math.log2(rules["model"]["partners"] / (SIZE - 1))
    assert float(cells[0][-1]) == pytest.approx(total, abs=0.051)
    for evidence, _, _, level, m, u, weight in cells[1:-1]:
        said = comparisons[evidence]["level"][level]
        occurs = float(u.split(" / ")[0])
        assert float(m) == said["m"]
        assert "tf" in said or occurs == said.get("u", said.get("u_per_record"))
        assert (" / " in u) == ("u" not in said)
        worth = math.log2(said["m"] / (occurs / SIZE if " / " in u else occurs))
        if _silenced(comparisons[evidence], levels):
            assert weight == "not counted"
        else:
            assert float(weight) == pytest.approx(worth, abs=0.051)
            total += worth
    assert float(cells[-1][-1]) == pytest.approx(total, abs=0.051)
    assert cells[-1][3] == ("**match**" if total >= rules["model"]["match"] else "**no match**")
    assert (name == "one customer") == (total >= rules["model"]["match"])


def _silenced(comparison: dict[str, dict[str, list[str]]], levels: dict[str, str]) -> bool:
    beside = any(levels.get(other) in names for other, names in comparison.get("not_with", {}).items())
    return beside or any(other in levels for other in comparison.get("unless", []))


def _without_blocks(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def _anchors(page: Path) -> set[str]:
    """The anchors that GitHub makes of a page's headings."""
    headings = re.findall(r"^#+ (.*)$", _without_blocks(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
