"""``crmtool merge``, ``split`` and ``undo``: what a steward decides, whatever the weights say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.cli.written import committed
from crmtool.settings import login
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from crmtool.deciding import Ruling
    from crmtool.master import Master

By = Annotated[str, typer.Option("--by", help="Who decides; your login name if left out.", metavar="NAME")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for whoever asks later.", metavar="TEXT")]


@command
def merge(
    session: Session,
    one: Annotated[str, typer.Argument(metavar="ID", help="A customer, or a vehicle.")],
    other: Annotated[str, typer.Argument(metavar="ID", help="Another that is the same.")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """Decide that two customers, or two vehicles, are one.

    crmtool merge C00000012 C00000345 --reason 'wife called' --master master/
    """
    from crmtool import deciding

    _decide(session, "merge", by, reason, lambda master: deciding.merge(master, one, other))


@command
def split(
    session: Session,
    golden_id: Annotated[str, typer.Argument(metavar="ID", help="A customer, or a vehicle.")],
    rows: Annotated[list[str], typer.Argument(metavar="ROW...", help="Rows of it that are another's, as FILE:ROW.")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """Decide that rows of a customer or a vehicle are one of their own; the larger part keeps the ID.

    crmtool split C00000012 D01_sales_20261101.csv:12 --master master/
    """
    from crmtool import deciding

    _decide(session, "split", by, reason, lambda master: deciding.split(master, golden_id, rows))


@command
def undo(
    session: Session,
    number: Annotated[int, typer.Argument(metavar="N", help="Number of the decision, which may be an undo.")],
    by: By = "",
    reason: Reason = "",
) -> None:
    """Take a decision back.

    crmtool undo 3 --master master/
    """
    from crmtool import deciding

    _decide(session, "undo", by, reason, lambda master: deciding.undo(master, number))


def _decide(session: Session, name: str, by: str, reason: str, ruling: Callable[[Master], Ruling]) -> None:
    """Have it decided, and say what came of it."""
    from crmtool import deciding, pipeline
    from crmtool.engines.memory import MemoryEngine

    folder, terminal = session.master(), session.terminal()
    context = pipeline.Context(session.rules(), session.as_of, session.lang, MemoryEngine())
    steward = deciding.Steward(*(text.encode(errors="replace").decode() for text in (by or login(), reason)))
    with terminal.progress() as progress:
        done = deciding.decide(ruling, name, steward, folder, context, progress)
    told, listed = dataclasses.asdict(done), say("comma", terminal.lang).join(done.ids)
    with committed():
        if session.as_json:
            terminal.emit(name, told)
        else:
            terminal.show(say(f"{done.entity} {name} decided", terminal.lang).format(**told, all=listed))
