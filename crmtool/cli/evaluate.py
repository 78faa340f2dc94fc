"""``crmtool evaluate``: precision, recall and F1 against known truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from crmtool.console import Terminal
    from crmtool.evaluate import Scores
    from crmtool.evaluate.truth import Entity

READERS = (".csv", ".parquet")


PART = ("rows", "pairs_true", "precision", "recall", "f1")
"""Columns of a breakdown that fit a terminal."""
LEAST = 30
"""Pairs of the smallest audit that says anything."""


@command
def evaluate(
    session: Session,
    truth: Annotated[
        Path | None, typer.Argument(metavar="TRUTH", help="CSV or Parquet: source_file, row, customer, vehicle.")
    ] = None,
    *,
    by: Annotated[str, typer.Option("--by", help="A column of the truth to break the figures down by.")] = "",
    chart: Annotated[
        Path | None, typer.Option("--chart", help="Write a page with the curve and all figures.", metavar="FILE.html")
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", help="Draw N pairs for a steward to judge.", metavar="N", min=LEAST)
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="The workbook that --sample writes.", metavar="FILE.xlsx")
    ] = None,
    judged: Annotated[
        Path | None, typer.Option("--judged", help="The workbook, judged: precision and recall.", metavar="FILE.xlsx")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Another number draws another sample.", min=0)] = 0,
) -> None:
    """Measure the master: against known truth, or without, by a sample of pairs that a steward judges.

    Against truth: pairwise and B-cubed precision, recall, F1, and the curve of thresholds. By a sample: precision and
    recall with intervals of 95 %; 200 pairs are about an hour's work.

    crmtool evaluate truth.csv --master master/ --by noise --chart quality.html

    crmtool evaluate --sample 200 --out audit.xlsx --master master/

    crmtool evaluate --judged audit.xlsx --master master/
    """
    from crmtool.cli import audit

    _agree(truth, by, chart, sample, out, judged)
    if truth is not None:
        report(session, truth, session.master(), by, chart)
    elif judged is not None:
        audit.judged(session, judged)
    elif sample is not None and out is not None:
        audit.sample(session, sample, out, seed)


def _agree(
    truth: Path | None, by: str, chart: Path | None, sample: int | None, out: Path | None, judged: Path | None
) -> None:
    """Raise UsageError for options that do not go together."""
    asked = sum(one is not None for one in (truth, sample, judged))
    ways = "Name a TRUTH, or --sample N --out audit.xlsx, or --judged audit.xlsx"
    if asked == 0:
        raise UsageError("nothing to measure by", where="TRUTH", fix=ways)
    if asked > 1:
        raise UsageError("TRUTH, --sample and --judged are three ways to measure", where="evaluate", fix=ways)
    if truth is None and (by or chart):
        raise UsageError("needs a truth", where="--by" if by else "--chart", fix="Name a TRUTH, or leave it out")
    if sample is not None and out is None:
        raise UsageError("does not say where the pairs go", where="--sample", fix="Add --out audit.xlsx")
    if sample is None and out is not None:
        raise UsageError("goes with --sample N", where="--out", fix="Add --sample 200, or use --chart for a page")


def report(session: Session, truth: Path, folder: Path, by: str, chart: Path | None = None) -> None:
    """Print how well the master in ``folder`` agrees with ``truth``; ``chart`` is where the page goes."""
    from crmtool import evaluate as judge
    from crmtool.evaluate.texts import text
    from crmtool.master import Master

    known = _read(truth)
    with Master.open(folder, write=False) as master:
        crosswalk, scored = master.table("crosswalk"), master.scored()
    entities = judge.entities(known) or ("customer",)
    scores = [judge.evaluate(crosswalk, known, entity) for entity in entities]
    parts = {entity: judge.breakdown(crosswalk, known, entity, by) for entity in entities} if by else {}
    curved = scored if "customer" in entities else None
    asked = session.as_json or session.verbose
    curve = judge.curve(curved, crosswalk, known, "customer") if curved is not None and asked else None
    terminal = session.terminal()
    if chart is not None:
        _draw(session, chart, known, (crosswalk, curved), scores, parts)
    if session.as_json:
        terminal.emit("evaluate", _as_data(scores, parts, curve))
    else:
        _show(terminal, scores, parts)
        if curve is not None:
            rows = [[_shown(value) for value in row] for row in curve.iter_rows()]
            terminal.table(curve.columns, rows, title=say("curve", terminal.lang), numbers=len(curve.columns))
        for file, row in scores[0].missing.head(5).iter_rows():
            terminal.say(text("not in truth", terminal.lang).format(place=f"{file}:{row}"))
    if chart is not None:
        terminal.say(text("chart written", terminal.lang).format(path=chart))


def _show(terminal: Terminal, scores: Sequence[Scores], parts: Mapping[Entity, pl.DataFrame]) -> None:
    from crmtool.evaluate.texts import text

    lang = terminal.lang
    terminal.table(
        ("", "precision", "recall", "F1", "B3 precision", "B3 recall", "B3 F1", say("missing", lang)),
        [_row(score, lang) for score in scores],
        numbers=7,
    )
    for entity, table in parts.items():
        rows = [[_shown(value) for value in row] for row in table.select(table.columns[0], *PART).iter_rows()]
        titles = [table.columns[0], *(text(name, lang) for name in PART)]
        terminal.table(titles, rows, title=say(f"{entity}s", lang), numbers=len(PART))


def _draw(
    session: Session,
    chart: Path,
    truth: pl.DataFrame,
    held: tuple[pl.DataFrame, pl.DataFrame | None],
    scores: Sequence[Scores],
    parts: Mapping[Entity, pl.DataFrame],
) -> None:
    """Write the page; without a curve where there are no scored pairs that the truth could judge."""
    import polars as pl

    from crmtool.evaluate import chart as drawing
    from crmtool.evaluate import curve
    from crmtool.export import replacing

    crosswalk, scored = held
    bounds = session.rules().match["customer"]["model"]
    lines = pl.DataFrame()
    if scored is not None:
        lines = curve(scored, crosswalk, truth, "customer", drawing.thresholds(bounds["match"], bounds["review"]))
    facts = drawing.Facts(scores, lines, float(bounds["match"]), parts, str(session.master()), str(session.as_of))
    with replacing(chart) as file:
        file.write(drawing.page(facts, session.lang).encode(errors="replace"))


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
    return f"{value:.4f}" if isinstance(value, float) else "" if value is None else str(value)


def _as_data(
    scores: Sequence[Scores], parts: Mapping[Entity, pl.DataFrame], curve: pl.DataFrame | None
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
