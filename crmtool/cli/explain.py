"""``crmtool explain``: why, why not, what if, and how a customer or a vehicle came about."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.explanation import Explanation, Same, Story, WhatIf
    from crmtool.rulebook import Rules

PAGES = (".html", ".htm")


@command
def explain(
    session: Session,
    a: Annotated[str, typer.Argument(metavar="A", help="A customer or vehicle ID, or a row as FILE:ROW.")],
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="The other one; without it, how A came about.")] = None,
    on_a: Annotated[
        list[str] | None,
        typer.Option("--set", help="What if A had been delivered so; repeat it.", metavar="FIELD=VALUE"),
    ] = None,
    on_b: Annotated[list[str] | None, typer.Option("--set-b", help="The same of B.", metavar="FIELD=VALUE")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write a page instead.", metavar="FILE.html")] = None,
) -> None:
    """Show what each piece of evidence weighs for or against two records being one customer.

    Of one customer or vehicle: how it came about, link by link.

    crmtool explain D01_sales_20261101.csv:12 D02_service_20261101.xlsx:40 --master master/
    """
    if out is not None and out.suffix.lower() not in PAGES:
        raise UsageError(f"cannot write {out.suffix or 'a page without a suffix'}", where="--out", fix="name it .html")
    rules = session.rules()
    told = _told(session, rules, (a, b), (on_a or (), on_b or ()))
    terminal = session.terminal()
    if out is not None:
        from crmtool.cli.explain_page import write

        write(told, out, rules, session.lang)
        terminal.say(str(out))
    elif session.as_json:
        terminal.emit("explain", _data(told))
    else:
        from crmtool.cli.explain_text import Printed

        Printed(terminal, rules).show(told)


def _told(
    session: Session, rules: Rules, names: tuple[str, str | None], changes: tuple[Sequence[str], Sequence[str]]
) -> Explanation | Same | Story | WhatIf:
    from crmtool import explanation
    from crmtool.master import Master

    a, b = names
    if b is None and any(changes):
        raise UsageError("names a value but only one side", where="--set", fix="name the record to compare with, too")
    with Master.open(session.master(), write=False) as master:
        if b is None:
            return explanation.explain_one(master, a, rules)
        if any(changes):
            return explanation.what_if(master, (a, b), changes, rules, session.as_of, unmask=session.unmask)
        return explanation.explain(master, a, b, rules, unmask=session.unmask)


def _data(told: Explanation | Same | Story | WhatIf) -> dict[str, object]:
    """The explanation as JSON: that of a pair as it is, with ``what_if`` beside it where something was supposed."""
    from crmtool.explanation import WhatIf

    if isinstance(told, WhatIf):
        whole = dataclasses.asdict(told)
        return {**whole.pop("before"), "what_if": whole}
    return dataclasses.asdict(told)
