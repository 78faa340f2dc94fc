"""``crmtool rules``: the rulebook, listed or explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError
from crmtool.fields import did_you_mean

if TYPE_CHECKING:
    from crmtool.rules_model import Rule


@command
def rules(
    session: Session, code: Annotated[str, typer.Argument(metavar="[CODE]", help="The rule to explain.")] = ""
) -> None:
    """List the rules, or say why one exists and what to do about it.

    crmtool rules V201
    """
    known = session.rules().checks
    terminal = session.terminal()
    if code and code.upper() not in known:
        fix = did_you_mean(code.upper(), known, "crmtool rules lists them all")
        raise UsageError(f"unknown rule {code!r}", fix=fix)
    chosen = [known[code.upper()]] if code else list(known.values())
    if session.as_json:
        terminal.emit("rules", [_as_data(rule, session.lang) for rule in chosen])
    elif code:
        for name, text in _as_data(chosen[0], session.lang).items():
            terminal.show(f"{name + ':':<10} {text}")
    else:
        rows = [(rule.code, rule.severity, rule.title[session.lang]) for rule in chosen]
        terminal.table(("code", "severity", "title"), rows)


def _as_data(rule: Rule, lang: str) -> dict[str, str]:
    data = {
        "code": rule.code,
        "title": rule.title[lang],
        "severity": rule.severity,
        "dimension": rule.dimension,
        "fields": ", ".join(rule.fields),
        "why": rule.why[lang],
        "fix": rule.fix[lang],
    }
    for name, examples in (("good", rule.good), ("bad", rule.bad)):
        rows = "; ".join(", ".join(f"{key} {value}" for key, value in row.items()) for rows in examples for row in rows)
        data[name] = rows
    return data
