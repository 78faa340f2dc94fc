"""The terminal: data on stdout, everything for people on stderr; progress, tables, one-line errors."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from rich.console import Console
from rich.text import Text

from crmtool import __version__
from crmtool.harmless import CONTROLS
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.progress import Progress

UNSAFE = {ord(control): said for control, said in CONTROLS.items() if control != "\n"}


class Stream(Console):
    """A console that raises where nobody reads on, as all streams do; Rich's own ends the program."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise BrokenPipeError."""
        raise BrokenPipeError


class Terminal:
    """Where a command speaks: ``out`` for data, ``err`` for people, in the user's language."""

    def __init__(self, *, lang: str = "en", quiet: bool = False, colour: bool = True) -> None:
        self.lang = lang
        self.quiet = quiet
        self.colour = colour
        self.out = Stream(no_color=not colour, highlight=False, markup=False, emoji=False)
        self.err = Stream(stderr=True, no_color=not colour, highlight=False, markup=False, emoji=False)

    def say(self, line: str, style: str = "") -> None:
        """One line for people."""
        if not self.quiet:
            self._tell(Text(plain(line), style))

    def fail(self, line: str) -> None:
        """One line about a failure, however quiet."""
        told = plain(line).replace("\n", "\\n")
        self._tell(Text.assemble(("error", "bold red"), ": ", told))

    def _tell(self, line: Text) -> None:
        """Write to stderr; that it takes nothing, or nobody reads on, stops no work and changes no exit code."""
        try:
            self.err.print(line, soft_wrap=True)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)

    def show(self, line: str = "") -> None:
        """One line of data."""
        self.out.print(Text(plain(line)), soft_wrap=True)

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "", numbers: int = 0
    ) -> None:
        """A table of data; the last ``numbers`` columns are set to the right."""
        from rich.table import Table

        drawn = Table(
            title=Text(title, "bold") if title else None,
            title_justify="left",
            box=None,
            pad_edge=False,
            show_header=any(columns),
        )
        for place, name in enumerate(columns):
            right = place >= len(columns) - numbers
            drawn.add_column(Text(name, "bold"), justify="right" if right else "left", no_wrap=right, overflow="fold")
        for row in rows:
            drawn.add_row(*[Text("" if value is None else plain(str(value))) for value in row])
        self.out.print(drawn)

    def emit(self, command: str, data: object) -> None:
        """The one JSON object of ``--format json``."""
        from crmtool.report.texts import dumped, envelope

        sys.stdout.write(dumped({**envelope(command, __version__), "data": data}, indent=2) + "\n")
        sys.stdout.flush()

    @contextmanager
    def progress(self) -> Iterator[Stages]:
        """Progress of a long command: a bar per stage on a terminal, else one plain line a stage."""
        if self.quiet or not self.err.is_terminal:
            yield Stages(self, None)
            return
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (SpinnerColumn(finished_text="✓"), TextColumn("{task.description:<24}"), BarColumn(28))
        with Progress(*columns, TimeElapsedColumn(), console=self.err) as bars:
            yield Stages(self, bars)


class Stages:
    """The stages of one run, each timed; on a terminal a bar shows how far it is."""

    def __init__(self, terminal: Terminal, bars: Progress | None) -> None:
        self._terminal = terminal
        self._bars = bars
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[], None]]:
        """Time a stage of ``total`` steps; gives a function that moves its bar on by one."""
        label = say(name, self._terminal.lang)
        task = self._bars.add_task(label, total=total) if self._bars else None

        def step() -> None:
            if self._bars and task is not None:
                self._bars.advance(task)

        begun = time.perf_counter()
        yield step
        self.seconds[name] = time.perf_counter() - begun
        if self._bars and task is not None:
            self._bars.update(task, total=total or 1, completed=total or 1)
        else:
            self._terminal.say(f"{label}  {self.seconds[name]:.1f} s")


def plain(text: str) -> str:
    """Text that cannot steer a terminal: control characters are shown, not sent."""
    return text.translate(UNSAFE)


def width(text: str) -> int:
    """Columns a text takes on a terminal; wide characters take two."""
    return Text(text).cell_len
