"""What a name on the command line stands for: a delivered row, a customer, a vehicle."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.errors import UsageError
from crmtool.master.lookup import successor
from crmtool.merge.identity import CUSTOMER, VEHICLE

if TYPE_CHECKING:
    import polars as pl

    from crmtool.master import Master

ROW = "row"
ENTITIES = {CUSTOMER: "customer", VEHICLE: "vehicle"}
GOLDEN = re.compile(f"[{CUSTOMER}{VEHICLE}][0-9]{{1,12}}")
FIX = "write C00000001, or FILE:ROW as in crosswalk"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the question.

    ``name`` as asked, an ID in its present form; ``what`` it is: row, customer or vehicle; ``rows`` of the crosswalk;
    ``was`` the retired ID that was asked for, where it was one.
    """

    name: str
    what: str
    rows: pl.DataFrame
    was: str = ""


def side(master: Master, name: str) -> Side:
    """Find what ``name`` means. Raises UsageError if it means nothing, or a row or delivery that was turned away."""
    text = name.strip().encode(errors="replace").decode()
    if GOLDEN.fullmatch(text.upper()):
        found = _golden(master, text.upper())
    else:
        file, _, row = text.rpartition(":")
        if not file or not re.fullmatch("[0-9]{1,9}", row):
            raise UsageError(f"{name!r} is neither a customer nor a row", fix=FIX)
        found = Side(text, ROW, master.select("crosswalk", 'source_file = ? AND "row" = ?', file, int(row)))
        _delivered(master, file, int(row), found.rows)
    if found.rows["record_key"].null_count() == found.rows.height:
        raise UsageError("the row was rejected", where=text, fix="crmtool export rejects - says why")
    return found


def _golden(master: Master, golden_id: str) -> Side:
    """The golden record of this ID, or the one that a retired ID was merged into."""
    entity = ENTITIES[golden_id[0]]
    wanted, seen = golden_id, set[str]()
    while wanted and wanted not in seen:
        seen.add(wanted)
        rows = master.select("crosswalk", f"{entity}_id = ?", wanted)
        if rows.height:
            return Side(wanted, entity, rows, golden_id if wanted != golden_id else "")
        wanted = successor(master, wanted)
    if master.select("events", '"id" = ?', golden_id).height:
        fix = f"crmtool show {golden_id} tells what became of it"
        raise UsageError(f"{golden_id} is retired and leads nowhere", fix=fix)
    raise UsageError(f"{golden_id!r} is neither a customer nor a row", fix=_near(master, golden_id, entity) or FIX)


def _near(master: Master, golden_id: str, entity: str) -> str:
    """The ID that was meant where it lacks zeros or has too many; else which IDs there are."""
    padded = f"{golden_id[0]}{int(golden_id[1:]):08}"
    ids = master.table(f"{entity}s")[f"{entity}_id"].sort().to_list()
    if padded != golden_id and padded in ids:
        return f"did you mean {padded}?"
    return f"{entity}s are {ids[0]} to {ids[-1]}" if ids else ""


def _delivered(master: Master, file: str, row: int, found: pl.DataFrame) -> None:
    """Raise UsageError, with what is known of it, for a row that is not there or was rejected."""
    where = f"{file}:{row}"
    rejected = master.select("rejects", 'source_file = ? AND "row" = ?', file, row)
    if rejected.height and found["record_key"].null_count() == found.height:
        why = f"{rejected['codes'][0]} {rejected['messages'][0]}".strip()
        raise UsageError(f"the row was rejected ({why})", where=where, fix="crmtool export rejects - has it whole")
    if found.height:
        return
    known = master.select("deliveries", "source_file = ?", file)
    taken = known.filter(known["refused_because"].is_null())
    if taken.height:
        fix = "title lines, headers and footers are not counted"
        raise UsageError(f"the delivery has rows 1 to {taken['rows'][0]:,}", where=where, fix=fix)
    if known.height:
        raise UsageError(f"the delivery was refused ({known['refused_because'][0]})", where=where, fix=FIX)
    raise UsageError(f"{where!r} is neither a customer nor a row", fix=FIX)
