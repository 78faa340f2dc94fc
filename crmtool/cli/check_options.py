"""The options of ``crmtool check``, a type for each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FORMATS = "full, concise, json, jsonl, csv, junit, sarif, github, gitlab."

Deliveries = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", help="Delivered files, folders of them, or - for stdin.", readable=False),
]
OutputFormat = Annotated[str, typer.Option("--output-format", help=FORMATS, metavar="FORMAT")]
Output = Annotated[
    Path | None, typer.Option("--output", help="Write the findings to FILE, not to stdout.", metavar="FILE")
]
FailOn = Annotated[
    str, typer.Option("--fail-on", help="Exit with 1 on an error, on a warning too, or never.", metavar="LEVEL")
]
Select = Annotated[
    list[str] | None, typer.Option("--select", help="Only these rules: codes or their beginnings.", metavar="CODES")
]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", help="Leave these rules out.", metavar="CODES")]
Statistics = Annotated[bool, typer.Option("--statistics", help="Count the findings of each rule.")]
KnownFindings = Annotated[
    Path | None, typer.Option("--baseline", help="Leave out the findings that FILE knows.", metavar="FILE")
]
WriteBaseline = Annotated[
    Path | None, typer.Option("--write-baseline", help="Write all findings to FILE, as known.", metavar="FILE")
]
StdinFilename = Annotated[
    str, typer.Option("--stdin-filename", help="What the delivery on stdin is called.", metavar="NAME")
]
Fix = Annotated[
    bool, typer.Option("--fix", help="Write a copy with safe repairs into crmtool-fixed/ beside each delivery.")
]
FixTo = Annotated[Path | None, typer.Option("--fix-to", help="Write the repaired copies into DIR.", metavar="DIR")]
Diff = Annotated[bool, typer.Option("--diff", help="Show the safe repairs as a diff; write nothing.")]
Rejects = Annotated[
    Path | None,
    typer.Option("--rejects", help="Write the rows to be mended into DIR, a file a delivery.", metavar="DIR"),
]
