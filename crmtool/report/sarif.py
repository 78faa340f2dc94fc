"""SARIF 2.1.0 (OASIS): what code scanning of GitHub, Azure DevOps and editors read.

Square brackets in a message would make a link and braces a placeholder, so both are escaped (sections 3.11.5 and
3.11.6 of the standard). Fingerprints know nothing of lines. A finding about a whole delivery stands at its first line,
because GitHub asks for a line. What could not be read is a notification of the invocation (3.20.21).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from crmtool.harmless import shown
from crmtool.report.texts import dumped, elements, level, paths, sentence, uri

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.report.contents import Report, Unread
    from crmtool.rules_model import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Mapping[str, str] = MappingProxyType({"error": "error", "warning": "warning", "info": "note"})
LITERAL: Mapping[str, str] = MappingProxyType({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})


def sarif(report: Report) -> Iterator[str]:
    """One log with one run, a result on each line."""
    rules = [_rule(rule, report.lang) for rule in report.rules.values()]
    driver = {"name": "crmtool", "version": report.version, "semanticVersion": report.version, "rules": rules}
    yield f'{{"$schema": {dumped(SCHEMA)}, "version": "2.1.0", "runs": [{{\n'
    yield f'"tool": {dumped({"driver": driver})},\n'
    yield f'"invocations": [{dumped(_invocation(report))}],\n'
    yield f'"artifacts": {dumped([{"location": {"uri": uri(path)}} for path in report.rows])},\n"results": ['
    yield from elements(report, _result(report))
    yield "\n]}]}\n"


def _rule(rule: Rule, lang: str) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.title["en"],
        "shortDescription": {"text": rule.title[lang]},
        "fullDescription": {"text": rule.why[lang]},
        "help": {"text": f"{rule.why[lang]} {rule.fix[lang]}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.dimension]},
    }


def _result(report: Report) -> pl.Expr:
    number = {code: at for at, code in enumerate(report.rules)}
    about = ("row", "sheet", "dealer", "field", "value", "suggestion", "counts")
    place = pl.struct(
        artifactLocation=pl.struct(uri=paths(report, as_uri=True)),
        region=pl.struct(startLine=pl.col("line").fill_null(1)),
    )
    return pl.struct(
        ruleId="code",
        ruleIndex=pl.col("code").replace_strict(number, default=-1, return_dtype=pl.Int64),
        level=level(LEVELS),
        message=pl.struct(text=sentence().str.replace_many(list(LITERAL), list(LITERAL.values()))),
        locations=pl.concat_list(pl.struct(physicalLocation=place)),
        partialFingerprints=pl.struct(pl.concat_str("fingerprint", pl.lit(":"), "nth").alias("crmtoolFinding/v1")),
        properties=pl.struct(about),
    )


def _invocation(report: Report) -> dict[str, object]:
    return {
        "executionSuccessful": not report.unread,
        "toolExecutionNotifications": [_notification(one) for one in report.unread],
    }


def _notification(one: Unread) -> dict[str, object]:
    text = shown(one.said).translate({ord(literal): escaped for literal, escaped in LITERAL.items()})
    region = {"region": {"startLine": one.line}} if one.line else {}
    return {
        "level": "error",
        "message": {"text": text},
        "descriptor": {"id": one.code},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(one.path)}, **region}}],
    }
