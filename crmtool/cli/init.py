"""``crmtool init``: a copy of the rules to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import CrmtoolError, UsageError


@command
def init(session: Session, folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Copy the rules to a folder of your own, to be edited; --rules DIR uses them.

    crmtool init our-rules/
    """
    import shutil

    from crmtool.rulebook import default_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("is not an empty folder", where=str(folder), fix="name a new one; nothing was copied")
    try:
        shutil.copytree(default_folder(), folder, dirs_exist_ok=True)
    except shutil.Error as faults:
        _, file, why = faults.args[0][0]
        fix = f"Free space on the disk, remove {folder} and try again"
        raise CrmtoolError(f"could not be written ({why.partition(': ')[0]})", where=file, fix=fix) from None
    session.terminal().say(f"{folder}: edit the rules there and run with --rules {folder}")
