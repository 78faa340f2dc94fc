"""``crmtool check``: the gate for deliveries."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from crmtool.cli import check_options as options
from crmtool.cli import handed_back
from crmtool.cli.handed_back import Wishes
from crmtool.cli.incoming import STDIN, incoming
from crmtool.cli.options import Session, command
from crmtool.cli.verdict import FAIL_ON, close, exit_code
from crmtool.cli.written import written
from crmtool.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from crmtool.checking import Checked, Context
    from crmtool.console import Terminal
    from crmtool.gate import Baseline
    from crmtool.report import Report

Choice = TypeVar("Choice")
FOR_EYES = ("", "full", "concise")
"""Formats in which somebody sees at once what could not be read; beside others stderr says it."""
WIDEST = 120
"""Lines longer than so many columns are hard to read, however wide the terminal."""


@command
def check(
    session: Session,
    paths: options.Deliveries,
    *,
    output_format: options.OutputFormat = "",
    target: options.Output = None,
    fail_on: options.FailOn = "error",
    select: options.Select = None,
    ignore: options.Ignore = None,
    statistics: options.Statistics = False,
    baseline: options.KnownFindings = None,
    write_baseline: options.WriteBaseline = None,
    stdin_filename: options.StdinFilename = "",
    fix: options.Fix = False,
    fix_to: options.FixTo = None,
    diff: options.Diff = False,
    rejects: options.Rejects = None,
) -> None:
    """Check deliveries against the rules before they are let in; they themselves are never changed.

    crmtool check deliveries/
    """
    from crmtool import checking, report

    begun = time.perf_counter()
    formats = report.STATISTICS if statistics else report.FORMATS
    named = output_format or ("json" if session.as_json else "full")
    form = _one_of(named, formats, "--output-format")
    failing = _one_of(fail_on, FAIL_ON, "--fail-on")
    prints = bool(baseline or write_baseline) or (named in report.WITH_FINGERPRINTS and not statistics)
    context = replace(_context(session, select or (), ignore or (), baseline), fingerprints=prints)
    wishes = Wishes(fix, fix_to, diff, rejects)
    wishes.agree(paths)
    terminal = session.terminal()
    with incoming(paths, stdin_filename) as files:
        _spared(files, {"--output": target, "--write-baseline": write_baseline})
        with terminal.progress() as progress:
            checked = checking.check(files, context, progress)
        handed = handed_back.made(checked, files, context, wishes)
    if write_baseline:
        checked = _accepted(checked, write_baseline, terminal, unmask=session.unmask)
    with suppress(BrokenPipeError):  # that nobody reads on does not change what was found
        if diff:
            written((line for one in handed.mended for line in one.diff), None)
        if target or not diff:
            told = _report(checked, context, terminal, failing, plain=target is not None)
            written(form(told), target, private=session.unmask)
    handed_back.write(handed, wishes, terminal, checked.findings.height)
    if target or diff or statistics or output_format not in FOR_EYES:
        for one in checked.refused:
            terminal.fail(one.message)
    code = exit_code(checked, failing)
    close(terminal, checked, code, time.perf_counter() - begun)
    if code:
        raise typer.Exit(code)


def _spared(files: Collection[Path], targets: Mapping[str, Path | None]) -> None:
    """Raises UsageError for a target that is a delivery, or can be no file, before anything is read."""
    from crmtool.export import must_be_a_file

    known = {file.resolve() for file in files}
    for option, target in targets.items():
        if target and target != STDIN:
            must_be_a_file(target)
            if target.resolve() in known:
                raise UsageError("is one of the deliveries", where=f"{option} {target}", fix="Name another file")


def _one_of(wish: str, known: Mapping[str, Choice], option: str) -> Choice:
    from crmtool.fields import did_you_mean

    if wish not in known:
        raise UsageError(f"there is no {wish!r}", where=option, fix=did_you_mean(wish, known))
    return known[wish]


def _context(session: Session, select: Sequence[str], ignore: Sequence[str], baseline: Path | None) -> Context:
    from crmtool import checking, gate

    rules = session.rules()
    if not rules.checks:
        fix = "crmtool init DIR writes all files of a rules folder"
        raise UsageError("holds no rules to check by", where=f"{rules.folder}/checks", fix=fix)
    return checking.Context(
        rules=rules,
        as_of=session.as_of,
        lang=session.lang,
        codes=gate.selected(rules.checks, select, ignore),
        baseline=_known(baseline) if baseline else gate.Baseline({}),
        master=session.master_if_any(),
        unmask=session.unmask,
    )


def _known(file: Path) -> Baseline:
    from crmtool.gate import from_text

    try:
        text = file.read_text("utf-8-sig")
    except OSError as fault:
        fix = "crmtool check --write-baseline FILE writes one"
        raise UsageError(f"cannot be read: {fault.strerror}", where=str(file), fix=fix) from None
    except UnicodeDecodeError:
        raise UsageError("is not UTF-8", where=str(file), fix="Write it anew with --write-baseline") from None
    return from_text(text, str(file))


def _accepted(checked: Checked, file: Path, terminal: Terminal, *, unmask: bool) -> Checked:
    """What is left once all findings are known: nothing but what could not be read."""
    from crmtool.gate import as_text
    from crmtool.words import say

    written(as_text(checked.everything), file, private=unmask)
    terminal.say(say("baseline written", terminal.lang).format(path=file, count=checked.everything.height))
    return replace(checked, findings=checked.findings.clear(), known=checked.everything.height)


def _report(checked: Checked, context: Context, terminal: Terminal, failing: Sequence[str], *, plain: bool) -> Report:
    from crmtool import __version__
    from crmtool.report import Report

    return Report(
        findings=checked.with_parts(),
        rows=checked.rows,
        unread=checked.refused,
        rules={code: rule for code, rule in context.rules.checks.items() if code in context.codes},
        fields=context.rules.fields,
        lang=context.lang,
        failing=failing,
        version=__version__,
        width=min(terminal.out.width, WIDEST),
        colour=terminal.colour and terminal.out.is_terminal and not plain,
    )
