"""The few forms that reference pages are made of, and the meanings that the code cannot say."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEANINGS: dict[str, Any] = tomllib.loads((Path(__file__).parents[1] / "meanings.toml").read_text("utf-8"))
NOTICE = "<!-- Written from the code by docs/build.py: `make docs` writes it again. -->"


def page(title: str, parts: Iterable[str]) -> str:
    """A page of parts with an empty line between them."""
    return "\n\n".join([f"# {title}", NOTICE, *[part for part in parts if part]]) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty text where it has no rows."""
    lines = [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    return "\n".join(f"| {line} |" for line in [" | ".join(head), " | ".join("---" for _ in head), *lines] if lines)


def said(part: str, key: str) -> str:
    """What docs/meanings.toml says; stops the build where it says nothing."""
    if key not in MEANINGS[part]:
        raise SystemExit(f"docs/meanings.toml does not explain {key} in [{part}]: add a sentence")
    return str(MEANINGS[part][key])


def nothing_left(part: str, known: Iterable[str]) -> None:
    """Stop the build where docs/meanings.toml explains what no longer exists."""
    left = set(MEANINGS[part]) - set(known)
    if left:
        raise SystemExit(f"docs/meanings.toml explains {', '.join(sorted(left))} in [{part}]: take it out")


def prose(thing: object) -> str:
    """A docstring as Markdown: code in single backticks, examples and indented lines as code blocks."""
    text = (inspect.getdoc(thing) or "").replace("``", "`")
    return "\n\n".join(_block(part) for part in re.split(r"\n{2,}", text))


def first_line(thing: object) -> str:
    """The first line of a docstring."""
    return prose(thing).splitlines()[0]


def _block(text: str) -> str:
    if text.startswith(">>>"):
        return f"```pycon\n{text}\n```"
    return f"```\n{inspect.cleandoc(text)}\n```" if text.startswith("    ") else text
