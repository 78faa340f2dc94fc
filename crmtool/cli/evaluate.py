"""``crmtool evaluate``: precision, recall and F1 against known truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmtool.cli.options import Session, command


@command
def evaluate(
    session: Session,
    truth: Annotated[
        Path, typer.Argument(metavar="TRUTH", help="CSV or Parquet: source_file, row, customer, vehicle.")
    ],
    by: Annotated[str, typer.Option("--by", help="A column of the truth to break the figures down by.")] = "",
) -> None:
    """Measure the master against known truth.

    crmtool evaluate truth.csv --master master/ --by noise
    """
    report(session, truth, session.master(), by)


def report(session: Session, truth: Path, folder: Path, by: str) -> None:
    """Print how well the master in ``folder`` agrees with ``truth``."""
