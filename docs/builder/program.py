"""Pages about the program as a whole: commands and options, exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from builder.markdown import nothing_left, page, said, table
from crmtool import cli, errors
from crmtool.cli.options import GROUP
from crmtool.cli.run import REFUSED
from crmtool.settings import KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DONE = 0
EXIT_CODES = (
    DONE,
    REFUSED,
    errors.UsageError.exit_code,
    errors.CrmtoolError.exit_code,
    errors.MasterBusy.exit_code,
    cli.INTERRUPTED,
)


def pages() -> dict[str, str]:
    """The pages by file name."""
    return {"commands.md": page("Commands", _commands()), "exit-codes.md": page("Exit codes", _exit_codes())}


def _commands() -> Iterator[str]:
    commands: dict[str, Any] = vars(typer.main.get_command(cli.build()))["commands"]
    yield "Data goes to stdout; progress, notes and errors go to stderr. [Exit codes](exit-codes.md) are common to all."
    yield ", ".join(f"[{name}](#crmtool-{name})" for name in commands) + "."
    for name, command in commands.items():
        title, *rest = command.help.split("\n\n")
        flat = [" ".join(text.split()) for text in rest]
        shown = [f"```\n{text}\n```" if text.startswith("crmtool ") else text for text in flat]
        own = _options(part for part in command.params if part.rich_help_panel != GROUP)
        yield "\n\n".join(part for part in (f"## crmtool {name}", " ".join(title.split()), *shown, own) if part)
    common = next(iter(commands.values())).params
    yield f"## {GROUP}\n\nEvery command has them."
    yield _options(part for part in common if part.rich_help_panel == GROUP)
    yield from _settings()


def _options(parts: Iterable[Any]) -> str:
    rows = []
    for part in parts:
        argument = part.param_type_name == "argument"
        value = part.metavar or part.name.upper()
        name = value if argument else ", ".join(part.opts) + ("" if part.is_flag else f" {value}")
        default = "" if part.default in (None, "", False) else f"`{part.default}`"
        rows.append((f"`{name}`", part.help, default))
    return table(("", "", "default"), rows)


def _settings() -> Iterator[str]:
    nothing_left("settings", KEYS)
    yield "## crmtool.toml\n\nRead from this folder or the nearest one above; options win over it. Paths start at it."
    yield table(("key", "meaning"), [(f"`{key}`", said("settings", key)) for key in KEYS])
    yield (
        "## JSON\n\n`--format json` writes one object to stdout: `crmtool` (the program's version), `version` (of this "
        "envelope, a number), `command`, and `data`, what the command found."
    )


def _exit_codes() -> Iterator[str]:
    nothing_left("exit_codes", map(str, EXIT_CODES))
    yield "Every failure is one line on stderr: where, what happened, what to do next."
    yield table(("code", "meaning"), [(str(code), said("exit_codes", str(code))) for code in EXIT_CODES])
