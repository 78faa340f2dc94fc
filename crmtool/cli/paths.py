"""Which deliveries a command's PATH arguments mean."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from crmtool.errors import CrmtoolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def deliveries(paths: Sequence[Path]) -> list[Path]:
    """The files at or below the paths; raises UsageError for a path that is not there, CrmtoolError for no files."""
    from crmtool.read import find, legible

    for path in paths:
        with suppress(PermissionError):  # a reason to refuse the file, which reading it will tell
            if not path.exists() and not path.is_symlink():
                raise UsageError("no such file or folder", where=legible(path), fix="Check the path")
    found = find(paths)
    if not found:
        raise CrmtoolError(
            "no delivery found", where=", ".join(map(str, paths)), fix="name files, or a folder with files"
        )
    return found
