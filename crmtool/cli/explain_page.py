"""An explanation as one HTML page that needs nothing else: no scripts, no addresses, light and dark, fit to print."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined

from crmtool.cli.explain_said import Said, number
from crmtool.console import plain
from crmtool.explanation import Explanation, Same, Story, WhatIf
from crmtool.export import replacing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmtool.cli.explain_said import Bar
    from crmtool.rulebook import Rules

KINDS = {Explanation: "pair", WhatIf: "what_if", Same: "same", Story: "story"}


class Scale:
    """Sums as shares, in percent, of the way from the least to the most of them."""

    def __init__(self, found: Explanation, bars: Sequence[Bar]) -> None:
        sums = [0.0, found.match, *(one.end for one in bars)]
        self._least = min(sums)
        self._way = max(sums) - self._least or 1.0
        self.zero = self._share(0.0)
        self.match = self._share(found.match)

    def left(self, row: Bar) -> str:
        """Where a bar begins."""
        return self._share(min(row.start, row.end))

    def width(self, row: Bar) -> str:
        """How wide a bar is."""
        return f"{abs(row.end - row.start) / self._way * 100:.2f}"

    def _share(self, value: float) -> str:
        return f"{(value - self._least) / self._way * 100:.2f}"


def page(told: Explanation | Same | Story | WhatIf, rules: Rules, lang: str) -> str:
    """The page's text; every value is escaped, and control characters are shown, not sent."""
    template = files("crmtool.cli").joinpath("explain_page.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_legible
    )
    return environment.from_string(template).render(
        told=told, kind=KINDS[type(told)], title=_title(told), said=Said(rules, lang), number=number, scale_of=Scale
    )


def write(told: Explanation | Same | Story | WhatIf, target: Path, rules: Rules, lang: str) -> None:
    """Write the page to a file that only its owner can read. Raises UsageError if there is no such folder."""
    text = page(told, rules, lang)
    with replacing(target) as handle:
        handle.write(text.encode(errors="replace"))


def _title(told: Explanation | Same | Story | WhatIf) -> str:
    if isinstance(told, WhatIf):
        told = told.before
    if isinstance(told, Explanation):
        return f"{told.left} ~ {told.right}"
    return told.record if isinstance(told, Same) else told.id


def _legible(value: object) -> object:
    """Text without characters that act; what is no plain text (numbers, what a macro made) as it is."""
    return plain(value) if type(value) is str else value
