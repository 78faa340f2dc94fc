"""The whole program for tests: the command line in this process, the main job as a function, and what came of it."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from crmtool import cli, pipeline
from crmtool.console import Stages, Terminal
from crmtool.engines.memory import MemoryEngine
from crmtool.master import Master
from crmtool.read import find
from crmtool.rulebook import open_rules

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DAY = date(2026, 11, 20)
RULES = open_rules(None)
HEADER = "工单号,姓名,手机,车牌"
ROWS = ["WO1,王志强,13000013571,沪A00001", "WO2,李秀英,13100024682,沪B20002"]


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said where."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)["data"]

    @property
    def errors(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("error: ")]


def crmtool(*words: object, **environment: str) -> Done:
    """``crmtool words...`` in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["crmtool", *map(str, words)])
        for name, value in {"LC_ALL": "C.UTF-8", "COLUMNS": "80", **environment}.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            cli.main()
    code = left.value.code
    return Done(code if isinstance(code, int) else 0, *(stream.buffer.getvalue().decode() for stream in (out, err)))


def bring_in(
    paths: Sequence[Path], master: Path, *, buckets: int = 1, plan: bool = False, listed: Sequence[Path] = ()
) -> pipeline.Summary:
    """The main job on the files at or below ``paths``, or on the files ``listed``, in their order."""
    context = pipeline.Context(RULES, DAY, "en", MemoryEngine(buckets))
    return pipeline.run(list(listed) or find(paths), master, context, Stages(Terminal(quiet=True), None), plan=plan)


def table(master: Path, name: str) -> pl.DataFrame:
    with Master.open(master, write=False) as opened:
        return opened.table(name)


def contents(master: Path) -> dict[str, pl.DataFrame]:
    """Every table of a master."""
    with Master.open(master, write=False) as opened:
        return {name: opened.table(name) for name in opened.tables()}


def clusters(master: Path, entity: str) -> set[frozenset[tuple[str, int]]]:
    """The delivered rows (file, row) of each golden record."""
    key = f"{entity}_id"
    rows = table(master, "crosswalk").drop_nulls(key).group_by(key).agg(pl.struct("source_file", "row"))
    return {frozenset((place["source_file"], place["row"]) for place in places) for _, places in rows.iter_rows()}


def csv(path: Path, header: str, rows: Iterable[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    return path


def files(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
