"""How formats speak of a finding: where it is, its value, its message; expressions over whole findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import polars as pl

from crmtool.harmless import json_column, json_text, shown_column
from crmtool.report.contents import SLICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.report.contents import Report

ENVELOPE = 1
"""The version of the object that every command prints as JSON."""
LONGEST = 120
"""So many characters of a value are shown where it is not masked."""


def dumped(data: object, indent: int | None = None) -> str:
    """Data as JSON that nothing acts on; what JSON has no word for, such as a date, as text."""
    return json_text(json.dumps(data, ensure_ascii=False, indent=indent, default=str))


def envelope(command: str, version: str) -> dict[str, object]:
    """The object that every command prints as JSON, without its ``data``; ``version`` is the program's."""
    return {"crmtool": version, "version": ENVELOPE, "command": command}


def opening(report: Report) -> str:
    """How the ``envelope`` of a check begins, up to its ``data``; a brace closes it."""
    return dumped(envelope("check", report.version))[:-1] + ', "data": '


def in_json(part: pl.DataFrame, entry: pl.Expr) -> pl.Series:
    """The JSON of each finding, which is told as ``entry`` (a struct); nothing acts on it."""
    return part.select(json_column(entry.struct.json_encode())).to_series()


def elements(report: Report, entry: pl.Expr) -> Iterator[str]:
    """The findings as elements of a JSON array, each on a line of its own."""
    before = "\n"
    for part in report.findings.iter_slices(SLICE):
        yield before + ",\n".join(in_json(part, entry))
        before = ",\n"


def place() -> pl.Expr:
    """``path:line:row`` of a finding, ``path`` alone of one about a whole delivery."""
    numbers = pl.concat_str([pl.lit(":") + pl.col(name).cast(pl.String) for name in ("line", "row")], ignore_nulls=True)
    return shown_column(pl.col("path")) + numbers


def value() -> pl.Expr:
    """``field=value`` as it may be shown, or what there is of both; null for a finding without."""
    text = shown_column(pl.col("value").str.slice(0, LONGEST))
    return pl.coalesce(pl.concat_str("field", pl.lit("="), text), "field", text)


def sentence() -> pl.Expr:
    """The message, where there are several sheets that one, and the value with the suggestion if there is one."""
    part = " (" + shown_column(pl.col("part")) + ")"
    better = " → " + shown_column(pl.col("suggestion").str.slice(0, LONGEST))
    what = pl.concat_str(pl.lit(" ["), value(), better.fill_null(""), pl.lit("]"))
    return pl.concat_str(shown_column(pl.col("message")), part.fill_null(""), what.fill_null(""))


def level(names: Mapping[str, str]) -> pl.Expr:
    """The format's name of the severity; what is within a threshold is no more than an info."""
    counting = pl.when(pl.col("counts")).then("severity").otherwise(pl.lit("info"))
    return counting.replace_strict(dict(names), default=names["warning"], return_dtype=pl.String)


def relative(path: str) -> str:
    """The path as CI systems want it: from the folder in which the check runs, if it lies there, with slashes."""
    given = Path(path)
    here = Path.cwd()
    return (given.relative_to(here) if given.is_absolute() and given.is_relative_to(here) else given).as_posix()


def uri(path: str) -> str:
    """The path as a URI, everything but letters, digits and ``-._~/`` by its bytes in UTF-8.

    >>> uri("in/售后 1%.csv")
    'in/%E5%94%AE%E5%90%8E%201%25.csv'
    """
    near = relative(path)
    return Path(near).as_uri() if Path(near).is_absolute() else quote(near.encode(errors="surrogateescape"))


def paths(report: Report, *, as_uri: bool = False) -> pl.Expr:
    """The path of each finding, ``relative`` or as a ``uri``."""
    distinct = report.findings["path"].unique().to_list()
    known = {path: uri(path) if as_uri else relative(path) for path in distinct}
    return pl.col("path").replace_strict(known, return_dtype=pl.String) if known else pl.col("path")
