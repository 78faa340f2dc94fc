"""Check kinds: each public function of these modules is one, found by its name.

A check kind takes what is ``Given`` and, as keyword arguments, what the rule's ``with`` gives. It gives a LazyFrame
with ``at`` (the row's position) for each fault, and a column for each thing its message wants to say. ``value`` and
``suggestion`` become those columns of the finding; nothing else about findings is decided here. A check kind that takes
``reasons`` finds nothing in a field without one of them, and is not asked there.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

from crmtool.validate.checks import changes, files, groups, rows, runs, sharing, values

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl

    Check = Callable[..., pl.LazyFrame]


ABOUT_NOTHING = ("absent", "gone", "required")
"""Check kinds that look for what is missing; all others find nothing in a field that nobody delivered."""
OF_SHARERS = ("shared_by_strangers",)
"""Check kinds that need the rows whose phone strangers share."""


@cache
def check_kinds() -> dict[str, Check]:
    """Every check kind by name."""
    return {
        name: function
        for module in (rows, values, groups, runs, sharing, files, changes)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


@cache
def among_deliveries() -> frozenset[str]:
    """The check kinds that compare a delivery with others: they find nothing in a single one."""
    return frozenset(name for name, function in check_kinds().items() if function.__module__ == changes.__name__)
