"""Why records were or were not joined, and how what a master holds came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.explanation.evidence import Holdings
from crmtool.explanation.pair import explained, strongest
from crmtool.explanation.sides import ROW, Side, side
from crmtool.explanation.story import story
from crmtool.explanation.told import Explanation, Same, Story, WhatIf
from crmtool.explanation.whatif import assignments, reweighed, supposed, suppositions
from crmtool.models import open_models

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from crmtool.explanation.pair import Notes
    from crmtool.master import Master
    from crmtool.rulebook import Rules

__all__ = ["Explanation", "Same", "Story", "WhatIf", "explain", "explain_one", "what_if"]


def explain(master: Master, a: str, b: str, rules: Rules, *, unmask: bool = False) -> Explanation | Same:
    """Explain a pair: customer or vehicle IDs or rows as ``FILE:ROW``, in any mix.

    Vehicles are weighed as vehicles where both are one, or one is and the other is a row; else customers are weighed.
    Values are masked unless ``unmask``. Raises UsageError if a side is unknown or both are one and the same.
    """
    left, right = _sides(master, a, b)
    models, entity = open_models(rules), _entity(left, right)
    held = Holdings(master, models.values())
    found = strongest(held, held.records_of(left.rows), held.records_of(right.rows), models, entity)
    if found is None:
        return _same(held, left, right)
    masks = _masks(rules, unmask=unmask)
    return explained(held, found, models[entity], _notes(held, left, right, found.ends), masks)


def what_if(
    master: Master,
    names: tuple[str, str],
    changes: tuple[Sequence[str], Sequence[str]],
    rules: Rules,
    as_of: date,
    *,
    unmask: bool = False,
) -> WhatIf:
    """Explain a pair as it is, and as it would be with fields of one side delivered otherwise.

    ``changes`` are ``FIELD=VALUE`` texts for the first or for the second of ``names``. A value is standardised as if it
    were delivered; nothing is kept. Of a customer the record of the strongest pair is changed. Raises UsageError as
    ``explain`` does, for an unknown field, for changes of both sides, and where both are one record.
    """
    given = assignments(changes[0], rules.fields, "--set"), assignments(changes[1], rules.fields, "--set-b")
    if all(given):
        raise UsageError("A and B cannot both be changed", where="--set, --set-b", fix="change one at a time")
    left, right = _sides(master, *names)
    models, entity = open_models(rules), _entity(left, right)
    held = Holdings(master, models.values())
    found = strongest(held, held.records_of(left.rows), held.records_of(right.rows), models, entity)
    if found is None:
        raise UsageError("both are one and the same record", where=" ".join(names), fix="name two different rows")
    number = 0 if given[0] else 1
    record, values = found.ends[number], given[number]
    masks = _masks(rules, unmask=unmask)
    changed = supposed(held, record, values, rules.kinds, as_of)
    before = explained(held, found, models[entity], _notes(held, left, right, found.ends), masks)
    after = reweighed(held, found, number, changed, models, entity)
    return WhatIf(
        record=held.place(record),
        supposed=suppositions(held, record, changed, values, rules.fields, unmask=unmask),
        before=before,
        after=explained(held, after, models[entity], (), masks, before),
    )


def explain_one(master: Master, name: str, rules: Rules) -> Story:
    """How a customer or a vehicle, or the customer of a row, came about. Raises UsageError if there is none."""
    asked = side(master, name)
    models = open_models(rules)
    held = Holdings(master, models.values())
    golden_id, entity = asked.name, asked.what
    if asked.what == ROW:
        golden_id, entity = str(asked.rows["customer_id"][0] or ""), "customer"
        if not golden_id:
            raise UsageError("the row names no customer", where=name, fix="name a row that does, or an ID")
    rows = master.select("crosswalk", f"{entity}_id = ?", golden_id)
    return story(held, golden_id, rows, models[entity], _retired(asked))


def _sides(master: Master, a: str, b: str) -> tuple[Side, Side]:
    left, right = side(master, a), side(master, b)
    if (left.name, left.what) == (right.name, right.what):
        fix = f"crmtool explain {left.name} tells how it came about" if left.what != ROW else "name two different rows"
        raise UsageError("both are one and the same", where=f"{a} {b}", fix=fix)
    return left, right


def _entity(left: Side, right: Side) -> str:
    return "vehicle" if {left.what, right.what} in ({"vehicle"}, {"vehicle", ROW}) else "customer"


def _masks(rules: Rules, *, unmask: bool) -> Mapping[str, str] | None:
    """As what the values of each field are masked; None where they are shown in full."""
    return None if unmask else {name: field.shown_as for name, field in rules.fields.items()}


def _same(held: Holdings, left: Side, right: Side) -> Same:
    """Rows that are one record, delivered several times."""
    key = left.rows["record_key"].drop_nulls()[0]
    places = held.rows.filter(pl.col("record_key") == key).select("source_file", "row", "id_means").collect()
    record = held.newest.filter(pl.col("record_key") == key)["record"][0]
    newest = held.place(record)
    others = sorted(f"{file}:{row}" for file, row, _ in places.rows() if f"{file}:{row}" != newest)
    ids = pl.concat([left.rows, right.rows])["customer_id"].drop_nulls().unique().sort()
    return Same(newest, (*others, newest), "row" in places["id_means"], tuple(ids))


def _notes(held: Holdings, left: Side, right: Side, ends: tuple[int, int]) -> Notes:
    """What is to be known of the two names: an ID that was retired, a row that is an earlier version of a record."""
    older = [
        ("earlier version", (one.name, held.place(end)))
        for one, end in zip((left, right), ends, strict=True)
        if one.what == ROW and one.name != held.place(end)
    ]
    return (*_retired(left), *_retired(right), *older)


def _retired(asked: Side) -> Notes:
    return (("retired", (asked.was, asked.name)),) if asked.was else ()
