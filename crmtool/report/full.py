"""For people: findings by delivery and rule, each with its value, and once what to do about them."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.cells import cell_len

from crmtool.harmless import shown
from crmtool.report.contents import SEVERITIES
from crmtool.report.lines import painted, shortened, wrapped
from crmtool.report.wording import counted, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crmtool.report.contents import Report, Unread

SHOWN = 5
"""So many findings of one rule in one delivery are shown; how many more there are is said."""
INDENT = "    "


def full(report: Report) -> Iterator[str]:
    """Deliveries one after another, in each the errors first; then those that could not be read."""
    for path, groups in _by_delivery(report.findings):
        yield from _heading(path, groups, report)
        for group in groups:
            yield from _group(group, report)
    for one in report.unread:
        yield from _unread(one, report)


def _by_delivery(findings: pl.DataFrame) -> Iterator[tuple[str, list[list[dict[str, Any]]]]]:
    """Of each delivery its path and, for each rule, the findings that are shown, with ``of``, how many there are."""
    order = pl.col("severity").replace_strict(list(SEVERITIES), list(range(3)), default=3, return_dtype=pl.Int8)
    first = (
        findings.with_row_index("_at")
        .with_columns(
            of=pl.len().over("path", "code"),
            _nth=pl.int_range(pl.len()).over("path", "code"),
            _file=pl.col("_at").min().over("path"),
            _order=order,
        )
        .filter(pl.col("_nth") < SHOWN)
        .sort("_file", "_order", "code", "_at")
    )
    for path, rows in groupby(first.iter_rows(named=True), itemgetter("path")):
        yield path, [list(group) for _, group in groupby(rows, itemgetter("code"))]


def _heading(path: str, groups: Iterable[list[dict[str, Any]]], report: Report) -> Iterator[str]:
    counts = dict.fromkeys(SEVERITIES, 0)
    for group in groups:
        counts[group[0]["severity"]] += group[0]["of"]
    said = [counted("row", report.rows[path], report.lang)] if path in report.rows else []
    said += [counted(severity, count, report.lang) for severity, count in counts.items() if count]
    facts = " · ".join(said)
    name = shown(path)
    gap = report.width - cell_len(name) - cell_len(facts)
    yield painted(name, "bold", colour=report.colour)
    yield (" " * gap if gap > 1 else "\n" + INDENT) + painted(facts, "dim", colour=report.colour) + "\n\n"


def _group(group: list[dict[str, Any]], report: Report) -> Iterator[str]:
    """The findings of one rule in one delivery."""
    for finding in group:
        yield from _finding(finding, report)
    code, of = group[0]["code"], group[0]["of"]
    if of > len(group):
        more = INDENT + word("more", report.lang, of - len(group), code)
        yield painted(more, "dim", colour=report.colour) + "\n"
    if code in report.rules:
        yield from _block(word("help", report.lang), report.rules[code].fix[report.lang], "good", report)
    yield "\n"


def _finding(finding: dict[str, Any], report: Report) -> Iterator[str]:
    numbers = "".join(f":{finding[name]}" for name in ("line", "row") if finding[name] is not None)
    part = f" ({shown(finding['part'])})" if finding["part"] else ""
    place, code = shown(finding["path"]) + numbers + part, finding["code"]
    severity = word(finding["severity"], report.lang)
    tolerated = "" if finding["counts"] else f" ({word('tolerated', report.lang)})"
    message = shown(finding["message"]) + tolerated
    beside = cell_len(f"{place}  {code} {severity}  {message}") <= report.width
    title = painted(f"{code} {severity}", finding["severity"], colour=report.colour)
    yield f"{place}  {title}" + (f"  {message}\n" if beside else "\n")
    for line in () if beside else wrapped(message, report.width - len(INDENT)):
        yield f"{INDENT}{line}\n"
    yield from _value(finding, report)


def _value(finding: dict[str, Any], report: Report) -> Iterator[str]:
    """The field and its value as it may be shown, and what it should perhaps be."""
    field = report.fields.get(finding["field"] or "")
    label = "" if field is None else field.label(report.lang)
    if finding["value"] is None and not label:
        return
    better = f"  →  {shown(finding['suggestion'])}" if finding["suggestion"] is not None else ""
    room = report.width - len(INDENT) - cell_len(label) - cell_len(better) - 4
    value = shortened(shown((finding["value"] or "")[: report.width]), max(room, 20))
    bar = painted("| ", "dim", colour=report.colour)
    gap = "  " if label and value else ""
    yield f"{INDENT}{bar}{label}{gap}{painted(value, 'bold', colour=report.colour)}{better}\n"


def _block(label: str, text: str, style: str, report: Report) -> Iterator[str]:
    """A text behind a label, its lines one under another."""
    hang = " " * cell_len(label)
    lines = wrapped(text, report.width - len(INDENT) - len(hang))
    yield f"{INDENT}{painted(label, style, colour=report.colour)}{lines[0]}\n"
    for line in lines[1:]:
        yield f"{INDENT}{hang}{line}\n"


def _unread(one: Unread, report: Report) -> Iterator[str]:
    title = f"{one.code} {word('error', report.lang)}"
    yield f"{painted(shown(one.path), 'bold', colour=report.colour)}  {painted(title, 'error', colour=report.colour)}  "
    yield f"{word('refused', report.lang)}\n"
    for line in wrapped(shown(one.said), report.width - len(INDENT)):
        yield f"{INDENT}{line}\n"
    yield "\n"
