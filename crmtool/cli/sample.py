"""``crmtool sample`` and ``crmtool demo``: synthetic deliveries, and the main job on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.cli.written import committed
from crmtool.errors import UsageError

DEMO_CUSTOMERS = 1100
DEMO_SEED = 42


@command
def sample(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the deliveries go.")],
    customers: Annotated[
        int, typer.Option("--customers", help="How many customers live in them.", min=10)
    ] = DEMO_CUSTOMERS,
    seed: Annotated[int, typer.Option("--seed", help="The same seed writes the same bytes.")] = 7,
    noise: Annotated[float, typer.Option("--noise", help="How dirty: 1 as usual, 2 twice as much.", min=0.0)] = 1.0,
) -> None:
    """Write synthetic dealer deliveries, with truth.csv saying who is who.

    crmtool sample samples/ --customers 1100 --seed 7
    """
    from crmtool.sample import write

    made = write(folder, customers, seed, noise=noise)
    session.terminal().say(f"{folder}: {made.rows:,} rows in {made.files:,} deliveries, truth.csv beside them")


@command
def demo(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for samples and master.")] = Path("demo"),
) -> None:
    """Write the samples, bring them into a master, and say where everything lies.

    crmtool demo
    """
    from crmtool.cli.evaluate import report
    from crmtool.cli.run import bring_in
    from crmtool.sample import write

    deliveries, master = folder / "deliveries", folder / "master"
    if deliveries.exists() and not (deliveries / "truth.csv").exists():
        raise UsageError("holds something else", where=str(deliveries), fix="name a new folder")
    write(deliveries, DEMO_CUSTOMERS, DEMO_SEED)
    files = [path for path in sorted(deliveries.rglob("*")) if path.is_file() and path.name != "truth.csv"]
    bring_in(session, files, master)
    with committed():
        report(session, deliveries / "truth.csv", master, "")
    terminal = session.terminal()
    terminal.say(f"deliveries: {deliveries}\nmaster:     {master / 'master.db'}")
    terminal.say(f"next: crmtool status --master {master}    crmtool export customers customers.xlsx --master {master}")
