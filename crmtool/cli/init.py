"""``crmtool init``: a copy of the rules to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.errors import UsageError


@command
def init(session: Session, folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")]) -> None:
    """Copy the rules to a folder of your own, to be edited; --rules DIR uses them.

    crmtool init our-rules/
    """
    import shutil

    from crmtool.rulebook import default_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError("is not an empty folder", where=str(folder), fix="name a new one; nothing was copied")
    shutil.copytree(default_folder(), folder, dirs_exist_ok=True)
    session.terminal().say(f"{folder}: edit the rules there and run with --rules {folder}")
