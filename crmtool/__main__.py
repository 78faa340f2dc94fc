"""``python -m crmtool`` is ``crmtool``."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run the program; an interrupt while it still loads ends as one later does."""
    try:
        from crmtool import cli
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted; nothing was changed\n")
        sys.exit(130)
    cli.main()


if __name__ == "__main__":
    main()
