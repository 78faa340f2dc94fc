"""JUnit XML, as Jenkins, GitLab and Azure DevOps show test results: a suite for each delivery, a case for each rule.

A case for each rule, found or not, keeps a history that viewers can draw ("V201 has failed for this dealer since
Tuesday"), and a million findings do not become a million tests. A case fails where findings count that fail the check;
what else was found is its output. A delivery that could not be read is a suite with an error.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.harmless import xml_text
from crmtool.report.texts import place, relative, sentence
from crmtool.report.wording import word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.report.contents import Report, Unread

SHOWN = 100
"""So many findings of a case are written out."""
READABLE = "readable"


def junit(report: Report) -> Iterator[str]:
    """One document."""
    found = {path: dict(cases) for path, cases in _by_delivery(report)}
    failures = sum(case["fails"] > 0 for cases in found.values() for case in cases.values())
    suites = [*dict.fromkeys((*report.rows, *found))]
    tests = sum(len(_codes(report, found.get(path, {}))) for path in suites) + len(report.unread)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="crmtool check"'
    yield f' tests="{tests}" failures="{failures}" errors="{len(report.unread)}">\n'
    for path in suites:
        yield from _suite(path, found.get(path, {}), report)
    for one in report.unread:
        yield from _unread(one)
    yield "</testsuites>\n"


def _by_delivery(report: Report) -> Iterator[tuple[str, Iterator[tuple[str, Mapping[str, Any]]]]]:
    """By path and code: how many findings there are, how many fail the check, and the first of them in words."""
    fails = pl.col("counts") & pl.col("severity").is_in(list(report.failing))
    cases = (
        report.findings.with_columns(fails=fails)
        .group_by("path", "code", maintain_order=True)
        .agg(
            of=pl.len(),
            fails=pl.col("fails").sum(),
            line=pl.col("line").first(),
            texts=pl.concat_str(place().head(SHOWN), pl.lit(": "), sentence().head(SHOWN)),
            severity=pl.col("severity").first(),
        )
        .sort("path", "code", maintain_order=True)
    )
    for path, rows in groupby(cases.iter_rows(named=True), itemgetter("path")):
        yield path, ((row["code"], row) for row in rows)


def _codes(report: Report, cases: Mapping[str, Any]) -> list[str]:
    """The rules of a suite: all that took part, and what was found beside them."""
    return sorted({*report.rules, *cases})


def _suite(path: str, cases: Mapping[str, Mapping[str, Any]], report: Report) -> Iterator[str]:
    codes = _codes(report, cases)
    failures = sum(case["fails"] > 0 for case in cases.values())
    name = xml_text(relative(path))
    yield f'<testsuite name="{name}" tests="{len(codes)}" failures="{failures}" errors="0" skipped="0" time="0">\n'
    for code in codes:
        yield _case(code, name, cases.get(code), report)
    yield "</testsuite>\n"


def _case(code: str, path: str, case: Mapping[str, Any] | None, report: Report) -> str:
    title = f"{code} {report.rules[code].title[report.lang]}" if code in report.rules else code
    line = f' line="{case["line"]}"' if case and case["line"] is not None else ""
    head = f'<testcase classname="{path}" name="{xml_text(title)}" file="{path}"{line} time="0"'
    if case is None:
        return f"{head}/>\n"
    more = [word("more", report.lang, case["of"] - SHOWN, code)] if case["of"] > SHOWN else []
    fix = [report.rules[code].fix[report.lang]] if code in report.rules else []
    text = "\n".join(xml_text(line) for line in (*case["texts"], *more, *fix))
    if not case["fails"]:
        return f"{head}><system-out>{text}</system-out></testcase>\n"
    message = xml_text(f"{title} ({case['of']:,})")
    return f'{head}><failure message="{message}" type="{case["severity"]}">{text}</failure></testcase>\n'


def _unread(one: Unread) -> Iterator[str]:
    name, said = xml_text(relative(one.path)), xml_text(one.said)
    yield f'<testsuite name="{name}" tests="1" failures="0" errors="1" skipped="0" time="0">\n'
    yield f'<testcase classname="{name}" name="{READABLE}" file="{name}" time="0">'
    yield f'<error message="{said}" type="{one.code}">{said}</error></testcase>\n</testsuite>\n'
