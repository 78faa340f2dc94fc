"""A report for tests: findings as they come, and findings that try to break out of every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from crmtool.fields import from_toml
from crmtool.report import FORMATS, Report, Unread
from crmtool.rules_model import Rule
from crmtool.validate import FINDINGS

PATH = "in/D01_sales_20261101.csv"
HOSTILE = (
    "::error file=x::owned",
    "##[error]owned ##vso[task.complete]",
    "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "a\n::error::b\r\nc\x00\x85\u2028d",
    "<b>&amp;]]></system-out><failure/>",
    '=HYPERLINK("http://x")',
    "@SUM(A1)",
    "[red]markup[/red] [a](http://x) {0} \\",
    "%0A%0D,:",
    "\u202eabc\ufeff",
    "𠮷\ufffe\uffff😀",
    "\"quoted\", 'too'",
)
WORDING = {"en": "Number is wrong", "zh": "号码错误"}
FIX = {"en": "Compare with the card.", "zh": "与证件核对。"}
RULE = Rule("V201", WORDING, WORDING, FIX, "error", "reason", WORDING, fields=("id_number",))
RULES = {
    "C101": replace(RULE, code="C101", severity="warning"),
    "V201": RULE,
    "V202": replace(RULE, code="V202", severity="info"),
}
FIELDS = from_toml({"fields": {"id_number": {"kind": "document", "label": {"en": "ID number", "zh": "证件号码"}}}})
USUAL: dict[str, Any] = {
    "source_file": "D01_sales_20261101.csv",
    "sheet": "",
    "row": 1,
    "line": 2,
    "dealer": "D01",
    "field": "id_number",
    "code": "V201",
    "severity": "error",
    "value": "110101********1234",
    "message": "Number is wrong",
    "path": PATH,
    "part": None,
    "counts": True,
    "fingerprint": "0" * 32,
    "nth": 1,
}
SCHEMA = {
    **FINDINGS,
    "path": pl.String,
    "part": pl.String,
    "counts": pl.Boolean,
    "fingerprint": pl.String,
    "nth": pl.Int64,
}


def report(*rows: dict[str, Any], unread: tuple[Unread, ...] = (), **facts: Any) -> Report:
    """A report of findings that differ from the usual one in what each row says."""
    findings = pl.DataFrame([{**USUAL, **row} for row in rows], schema=SCHEMA)
    paths = dict.fromkeys([PATH, *findings["path"]], 100)
    usual = Report(findings, paths, unread, RULES, FIELDS, "en", ("error",), "0.1.0")
    return replace(usual, **facts)


def hostile() -> Report:
    """Every hostile text as value, message, suggestion and path, and in what could not be read."""
    rows = [
        {
            "value": text,
            "message": text,
            "suggestion": text,
            "path": f"{text}/{text}.csv",
            "part": text,
            "source_file": text,
            "dealer": text,
            "nth": place,
        }
        for place, text in enumerate(HOSTILE, 1)
    ]
    unread = tuple(Unread(f"{text}.csv", "I001", f"{text}.csv: {text}") for text in HOSTILE)
    return report(*rows, unread=unread)


def text(of: Report, name: str) -> str:
    """The report in a format."""
    return "".join(piece if isinstance(piece, str) else piece.decode() for piece in FORMATS[name](of))
