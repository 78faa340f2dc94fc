"""Options that every command has, said once: ``command`` adds them to a function and hands it a ``Session``."""

from __future__ import annotations

import functools
import inspect
import sys
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crmtool.errors import UsageError
from crmtool.settings import colour_wanted, find_settings, language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crmtool.console import Terminal
    from crmtool.rulebook import Rules

GROUP = "Common options"


@dataclass(frozen=True, slots=True)
class Session:
    """What the common options of one call say."""

    lang: str
    as_json: bool
    quiet: bool
    unmask: bool
    verbose: bool
    colour: bool
    as_of: date
    rules_folder: Path | None
    master_folder: Path | None

    def terminal(self) -> Terminal:
        """Where the command speaks."""
        from crmtool.console import Terminal

        return Terminal(lang=self.lang, quiet=self.quiet, colour=self.colour)

    def rules(self) -> Rules:
        """The rulebook the user chose, with the weights that the master has learned, if it has."""
        from crmtool.rulebook import WEIGHTS, open_rules

        rules = open_rules(self.rules_folder, self.master_folder and self.master_folder / WEIGHTS)
        if self.rules_folder:
            from crmtool.proving import prove

            prove(rules, open_rules(None))
        return rules

    def master(self) -> Path:
        """The master's folder; raises UsageError where neither the option nor ``crmtool.toml`` names it."""
        if self.master_folder is None:
            raise UsageError("no master named", where="--master", fix="add --master DIR or put master in crmtool.toml")
        return self.master_folder

    def master_if_any(self) -> Path | None:
        """The master's folder, None where there is none; raises UsageError for one that was named and is not there."""
        folder = self.master_folder
        if folder is None:
            return None
        from crmtool.master import Master

        if Master.exists(folder):
            return folder
        if folder == find_settings(Path.cwd()).master:  # to be made by the first run
            return None
        raise UsageError("there is no master", where=str(folder), fix="crmtool run makes one")


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Add the common options to a function whose first parameter is ``session``."""
    signature = inspect.signature(function, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "session"]
    common = _common()

    @functools.wraps(function)
    def called(**values: Any) -> None:  # noqa: ANN401 (each option has a type of its own)
        session = _session(**{name: values.pop(name) for name in common})
        function(session, **values)

    parameters = [*own, *common.values()]
    called.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


@functools.cache
def _common() -> Mapping[str, inspect.Parameter]:
    """The options that all commands share."""
    return inspect.signature(_session, eval_str=True).parameters


def _session(
    *,
    master: Annotated[
        Path | None,
        typer.Option("--master", help="Folder of the master.", metavar="DIR", rich_help_panel=GROUP, readable=False),
    ] = None,
    rules_folder: Annotated[
        Path | None,
        typer.Option("--rules", help="Folder of edited rules.", metavar="DIR", rich_help_panel=GROUP, readable=False),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option("--lang", help="en or zh; by locale if left out.", metavar="LANG", rich_help_panel=GROUP),
    ] = None,
    output: Annotated[
        str, typer.Option("--format", help="human or json.", metavar="FORMAT", rich_help_panel=GROUP)
    ] = "human",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The day the rules take for today.", metavar="DATE", rich_help_panel=GROUP),
    ] = None,
    unmask: Annotated[
        bool, typer.Option("--unmask", help="Show phones, ID numbers and the like in full.", rich_help_panel=GROUP)
    ] = False,
    quiet: Annotated[
        bool, typer.Option("-q", "--quiet", help="Say nothing but errors.", rich_help_panel=GROUP)
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("-v", "--verbose", help="Show tracebacks; in evaluate the curve, too.", rich_help_panel=GROUP),
    ] = False,
    no_color: Annotated[
        bool, typer.Option("--no-color", help="No colour; NO_COLOR does the same.", rich_help_panel=GROUP)
    ] = False,
) -> Session:
    if output not in ("human", "json"):
        raise UsageError(f"unknown format {output!r}", where="--format", fix="use human or json")
    settings = find_settings(Path.cwd())
    return Session(
        lang=language(lang, settings),
        as_json=output == "json",
        quiet=quiet,
        unmask=unmask,
        verbose=verbose,
        colour=colour_wanted() and not no_color,
        as_of=_day(as_of),
        rules_folder=rules_folder or settings.rules,
        master_folder=master or settings.master,
    )


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date", where="--as-of", fix="write it as 2026-11-20") from None


def wants_traceback() -> bool:
    """Whether this call asked for tracebacks, known even when its options could not be parsed."""
    return "-v" in sys.argv or "--verbose" in sys.argv
