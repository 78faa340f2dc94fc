"""``crmtool explain``: why two records or customers were or were not joined."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.console import Terminal
    from crmtool.explanation import Explanation, Step

BAR = 20


@command
def explain(
    session: Session,
    a: Annotated[str, typer.Argument(metavar="A", help="A customer ID, or a row as FILE:ROW.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other one.")],
) -> None:
    """Show what each piece of evidence weighs for or against two records being one customer.

    crmtool explain D01_sales_20261101.csv:12 D02_service_20261101.xlsx:40 --master master/
    """
    from crmtool import explanation
    from crmtool.master import Master

    rules = session.rules()
    with Master.open(session.master(), write=False) as master:
        found = explanation.explain(master, a, b, rules, unmask=session.unmask)
    terminal = session.terminal()
    if session.as_json:
        terminal.emit("explain", dataclasses.asdict(found))
    else:
        _show(terminal, found, rules.match["levels"])


def _show(terminal: Terminal, found: Explanation, levels: Mapping[str, Mapping[str, str]]) -> None:
    lang = terminal.lang
    terminal.show(f"{found.left}  ~  {found.right}")
    rows = [(say("prior", lang), "", _bar(found.prior), f"{found.prior:+.1f}")]
    rows += [_row(step, levels, lang) for step in sorted(found.steps, key=lambda step: -abs(step.weight)) if step.level]
    rows.append((say("total", lang), "", _bar(found.weight), f"{found.weight:+.1f}"))
    terminal.table((say("evidence", lang), "", "", say("weight", lang)), rows, numbers=1)
    terminal.show(say("verdict " + found.verdict, lang) + (f"  ({say('veto', lang)})" if found.veto else ""))
    if found.customers[0] == found.customers[1]:
        terminal.show(f"{say('one customer', lang)}: {found.customers[0]}")
    else:
        terminal.show(f"{say('two customers', lang)}: {found.customers[0]}, {found.customers[1]}")
    if found.rules:
        terminal.show(f"{say('compared under', lang)}: {'; '.join(found.rules)}")
    else:
        terminal.show(say("never compared", lang))


def _row(step: Step, levels: Mapping[str, Mapping[str, str]], lang: str) -> tuple[str, str, str, str]:
    said = levels.get(step.level, {}).get(lang, step.level)
    values = step.left if step.left == step.right else f"{step.left} | {step.right}"
    return step.comparison[lang], f"{said}\n{values}", _bar(step.weight), f"{step.weight:+.1f}"


def _bar(weight: float) -> str:
    """Half of the bar for evidence against, half for evidence in favour; log2 odds of 20 fill a half."""
    half = BAR // 2
    length = min(half, round(abs(weight) / 2))
    return ("█" * length).rjust(half) + " " * half if weight < 0 else " " * half + "█" * length
