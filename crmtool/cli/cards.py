"""Scorecards on the terminal: a block for each dealer, the worst first, or all metrics of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.table import Table
from rich.text import Text

from crmtool.cli.bars import Bars, colour, percent
from crmtool.console import plain, width
from crmtool.scorecard import DIMENSIONS
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rich.console import OverflowMethod

    from crmtool.console import Terminal
    from crmtool.rules_model import Rules
    from crmtool.scorecard import Line, Standing

BAR, USUAL, WIDE = 16, 80, 140
"""Columns of a bar on a terminal of the usual width; wider ones get longer bars, up to a width."""
PERCENT, CHANGE, LEAST = len("100.0 %"), len("▼ -10.0"), 6
"""Columns of figures, and the fewest that bars and words get."""
INDENT = "  "


class Cards:
    """Scorecards in the terminal's language; ``rules`` say what fields and codes are called."""

    def __init__(self, terminal: Terminal, rules: Rules) -> None:
        self._terminal = terminal
        self._rules = rules
        beyond = min(terminal.out.width, WIDE) - USUAL
        length = max(BAR + beyond // (4 if beyond > 0 else 1), LEAST)
        self._bars = Bars(length, plain=terminal.out.options.ascii_only)
        self._names = max(width(self._word(name)) for name in DIMENSIONS.values())

    def all(self, ranked: Sequence[Standing], most: int) -> None:
        """A block for each of the first dealers, and a line about all."""
        for one in ranked[:most]:
            self._headline(one)
            table = self._table(one)
            for line in one.dimensions:
                table.add_row(*self._row(line, self._word(line.dimension), self._said(one.worst(line))))
            self._terminal.out.print(table)
            self._terminal.show()
        if len(ranked) > most:
            self._terminal.say(self._word("more dealers").format(f"{len(ranked) - most:,}"))
        self._terminal.show(self._summary(ranked))

    def whole(self, one: Standing, deliveries: pl.DataFrame, today: date) -> None:
        """Every metric of a dealer, and which ``deliveries`` (dealer, kind, date) the figures are of."""
        self._headline(one)
        for text in self._compared(deliveries.filter(pl.col("dealer") == one.dealer), today):
            self._terminal.show(INDENT + text)
        table = self._table(one, whole=True)
        for line in one.dimensions:
            table.add_row(*self._row(line, self._word(line.dimension), f"{line.value:,}/{line.of:,}"), style="bold")
            for metric in one.metrics_of(line):
                told = f"{metric.value:,}/{metric.of:,} {self._title(metric)}"
                table.add_row(*self._row(metric, INDENT + self._label(metric.metric), told))
        self._terminal.out.print(table)

    def _word(self, key: str) -> str:
        return say(key, self._terminal.lang)

    def _headline(self, one: Standing) -> None:
        score = Text(percent(one.score), "" if one.score is None else colour(one.score))
        rows = Text(self._word("rows of newest").format(f"{one.rows:,}"), "dim")
        parts = [Text(plain(one.dealer), "bold"), score, self._bars.change(one.change), rows]
        self._terminal.out.print(Text(INDENT).join(part for part in parts if part), soft_wrap=True)

    def _table(self, one: Standing, *, whole: bool = False) -> Table:
        """An empty table in which names and figures keep their width, and words get what is left."""
        labels = [width(INDENT + self._label(line.metric)) for line in one.metrics]
        names = max([self._names, *labels]) if whole else self._names
        fixed = [names, self._bars.width, PERCENT, CHANGE]
        rest = max(self._terminal.out.width - sum(fixed) - len(fixed), LEAST)
        cut: OverflowMethod = "crop" if self._bars.plain else "ellipsis"
        table = Table.grid(padding=(0, 1, 0, 0))
        for columns in (*fixed, rest):
            right = len(table.columns) == fixed.index(PERCENT)
            table.add_column(width=columns, justify="right" if right else "left", no_wrap=True, overflow=cut)
        return table

    def _row(self, line: Line, name: str, told: str) -> Iterator[Text]:
        yield Text(plain(name))
        yield self._bars.bar(line.share)
        yield Text(percent(line.share))
        yield self._bars.change(line.change)
        yield Text(plain(told))

    def _said(self, line: Line | None) -> str:
        """What is worst, in words: which metric, how many rows, and what is most often wrong with them."""
        if line is None:
            return ""
        return self._word("worst metric").format(self._label(line.metric), f"{line.faulty:,}", self._title(line))

    def _title(self, line: Line) -> str:
        """The code that was found most often and the title of its rule."""
        rule = self._rules.checks.get(line.commonest)
        return f"{line.commonest} {rule.title[self._terminal.lang]}" if rule else line.commonest

    def _label(self, metric: str) -> str:
        field = self._rules.fields.get(metric)
        return self._word(f"metric {metric}") if field is None else field.label(self._terminal.lang)

    def _compared(self, deliveries: pl.DataFrame, today: date) -> Iterator[str]:
        """Of each kind of delivery the day of the newest and how long ago that is, and the day of the one before it."""
        days = deliveries.group_by("kind").agg(pl.col("date").unique().sort(descending=True, nulls_last=True).head(2))
        for kind, dates in days.sort("kind").iter_rows():
            newest, *before = dates
            ago = "" if newest is None else ", " + self._word("days ago").format(f"{(today - newest).days:,}")
            days_before = (f" ({self._word('compared with')} {day or self._word('no date')})" for day in before)
            yield f"{kind} {newest or self._word('no date')}{ago}" + "".join(days_before)

    def _summary(self, ranked: Sequence[Standing]) -> str:
        scores = [one.score for one in ranked if one.score is not None]
        mean = sum(scores) / len(scores) if scores else None
        moved = [self._bars.change(one.change).plain for one in ranked]
        up, down = (sum(sign in change for change in moved) for sign in "+-")
        return self._word("all dealers").format(f"{len(ranked):,}", percent(mean), f"{up:,}", f"{down:,}")
