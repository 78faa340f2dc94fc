"""The rules that come with the program, and their examples as records: read and standardised once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_records import standardised

from crmtool.rulebook import open_rules

if TYPE_CHECKING:
    import polars as pl

    from crmtool.rules_model import Rules

WHOLE_COLUMN = ("anywhere", "repeated")


@pytest.fixture(scope="session")
def rules() -> Rules:
    return open_rules(None)


@pytest.fixture(scope="session")
def examples(rules: Rules) -> dict[str, pl.DataFrame]:
    """The records of each example by rule, ``good`` or ``bad``, and number: ``V201-good-0``.

    All are sheets of one file, because that is fast; those of a rule about a whole column are files of their own.
    """
    files: dict[str, list[dict[str, str]]] = {}
    for rule in rules.checks.values():
        for key, given in (("good", rule.good), ("bad", rule.bad)):
            for at, example in enumerate(given):
                name = f"{rule.code}-{key}-{at}"
                file = name if rule.check in WHOLE_COLUMN else "all"
                files.setdefault(file, []).extend({"sheet": name, "dealer": name, **row} for row in example)
    frames = [standardised(rows, rules) for rows in files.values()]
    return {str(name): part for frame in frames for (name,), part in frame.partition_by("sheet", as_dict=True).items()}
