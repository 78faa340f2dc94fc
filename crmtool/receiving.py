"""From delivered files to standardised rows: read, say what each is and holds, standardise all rows at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool.arrivals import Arrived, Refusal, read_new, refusal, understand
from crmtool.errors import DeliveryRefused
from crmtool.model import RawFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from crmtool.model import Progress
    from crmtool.rules_model import Rules

    Standard = Callable[[pl.DataFrame], pl.DataFrame]

ALWAYS = {"record_id": pl.String, "extra": pl.String}


@dataclass(frozen=True, slots=True)
class Received:
    """What came of deliveries.

    ``arrived`` and ``refused`` are in the order of reading, ``known`` counts those that the master holds already;
    ``rows`` are the standardised rows of all that arrived, None if none did. Those that ``arrived`` have let go of
    their cells: of their ``rows`` only ``row`` is left.
    """

    arrived: tuple[Arrived, ...]
    refused: tuple[Refusal, ...]
    known: int
    rows: pl.DataFrame | None


def receive(
    paths: Sequence[Path], held: pl.DataFrame, rules: Rules, as_of: date, standard: Standard, progress: Progress
) -> Received:
    """Read all deliveries that the master does not hold yet (``held`` is its table ``deliveries``), and standardise.

    ``standard`` standardises the raw records of whole deliveries.
    """
    with progress.stage("read", len(paths)) as step:
        outcomes = list(read_new(paths, held, step))
    known = outcomes.count(None)
    with progress.stage("map"):
        came = _understood([one for one in outcomes if one is not None], rules, as_of)
    outcomes.clear()
    refused = tuple(one for one in came if isinstance(one, Refusal))
    arrived = [one for one in came if isinstance(one, Arrived)]
    if not arrived:
        return Received((), refused, known, None)
    with progress.stage("standardise"):
        frames = [pl.DataFrame(schema=ALWAYS), *[one.rows for one in arrived]]
        raw = pl.concat(frames, how="diagonal", rechunk=True)
        light = tuple(map(_without_cells, arrived))
        for whole in (frames, came, arrived):  # a million rows are a quarter of a gigabyte
            whole.clear()
        return Received(light, refused, known, standard(raw))


def _understood(read: Sequence[RawFile | Refusal], rules: Rules, as_of: date) -> list[Arrived | Refusal]:
    """What came of each file, once its columns are mapped."""
    files = [one for one in read if isinstance(one, RawFile)]
    mapped = zip(files, understand(files, rules, as_of), strict=True)
    outcomes: list[Arrived | Refusal] = []
    for one in read:
        if isinstance(one, Refusal):
            outcomes.append(one)
            continue
        file, outcome = next(mapped)
        if isinstance(outcome, DeliveryRefused):
            outcomes.append(refusal(file.name, file.sha256, file.path, outcome))
        else:
            outcomes.append(outcome)
    return outcomes


def _without_cells(one: Arrived) -> Arrived:
    tables = tuple(
        replace(table, cells=table.cells.clear(), rows=table.rows.clear(), lines=table.lines.clear())
        for table in one.file.tables
    )
    return replace(one, file=replace(one.file, tables=tables), rows=one.rows.select("row"))
