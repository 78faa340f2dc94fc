"""Rules of one's own, tried on their own examples before they judge a delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

import polars as pl

from crmtool.arrivals import NOTES
from crmtool.errors import UsageError
from crmtool.records import with_id_means
from crmtool.rulebook import place
from crmtool.standardise import standardise
from crmtool.validate import validate
from crmtool.validate.parse import LANGUAGES, NOTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.rules_model import Example, Rule, Rules

AS_OF = date(2026, 11, 20)
"""The day that examples speak of, so that they stay true."""
ABOUT_THE_ROW = {
    "source_file": "north_sales_20261101.csv",
    "sheet": "",
    "dealer": "north",
    "kind": "sales",
    "delivery_date": "2026-11-01",
    "record_id": None,
}
"""What an example's row is taken for where it says nothing else."""


def prove(rules: Rules, shipped: Rules) -> None:
    """Try every rule that is not as in ``shipped``, whose examples are tests of the program.

    Raises UsageError, naming file, line and key, for a rule that finds something in a good example or nothing in a bad
    one, and for a message that names what the check does not give.
    """
    changed = [rule for code, rule in rules.checks.items() if not _alike(rule, shipped.checks.get(code))]
    tried = [rule for rule in changed if rule.check != NOTE]
    examples = [example for rule in tried for example in (*rule.good, *rule.bad)]
    if not examples:
        return
    records = iter(_records(examples, rules))
    for rule in tried:
        said = "".join(rule.message[lang] for lang in LANGUAGES)
        alone = replace(rules, checks={rule.code: replace(rule, message=dict.fromkeys(LANGUAGES, said))})
        for at, _ in enumerate(rule.good, 1):
            if _messages(next(records), alone):
                raise _contradicted(rule, "good", f"finds a fault in good example {at}")
        for at, _ in enumerate(rule.bad, 1):
            messages = _messages(next(records), alone)
            if not messages:
                raise _contradicted(rule, "bad", f"finds nothing in bad example {at}")
            _filled(rule, said, messages)


def _alike(rule: Rule, other: Rule | None) -> bool:
    return other is not None and replace(rule, source="") == replace(other, source="")


def _records(examples: Sequence[Example], rules: Rules) -> list[pl.DataFrame]:
    """The rows of each example as a run standardises them: all at once, because that is fast, as files of their own."""
    rows = [{**ABOUT_THE_ROW, **row, "_of": at} for at, example in enumerate(examples) for row in example]
    texts = dict.fromkeys((*ABOUT_THE_ROW, *rules.kinds), pl.String)
    own = pl.concat_str(pl.col("_of").cast(pl.String), pl.lit("/"))
    raw = pl.DataFrame(rows, {**texts, "_of": pl.Int64}).with_columns(
        pl.col("delivery_date").str.to_date("%Y-%m-%d", strict=False),
        source_file=own + pl.col("source_file"),
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("_of", "source_file"),
        extra=pl.lit(None, pl.String),
    )
    done = standardise(raw.with_columns(line=pl.col("row") + 1), rules.kinds, AS_OF)
    named = done.with_columns(source_file=pl.col("source_file").str.strip_prefix(own))
    content = [f"{name}_raw" for name in rules.kinds]
    parts = named.partition_by("_of", maintain_order=True, include_key=False)
    return [with_id_means(part, content) for part in parts]


def _messages(frame: pl.DataFrame, alone: Rules) -> list[str]:
    return validate(frame, pl.DataFrame(schema=NOTES), alone, AS_OF, LANGUAGES[0])["message"].to_list()


def _filled(rule: Rule, template: str, messages: Sequence[str]) -> None:
    """Raise UsageError for what the message names and the check does not give: it stays as it is written."""
    for _, name, _, _ in Formatter().parse(template):
        if name is not None and any(f"{{{name}}}" in message for message in messages):
            what = f"{rule.code}: the check {rule.check!r} gives no {name!r}"
            raise UsageError(what, where=place(rule, "message"), fix="Take it out of the message")


def _contradicted(rule: Rule, key: str, what: str) -> UsageError:
    return UsageError(f"{rule.code}: {what}", where=place(rule, key), fix="Change the example or the rule")
