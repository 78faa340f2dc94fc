"""What the master remembers about a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Run:
    """Something that changes the master: when, by which command, version and person, in how many seconds.

    ``counts`` are whatever numbers sum the run up (files, rows, customers, ...); each becomes a column of ``runs``.
    The run's number is not its own to choose: it is ``Master.next_run``.
    """

    at: datetime
    command: str = "run"
    version: str = ""
    by: str = ""
    seconds: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


def row(run: Run, number: int) -> pl.DataFrame:
    """The run's row of the table ``runs``.

    >>> from datetime import datetime
    >>> row(Run(datetime(2026, 11, 21, 20, 0, 0), counts={"files": 3}), 7).row(0, named=True)
    {'run': 7, 'at': '2026-11-21T20:00:00', 'command': 'run', 'version': '', 'by': '', 'seconds': None, 'files': 3}
    """
    said = {
        "run": number,
        "at": run.at.isoformat(timespec="seconds"),
        "command": run.command,
        "version": run.version,
        "by": run.by,
        "seconds": run.seconds,
    }
    return pl.DataFrame([said | dict(run.counts)], schema_overrides={"seconds": pl.Float64})
