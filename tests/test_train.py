"""``crmtool train``: what it writes, shows and changes, and what a broken file of weights does."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from main_job import clusters, crmtool, table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def taught(master: Path, tmp_path: Path) -> Path:
    """A copy of the sample's master that has been trained."""
    folder = shutil.copytree(master, tmp_path / "master")
    done = crmtool("train", "--master", folder)
    assert done.code == 0, done.err
    return folder


def test_weights_say_what_they_come_from_and_only_the_owner_reads_them(taught: Path) -> None:
    file = taught / "weights.json"
    written = json.loads(file.read_text("utf-8"))
    assert set(written["models"]) == {"customer", "vehicle"}
    assert written["models"]["customer"]["trained_on"]["records"] > 200
    assert written["models"]["customer"]["levels"]["phone"]["own"]["m"] < 1
    assert file.stat().st_mode & 0o077 == 0


def test_what_stewards_judged_counts(master: Path, sample: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(master, tmp_path / "master")
    golden = table(folder, "customers").sort("records", "customer_id", descending=[True, False])["customer_id"]
    for words in (("merge", *golden[1:3]), ("undo", 1), ("merge", *golden[1:3])):
        assert crmtool(*words, "--master", folder).code == 0
    done = crmtool("train", "--master", folder, "--format", "json")
    judged = done.data["judged"]
    assert judged["customer"] > 0 == judged["vehicle"]
    written = json.loads((folder / "weights.json").read_text("utf-8"))["models"]
    assert {entity: one["trained_on"]["judged"] for entity, one in written.items()} == judged
    said = f"Pairs that stewards have judged: customers {judged['customer']}, vehicles 0"
    assert said in crmtool("train", "--master", folder).err
    assert crmtool("run", sample, "--master", folder, "--plan").code == 0


def test_the_next_run_uses_them(taught: Path, sample: Path) -> None:
    file = taught / "weights.json"
    written = json.loads(file.read_text("utf-8"))
    for level in written["models"]["customer"]["levels"]["phone"].values():
        level["m"] = 1e-9
    before = len(clusters(taught, "customer"))
    file.write_text(json.dumps(written), "utf-8")
    assert crmtool("run", sample, "--master", taught).code == 0
    assert len(clusters(taught, "customer")) > before
    file.unlink()
    assert crmtool("run", sample, "--master", taught).code == 0
    assert len(clusters(taught, "customer")) == before


def test_training_again_says_the_same(master: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one.json", "two.json"):
        assert crmtool("train", "--master", master, "--out", tmp_path / name, "--as-of", "2026-10-01").code == 0
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
    assert not (master / "weights.json").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "weights.json:1: is not valid JSON"),
        ("[]", "holds no trained weights"),
        ('{"models": {"customer": [1]}}', "holds no trained weights"),
        ('{"version": 1, "models": {"levels": {"levels": {}}}}', "unknown model 'levels'"),
        ('{"version": 1, "models": {"custmer": {"levels": {}}}}', "custmer"),
        ('{"version": 1, "models": {"customer": {"levels": {"phone": {"owm": {"m": 1}}}}}}', "Did you mean 'own'?"),
        ('{"version": 2, "models": {"customer": {"levels": {}}}}', "weights.json: is of version 2, not 1. Remove it"),
        ('{"models": {"customer": {"levels": {}}}}', "weights.json: is of version None, not 1"),
    ],
)
def test_broken_weights_stop_the_run(master: Path, sample: Path, tmp_path: Path, text: str, says: str) -> None:
    folder = shutil.copytree(master, tmp_path / "master")
    (folder / "weights.json").write_text(text, "utf-8")
    done = crmtool("run", sample, "--master", folder)
    assert done.code == 2
    assert says in done.err


def test_a_folder_without_a_master_is_named(tmp_path: Path) -> None:
    done = crmtool("train", "--master", tmp_path / "none")
    assert done.code == 2
    assert "none" in done.err


def test_json_tells_every_move(master: Path, tmp_path: Path) -> None:
    done = crmtool("train", "--master", master, "--out", tmp_path / "weights.json", "--format", "json")
    told = json.loads(done.out)["data"]["models"]["customer"]
    assert {"comparison", "level", "before", "after"} == set(told[0])
