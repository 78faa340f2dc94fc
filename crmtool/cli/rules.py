"""``crmtool rules``: the rulebook, listed or explained."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError
from crmtool.fields import did_you_mean
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crmtool.console import Terminal
    from crmtool.rules_model import Rule

INDENT = 11
EXAMPLES = 6
"""So many different rows of examples are shown."""


@command
def rules(
    session: Session,
    code: Annotated[
        str, typer.Argument(metavar="[CODE]", help="The rule to explain, or what the codes to list begin with.")
    ] = "",
) -> None:
    """List the rules, or say why one exists and what to do about it.

    crmtool rules V201
    """
    known = session.rules().checks
    terminal = session.terminal()
    wanted = code.upper()
    chosen = [rule for known_code, rule in known.items() if known_code.startswith(wanted)]
    if not chosen:
        fix = did_you_mean(wanted, known, "crmtool rules lists them all")
        raise UsageError(f"unknown rule {code!r}", fix=fix)
    if session.as_json:
        terminal.emit("rules", [_as_data(rule, session.lang) for rule in chosen])
    elif wanted in known:
        _explain(known[wanted], terminal)
    else:
        from crmtool.report.wording import word

        rows = [(rule.code, word(rule.severity, session.lang), rule.title[session.lang]) for rule in chosen]
        terminal.table([say(f"rule {head}", session.lang) for head in ("code", "severity", "title")], rows)


def _explain(rule: Rule, terminal: Terminal) -> None:
    """All there is to say of a rule; on a screen each text stays in a column of its own."""
    from rich.cells import cell_len

    from crmtool.report.lines import wrapped
    from crmtool.report.wording import word

    lang = terminal.lang
    told = _as_data(rule, lang) | {"severity": word(rule.severity, lang), "dimension": say(rule.dimension, lang)}
    for name, text in told.items():
        if not text:
            continue
        label = f"{say(f'rule {name}', lang)}:"
        lines = wrapped(text, terminal.out.width - INDENT) if terminal.out.is_terminal else [text]
        for place, line in enumerate(lines):
            before = "" if place else label
            terminal.show(f"{before}{' ' * (INDENT - cell_len(before))}{line}")


def _as_data(rule: Rule, lang: str) -> dict[str, str]:
    data = {
        "code": rule.code,
        "title": rule.title[lang],
        "severity": rule.severity,
        "dimension": rule.dimension,
        "fields": ", ".join(rule.fields),
        "with": ", ".join(f"{name} {_as_text(value)}" for name, value in rule.params.items()),
        "why": rule.why[lang],
        "fix": rule.fix[lang],
    }
    return data | {"good": _examples(rule.good), "bad": _examples(rule.bad)}


def _examples(examples: Iterable[Iterable[Mapping[str, str]]]) -> str:
    """The first rows of examples, and how many rows alike each stands for."""
    rows = (", ".join(f"{key} {value}" for key, value in row.items()) for rows in examples for row in rows)
    counted = [(row, len([*same])) for row, same in groupby(rows)]
    told = [f"{row} (x{times})" if times > 1 else row for row, times in counted[:EXAMPLES]]
    return "; ".join([*told, *["..."] * (len(counted) > EXAMPLES)])


def _as_text(value: object) -> str:
    return " or ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
