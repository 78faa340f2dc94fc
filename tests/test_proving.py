"""Rules of one's own are tried on their examples before they judge anything."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crmtool.errors import UsageError
from crmtool.proving import prove
from crmtool.rulebook import default_folder, open_rules

if TYPE_CHECKING:
    from pathlib import Path

    from crmtool.rules_model import Rules

RULE = """[V901]
title    = { en = "Wrong", zh = "错" }
field    = "id_number"
check    = "reason"
with     = { reasons = ["check_digit"] }
where    = { id_kind = ["resident_id"] }
severity = "warning"
why      = { en = "Because.", zh = "因为。" }
fix      = { en = "Mend it.", zh = "改正。" }
good     = [{ id_number = "110110199003070018" }, { mobile = "13000001357" }]
bad      = [{ id_number = "110110199003070010" }]
"""


@pytest.fixture(scope="module")
def shipped() -> Rules:
    return open_rules(None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(default_folder(), tmp_path / "rules")


def proved(folder: Path, text: str, shipped: Rules) -> None:
    (folder / "checks" / "mine.toml").write_text(text, "utf-8")
    prove(open_rules(folder), shipped)


def test_a_rule_whose_examples_hold_is_let_in(folder: Path, shipped: Rules) -> None:
    proved(folder, RULE, shipped)


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ('{ mobile = "13000001357" }', '{ id_number = "110110199003070010" }', 10, "finds a fault in good example 2"),
        ('"110110199003070010"', '"110110199003070018"', 11, "finds nothing in bad example 1"),
        ('["check_digit"]', '["chek_digit"]', 11, "finds nothing in bad example 1"),
        ('["resident_id"]', '["uscc"]', 11, "finds nothing in bad example 1"),
        ("severity", 'message = { en = "{such}", zh = "{suck}" }\nseverity', 7, "the check 'reason' gives no 'such'"),
    ],
)
def test_a_rule_that_its_examples_contradict_is_refused(
    old: str, new: str, line: int, what: str, folder: Path, shipped: Rules
) -> None:
    assert old in RULE
    with pytest.raises(UsageError, match=what) as refused:
        proved(folder, RULE.replace(old, new), shipped)
    assert refused.value.where == f"{folder / 'checks' / 'mine.toml'}:{line}"
    assert refused.value.exit_code == 2


def test_a_message_is_tried_in_both_languages(folder: Path, shipped: Rules) -> None:
    text = RULE.replace("severity", 'message = { en = "Wrong", zh = "{nope}" }\nseverity')
    with pytest.raises(UsageError, match="gives no 'nope'"):
        proved(folder, text, shipped)


def test_examples_are_files_of_their_own(shipped: Rules) -> None:
    """One about the order of dates in a column, one about rows of several files, one about a whole file."""
    for code in ("V510", "F118", "C201"):
        prove(shipped, replace(shipped, checks={**shipped.checks, code: shipped.checks["V201"]}))


def test_rules_that_ship_are_not_tried_again(shipped: Rules) -> None:
    spoiled = replace(shipped.checks["V201"], bad=shipped.checks["V201"].good)
    rules = replace(shipped, checks={**shipped.checks, "V201": spoiled})
    prove(rules, rules)
    with pytest.raises(UsageError, match="V201"):
        prove(rules, shipped)
