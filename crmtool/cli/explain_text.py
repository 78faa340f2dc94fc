"""An explanation on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.cli.explain_said import Said, number
from crmtool.explanation import Explanation, Same, WhatIf

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmtool.cli.explain_said import Bar, Line
    from crmtool.console import Terminal
    from crmtool.explanation import Story
    from crmtool.rulebook import Rules

WIDTH = 16
"""Places of a bar."""
LONGEST = 100
"""A value is cut here."""


class Printed:
    """Prints explanations: the waterfall of a pair, a what-if, a cluster's story."""

    def __init__(self, terminal: Terminal, rules: Rules) -> None:
        self._terminal = terminal
        self._said = Said(rules, terminal.lang)

    def show(self, told: Explanation | Same | Story | WhatIf) -> None:
        """Print an explanation of any kind."""
        if isinstance(told, Explanation):
            self._pair(told)
        elif isinstance(told, WhatIf):
            self._what_if(told)
        elif isinstance(told, Same):
            self._lines(self._said.same(told))
            self._items(told.places)
        else:
            self._story(told)

    def _pair(self, found: Explanation) -> None:
        said = self._said
        self._lines(said.notes(found.notes))
        self._waterfall(found)
        self._lines(said.verdict(found))
        self._uncounted(found)
        self._lines(["", *said.blocking(found), *said.outcome(found)])
        if found.through_others:
            self._links(said.chain(found.chain))
        self._wishes(found)

    def _what_if(self, found: WhatIf) -> None:
        said, before, after = self._said, found.before, found.after
        self._lines([*said.notes(before.notes), said.word("explain supposed", found.record)])
        rows = [(one.label[said.lang], _shown(one.before), _shown(one.after), one.reason) for one in found.supposed]
        then = said.word("explain before"), said.word("explain after")
        self._terminal.table((said.word("explain field"), *then, ""), rows)
        self._terminal.show()
        self._terminal.table((said.word("evidence"), *then, said.word("change")), said.changes(found), numbers=1)
        for title, one in zip(then, (before, after), strict=True):
            self._lines(["", f"{title}: {number(one.weight)}", *said.verdict(one), *said.blocking(one)])
        self._lines([*said.outcome(before), said.word("explain nothing changed"), ""])
        self._waterfall(after)
        self._uncounted(after)
        self._wishes(after)

    def _story(self, told: Story) -> None:
        said = self._said
        self._lines([*said.notes(told.notes), *said.story(told)])
        first, last, between = said.unions(told)
        self._links(first)
        if last:
            self._lines([between])
            self._links(last)
        for heading, lines in said.questions(told):
            self._lines(["", heading])
            self._items(lines)

    def _waterfall(self, found: Explanation) -> None:
        self._terminal.show(f"{found.left}  ~  {found.right}")
        bars = self._said.waterfall(found)
        marks = [found.match, found.review, 0.0, *(one.end for one in bars)]
        scale = Scale(min(marks), max(marks), found.match)
        rows = [(f"{one.title}\n{one.shares}".strip(), _found(one), scale.bar(one), number(one.weight)) for one in bars]
        self._terminal.table((self._said.word("evidence"), "", "", self._said.word("weight")), rows, numbers=1)

    def _uncounted(self, found: Explanation) -> None:
        lines = self._said.uncounted(found)
        if lines:
            self._lines(["", self._said.word("explain uncounted")])
            self._items(lines)

    def _wishes(self, found: Explanation) -> None:
        lines = self._said.wishes(found)
        if lines:
            self._lines(["", self._said.missing(found)])
            self._items(lines)

    def _links(self, links: Sequence[Line]) -> None:
        said = self._said
        rows = [(f"{one.left}\n{one.right}", one.because, one.sizes, number(one.weight)) for one in links]
        if rows:
            self._terminal.show()
            heads = ("explain link", "explain why", "explain joins", "weight")
            self._terminal.table([said.word(head) if head else "" for head in heads], rows, numbers=1)

    def _lines(self, lines: Iterable[str]) -> None:
        """Sentences, broken where the terminal ends."""
        for line in lines:
            if line:
                self._terminal.table(("",), [(_one_line(line),)])
            else:
                self._terminal.show()

    def _items(self, lines: Iterable[str]) -> None:
        """Sentences set in."""
        self._terminal.table(("", ""), [("", _one_line(line)) for line in lines])


class Scale:
    """Sums between ``least`` and ``most`` as places of a bar, with a mark where pairs ``match``."""

    def __init__(self, least: float, most: float, match: float) -> None:
        self._least = least
        self._step = (most - least or 1.0) / WIDTH
        self._mark = min(WIDTH - 1, self._place(match))

    def _place(self, value: float) -> int:
        return round((value - self._least) / self._step)

    def bar(self, row: Bar) -> str:
        """The way the sum goes, dark where it rises and light where it falls."""
        start, end = sorted((self._place(row.start), self._place(row.end)))
        if start == end and row.weight:
            start, end = (start, end + 1) if end < WIDTH else (start - 1, end)
        filled = "█" if row.weight >= 0 else "░"
        return "".join(filled if start <= at < end else "┊" if at == self._mark else " " for at in range(WIDTH))


def _found(bar: Bar) -> str:
    values = " | ".join(_shown(value) for value in (bar.left, bar.right) if value)
    return f"{bar.level}\n{values}".strip()


def _shown(value: str) -> str:
    line = _one_line(value)
    return line if len(line) <= LONGEST else line[:LONGEST] + "…"


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n")
