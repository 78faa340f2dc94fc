"""``crmtool train``: weights from the master's own records."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.cli.written import committed
from crmtool.errors import UsageError
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.console import Terminal
    from crmtool.training import Lesson

MOVE = ("comparison", "level", "before", "after")
MOVED = 0.05
"""Bits; a weight that moved less is not shown."""


@command
def train(
    session: Session,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the weights go; the master's own if left out.", metavar="FILE")
    ] = None,
) -> None:
    """Estimate the weights of matching anew from the records of a master.

    crmtool train --master master/
    """
    from crmtool import training
    from crmtool.engines.memory import MemoryEngine
    from crmtool.export import replacing
    from crmtool.master import Master
    from crmtool.rulebook import WEIGHTS

    folder = session.master()
    with Master.open(folder, write=False) as master:
        rows, decisions = master.records(), master.table("decisions")
        deliveries = master.tables()["deliveries"]
    if rows is None or rows.is_empty():
        raise UsageError("the master holds no records", where=str(folder), fix="crmtool run brings deliveries in")
    rules, terminal = session.rules(), session.terminal()
    with terminal.progress() as progress, progress.stage("train"):
        lessons = training.learn(rows, decisions, rules, MemoryEngine())
    target = out or folder / WEIGHTS
    with replacing(target) as file:
        file.write(training.as_json(lessons, {"deliveries": deliveries, "day": str(session.as_of)}).encode())
    judged = {"customer": 0, "vehicle": 0} | {entity: one.judged for entity, one in lessons.items()}
    with committed():
        if session.as_json:
            moves = {
                entity: [dict(zip(MOVE, move, strict=True)) for move in one.moves()] for entity, one in lessons.items()
            }
            terminal.emit("train", {"file": str(target), "records": rows.height, "judged": judged, "models": moves})
            return
        for entity, one in lessons.items():
            _show(terminal, f"{entity}s", one, rules.match["levels"])
    terminal.say(say("judged", terminal.lang).format(**judged))
    terminal.say(say("weights written", terminal.lang).format(path=target))


def _show(terminal: Terminal, title: str, lesson: Lesson, levels: Mapping[str, Mapping[str, str]]) -> None:
    """The weights that moved."""
    lang = terminal.lang
    titles = {comparison.name: comparison.title.get(lang, comparison.name) for comparison in lesson.after.comparisons}
    lines = [
        (titles[name], levels.get(level, {}).get(lang, level), f"{old:+.1f}", f"{new:+.1f}", f"{new - old:+.1f}")
        for name, level, old, new in lesson.moves()
        if abs(new - old) >= MOVED
    ]
    terminal.table([say(word, lang) for word in (*MOVE, "change")], lines, say(title, lang), numbers=3)
