"""The command line: each command in a file of its own, all failures turned into one line and an exit code here."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Annotated, NoReturn

import typer

from crmtool import __version__
from crmtool.cli.check import check
from crmtool.cli.decide import merge, split, undo
from crmtool.cli.evaluate import evaluate
from crmtool.cli.explain import explain
from crmtool.cli.export import export
from crmtool.cli.init import init
from crmtool.cli.options import wants_traceback
from crmtool.cli.profile import profile
from crmtool.cli.rules import rules
from crmtool.cli.run import run
from crmtool.cli.sample import demo, sample
from crmtool.cli.scorecard import scorecard
from crmtool.cli.show import show
from crmtool.cli.status import status
from crmtool.cli.train import train
from crmtool.errors import CrmtoolError
from crmtool.settings import colour_wanted

USAGE, INTERNAL, INTERRUPTED = 2, 3, 130


def build() -> typer.Typer:
    """The program: every command, in the order in which a newcomer needs them."""
    app = typer.Typer(name="crmtool", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_program)
    for command in (
        demo,
        check,
        run,
        profile,
        status,
        scorecard,
        show,
        explain,
        merge,
        split,
        undo,
        export,
        evaluate,
        train,
        rules,
        sample,
        init,
    ):
        app.command()(command)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"crmtool {__version__}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Turn the customer exports of many car dealers into one golden customer master, and keep it true."""


def main() -> NoReturn:
    """Run the program; any failure becomes one line on stderr and the exit code of the contract."""
    code: object = 0
    try:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's others wait spinning, and have nothing to do here
        _speak_anywhere()
        code = build()(standalone_mode=False)
        sys.stdout.flush()
    except CrmtoolError as failure:
        _fail(str(failure), failure.exit_code)
    except typer.TyperException as misuse:
        if not misuse.format_message():
            sys.exit(USAGE)  # called with nothing: the help page has been printed
        _fail(f"{misuse.format_message().rstrip('.?')}. crmtool --help shows the commands", USAGE)
    except (typer.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit):  # Typer leaves by SystemExit when nobody reads on
        _hush()
    except Exception as fault:  # noqa: BLE001 (the one broad except: exit 3 and a line, not a traceback)
        _fail(_unforeseen(fault), INTERNAL)
    except BaseException as fault:
        if type(fault).__name__ == "PanicException":  # Polars', which is no Exception
            _fail(_unforeseen(fault), INTERNAL)
        raise
    if code == INTERRUPTED:
        _fail("interrupted; nothing was changed", INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _speak_anywhere() -> None:
    r"""Let a terminal without Chinese show \u5f20 instead of failing, and no full disk cut the output in silence.

    A stream that is closed is one where nobody writes or reads: no file that is opened later may take its place.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            if isinstance(stream.buffer, RawIOBase):  # PYTHONUNBUFFERED: it may write a part, and nobody asks how much
                whole, how = BufferedWriter(stream.buffer), (stream.encoding, stream.errors)
                setattr(sys, name, TextIOWrapper(whole, *how, line_buffering=True, write_through=True))


def _unforeseen(fault: BaseException) -> str:
    if isinstance(fault, OSError) and fault.strerror:
        where = fault.filename or "output"
        return f"{where}: cannot be read or written ({fault.strerror}). Check the disk and the permissions"
    what = (str(fault).splitlines() or [""])[0]
    return f"internal failure, nothing was changed: {type(fault).__name__}: {what}. -v shows where"


def _fail(line: str, code: int) -> NoReturn:
    from crmtool.console import Terminal

    if wants_traceback():
        import traceback

        traceback.print_exc()
    Terminal(colour=colour_wanted() and "--no-color" not in sys.argv).fail(line)
    try:
        sys.stdout.flush()
    except OSError:  # else the interpreter tries again as it ends, and leaves with a code of its own
        _hush()
    sys.exit(code)


def _hush() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
