"""Text that a command gives: to stdout as it comes, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
import secrets
import sys
from typing import TYPE_CHECKING

from crmtool.errors import CrmtoolError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def written(text: Iterable[str], target: Path | None, *, private: bool = False) -> None:
    """Write pieces of text, to stdout where the target is None or ``-``; ``private`` files are their owner's only.

    Text is UTF-8 in files and wherever stdout is no terminal. Raises UsageError where there is no such folder, and
    CrmtoolError if the disk does not take the file; one that was there stays as it was then.
    """
    if target is None or str(target) == "-":
        _to_stdout(text)
        return
    if not target.absolute().parent.is_dir():
        raise UsageError("there is no such folder", where=str(target.parent), fix="Make it, or name another file")
    if target.exists() and not target.is_file():
        raise UsageError("is not a file", where=str(target), fix="Name another file")
    made = target.with_name(f".crmtool-{secrets.token_hex(8)}.tmp")
    try:
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666), "wb") as file:
            file.writelines(piece.encode() for piece in text)
        made.replace(target)
    except OSError as fault:
        fix = "Free space on the disk or check the folder's permissions, then try again"
        raise CrmtoolError(f"could not be written ({fault.strerror})", where=str(target), fix=fix) from fault
    finally:
        made.unlink(missing_ok=True)


def _to_stdout(text: Iterable[str]) -> None:
    if sys.stdout.isatty():
        for piece in text:
            sys.stdout.write(piece)
        sys.stdout.flush()
        return
    sys.stdout.flush()
    for piece in text:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()
