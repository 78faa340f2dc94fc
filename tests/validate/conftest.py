"""The rules that come with the program, and their examples as records: read and standardised once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from made_records import standardised

from crmtool.rulebook import open_rules

if TYPE_CHECKING:
    import polars as pl

    from crmtool.rules_model import Rules


@pytest.fixture(scope="session")
def rules() -> Rules:
    return open_rules(None)


@pytest.fixture(scope="session")
def examples(rules: Rules) -> dict[str, pl.DataFrame]:
    """The records of each example by rule, ``good`` or ``bad``, and number: ``V201-good-0``.

    Examples are files of different dealers, standardised together; those of a rule about a whole column by themselves.
    """
    together, alone = [], []
    for rule in rules.checks.values():
        for key, examples in (("good", rule.good), ("bad", rule.bad)):
            for at, example in enumerate(examples):
                name = f"{rule.code}-{key}-{at}"
                rows = [{"source_file": name, "dealer": name, **row} for row in example]
                (alone if rule.check == "anywhere" else together).append(rows)
    frames = [
        standardised([row for rows in together for row in rows], rules),
        *(standardised(rows, rules) for rows in alone),
    ]
    return {
        str(name): part for frame in frames for (name,), part in frame.partition_by("source_file", as_dict=True).items()
    }
