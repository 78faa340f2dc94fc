"""Text that a command gives: to stdout as it comes, or to a file that is there whole or not at all."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crmtool.errors import Untold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


@contextmanager
def committed() -> Iterator[None]:
    """Around what is said on stdout of a change that was made, and stands whoever hears of it.

    That nobody reads on is no failure. Raises Untold if stdout does not take it or the user interrupts.
    """
    try:
        yield
    except BrokenPipeError:
        return
    except OSError as fault:
        raise Untold(f"cannot be written ({fault.strerror})", where="output") from fault
    except KeyboardInterrupt:
        raise Untold("interrupted") from None


def written(text: Iterable[str], target: Path | None, *, private: bool = False) -> None:
    """Write pieces of text, to stdout where the target is None or ``-``; ``private`` files are their owner's only.

    Text is UTF-8 in files and wherever stdout is no terminal. Raises UsageError where there is no such folder, and
    CrmtoolError if the disk does not take the file; one that was there stays as it was then.
    """
    if target is None or str(target) == "-":
        _to_stdout(text)
        return
    from crmtool.export import replacing

    with replacing(target, mode=0o600 if private else 0o666) as file:
        file.writelines(piece.encode() for piece in text)


def _to_stdout(text: Iterable[str]) -> None:
    if sys.stdout.isatty():
        for piece in text:
            sys.stdout.write(piece)
        sys.stdout.flush()
        return
    sys.stdout.flush()
    for piece in text:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()
