"""``crmtool scorecard``: how good each dealer's data is, by dimension, and whether it gets better."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError
from crmtool.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from crmtool.report import Unread
    from crmtool.scorecard import Line, Standing

UNREAD = 3


@command
def scorecard(
    session: Session,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH]...", help="Deliveries to judge before they are let in.", readable=False),
    ] = None,
    dealer: Annotated[str, typer.Option("--dealer", help="Show all metrics of this dealer.", metavar="NAME")] = "",
    worst: Annotated[
        int, typer.Option("--worst", help="How many dealers to show, the worst first.", metavar="N", min=1)
    ] = 20,
) -> None:
    """Show how good each dealer's data is: six dimensions, and the change since the delivery before.

    Of all that a master holds, or of files that are not in it yet.

    crmtool scorecard --master master/ --dealer BJ01
    """
    card, deliveries, refused = _judged(session, paths) if paths else (*_held(session), ())
    for one in refused:
        session.terminal().fail(one.message)
    if card.height or not refused:
        _show(session, card, deliveries, dealer, worst)
    if refused:
        raise typer.Exit(UNREAD)


def _show(session: Session, card: pl.DataFrame, deliveries: pl.DataFrame, dealer: str, worst: int) -> None:
    from crmtool.cli.cards import Cards
    from crmtool.scorecard import standings

    ranked = standings(card)
    chosen = [_named(ranked, dealer)] if dealer else ranked
    if session.as_json:
        session.terminal().emit("scorecard", {"dealers": [_as_data(one) for one in chosen]})
        return
    cards = Cards(session.terminal(), session.rules())
    if dealer:
        cards.whole(chosen[0], deliveries, session.as_of)
    else:
        cards.all(ranked, worst)


def _judged(session: Session, paths: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame, Sequence[Unread]]:
    """The scorecard of files; what the master holds, if there is one, was delivered earlier."""
    from crmtool.checking import Context, score
    from crmtool.cli.incoming import incoming

    rules = session.rules()
    master = session.master_if_any()
    context = Context(rules, session.as_of, session.lang, frozenset(rules.checks), master=master)
    with incoming(paths, "") as files, session.terminal().progress() as progress:
        return score(files, context, progress)


def _held(session: Session) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The scorecard of the master, and the deliveries it holds."""
    from crmtool.master import Master

    with Master.open(session.master(), write=False) as master:
        card = master.table("scorecard")
        deliveries = master.select("deliveries", "refused_because IS NULL")
    return card, deliveries


def _named(ranked: Sequence[Standing], dealer: str) -> Standing:
    known = {one.dealer: one for one in ranked}
    if dealer not in known:
        fix = did_you_mean(dealer, known, "crmtool scorecard shows which there are")
        raise UsageError(f"unknown dealer {dealer!r}", where="--dealer", fix=fix)
    return known[dealer]


def _as_data(one: Standing) -> dict[str, object]:
    dimensions = [_figures(line) | {"metrics": [*map(_figures, one.metrics_of(line))]} for line in one.dimensions]
    named = {"dealer": one.dealer, "score": one.score, "change": one.change, "rows": one.rows}
    return named | {"dimensions": dimensions}


def _figures(line: Line) -> dict[str, object]:
    return asdict(line) | {"change": line.change}
