"""``crmtool export``: a table of the master as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmtool.cli.options import Session, command

SHOWN_MASKED = ("findings", "review")


@command
def export(
    session: Session,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="customers, vehicles, crosswalk, findings, ...")],
    file: Annotated[str, typer.Argument(metavar="FILE", help=".csv .xlsx .parquet .jsonl, or - for CSV on stdout.")],
) -> None:
    """Write a table of the master to a file, by its suffix.

    crmtool export customers customers.xlsx --master master/
    """
    from crmtool.export import write_table
    from crmtool.master import Master
    from crmtool.master.rejects import unfold

    with Master.open(session.master(), write=False) as master:
        frame = master.table(table)
    if table == "rejects":
        frame = unfold(frame)
    kinds = {name: field.kind for name, field in session.rules().fields.items()}
    target = None if file == "-" else Path(file)
    unmasked = session.unmask or table not in SHOWN_MASKED
    write_table(frame, target, target.suffix if target else ".csv", unmasked=unmasked, kinds=kinds)
    if target:
        session.terminal().say(f"{target}: {frame.height:,} rows")
