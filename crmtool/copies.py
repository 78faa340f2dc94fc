"""Copies of deliveries, repaired or to be mended: all of them, whole, or none, never over anything else."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from crmtool.arrivals import profile_name
from crmtool.errors import CrmtoolError, UsageError
from crmtool.export import replacing
from crmtool.read import legible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmtool.model import RawFile


def place_in(folder: Path, file: RawFile) -> Path:
    """Where the copy of a file belongs: under its own name, and under its folder's where that says whose it is."""
    above = file.path.absolute().parent.name
    return folder / above / file.path.name if profile_name(file) == legible(above) else folder / file.path.name


def put(copies: Sequence[tuple[Path, bytes, str]]) -> None:
    """Write each copy where it belongs; one that lies there already, the same to the byte, stays.

    Beside each stands the option that names another folder. Before anything is written raises UsageError where
    something else lies there, or two copies belong to one place. Raises CrmtoolError where the disk does not take a
    file; those written before it are taken away then.
    """
    wanted: dict[Path, tuple[bytes, str]] = {}
    for target, data, option in copies:
        if target in wanted:
            fix = f"Take them one by one, with another folder for {option}"
            raise UsageError("two deliveries of this name would be written here", where=legible(target), fix=fix)
        wanted[target] = data, option
    missing = [target for target, (data, option) in wanted.items() if not _lies_there(target, data, option)]
    with ExitStack() as undone:
        for target in missing:
            data, option = wanted[target]
            _make(target.parent, option)
            with replacing(target) as handle:
                handle.write(data)
            undone.callback(target.unlink)
        undone.pop_all()


def _lies_there(target: Path, data: bytes, option: str) -> bool:
    """Whether the copy is there; raises UsageError if something else is."""
    try:
        if not target.exists() and not target.is_symlink():
            return False
        same = target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data
    except NotADirectoryError:
        return False  # what stands in the way is said when the folder is made
    except OSError as fault:
        what = f"cannot be read ({fault.strerror})"
        raise CrmtoolError(
            what, where=legible(target), fix=f"Remove it, or name another folder with {option}"
        ) from fault
    if not same:
        fix = f"Remove it if it is of an earlier check, or name another folder with {option}"
        raise UsageError("something else is there already", where=legible(target), fix=fix)
    return True


def _make(folder: Path, option: str) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        what = f"is no folder and cannot be made ({fault.strerror})"
        raise UsageError(what, where=legible(folder), fix=f"Name another folder with {option}") from fault
