"""The page about identifier kinds: each module's docstring is its page."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from builder.markdown import page, prose
from crmtool import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator


def pages() -> dict[str, str]:
    """The page by file name."""
    return {"identifiers.md": page("Identifier kinds", _kinds())}


def _kinds() -> Iterator[str]:
    names = sorted(part.name for part in pkgutil.iter_modules(identifiers.__path__))
    yield "How each kind of number is built, read and judged: the docstrings of `crmtool/identifiers/`."
    yield ", ".join(f"[{name}](#{name})" for name in names) + "."
    for name in names:
        module = importlib.import_module(f"crmtool.identifiers.{name}")
        judge = getattr(module, "standardise", None)
        yield f"## {name}\n\n{prose(module)}" + (f"\n\n`standardise`: {prose(judge)}" if judge else "")
