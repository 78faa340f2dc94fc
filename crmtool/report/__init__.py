"""What a check found, in the formats of people and of CI systems: each gives its text piece by piece."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from crmtool.report import statistics
from crmtool.report.concise import concise
from crmtool.report.contents import Report, Unread
from crmtool.report.full import full
from crmtool.report.github import github
from crmtool.report.gitlab import gitlab
from crmtool.report.junit import junit
from crmtool.report.rows import as_csv, as_json, as_jsonl
from crmtool.report.sarif import sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Format = Callable[[Report], Iterator[str | bytes]]

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "full": full,
        "concise": concise,
        "json": as_json,
        "jsonl": as_jsonl,
        "csv": as_csv,
        "junit": junit,
        "sarif": sarif,
        "github": github,
        "gitlab": gitlab,
    }
)
"""To add a format: a file with a function, and its name here."""
WITH_FINGERPRINTS = ("json", "jsonl", "csv", "sarif", "gitlab")
"""Formats that tell the findings' fingerprints, too."""
STATISTICS: Mapping[str, Format] = MappingProxyType(
    {
        "full": statistics.table,
        "concise": statistics.table,
        "json": statistics.as_json,
        "jsonl": statistics.as_jsonl,
        "csv": statistics.as_csv,
    }
)
"""What ``--statistics`` gives in the formats that can hold it."""

__all__ = ["FORMATS", "STATISTICS", "WITH_FINGERPRINTS", "Report", "Unread"]
