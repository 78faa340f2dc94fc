"""The product, read top to bottom: deliveries become records, records become customers and vehicles, those a master."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

import polars as pl

from crmtool import __version__
from crmtool.arrivals import Arrived, Refusal, columns_of, noticed, parted, read_new, understand
from crmtool.errors import CrmtoolError
from crmtool.frames import CONTRACTS, RAW_RECORDS, RECORDS, expect
from crmtool.master import Master, Run
from crmtool.match import model
from crmtool.match.features import customer_features, with_car
from crmtool.model import Stage
from crmtool.records import newest_versions, with_record_keys
from crmtool.resolve import resolve
from crmtool.scorecard import scorecard
from crmtool.standardise import promise, standardise
from crmtool.tables import golden_tables
from crmtool.validate import validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import date
    from pathlib import Path

    from crmtool.engines.memory import MemoryEngine
    from crmtool.match.model import MatchModel
    from crmtool.rulebook import Rules


class Progress(Protocol):
    """Who is told how far a run is; ``seconds`` by stage is filled as they end."""

    seconds: dict[str, float]

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[], None]]:
        """Enter a stage of ``total`` steps; gives a function to call after each step."""


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


def run(paths: Sequence[Path], folder: Path, context: Context, progress: Progress, *, plan: bool = False) -> Summary:
    """Bring deliveries into the master in ``folder``; with ``plan`` say what would change and change nothing.

    Raises MasterBusy while another run holds the master. A delivery that cannot be read is refused and named in the
    summary; all others go through. Raises NothingRead if there are no others and the master is empty.
    """
    models = _models(context.rules)
    with Master.open(folder, write=not plan, empty=True) as master:
        arrived, refused, known = _receive(paths, master.table("deliveries"), context, progress)
        if not arrived and master.generation == 0:
            raise NothingRead(refused)
        with progress.stage("standardise"):
            rows = _standardised(arrived, master.records(), context)
        with ThreadPoolExecutor(1) as beside:
            validated = beside.submit(_findings, rows, arrived, master.table("findings"), context)
            with progress.stage("match vehicles"):
                records = newest_versions(rows)
                evidence = customer_features(records)
                cars = resolve(evidence, models["vehicle"], context.engine).clusters if "vehicle" in models else None
            with progress.stage("match customers"):
                evidence = with_car(evidence, cars)
                people = resolve(evidence, models["customer"], context.engine)
            with progress.stage("merge"):
                delivered = _delivered(rows, arrived, master)
                held = master.table("crosswalk")
                tables = golden_tables(evidence, delivered, people, held, context.rules, context.engine.bucket)
            with progress.stage("validate"):
                findings = validated.result()
        tables |= {"findings": findings, "rejects": _rejects(arrived), "columns": columns_of(arrived)}
        tables |= {"deliveries": _deliveries(arrived, refused, master)}
        tables |= {"scorecard": scorecard(rows, findings, context.rules)}
        for name, contract in CONTRACTS.items():
            expect(contract, tables[name])
        summary = _summary(len(paths), arrived, refused, known, tables, records.height)
        if not plan:
            with progress.stage("commit"):
                committed = _commit(master, summary, tables, rows, people.scored, progress)
                summary = replace(summary, committed=committed)
        return summary


def _receive(
    paths: Sequence[Path], held: pl.DataFrame, context: Context, progress: Progress
) -> tuple[list[Arrived], list[Refusal], int]:
    """Every delivery that the master does not hold yet, those refused, and how many it holds already."""
    with progress.stage("read", len(paths)) as step:
        read = read_new(paths, held, step)
    with progress.stage("map"):
        understood = understand(read.files, context.rules, context.as_of)
    return *parted(read, understood), read.known


def _standardised(arrived: Sequence[Arrived], held: pl.DataFrame | None, context: Context) -> pl.DataFrame:
    """All delivered rows, those the master holds and the new ones, standardised and with their record keys."""
    kinds = context.rules.kinds
    parts = [] if held is None else [held.drop("record_key", "id_means")]
    if arrived:
        always = pl.DataFrame(schema={"record_id": pl.String, "extra": pl.String})
        raw = pl.concat([always, *[delivery.rows for delivery in arrived]], how="diagonal", rechunk=True)
        expect(RAW_RECORDS, raw)
        fn = partial(standardise, kinds=kinds, as_of=context.as_of)
        stage = Stage("standardise", fn, promise(raw.schema, kinds), by="source_file")
        parts.append(context.engine.bucket(stage, raw))
    rows = pl.concat(parts, how="diagonal_relaxed")
    if len(parts) > 1:  # in the order of a run over all of them, by which some rules tell the first from the second
        rows = rows.sort("source_file", "row")
    content = [*[f"{name}_raw" for name in kinds], "extra"]
    return expect(RECORDS, with_record_keys(rows, content))


def _findings(rows: pl.DataFrame, arrived: Sequence[Arrived], held: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Findings of all rows; what reading noticed is kept from the run that read."""
    found = validate(rows, noticed(rows, arrived), context.rules, context.as_of, context.lang)
    return pl.concat([held.filter(pl.col("code").str.starts_with("I")), found], how="diagonal")


def _models(rules: Rules) -> dict[str, MatchModel]:
    """Both matching models, read before any delivery: a broken one stops the run at once."""
    return {
        entity: model.from_dict(rules.match[entity], f"{rules.folder}/match/{entity}.toml")
        for entity in ("vehicle", "customer")
        if entity in rules.match
    }


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


def _commit(
    master: Master,
    summary: Summary,
    tables: Mapping[str, pl.DataFrame],
    rows: pl.DataFrame,
    scored: pl.DataFrame,
    progress: Progress,
) -> bool:
    """One transaction for everything, or nothing at all where nothing is new; whether anything was."""
    now = datetime.now(UTC)
    counts = {name: getattr(summary, name) for name in ("files", "rows", "records", "customers", "vehicles", "review")}
    made = Run(now, version=__version__, seconds=round(sum(progress.seconds.values()), 2), counts=counts)
    stamp = [pl.lit(master.next_run).alias("run"), pl.lit(now.isoformat(timespec="seconds")).alias("at")]
    events = tables["events"].with_columns(stamp)
    return master.commit(made, {**tables, "events": events}, rows, scored)
