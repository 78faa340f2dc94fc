"""Puts it together: a market's true events become records, records become deliveries, and the truth is kept beside."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmtool.errors import UsageError
from crmtool.sample import market, world
from crmtool.sample.ceiling import ceiling
from crmtool.sample.cells import rows
from crmtool.sample.dice import Dice
from crmtool.sample.records import Record, fill
from crmtool.sample.spoil import finish, spoil
from crmtool.sample.visits import Visit, visits
from crmtool.sample.workbooks import MOST_ROWS, sheet_sizes
from crmtool.sample.writers import Export, write_export

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from crmtool.sample.market import Stream

TRUTH_COLUMNS = ("source_file", "row", "customer", "vehicle", "noise", "sheet")
REPEATED, REDELIVERED, RENEWED, LATE = 0.008, 0.03, 0.03, 0.25


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was written: files and rows, rows by kind and by label of damage, and how much can be found at all.

    ``pairs`` are pairs of rows of one customer, ``linkable`` those that shared clues connect: no recall is above
    ``ceiling``. ``customers`` and ``vehicles`` are those that have a row.
    """

    folder: Path
    files: int
    rows: int
    customers: int
    vehicles: int
    pairs: int
    linkable: int
    kinds: dict[str, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def ceiling(self) -> float:
        """The share of true pairs that shared clues connect."""
        return self.linkable / self.pairs if self.pairs else 1.0


@dataclass(slots=True)
class _Delivery:
    """One file to be: the stream, the day, the records in order."""

    stream: Stream
    day: int
    records: list[Record]

    @property
    def name(self) -> str:
        """The path in the sample: DEALER_KIND_YYYYMMDD.EXT, or something odd in the dealer's folder."""
        source, kind, habit = self.stream.source.name, self.stream.kind, self.stream.layout.habit
        day = f"{date.fromordinal(self.day):%Y%m%d}"
        if self.stream.layout.has("odd"):
            return f"{source}/{source}{kind}导出({day[2:]}).{habit.suffix}"
        return f"{source}_{kind}_{day}.{habit.suffix}"


def write(folder: Path, customers: int, seed: int, *, noise: float = 1.0, dealers: int | None = None) -> SampleSummary:
    """Writes deliveries of ``customers`` made-up customers and truth.csv into ``folder``; ``seed`` decides every byte.

    The same seed gives the same bytes with the same versions of polars, xlsxwriter, pypinyin and opencc. 1,100
    customers make about 3,000 rows in 0.4 s, 40,000 about 107,000 rows in 12 s. A ``customer`` of the truth is whoever
    the telephone and ID of the row belong to: a driver where no owner is named, the insured or the policy holder.

    ``noise`` multiplies all damage (0: none); ``dealers`` is the number of dealers besides insurers, clubs and others.
    Files of the same names are overwritten, others left alone. Raises UsageError where a number makes no sense or
    ``folder`` is a file.
    """
    if customers < 1 or noise < 0 or (dealers is not None and dealers < 1):
        raise UsageError("A sample needs at least one customer, one dealer and noise of 0 or more")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", fix="Name a folder that exists or can be made")
    truth = world.build(customers, seed)
    streams = market.build(truth.people, customers, seed, dealers)
    events = visits(truth, streams, seed)
    deliveries = _deliveries(Dice(f"{seed}/deliveries"), streams.streams, events, noise)
    folder.mkdir(parents=True, exist_ok=True)
    for delivery in deliveries:
        _write(Dice(f"{seed}/{delivery.name}"), folder, delivery)
    _write_truth(folder / "truth.csv", deliveries)
    return _summary(folder, deliveries)


def _deliveries(dice: Dice, streams: Sequence[Stream], events: Sequence[Visit], noise: float) -> list[_Delivery]:
    """All deliveries that have records: first ones, and later ones that bring some records again."""
    by_stream: dict[int, list[Visit]] = {}
    for visit in events:
        by_stream.setdefault(id(visit.stream), []).append(visit)
    found = []
    for stream in streams:
        found += _of_stream(dice, stream, sorted(by_stream.get(id(stream), []), key=lambda v: v.day), noise)
    return found


def _of_stream(dice: Dice, stream: Stream, events: Sequence[Visit], noise: float) -> list[_Delivery]:
    """The deliveries of one stream: an event comes in the first after it, or late."""
    deliveries = [_Delivery(stream, day, []) for day in stream.days]
    for number, visit in enumerate(events, 1):
        record = _record(dice, visit, number, noise)
        place = next(place for place, day in enumerate(stream.days) if visit.day <= day)
        while place + 1 < len(deliveries) and dice.chance(LATE):
            place += 1
        deliveries[place].records.append(record)
        if noise and dice.chance(REPEATED):
            deliveries[place].records.append(_again(record, "row_repeated"))
        if noise and place + 1 < len(deliveries):
            roll = dice.random()
            if roll < REDELIVERED:
                deliveries[place + 1].records.append(_again(record, "row_redelivered"))
            elif roll < REDELIVERED + RENEWED and not stream.layout.customer_ids:
                renewed = _record(dice, visit, number, noise)
                deliveries[place + 1].records.append(_again(renewed, "row_renewed"))
    return [delivery for delivery in deliveries if delivery.records]


def _record(dice: Dice, visit: Visit, number: int, noise: float) -> Record:
    """A record as delivered."""
    record = fill(dice, visit, number)
    if noise:
        spoil(dice, record, visit, noise)
    finish(record, visit.stream.layout)
    return record


def _again(record: Record, label: str) -> Record:
    """The same record once more."""
    labels = [*record.labels, label]
    return Record(record.values, record.customer, record.vehicle, record.phone, record.door, labels)


def _write(dice: Dice, folder: Path, delivery: _Delivery) -> None:
    """Writes one file, in the order of days or, from some sources, in none."""
    layout = delivery.stream.layout
    if dice.chance(0.3):
        delivery.records = dice.mixed(delivery.records)
    source = delivery.stream.source.name
    titles = (f"{source}客户资料导出", f"导出时间：{date.fromordinal(delivery.day):%Y-%m-%d} 09:30")
    write_export(Export(folder / delivery.name, layout, rows(delivery.records, layout), titles))


def _sheets(delivery: _Delivery) -> list[str]:
    """The sheet of each record, "" where the format has none."""
    layout, count = delivery.stream.layout, len(delivery.records)
    if layout.habit.suffix not in MOST_ROWS:
        return [""] * count
    return [name for name, size in sheet_sizes(layout, count) for _ in range(size)]


def _write_truth(path: Path, deliveries: Sequence[_Delivery]) -> None:
    """truth.csv: a line for each delivered row, whose it is and what was damaged."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TRUTH_COLUMNS)
        for delivery in deliveries:
            name = delivery.name.rpartition("/")[2]
            pairs = zip(delivery.records, _sheets(delivery), strict=True)
            for row, (record, sheet) in enumerate(pairs, 1):
                noise = ";".join(record.labels)
                writer.writerow((name, row, record.customer, record.vehicle, noise, sheet))


def _summary(folder: Path, deliveries: Sequence[_Delivery]) -> SampleSummary:
    """Counts over everything written."""
    records = [record for delivery in deliveries for record in delivery.records]
    kinds = Counter[str]()
    for delivery in deliveries:
        kinds[delivery.stream.kind] += len(delivery.records)
    pairs, linkable = ceiling(records)
    return SampleSummary(
        folder=folder,
        files=len(deliveries),
        rows=len(records),
        customers=len({record.customer for record in records}),
        vehicles=len({record.vehicle for record in records if record.vehicle}),
        pairs=pairs,
        linkable=linkable,
        kinds=dict(sorted(kinds.items())),
        labels=dict(sorted(Counter(label for record in records for label in record.labels).items())),
    )
