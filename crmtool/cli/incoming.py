"""What a check is to look at: files and folders as they are named, and a delivery on stdin."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from crmtool.cli.paths import deliveries
from crmtool.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

STDIN = Path("-")


@contextmanager
def incoming(paths: Sequence[Path], stdin_filename: str) -> Iterator[Mapping[Path, str]]:
    """The files to be checked, and how each is called; what comes on stdin is a file while the context lasts.

    It is called ``stdin_filename``, which gives dealer, kind and date as a file's name does, and need not exist.
    """
    from crmtool.read import legible

    if STDIN not in paths:
        if stdin_filename:
            raise UsageError("nothing is read from stdin", where="--stdin-filename", fix="add - as a PATH")
        yield {file: legible(file) for file in deliveries(paths)}
        return
    called = Path(stdin_filename or "stdin")
    if called.name in ("", ".."):
        raise UsageError("is no file's name", where=f"--stdin-filename {stdin_filename}", fix="add the name")
    with TemporaryDirectory(prefix="crmtool-") as folder:
        given = Path(folder) / (called.absolute().parent.name if stdin_filename else "stdin") / called.name
        given.parent.mkdir(exist_ok=True)
        with given.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        named = [path for path in paths if path != STDIN]
        files = deliveries(named) if named else []
        yield {**{file: legible(file) for file in files}, given: legible(called)}
