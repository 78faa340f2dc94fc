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


def written(text: Iterable[str | bytes], target: Path | None, *, private: bool = False) -> None:
    """Write pieces of text, to stdout where the target is None or ``-``; ``private`` files are their owner's only.

    Bytes are text in UTF-8, in which all text is written but on a terminal of another encoding. Raises UsageError where
    there is no such folder, and CrmtoolError if the disk does not take the file; one that was there stays as it was.
    """
    if target is None or str(target) == "-":
        _to_stdout(text)
        return
    from crmtool.export import replacing

    with replacing(target, mode=0o600 if private else 0o666) as file:
        file.writelines(map(_encoded, text))


def _to_stdout(text: Iterable[str | bytes]) -> None:
    if sys.stdout.isatty():
        for piece in text:
            sys.stdout.write(piece if isinstance(piece, str) else piece.decode())
        sys.stdout.flush()
        return
    sys.stdout.flush()
    sys.stdout.buffer.writelines(map(_encoded, text))
    sys.stdout.buffer.flush()


def _encoded(piece: str | bytes) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece
