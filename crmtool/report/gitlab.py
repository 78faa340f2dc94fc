"""GitLab's code quality report: description, check_name, fingerprint, severity and location of each finding.

The format is GitLab's ("Code Quality report format"); fingerprints must differ within a report, so the count of
findings alike is part of them. A report shows nothing of a file that could not be read, so that is an entry too.
"""

from __future__ import annotations

from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from crmtool.harmless import shown
from crmtool.report.texts import dumped, elements, level, paths, relative, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.report.contents import Report, Unread

LEVELS: Mapping[str, str] = MappingProxyType({"error": "major", "warning": "minor", "info": "info"})


def gitlab(report: Report) -> Iterator[str]:
    """One array, an entry on each line; what has no line is about the whole file and stands at its first."""
    entry = pl.struct(
        description=sentence(),
        check_name="code",
        fingerprint=pl.concat_str("fingerprint", pl.lit("-"), "nth"),
        severity=level(LEVELS),
        location=pl.struct(path=paths(report), lines=pl.struct(begin=pl.col("line").fill_null(1))),
    )
    yield "["
    yield from elements(report, entry)
    for place, one in enumerate(report.unread, report.findings.height):
        yield (",\n" if place else "\n") + _unread(one)
    yield "\n]\n"


def _unread(one: Unread) -> str:
    entry = {
        "description": shown(one.said),
        "check_name": one.code,
        "fingerprint": blake2b(f"{one.code} {one.path}".encode(), digest_size=16).hexdigest(),
        "severity": "blocker",
        "location": {"path": relative(one.path), "lines": {"begin": one.line or 1}},
    }
    return dumped(entry)
