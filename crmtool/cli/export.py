"""``crmtool export``: a table of the master as a file."""

from __future__ import annotations

from typing import Annotated

import typer

from crmtool.cli.options import Session, command


@command
def export(
    session: Session,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="customers, vehicles, crosswalk, findings, ...")],
    file: Annotated[str, typer.Argument(metavar="FILE", help=".csv .xlsx .parquet .jsonl, or - for CSV on stdout.")],
) -> None:
    """Write a table of the master to a file, by its suffix.

    crmtool export customers customers.xlsx --master master/
    """
