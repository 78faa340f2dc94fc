"""``crmtool export``: a table of the master as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

SHOWN_MASKED = ("findings", "review")


@command
def export(
    session: Session,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="customers, vehicles, crosswalk, findings, ...")],
    file: Annotated[str, typer.Argument(metavar="FILE", help=".csv .xlsx .parquet .jsonl, or - for CSV on stdout.")],
    delivery: Annotated[str, typer.Option("--delivery", help="Only rows of this delivered file.", metavar="NAME")] = "",
) -> None:
    """Write a table of the master to a file, by its suffix.

    crmtool export customers customers.xlsx --master master/
    """
    from crmtool.export import write_table
    from crmtool.master import Master
    from crmtool.master.mending import to_mend
    from crmtool.master.rejects import unfold

    with Master.open(session.master(), write=False) as master:
        frame = to_mend(master) if table == "rejects" else master.table(table)
        frame = _of(delivery, frame, table, master.table("deliveries")) if delivery else frame
    frame = unfold(frame) if table == "rejects" else frame
    kinds = {name: field.shown_as for name, field in session.rules().fields.items()}
    target = None if file == "-" else Path(file)
    unmasked = session.unmask or table not in SHOWN_MASKED
    write_table(frame, target, target.suffix if target else ".csv", unmasked=unmasked, kinds=kinds)
    if target:
        session.terminal().say(f"{target}: {frame.height:,} rows")


def _of(delivery: str, frame: pl.DataFrame, table: str, known: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table that came from one delivery; raises UsageError where there is no such thing."""
    from crmtool.fields import did_you_mean

    names = tuple(known["source_file"].unique(maintain_order=True))
    if delivery not in names:
        raise UsageError(f"there is no {delivery!r}", where="--delivery", fix=did_you_mean(delivery, names))
    if "source_file" not in frame.columns:
        fix = "Use it with rejects, findings, crosswalk, deliveries, columns or lineage"
        raise UsageError(f"{table} is of no delivery", where="--delivery", fix=fix)
    return frame.filter(frame["source_file"] == delivery)
