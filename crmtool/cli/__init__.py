"""The command line: each command in a file of its own, all failures turned into one line and an exit code here."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
import typer

from crmtool import __version__
from crmtool.cli.evaluate import evaluate
from crmtool.cli.explain import explain
from crmtool.cli.export import export
from crmtool.cli.init import init
from crmtool.cli.options import Command, verbose
from crmtool.cli.profile import profile
from crmtool.cli.rules import rules
from crmtool.cli.run import run
from crmtool.cli.sample import demo, sample
from crmtool.cli.show import show
from crmtool.cli.status import status
from crmtool.errors import CrmtoolError

INTERNAL, INTERRUPTED, USAGE = 3, 130, 2


def build() -> typer.Typer:
    """The program: every command with the common options."""
    app = typer.Typer(name="crmtool", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_program)
    for command in (run, profile, show, explain, export, evaluate, status, rules, sample, demo, init):
        app.command(cls=Command)(command)
    return app


def _program(
    version: bool = typer.Option(False, "--version", help="Print the version.", is_eager=True),  # noqa: FBT003
) -> None:
    """Turn the customer exports of many car dealers into one golden customer master, and keep it true."""
    if version:
        typer.echo(f"crmtool {__version__}")
        raise typer.Exit


def main() -> NoReturn:
    """Run the program; any failure becomes one line on stderr and the exit code of the contract."""
    try:
        code = build()(standalone_mode=False)
    except CrmtoolError as failure:
        _fail(failure, failure.exit_code)
    except click.exceptions.NoArgsIsHelpError as wanted:
        typer.echo(wanted.format_message())
        sys.exit(USAGE)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        _fail("interrupted; nothing was changed", INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as fault:  # noqa: BLE001 (the one broad except: the contract wants exit 3, not a traceback)
        _fail(
            f"internal failure ({type(fault).__name__}: {fault}); nothing was changed. Run again with -v to see where",
            3,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _fail(failure: object, code: int) -> NoReturn:
    if verbose():
        import traceback

        traceback.print_exc()
    from crmtool.console import Terminal

    Terminal().fail(str(failure))
    sys.exit(code)
