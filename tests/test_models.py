"""A fault in a matching model is reported at its line."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from crmtool.errors import UsageError
from crmtool.models import open_models
from crmtool.rulebook import default_folder, open_rules

if TYPE_CHECKING:
    from pathlib import Path

MODEL = """[model]
entity = "customer"
partners = 2.0
match = 2.5
review = -1.5
conflict = -3.5
cap = 40

[[blocking]]
name = "phone"
keys = ["phones"]

[[comparison]]
name = "sex"
kind = "exact"
columns = ["sex"]
[comparison.level]
exact = { m = 0.9, u = 0.5 }
different = { m = 0.1, u = 0.5 }

[[comparison]]
name = "phone"
kind = "exact"
columns = ["phones"]
unless = ["sex"]
[comparison.level]
exact = { m = 0.9, u = 0.1 }
different = { m = 0.1, u = 0.9 }
"""


def test_all_models_can_be_opened() -> None:
    assert list(open_models(open_rules(None))) == ["vehicle", "customer"]


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("cap = 40", 'cap = "many"', 7),
        ("cap = 40", "cap = 40\nmost = 5", 8),
        ('keys = ["phones"]', 'kees = ["phones"]\nkeys = ["phones"]', 11),
        ('columns = ["phones"]\n', "columns = 3\n", 24),
        ('columns = ["phones"]\n', 'columns = ["phones"]\nlastling = true\n', 25),
        ('unless = ["sex"]', 'unless = ["sax"]', 25),
        ("exact = { m = 0.9, u = 0.1 }", "exact = { m = 0.9 }", 27),
        ("different = { m = 0.1, u = 0.9 }", 'different = { m = "a", u = 0.9 }', 28),
    ],
)
def test_a_fault_is_reported_at_its_line(right: str, wrong: str, line: int, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(default_folder(), folder)
    at = MODEL.rindex(right)
    text = MODEL[:at] + wrong + MODEL[at + len(right) :]
    (folder / "match" / "customer.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        open_models(open_rules(folder))
    assert f"customer.toml:{line}:" in str(refused.value)
