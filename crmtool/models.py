"""The matching models of a rulebook, a fault in one reported at its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

import polars as pl

from crmtool.errors import UsageError
from crmtool.fields import one_of
from crmtool.match import comparisons, model
from crmtool.match.features import customer_features, with_car
from crmtool.records import ROW
from crmtool.standardise import promise

if TYPE_CHECKING:
    from crmtool.match.model import Comparison, MatchModel
    from crmtool.rules_model import Rules

ENTITIES = ("vehicle", "customer")
"""In the order in which they are matched: a car speaks for its customer."""
INSIDE = "level|title|columns|keys|not_with|unless|lasting|fixed|derived|zh"
PART = r"^\[\[(?:comparison|blocking)\]\]"


def open_models(rules: Rules) -> dict[str, MatchModel]:
    """The models by entity, of those that the rulebook has; raises UsageError with file and line for a broken one."""
    columns = _evidence(rules)
    return {entity: _model(rules, entity, columns) for entity in ENTITIES if entity in rules.match}


def _evidence(rules: Rules) -> pl.Schema:
    """The columns that records have for matching."""
    records = pl.DataFrame(schema={**promise({}, rules.kinds), **ROW})
    return with_car(customer_features(records), pl.Series(dtype=pl.UInt32)).schema


def _model(rules: Rules, entity: str, columns: pl.Schema) -> MatchModel:
    file = Path(f"{rules.folder}/match/{entity}.toml")
    try:
        found = model.from_dict(rules.match[entity], str(file))
        model.need_columns(found, columns, str(file))
        one_of(found.entity, (entity,), "entity", f"{file}: model entity")
        for comparison in found.comparisons:
            _need_outcomes(comparison, columns, f"{file}: comparison {comparison.name}")
    except UsageError as fault:
        line = _line(file.read_text("utf-8-sig"), fault.where.removeprefix(str(file)), fault.what)
        raise UsageError(fault.what, where=fault.where.replace(str(file), f"{file}:{line}", 1), fix=fault.fix) from None
    return found


def _need_outcomes(comparison: Comparison, columns: pl.Schema, where: str) -> None:
    """Raise UsageError where columns do not fit the comparison's kind, or a level is nothing that this kind finds."""
    sides = [(f"{name}_{side}", columns[name]) for name in comparison.columns for side in "lr"]
    try:
        found: pl.Series = getattr(comparisons, comparison.kind)(pl.DataFrame(schema=sides), comparison.columns)
    except (ValueError, IndexError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as fault:
        what = f"columns {', '.join(comparison.columns)} do not fit the comparison {comparison.kind}"
        fix = "The reference of the rulebook says which columns it takes, in which order"
        raise UsageError(what, where=f"{where} columns", fix=fix) from fault
    outcomes = tuple(cast("pl.Enum", found.dtype).categories)
    for level in comparison.levels:
        one_of(level.name, outcomes, f"outcome of {comparison.kind}", f"{where} level")


def _line(text: str, place: str, what: str) -> int:
    """The line of what a fault is about: the last of the words that its place and, quoted, its text mention in turn.

    ``place`` names the table first: ": comparison phone level equal m".
    """
    table = re.match(rf": (?P<what>comparison|blocking) (?P<name>.+?)(?=:? (?:{INSIDE})\b|$)", place)
    words = re.findall(r"\w+", place[table.end() :] if table else place)
    head = rf"^\[\[{table['what']}\]\]\s+name\s*=\s*\"{re.escape(table['name'])}\"" if table else r"\A"
    named = re.compile(head, re.MULTILINE).search(text)
    at = named.end() if named else 0
    following = re.compile(PART, re.MULTILINE).search(text, at) if table else None
    for word in [*words, *re.findall(r"'(\w+)'", what)]:
        found = re.compile(rf"\b{re.escape(word)}\b").search(text, at, following.start() if following else len(text))
        at = found.end() if found else at
    return text.count("\n", 0, at) + 1
