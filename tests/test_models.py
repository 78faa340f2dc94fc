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
        ('columns = ["phones"]\n', 'columns = ["phones"]\nlasting = "no"\n', 25),
        ('columns = ["phones"]\n', 'columns = ["phones"]\ntitle = "phone"\n', 25),
        ('columns = ["phones"]\n', 'columns = ["phones"]\ntitle = { en = 1 }\n', 25),
        ('name = "phone"\nkind', 'name = "sex"\nkind', 14),
        ('keys = ["phones"]', 'keys = ["phones"]\nzh = 1', 12),
        ('unless = ["sex"]', 'not_with = ["sex"]', 25),
        ("exact = { m = 0.9, u = 0.1 }\ndifferent = { m = 0.1, u = 0.9 }\n", "", 26),
        ("exact = { m = 0.9, u = 0.1 }", "exact = 0.9", 27),
        ("exact = { m = 0.9, u = 0.1 }", 'exact = { m = 0.9, u = 0.1, veto = "no" }', 27),
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


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('proof  = "id_sure"', 'proof = "full_key"', "namesakes proof: unknown column of true and false 'full_key'"),
        (
            'comparison = "name"',
            'comparison = "sex"',
            "namesakes comparison: unknown comparison with tf at first 'sex'",
        ),
    ],
)
def test_what_a_rare_name_rests_on(right: str, wrong: str, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(default_folder(), folder)
    file = folder / "match" / "customer.toml"
    text = file.read_text("utf-8")
    assert text.count(right) == 1
    file.write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(UsageError) as refused:
        open_models(open_rules(folder))
    assert f"customer.toml:{text[: text.index(right)].count(chr(10)) + 1}: {said}" in str(refused.value)
