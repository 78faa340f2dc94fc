"""``crmtool status``: what a master holds."""

from __future__ import annotations

from crmtool.cli.options import Session, command
from crmtool.words import say


@command
def status(session: Session) -> None:
    """Say what the master holds: tables, rows, the last run.

    crmtool status --master master/
    """
    from crmtool.master import Master

    terminal = session.terminal()
    with Master.open(session.master(), write=False) as master:
        tables = {name: rows for name, rows in master.tables().items() if rows}
        runs = master.table("runs")
        refused = master.select("deliveries", "refused_because IS NOT NULL")
    last = runs.tail(1).row(0, named=True) if runs.height else {}
    if session.as_json:
        terminal.emit("status", {"tables": tables, "last_run": last, "refused": refused.to_dicts()})
        return
    terminal.show(
        f"{session.master()}  run {last.get('run', 0)}, {last.get('at', '')}, {last.get('seconds') or 0:.1f} s"
    )
    terminal.table(("table", "rows"), [(name, f"{rows:,}") for name, rows in tables.items()], numbers=1)
    for row in refused.iter_rows(named=True):
        terminal.show(f"{say('refused', session.lang)}: {row['refused_because']}")
