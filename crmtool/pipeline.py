"""The product, read top to bottom: deliveries become records, records become customers and vehicles, those a master."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool import __version__
from crmtool.arrivals import Arrived, Refusal, columns_of, noticed
from crmtool.errors import CrmtoolError, Untold
from crmtool.frames import CONTRACTS, RAW_RECORDS, RECORDS, expect
from crmtool.master import Master, Run
from crmtool.match.decisions import decided
from crmtool.match.features import customer_features, with_car
from crmtool.merge.halves import join_halves
from crmtool.model import Stage
from crmtool.models import ENTITIES, open_models
from crmtool.receiving import receive
from crmtool.records import newest_versions, with_record_keys
from crmtool.resolve import resolve
from crmtool.scorecard import scorecard
from crmtool.standardise import promise, standardise
from crmtool.tables import golden_tables
from crmtool.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from crmtool.engines.memory import MemoryEngine
    from crmtool.match.decisions import Decided
    from crmtool.match.model import MatchModel
    from crmtool.model import Progress
    from crmtool.rulebook import Rules


class NothingRead(CrmtoolError):
    """A first run whose deliveries were all ``refused``."""

    def __init__(self, refused: Sequence[Refusal]) -> None:
        super().__init__("no delivery could be read", fix="Mend the files named above and run again")
        self.refused = refused


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, in numbers a steward understands at a glance.

    ``changes`` counts events by entity and kind; ``committed`` says whether anything was new, and was kept.
    """

    files: int
    refused: tuple[Refusal, ...]
    known: int
    rows: int
    rejected: int
    findings: Mapping[str, int]
    records: int
    customers: int
    vehicles: int
    review: int
    changes: Mapping[str, int]
    committed: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What a run is told from outside: the rulebook, the day, the language, the engine."""

    rules: Rules
    as_of: date
    lang: str
    engine: MemoryEngine


@dataclass(frozen=True, slots=True)
class Act:
    """What a steward does to the master in a run: the ``command``, who it is (``by``), and new rows of ``decisions``.

    ``decisions`` makes them from the master as it is, and raises UsageError where nothing can be decided so.
    """

    command: str
    by: str
    decisions: Callable[[Master], pl.DataFrame]


def run(
    paths: Sequence[Path],
    folder: Path,
    context: Context,
    progress: Progress,
    *,
    plan: bool = False,
    act: Act | None = None,
) -> Summary:
    """Bring deliveries, and what a steward decides, into the master in ``folder``.

    With ``plan`` say what would change and change nothing. Raises MasterBusy while another run holds the master. A
    delivery that cannot be read is refused and named in the summary; all others go through. Raises NothingRead if there
    are no others and the master is empty.
    """
    models = open_models(context.rules)
    with Master.open(folder, write=not plan, empty=True) as master:
        new = {} if act is None else {"decisions": act.decisions(master)}
        decisions = pl.concat([master.table("decisions"), *new.values()], how="diagonal")
        standard = partial(_standardised, context=context)
        received = receive(paths, master.table("deliveries"), context.rules, context.as_of, standard, progress)
        arrived, refused, known = received.arrived, received.refused, received.known
        if not arrived and master.generation == 0:
            raise NothingRead(refused)
        rows = _with_held(received.rows, master.records(), context)
        with ThreadPoolExecutor(1) as beside:
            validated = beside.submit(_findings, rows, arrived, master.table("findings"), context)
            with progress.stage("match vehicles"):
                records = newest_versions(rows)
                evidence = customer_features(records)
                said = {entity: decided(decisions, entity, records["record_key"]) for entity in ENTITIES}
                cars = _cars(evidence, models, said, context)
            with progress.stage("match customers"):
                evidence = with_car(evidence, cars)
                people = resolve(evidence, models["customer"], context.engine, said["customer"])
            with progress.stage("merge"):
                owned = evidence.with_columns(customer=people.clusters)
                owned = owned.with_columns(vehicle=join_halves(owned, said["vehicle"].apart))
                delivered = _delivered(rows, arrived, master)
                held = {name: master.table(name) for name in ("crosswalk", "events")} | {"decisions": decisions}
                tables = golden_tables(owned, delivered, people.review, held, context.rules, context.engine.bucket)
            with progress.stage("validate"):
                findings = validated.result()
        tables |= {"findings": findings, "rejects": _rejects(arrived), "columns": columns_of(arrived), **new}
        tables |= {"deliveries": _deliveries(arrived, refused, master)}
        tables |= {"scorecard": scorecard(rows, findings, context.rules)}
        for name, contract in CONTRACTS.items():
            expect(contract, tables[name])
        summary = _summary(len(paths), arrived, refused, known, tables, records.height)
        if not plan:
            with progress.stage("commit"):
                made = _made(summary, sum(progress.seconds.values()), act)
                committed = _commit(master, made, tables, rows, people.scored)
                summary = replace(summary, committed=committed)
        return summary


def _standardised(raw: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Raw records of whole deliveries, standardised by the engine."""
    kinds = context.rules.kinds
    fn = partial(standardise, kinds=kinds, as_of=context.as_of)
    stage = Stage("standardise", fn, promise(raw.schema, kinds), by="source_file")
    return context.engine.bucket(stage, expect(RAW_RECORDS, raw))


def _with_held(new: pl.DataFrame | None, held: pl.DataFrame | None, context: Context) -> pl.DataFrame:
    """All delivered rows, those the master holds and the new ones, with their record keys.

    Rows that were standardised before the rules had a field have nothing in it.
    """
    former = None if held is None else held.drop("record_key", "id_means")
    parts = [part for part in (former, new) if part is not None]
    fields = pl.DataFrame(schema=promise({}, context.rules.kinds))
    rows = pl.concat([*parts, fields], how="diagonal_relaxed")
    if len(parts) > 1:  # in the order of a run over all of them, by which some rules tell the first from the second
        rows = rows.sort("source_file", "row")
    content = [*[f"{name}_raw" for name in context.rules.kinds], "extra"]
    return expect(RECORDS, with_record_keys(rows, content))


def _findings(rows: pl.DataFrame, arrived: Sequence[Arrived], held: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Findings of all rows; what reading noticed is kept from the run that read."""
    found = validate(rows, noticed(rows, arrived), context.rules, context.as_of, context.lang)
    return pl.concat([held.filter(pl.col("code").str.starts_with("I")), found], how="diagonal")


def _cars(
    evidence: pl.DataFrame, models: Mapping[str, MatchModel], said: Mapping[str, Decided], context: Context
) -> pl.Series | None:
    """The cluster of each record's car; None in a market without cars."""
    if "vehicle" not in models:
        return None
    return resolve(evidence, models["vehicle"], context.engine, said["vehicle"]).clusters


def _delivered(rows: pl.DataFrame, arrived: Sequence[Arrived], master: Master) -> pl.DataFrame:
    """Every row of every accepted delivery; one that could not be read has no ``record_key``."""
    place = ["source_file", "sheet", "row", "line"]
    whose = ["source_file", "dealer", "kind"]
    accepted = master.table("deliveries").filter(pl.col("refused_because").is_null()).select(whose)
    held = master.table("rejects").select(place).join(accepted, on="source_file")
    new = [
        delivery.rejects.select(*place, dealer=pl.lit(delivery.delivery.dealer), kind=pl.lit(delivery.delivery.kind))
        for delivery in arrived
    ]
    read = rows.select(
        *place, "dealer", "kind", record_id=pl.coalesce("record_id", "customer_no"), record_key="record_key"
    )
    return pl.concat([read, held, *new], how="diagonal")


def _rejects(arrived: Sequence[Arrived]) -> pl.DataFrame:
    return pl.concat([delivery.rejects for delivery in arrived]) if arrived else pl.DataFrame()


def _deliveries(arrived: Sequence[Arrived], refused: Sequence[Refusal], master: Master) -> pl.DataFrame:
    """A line for each delivery that came, taken in or refused, unless the master already says so."""
    taken = [
        {
            "source_file": one.delivery.source_file,
            "sha256": one.delivery.sha256,
            "dealer": one.delivery.dealer,
            "kind": one.delivery.kind,
            "date": one.delivery.date,
            "encoding": one.file.encoding,
            "rows": one.rows.height + one.rejects.height,
            "accepted": one.rows.height,
            "refused_because": None,
        }
        for one in arrived
    ]
    turned = [
        {"source_file": one.source_file, "sha256": one.sha256, "rows": 0, "accepted": 0, "refused_because": one.message}
        for one in refused
    ]
    held = master.table("deliveries")
    came = pl.DataFrame([*taken, *turned], schema=dict(held.drop("run").schema))
    new = came.join(held, on=["source_file", "refused_because"], how="anti", nulls_equal=True)
    return new.with_columns(run=pl.lit(master.next_run))


def _summary(
    files: int,
    arrived: Sequence[Arrived],
    refused: Sequence[Refusal],
    known: int,
    tables: Mapping[str, pl.DataFrame],
    records: int,
) -> Summary:
    severities = tables["findings"].group_by("severity").len().sort("severity")
    changes = tables["events"].group_by("entity", "kind").len().sort("entity", "kind")
    return Summary(
        files=files,
        refused=tuple(refused),
        known=known,
        rows=tables["crosswalk"].height,
        rejected=sum(one.rejects.height for one in arrived),
        findings=dict(severities.iter_rows()),
        records=records,
        customers=tables["customers"].height,
        vehicles=tables["vehicles"].height,
        review=tables["review"].height,
        changes={f"{entity} {kind}": count for entity, kind, count in changes.iter_rows()},
    )


def _made(summary: Summary, seconds: float, act: Act | None) -> Run:
    """What the master remembers about this run."""
    counts = {name: getattr(summary, name) for name in ("files", "rows", "records", "customers", "vehicles", "review")}
    told = {} if act is None else {"command": act.command, "by": act.by}
    return Run(datetime.now(UTC), version=__version__, seconds=round(seconds, 2), counts=counts, **told)


def _commit(
    master: Master, made: Run, tables: Mapping[str, pl.DataFrame], rows: pl.DataFrame, scored: pl.DataFrame
) -> bool:
    """One transaction for everything, or nothing at all where nothing is new; whether anything was.

    Raises Untold where an interrupt comes when it is done.
    """
    former = master.generation
    stamp = [pl.lit(master.next_run).alias("run"), pl.lit(made.at.isoformat(timespec="seconds")).alias("at")]
    events = tables["events"].with_columns(stamp)
    try:
        return master.commit(made, {**tables, "events": events}, rows, scored)
    except KeyboardInterrupt:
        if master.generation == former:
            raise
        raise Untold("interrupted") from None
