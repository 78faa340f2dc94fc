"""Stewards' decisions: merge, split and undo; each brings the master up to date in the same transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.explanation.sides import ROW, side
from crmtool.master import Master
from crmtool.master.schema import TABLES
from crmtool.match.decisions import DIFFERENT, SAME, UNDO, taken_back
from crmtool.pipeline import Act, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from crmtool.explanation.sides import Side
    from crmtool.model import Progress
    from crmtool.pipeline import Context


@dataclass(frozen=True, slots=True)
class Steward:
    """Who decides, and why."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided: a ``verdict`` about groups of records of one ``entity``, given by their keys.

    ``ids`` has the golden ID of each group, "" for one that leaves it. One that takes the decision ``undoes`` back has
    the groups of what that is about, and no IDs.
    """

    verdict: str
    entity: str
    groups: tuple[tuple[str, ...], ...]
    ids: tuple[str, ...] = ()
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A decision and what came of it.

    ``named`` are the IDs that the steward gave, in their present form, ``ids`` those that the records of the decision
    have now, in the order of its groups; ``changes`` counts events by entity and kind.
    """

    decision: int
    verdict: str
    entity: str
    undoes: int | None
    named: tuple[str, ...]
    ids: tuple[str, ...]
    changes: Mapping[str, int]


def merge(master: Master, one: str, other: str) -> Ruling:
    """Two customers, or two vehicles, are one. Raises UsageError if they are that already, or not of one kind."""
    both = [_golden(master, name) for name in (one, other)]
    left, right = both
    if left.name == right.name:
        was = " and ".join(f"{each.was} was merged into {each.name}" for each in both if each.was)
        raise UsageError(f"both are {left.name}", where=f"{one} {other}", fix=was or "name two IDs")
    if left.what != right.what:
        fix = "merge two customers or two vehicles"
        raise UsageError(f"{left.name} is a {left.what}, {right.name} a {right.what}", fix=fix)
    return Ruling(SAME, left.what, tuple(_keys(each.rows) for each in both), (left.name, right.name))


def split(master: Master, golden_id: str, places: Sequence[str]) -> Ruling:
    """Rows leave a customer or a vehicle, and are one of their own. Raises UsageError if they cannot."""
    whole = _golden(master, golden_id)
    key = f"{whole.what}_id"
    rows = [_row(master, place) for place in places]
    for row in rows:
        owner = row.rows[key].drop_nulls()
        if whole.name not in owner:
            belongs = f"belongs to {owner[0]}" if owner.len() else f"has no {whole.what}"
            fix = f"crmtool show {whole.name} lists its rows"
            raise UsageError(f"{belongs}, not to {whole.name}", where=row.name, fix=fix)
    leaving = _keys(pl.concat([row.rows for row in rows]))
    staying = tuple(one for one in _keys(whole.rows) if one not in set(leaving))
    if not staying:
        fix = "leave at least one record; rows delivered again are one record"
        raise UsageError(f"these are all records of {whole.name}", fix=fix)
    return Ruling(DIFFERENT, whole.what, (leaving, staying), ("", whole.name))


def undo(master: Master, number: int) -> Ruling:
    """A decision does not hold any more. Raises UsageError if there is none of this number, or it does not hold now."""
    decisions = master.table("decisions")
    known = {row["decision"]: row for row in decisions.iter_rows(named=True)}
    if number not in known:
        fix = f"decisions are 1 to {max(known):,}" if known else "crmtool merge and crmtool split make them"
        raise UsageError(f"there is no decision {number}", fix=fix)
    by = taken_back(decisions).get(number)
    if by is not None:
        raise UsageError(f"decision {number} was taken back by decision {by}", fix=f"crmtool undo {by} restores it")
    about = known[number]
    while about["undoes"] is not None:
        about = known[about["undoes"]]
    groups = tuple(tuple(group) for group in json.loads(about["record_keys"]))
    return Ruling(UNDO, about["entity"], groups, undoes=number)


def decide(
    ruling: Callable[[Master], Ruling],
    command: str,
    steward: Steward,
    folder: Path,
    context: Context,
    progress: Progress,
) -> Done:
    """Write down what ``ruling`` makes of the master in ``folder``, and bring that up to date.

    Raises UsageError where there is no master, or nothing to be decided so, and MasterBusy while a run holds it.
    """
    with Master.open(folder, write=False):  # so that a folder that is no master stays as it is
        pass
    made: list[tuple[int, Ruling]] = []

    def rows(master: Master) -> pl.DataFrame:
        ruled = ruling(master)
        number = max(master.table("decisions")["decision"], default=0) + 1
        made.append((number, ruled))
        return _written(number, ruled, steward)

    summary = run([], folder, context, progress, act=Act(command, steward.by, rows))
    ((number, ruled),) = made
    named = tuple(one for one in ruled.ids if one)
    return Done(number, ruled.verdict, ruled.entity, ruled.undoes, named, _ids(folder, ruled), summary.changes)


def _golden(master: Master, name: str) -> Side:
    """The customer or vehicle of an ID."""
    found = side(master, name)
    if found.what == ROW:
        ids = found.rows.select("customer_id", "vehicle_id").row(0)
        fix = f"it belongs to {' and '.join(one for one in ids if one)}"
        raise UsageError("is a row; a customer or vehicle ID is wanted here", where=name, fix=fix)
    return found


def _row(master: Master, name: str) -> Side:
    found = side(master, name)
    if found.what != ROW:
        raise UsageError("is no row", where=name, fix=f"write FILE:ROW; crmtool show {found.name} lists its rows")
    return found


def _keys(rows: pl.DataFrame) -> tuple[str, ...]:
    """The records that rows of the crosswalk belong to."""
    return tuple(rows["record_key"].drop_nulls().unique().sort())


def _written(number: int, ruled: Ruling, steward: Steward) -> pl.DataFrame:
    """The decision's row of the table ``decisions``."""
    said = {
        "decision": number,
        "verdict": ruled.verdict,
        "by": steward.by,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": steward.reason,
        "record_keys": json.dumps(ruled.groups if ruled.undoes is None else ()),
        "undoes": ruled.undoes,
        "entity": ruled.entity,
        "golden_ids": json.dumps(ruled.ids),
    }
    return pl.DataFrame([said], schema=dict(TABLES["decisions"].columns))


def _ids(folder: Path, ruled: Ruling) -> tuple[str, ...]:
    """The IDs that the records of a decision have now, group by group."""
    keys = pl.DataFrame({"record_key": [key for group in ruled.groups for key in group]}, {"record_key": pl.String})
    with Master.open(folder, write=False) as master:
        rows = keys.join(master.table("crosswalk"), on="record_key", maintain_order="left")
    return tuple(rows[f"{ruled.entity}_id"].drop_nulls().unique(maintain_order=True))
