"""``python -m crmtool`` is ``crmtool``."""

from __future__ import annotations

import os
import sys

RARELY = 50_000
"""New objects between two searches for garbage: a short run makes many, all needed, and spends a tenth on searching."""

KEPT = "dirty_decay_ms:2500"
"""How long Polars' allocator keeps what was let go for the next column: to have memory cleared anew takes longer."""


def main() -> None:
    """Run the program; an interrupt while it still loads ends as one later does, so nothing is loaded above.

    SIGTERM, which a scheduler sends, is an interrupt like Ctrl-C: no copy of a delivery stays in the temporary folder.
    The process ends at once: to let go of a million rows one by one takes longer than the system needs.
    """
    try:
        import gc
        import signal

        signal.signal(signal.SIGTERM, signal.default_int_handler)
        gc.set_threshold(RARELY)
        os.environ.setdefault("_RJEM_MALLOC_CONF", KEPT)
        from crmtool import cli

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted; nothing was changed\n")
        code: object = 130
    except SystemExit as end:
        code = end.code
    from contextlib import suppress

    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # told already, or nobody reads
            stream.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
