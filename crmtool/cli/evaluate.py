"""``crmtool evaluate``: precision, recall and F1 against known truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from crmtool.evaluate import Scores
    from crmtool.evaluate.truth import Entity

READERS = (".csv", ".parquet")


@command
def evaluate(
    session: Session,
    truth: Annotated[
        Path, typer.Argument(metavar="TRUTH", help="CSV or Parquet: source_file, row, customer, vehicle.")
    ],
    by: Annotated[str, typer.Option("--by", help="A column of the truth to break the figures down by.")] = "",
) -> None:
    """Measure the master against known truth: pairwise and B-cubed precision, recall, F1, and the curve of thresholds.

    crmtool evaluate truth.csv --master master/ --by noise
    """
    report(session, truth, session.master(), by)


def report(session: Session, truth: Path, folder: Path, by: str) -> None:
    """Print how well the master in ``folder`` agrees with ``truth``."""
    from crmtool import evaluate as judge
    from crmtool.master import Master

    known = _read(truth)
    with Master.open(folder, write=False) as master:
        crosswalk, scored = master.table("crosswalk"), master.scored()
    scores = [judge.evaluate(crosswalk, known, entity) for entity in judge.entities(known)]
    parts = {entity: judge.breakdown(crosswalk, known, entity, by) for entity in judge.entities(known)} if by else {}
    curve = None if scored is None else judge.curve(scored, crosswalk, known, "customer")
    terminal = session.terminal()
    if session.as_json:
        terminal.emit("evaluate", _as_data(scores, parts, curve))
        return
    terminal.table(
        ("", "precision", "recall", "F1", "B3 precision", "B3 recall", "B3 F1", say("missing", session.lang)),
        [_row(score, session.lang) for score in scores],
        numbers=7,
    )
    for entity, table in parts.items():
        rows = [[_shown(value) for value in row] for row in table.iter_rows()]
        terminal.table(table.columns, rows, title=say(f"{entity}s", session.lang), numbers=len(table.columns) - 1)
    if curve is not None and session.verbose:
        rows = [[_shown(value) for value in row] for row in curve.iter_rows()]
        terminal.table(curve.columns, rows, title=say("curve", session.lang), numbers=len(curve.columns))
    for score in scores[:1]:
        for file, row in score.missing.head(5).iter_rows():
            terminal.say(f"{file}:{row} stands in the truth and not in the crosswalk")


def _read(truth: Path) -> pl.DataFrame:
    import polars as pl

    if truth.suffix.lower() not in READERS or not truth.is_file():
        raise UsageError(
            "is no CSV or Parquet file", where=str(truth), fix="name a truth with source_file, row, customer"
        )
    try:
        if truth.suffix.lower() == ".parquet":
            return pl.read_parquet(truth)
        return pl.read_csv(truth, infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        what = f"cannot be read ({str(fault).splitlines()[0]})"
        raise UsageError(what, where=str(truth), fix="Write it again as UTF-8 CSV or Parquet") from fault


def _row(score: Scores, lang: str) -> list[str]:
    figures = (
        score.precision,
        score.recall,
        score.f1,
        score.bcubed_precision,
        score.bcubed_recall,
        score.bcubed_f1,
    )
    return [say(f"{score.entity}s", lang), *[f"{figure:.4f}" for figure in figures], str(score.missing.height)]


def _shown(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _as_data(
    scores: list[Scores], parts: Mapping[Entity, pl.DataFrame], curve: pl.DataFrame | None
) -> dict[str, object]:
    figures = {
        score.entity: {
            "rows": score.rows,
            "missing": score.missing.height,
            "precision": score.precision,
            "recall": score.recall,
            "f1": score.f1,
            "bcubed_precision": score.bcubed_precision,
            "bcubed_recall": score.bcubed_recall,
            "bcubed_f1": score.bcubed_f1,
        }
        for score in scores
    }
    broken_down = {entity: table.to_dicts() for entity, table in parts.items()}
    return {"scores": figures, "by": broken_down, "curve": [] if curve is None else curve.to_dicts()}
