"""``python -m crmtool`` is ``crmtool``."""

from crmtool.cli import main

main()
