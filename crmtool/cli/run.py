"""``crmtool run``: the main job."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.cli.paths import deliveries
from crmtool.cli.written import committed
from crmtool.errors import UsageError
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmtool.arrivals import Refusal
    from crmtool.console import Terminal
    from crmtool.pipeline import Summary
    from crmtool.rulebook import Rules

REFUSED = 1


@command
def run(
    session: Session,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Delivered files, or folders of them.", readable=False)
    ],
    plan: Annotated[bool, typer.Option("--plan", help="Say what would change, change nothing.")] = False,
    engine: Annotated[str, typer.Option("--engine", help="Where the heavy stages run: memory.")] = "memory",
) -> None:
    """Read deliveries, match them and commit the golden master.

    crmtool run deliveries/ --master master/
    """
    summary = bring_in(session, paths, session.master(), engine, plan=plan)
    if summary.refused:
        raise typer.Exit(REFUSED)


def bring_in(
    session: Session, paths: list[Path], folder: Path, engine: str = "memory", *, plan: bool = False
) -> Summary:
    """Run the pipeline over ``paths`` and print its summary."""
    from crmtool import pipeline
    from crmtool.engines.memory import MemoryEngine

    if engine != "memory":
        raise UsageError(f"unknown engine {engine!r}", where="--engine", fix="use memory")
    found = deliveries(paths)
    terminal = session.terminal()
    context = pipeline.Context(session.rules(), session.as_of, session.lang, MemoryEngine())
    try:
        with terminal.progress() as progress:
            summary = pipeline.run(found, folder, context, progress, plan=plan)
    except pipeline.NothingRead as nothing:
        _name(terminal, nothing.refused, context.rules)
        raise
    _name(terminal, summary.refused, context.rules)
    with committed() if summary.committed else nullcontext():
        if session.as_json:
            terminal.emit("run", {**dataclasses.asdict(summary), "seconds": progress.seconds, "plan": plan})
        else:
            _show(terminal, summary, sum(progress.seconds.values()), plan=plan)
    return summary


def _name(terminal: Terminal, refused: Iterable[Refusal], rules: Rules) -> None:
    from crmtool.read import legible

    for one in refused:
        terminal.fail(rules.refusal(one.code, legible(one.path), one.message, terminal.lang, one.fix))


def _show(terminal: Terminal, summary: Summary, seconds: float, *, plan: bool) -> None:
    def word(key: str) -> str:
        return say(key, terminal.lang)

    findings = ", ".join(f"{count:,} {word(level)}" for level, count in summary.findings.items())
    changes = ", ".join(f"{word(key)} {count:,}" for key, count in summary.changes.items())
    deliveries = f"{summary.files:,}"
    if summary.known or summary.refused:
        deliveries += f"  ({summary.known:,} {word('known')}, {len(summary.refused):,} {word('refused')})"
    lines = {
        "deliveries": deliveries,
        "rows": f"{summary.rows:,}" + (f"  ({summary.rejected:,} {word('rejected')})" if summary.rejected else ""),
        "findings": findings or "0",
        "customers": f"{summary.customers:,}  ({summary.records - summary.customers:,} {word('joined')})",
        "vehicles": f"{summary.vehicles:,}",
        "review": f"{summary.review:,} {word('cases')}",
        "changes": changes or word("nothing"),
        "seconds": f"{seconds:.1f}",
    }
    terminal.say(word("planned" if plan else "committed" if summary.committed else "unchanged"), "bold")
    terminal.table(("", ""), [(word(name), value) for name, value in lines.items()])
