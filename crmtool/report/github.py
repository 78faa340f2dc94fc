"""Workflow commands of GitHub Actions: each finding an annotation at its line.

Commands and their escapes as in GitHub's documentation of workflow commands and its toolkit (``command.ts``): ``%``,
carriage return and line feed by number everywhere, colon and comma in properties too.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from crmtool.harmless import shown, shown_column
from crmtool.report.contents import SLICE
from crmtool.report.texts import level, paths, relative, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.report.contents import Report

LEVELS: Mapping[str, str] = MappingProxyType({"error": "error", "warning": "warning", "info": "notice"})
DATA: Mapping[str, str] = MappingProxyType({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY: Mapping[str, str] = MappingProxyType({**DATA, ":": "%3A", ",": "%2C"})


def github(report: Report) -> Iterator[str]:
    """A command for each finding, then one for each delivery that could not be read."""
    titles = {code: f"{code} {rule.title[report.lang]}" for code, rule in report.rules.items()}
    fixes = {code: f". {rule.fix[report.lang]}" for code, rule in report.rules.items()}
    line = pl.concat_str(
        *(pl.lit("::"), level(LEVELS), pl.lit(" file="), _escaped(shown_column(paths(report)), PROPERTY)),
        (pl.lit(",line=") + pl.col("line").cast(pl.String)).fill_null(""),
        *(pl.lit(",title="), _escaped(pl.col("code").replace(titles), PROPERTY), pl.lit("::")),
        _escaped(sentence() + pl.col("code").replace_strict(fixes, default="", return_dtype=pl.String), DATA),
        pl.lit("\n"),
    )
    for part in report.findings.iter_slices(SLICE):
        yield "".join(part.select(line).to_series())
    for one in report.unread:
        at = f",line={one.line}" if one.line else ""
        place = f"file={_escape(shown(relative(one.path)), PROPERTY)}{at},title={one.code}"
        yield f"::error {place}::{_escape(shown(one.said), DATA)}\n"


def _escaped(text: pl.Expr, escapes: Mapping[str, str]) -> pl.Expr:
    return text.str.replace_many(list(escapes), list(escapes.values()))


def _escape(text: str, escapes: Mapping[str, str]) -> str:
    return text.translate({ord(literal): escaped for literal, escaped in escapes.items()})
