"""A line for each finding, ``path:line:row: CODE severity message``: for eyes, grep and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.harmless import shown
from crmtool.report.contents import SEVERITIES, SLICE
from crmtool.report.lines import painted
from crmtool.report.texts import place, sentence
from crmtool.report.wording import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmtool.report.contents import Report


def concise(report: Report) -> Iterator[str]:
    """All findings, a line each; then the deliveries that could not be read."""
    severity = {name: _painted(name, report) for name in SEVERITIES}
    tolerated = pl.when(pl.col("counts")).then(pl.lit("")).otherwise(pl.lit(f" ({word('tolerated', report.lang)})"))
    line = pl.concat_str(
        *(place(), pl.lit(": "), "code", pl.lit(" "), pl.col("severity").replace(severity), pl.lit(" ")),
        *(sentence(), tolerated, pl.lit("\n")),
    )
    for part in report.findings.iter_slices(SLICE):
        yield "".join(part.select(line).to_series())
    for one in report.unread:
        yield f"{shown(one.path)}: {one.code} {_painted('error', report)} {shown(one.said)}\n"


def _painted(severity: str, report: Report) -> str:
    return painted(word(severity, report.lang), severity, colour=report.colour)
