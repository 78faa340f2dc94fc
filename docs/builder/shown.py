"""Plays the shell blocks of the pages and writes down what they print.

A ``console`` block holds commands after ``$`` (further lines of a command after ``>``) and, below each, what it writes
to stdout. A block whose fence names a file (``toml our-rules/checks/ours.toml``) puts that file there. The tutorial is
played first, in an empty folder; every other page in a copy of the folder as the tutorial left it, so that it finds
``samples`` and ``master``. The READMEs speak of the project's own ``samples/`` and find a copy of it.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST = "docs/tutorial.md"
PAGES = ("README.md", "README.zh.md", "docs/how-to/*.md", "docs/explanation/*.md")
WIDTH = 110
AT_ONCE = 2
BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.MULTILINE)
FIGURE = re.compile(r"[0-9]+(?:[,.:][0-9]+)*")


def played(root: Path) -> dict[Path, str]:
    """The pages under ``root`` with what their commands print now, by path."""
    pages = sorted(page for pattern in PAGES for page in root.glob(pattern))
    with TemporaryDirectory(prefix="crmtool-docs-") as made:
        start = Path(made) / "first"
        start.mkdir()
        first = {root / FIRST: _play(root / FIRST, start)}
        folders = [Path(shutil.copytree(start, Path(made) / str(number))) for number in range(len(pages))]
        for page, folder in zip(pages, folders, strict=True):
            if page.parent == root and (root / "samples").is_dir():
                shutil.rmtree(folder / "samples")
                shutil.copytree(root / "samples", folder / "samples")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return first | dict(zip(pages, pool.map(_play, pages, folders), strict=True))


def alike(old: str, new: str) -> bool:
    """Whether two pages differ in figures and spaces at most."""
    return _shape(old) == _shape(new)


def difference(old: str, new: str) -> Iterator[str]:
    """The lines in which two pages differ by more than figures."""
    for line in difflib.unified_diff(_shape(old), _shape(new), "page", "played", lineterm="", n=1):
        yield f"{line}\n"


def _shape(text: str) -> list[str]:
    """Lines with all figures made one, and without bars, rules and spaces, whose length follows the figures."""
    bare = FIGURE.sub("#", re.sub("[█▉▊▋▌▍▎▏░▲▼]|-{3,}", "", text))
    return [re.sub(r" [+-]#", " #", " ".join(line.split())) for line in bare.splitlines()]


def _play(page: Path, folder: Path) -> str:
    lang = "zh_CN.UTF-8" if page.suffixes[:-1] == [".zh"] else "C.UTF-8"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "LC_ALL": lang, "COLUMNS": str(WIDTH), "NO_COLOR": "1", "PYTHONUTF8": "1"}

    def block(found: re.Match[str]) -> str:
        kind, file, text = found["kind"], found["file"], found["text"]
        if file:
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
            target.chmod(0o755)
        if kind != "console":
            return found[0]
        shown = [f"{command}{_printed(command, folder, environment)}".strip() for command in COMMAND.findall(text)]
        return "\n".join(["```console", *shown, "```"])

    return BLOCK.sub(block, page.read_text("utf-8"))


def _printed(command: str, folder: Path, environment: dict[str, str]) -> str:
    """What a command writes to stdout; one that fails must say so itself, as in ``...; echo $?``."""
    script = re.sub(r"^[$>] ", "", command, flags=re.MULTILINE)
    done = subprocess.run(  # noqa: S602 (the commands are those of our own pages)
        script, shell=True, cwd=folder, env=environment, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stderr.decode()}")
    return "\n".join(line.rstrip() for line in done.stdout.decode().splitlines()).strip("\n")
