"""How often each rule found something: the most frequent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from rich.cells import cell_len

from crmtool.report.lines import painted, shortened
from crmtool.report.texts import opening
from crmtool.report.wording import word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crmtool.report.contents import Report


def table(report: Report) -> Iterator[str]:
    """For people: count, code, severity, title."""
    counts = _counts(report)
    width = max((len(f"{count:,}") for count in counts["findings"]), default=0)
    severities = {name: word(name, report.lang) for name in ("error", "warning", "info")}
    widest = max(map(cell_len, severities.values()))
    for row in counts.iter_rows(named=True):
        severity = severities[row["severity"]]
        head = f"{row['findings']:>{width},}  {row['code']}  "
        blanks = " " * (widest - cell_len(severity))
        title = shortened(row["title"], report.width - cell_len(head) - widest - 2)
        yield f"{head}{painted(severity, row['severity'], colour=report.colour)}{blanks}  {title}\n"


def as_json(report: Report) -> Iterator[str]:
    """The object that every command prints as JSON, its data an array."""
    lines = ",\n".join(_counts(report).write_ndjson().splitlines())
    yield f"{opening(report)}[\n{lines}\n]}}\n"


def as_jsonl(report: Report) -> Iterator[str]:
    """An object on each line."""
    yield _counts(report).write_ndjson()


def as_csv(report: Report) -> Iterator[str]:
    """A header and a row for each rule."""
    yield _counts(report).write_csv()


def _counts(report: Report) -> pl.DataFrame:
    """By rule: code, severity, findings, how many of them count, in how many deliveries, title."""
    titles = {code: rule.title[report.lang] for code, rule in report.rules.items()}
    return (
        report.findings.group_by("code")
        .agg(
            severity=pl.col("severity").first(),
            findings=pl.len(),
            counting=pl.col("counts").sum(),
            deliveries=pl.col("path").n_unique(),
        )
        .with_columns(title=pl.col("code").replace(titles))
        .sort("findings", "code", descending=[True, False])
    )
