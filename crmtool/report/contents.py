"""What a report is about, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from crmtool.fields import Fields
    from crmtool.rules_model import Rule

SEVERITIES = ("error", "warning", "info")
SLICE = 20_000
"""So many findings are put into text at a time."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A delivery that could not be read: where it lies, the I-rule of its fault, and what to tell the user.

    ``line`` is where the fault stands, None if no line has it.
    """

    path: str
    code: str
    message: str
    line: int | None = None

    @property
    def said(self) -> str:
        """The message without the path it begins with."""
        return self.message.removeprefix(self.path).lstrip(":, ")


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked and found.

    ``findings`` have the columns of findings and ``path`` (as the user gave it), ``part`` (the sheet, if there are
    several), ``counts`` (Boolean: not within a threshold) and, for formats that tell it, ``fingerprint`` and ``nth``,
    which counts findings with one fingerprint from 1; sorted by file and row.
    ``rows`` says how many rows each delivery has, by path. ``rules`` are those that took part. ``failing`` are the
    severities that fail the check. ``width`` (columns) and ``colour`` are for people's eyes.
    """

    findings: pl.DataFrame
    rows: Mapping[str, int]
    unread: Sequence[Unread]
    rules: Mapping[str, Rule]
    fields: Fields
    lang: str
    failing: Sequence[str]
    version: str
    width: int = 80
    colour: bool = False
