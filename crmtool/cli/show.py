"""``crmtool show``: everything known about a customer or a vehicle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from crmtool.console import Terminal

MOST = 20
PLACE = (
    "record_key", "source_file", "sheet", "row", "line", "dealer", "kind", "delivery_date", "customer_id", "vehicle_id",
)  # fmt: skip
JUDGED = ("_reason", "_ok")
ROWS = ("where", "kind", "event_date", "name_raw", "mobile_raw", "id_number_raw", "vin_raw")
PARTS = {
    "ownerships": ("role", "since", "until", "customer_id", "vehicle_id", "name", "vin", "plate", "brand", "model"),
    "records": ROWS,
    "findings": ("where", "field", "code", "message"),
    "review": ("case_id", "reason", "match_weight", "customer_id_l", "customer_id_r"),
    "events": ("run", "at", "kind", "id", "into"),
}


@command
def show(
    session: Session,
    value: Annotated[str, typer.Argument(metavar="ID|VALUE", help="Golden ID, phone, VIN, plate, ID number or name.")],
) -> None:
    """Show everything known about a customer or a vehicle.

    crmtool show 13000001357 --master master/
    """
    from crmtool.export import masked
    from crmtool.master import Master
    from crmtool.master.lookup import everything, find

    kinds = {name: field.shown_as for name, field in session.rules().fields.items()}
    kinds |= {f"{name}_raw": kind for name, kind in kinds.items()} | {"value": "text"}

    def safe(frame: pl.DataFrame) -> pl.DataFrame:
        if session.unmask:
            return frame
        if "record_key" in frame.columns:  # what standardising derives holds parts of names and numbers
            frame = frame.select(name for name in frame.columns if name in {*kinds, *PLACE} or name.endswith(JUDGED))
        return masked(frame.rename({"runner_up": "suggestion"}, strict=False), kinds).rename(
            {"suggestion": "runner_up"} if "runner_up" in frame.columns else {}
        )

    terminal = session.terminal()
    with Master.open(session.master(), write=False) as master:
        hits = find(master, value, session.as_of)
        if hits.height > 1:
            _list(session, terminal, safe(hits))
            return
        entity, golden_id = hits.row(0)[:2]
        known = {name: safe(frame) for name, frame in everything(master, entity, golden_id).items()}
    if session.as_json:
        terminal.emit("show", {name: frame.to_dicts() for name, frame in known.items()})
    else:
        _show(terminal, entity, golden_id, known)


def _list(session: Session, terminal: Terminal, hits: pl.DataFrame) -> None:
    if session.as_json:
        terminal.emit("show", {"hits": hits.to_dicts()})
        return
    terminal.table(hits.columns, hits.head(MOST).rows(), numbers=1)
    if hits.height > MOST:
        terminal.say(f"... {hits.height - MOST:,} more; --format json lists them all")


def _show(terminal: Terminal, entity: str, golden_id: str, known: Mapping[str, pl.DataFrame]) -> None:
    import polars as pl

    lineage = {row["field"]: row for row in known["lineage"].iter_rows(named=True)}
    terminal.show(golden_id)
    for row in known[f"{entity}s"].iter_rows(named=True):
        fields = [(name, text) for name, text in row.items() if text is not None and name != f"{entity}_id"]
        rows = [(name, text, _origin(lineage.get(name, {}))) for name, text in fields]
        terminal.table(("", "", say("from", terminal.lang)), rows)
    for part, columns in PARTS.items():
        frame = known.get(part)
        if frame is None or frame.height == 0:
            continue
        if "source_file" in frame.columns:
            frame = frame.with_columns(where=pl.format("{}:{}", "source_file", "row"))
        used = [name for name in columns if name in frame.columns and frame[name].null_count() < frame.height]
        terminal.show()
        terminal.table(
            used, frame.select(used).head(MOST).rows(), title=f"{say(part, terminal.lang)} ({frame.height:,})"
        )


def _origin(line: Mapping[str, object]) -> str:
    if not line:
        return ""
    beaten = f", {line['runner_up']}" if line["runner_up"] else ""
    return f"{line['source_file']}:{line['row']} ({line['strategy']}{beaten})"
