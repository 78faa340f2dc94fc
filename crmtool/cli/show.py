"""``crmtool show``: everything known about a customer or a vehicle."""

from __future__ import annotations

from typing import Annotated

import typer

from crmtool.cli.options import Session, command


@command
def show(
    session: Session,
    value: Annotated[str, typer.Argument(metavar="ID|VALUE", help="Golden ID, phone, VIN, plate, ID number or name.")],
) -> None:
    """Show everything known about a customer or a vehicle.

    crmtool show 13000001357 --master master/
    """
