"""The gate: deliveries are read, mapped, standardised and validated as a run does it, and nothing is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from crmtool import gate, mapping
from crmtool.arrivals import Arrived, Refusal, noticed, profile_name
from crmtool.masking import mask_findings
from crmtool.read import legible
from crmtool.receiving import Received, receive
from crmtool.records import with_id_means
from crmtool.report import Unread
from crmtool.standardise import standardise
from crmtool.validate import FINDINGS, validate
from crmtool.validate.parse import NOTE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from crmtool.model import Progress
    from crmtool.rules_model import Rules

TWICE = "I057"
"""The refusal of a delivery that can be read well, but came under another name too: a finding, here."""
HELD = "master:"
"""What stands before the name of a delivery that the master holds, so that it is not one of those given."""
DELIVERIES = {"source_file": pl.String, "sha256": pl.String, "refused_because": pl.String}


@dataclass(frozen=True, slots=True)
class Context:
    """What a check is told from outside.

    ``codes`` are the rules that take part, ``baseline`` the findings that are known; ``master`` is the folder of the
    master whose records the deliveries are compared with, None for none. ``fingerprints`` says whether anybody asks for
    those of the findings; a baseline does.
    """

    rules: Rules
    as_of: date
    lang: str
    codes: frozenset[str]
    baseline: gate.Baseline = gate.NOTHING_KNOWN
    master: Path | None = None
    unmask: bool = False
    fingerprints: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    ``findings`` has the columns of findings, ``value`` and ``suggestion`` as they may be shown, and beside them
    ``path`` (as the user gave it), ``counts`` (Boolean: not within a threshold) and, where somebody asks for them,
    ``fingerprint`` and ``nth`` (see ``gate.baseline``). Those that the baseline knows are left out; ``known`` says how
    many, ``everything`` has them too, but no ``counts``. ``rows`` of each delivery are by path, in the order of
    reading. ``found`` are all, not masked.
    """

    findings: pl.DataFrame
    everything: pl.DataFrame
    arrived: tuple[Arrived, ...]
    refused: tuple[Unread, ...]
    rows: Mapping[str, int]
    known: int
    found: pl.DataFrame

    def with_parts(self) -> pl.DataFrame:
        """The findings with ``part``: which sheet, or file of an archive, each is in; null where there is but one."""
        several = [one.delivery.source_file for one in self.arrived if len(one.file.tables) > 1]
        parted = pl.col("source_file").is_in(several) & (pl.col("sheet") != "")
        return self.findings.with_columns(part=pl.when(parted).then("sheet"))

    def unmasked(self) -> pl.DataFrame:
        """The findings that are shown, with their values as delivered: for repairs, never for the eyes."""
        keys = ["source_file", "sheet", "row", "field", "code"]
        return self.found.join(self.findings, on=keys, how="semi", nulls_equal=True)


def check(paths: Mapping[Path, str], context: Context, progress: Progress) -> Checked:
    """Check deliveries; ``paths`` are files, and how messages call each.

    A delivery that cannot be read is among the refused; all others are checked. Raises UsageError for a dealer's
    profile that names a rule or a field that there is not.
    """
    examined, arrived, refused = _examined(paths, context, progress)
    unread = [one for one in refused if one.code != TWICE or not arrived]
    seen = {*(one.file.path for one in arrived), *(one.path for one in unread)}
    first = {one.file.sha256: paths[one.file.path] for one in arrived}
    same = {one.path: first.get(one.sha256, "") for one in refused}
    twice = {path: same.get(path, "") for path in paths if path not in seen}
    named = {one.delivery.source_file: paths[one.file.path] for one in arrived}
    path = pl.col("source_file").replace_strict(named, default="", return_dtype=pl.String)
    found = pl.concat([examined.with_columns(path=path), _doubles(twice, paths, context)], how="diagonal")
    everything = _told(found, context)
    new, known = context.baseline.split(everything)
    rows = {one.delivery.source_file: one.rows.height + one.rejects.height for one in arrived}
    policies = {one.delivery.source_file: _policy(one, context.rules) for one in arrived}
    return Checked(
        gate.apply(new, policies, rows),
        everything,
        arrived,
        _unread(unread, paths),
        {named[name]: count for name, count in rows.items()} | {paths[path]: 0 for path in twice},
        known,
        found,
    )


def score(
    paths: Mapping[Path, str], context: Context, progress: Progress
) -> tuple[pl.DataFrame, pl.DataFrame, tuple[Unread, ...]]:
    """The scorecard of those who deliver, before any run; what a master holds was delivered earlier.

    Gives the scorecard, the deliveries it is of (dealer, kind, date), and those that could not be read.
    """
    from crmtool.scorecard import scorecard

    received, refused = _received(paths, context, progress)
    unread = _unread(refused, paths)
    if received.rows is None:
        return pl.DataFrame(), pl.DataFrame(), unread
    with progress.stage("validate"):
        rows = _compared(received.rows, received.arrived, context)
        found = validate(rows, noticed(rows, received.arrived), context.rules, context.as_of, context.lang)
        card = scorecard(rows, found, context.rules)
    ours = rows.filter(~pl.col("source_file").str.starts_with(HELD)).select("dealer").unique()
    deliveries = rows.select("dealer", "kind", date="delivery_date").unique()
    return card.join(ours, on="dealer", how="semi", maintain_order="left"), deliveries, unread


def _received(paths: Mapping[Path, str], context: Context, progress: Progress) -> tuple[Received, list[Refusal]]:
    """What came of the deliveries, and those refused in words that call them as ``paths`` does."""
    standard = partial(standardise, kinds=context.rules.kinds, as_of=context.as_of)
    held = pl.DataFrame(schema=DELIVERIES)
    received = receive(list(paths), held, context.rules, context.as_of, standard, progress)
    return received, [replace(one, message=_worded(one, paths[one.path], context)) for one in received.refused]


def _unread(refused: Iterable[Refusal], paths: Mapping[Path, str]) -> tuple[Unread, ...]:
    return tuple(Unread(paths[one.path], one.code, one.message, one.line) for one in refused)


def _worded(refusal: Refusal, path: str, context: Context) -> str:
    said = refusal.message.replace(legible(refusal.path), path)
    return context.rules.refusal(refusal.code, path, said, context.lang, refusal.fix)


def _examined(
    paths: Mapping[Path, str], context: Context, progress: Progress
) -> tuple[pl.DataFrame, tuple[Arrived, ...], list[Refusal]]:
    """What is found in the deliveries, those that arrived, and those refused; their rows are let go."""
    received, refused = _received(paths, context, progress)
    return _found(received, context, progress), received.arrived, refused


def _found(received: Received, context: Context, progress: Progress) -> pl.DataFrame:
    """What the rules that take part find in the deliveries, with the ``kind`` and ``record_id`` of the record."""
    arrived = received.arrived
    if received.rows is None:
        return pl.DataFrame(schema={**FINDINGS, "kind": pl.String, "record_id": pl.String})
    known = context.rules.checks
    asked = {code: rule for code, rule in known.items() if rule.check == NOTE or code in context.codes}
    with progress.stage("validate"):
        rows = _compared(received.rows, arrived, context)
        notes = noticed(rows, arrived)
        found = validate(rows, notes, replace(context.rules, checks=asked), context.as_of, context.lang)
    unknown = ~pl.col("code").is_in(list(known)) & pl.lit(len(context.codes) == len(known))
    ours = found.filter(pl.col("code").is_in(context.codes) | unknown, ~pl.col("source_file").str.starts_with(HELD))
    kinds = {one.delivery.source_file: one.delivery.kind for one in arrived}
    whose = rows.select("source_file", "row", "record_id").filter(pl.col("record_id").is_not_null())
    kind = pl.col("source_file").replace_strict(kinds, return_dtype=pl.String)
    return ours.join(whose, on=["source_file", "row"], how="left", maintain_order="left").with_columns(kind=kind)


def _compared(rows: pl.DataFrame, arrived: Sequence[Arrived], context: Context) -> pl.DataFrame:
    """The rows of the deliveries and those they are compared with, in the order of a run over all of them."""
    held = _held(arrived, context.master) if context.master else None
    if held is not None:
        rows = pl.concat([held.drop("record_key", "id_means"), rows], how="diagonal_relaxed")
        rows = rows.sort(pl.col("source_file").str.strip_prefix(HELD), "row", maintain_order=True)
    return with_id_means(rows, [*[f"{name}_raw" for name in context.rules.kinds], "extra"])


def _held(arrived: Sequence[Arrived], folder: Path) -> pl.DataFrame | None:
    """The records of the master but for those of the deliveries that are checked."""
    from crmtool.master import Master

    with Master.open(folder, write=False) as master:
        records, deliveries = master.records(), master.table("deliveries")
    again = deliveries.filter(pl.col("sha256").is_in([one.file.sha256 for one in arrived]))["source_file"]
    if records is None:
        return None
    others = records.filter(~pl.col("source_file").is_in(again.implode()))
    return others.with_columns(source_file=HELD + pl.col("source_file"))


def _doubles(twice: Mapping[Path, str], paths: Mapping[Path, str], context: Context) -> pl.DataFrame:
    """Findings that the content of these files came under another path, which is beside each, "" for the same name."""
    rule = context.rules.checks.get(TWICE)
    if rule is None or TWICE not in context.codes:
        return pl.DataFrame(schema=dict(FINDINGS))
    said = rule.message[context.lang]
    rows = [
        {
            "source_file": legible(path.name),
            "sheet": "",
            "code": TWICE,
            "severity": rule.severity,
            "message": f"{said}: {other}" if other else said,
            "path": paths[path],
        }
        for path, other in twice.items()
    ]
    return pl.DataFrame(rows, schema={**FINDINGS, "path": pl.String})


def _told(found: pl.DataFrame, context: Context) -> pl.DataFrame:
    """The findings as they may be shown, with their fingerprints, which are always of the masked value."""
    kinds = {name: field.shown_as for name, field in context.rules.fields.items()}
    masked = mask_findings(found, kinds)
    if context.fingerprints:
        masked = gate.with_fingerprints(masked)
    return masked.with_columns(found["value"], found["suggestion"]) if context.unmask else masked


def _policy(one: Arrived, rules: Rules) -> gate.Policy:
    """What the profile that the delivery was read by ignores and lets pass."""
    dealer = profile_name(one.file)
    where = f"{rules.folder}/dealers/{dealer}.toml"
    profile = mapping.profile_from_toml(rules.dealers.get(dealer, {}), where)
    return gate.policy(rules.checks, profile.ignore, profile.thresholds, where)
