"""``python -m crmtool`` is ``crmtool``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the program; an interrupt while it still loads ends as one later does, so nothing is loaded above."""
    try:
        from crmtool import cli

        cli.main()
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted; nothing was changed\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
