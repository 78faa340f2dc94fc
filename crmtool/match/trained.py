"""What training estimated of a model: read from its file, put into a parsed model, and taken out of one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crmtool.errors import UsageError
from crmtool.fields import as_table, one_of, only_keys
from crmtool.match.model import TRAINED, as_share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.match.model import MatchModel

VERSION = 1
"""The version of the file that holds weights."""
_AGAIN = "Remove it; crmtool train writes it anew"


def from_json(text: str, where: str) -> dict[str, dict[str, Any]]:
    """What ``crmtool train`` wrote, by model; raises UsageError for a text that is no such file, or of another version.

    ``where`` names the file in errors.
    """
    try:
        written = json.loads(text)
    except json.JSONDecodeError as broken:
        raise UsageError(f"is not valid JSON: {broken.msg}", where=f"{where}:{broken.lineno}", fix=_AGAIN) from None
    models = written.get("models") if isinstance(written, dict) else None
    if not isinstance(models, dict) or not all(map(_has_levels, models.values())):
        raise UsageError("holds no trained weights", where=where, fix=_AGAIN)
    if written.get("version") != VERSION:
        raise UsageError(f"is of version {written.get('version')!r}, not {VERSION}", where=where, fix=_AGAIN)
    return models


def _has_levels(said: object) -> bool:
    return isinstance(said, dict) and isinstance(said.get("levels"), dict)


def with_weights(tables: dict[str, Any], levels: Mapping[str, Any], where: str) -> dict[str, Any]:
    """A parsed model with m and u of its levels as ``levels`` says by comparison and level (see ``weights``).

    Raises UsageError for a comparison, a level or a key that the model does not have.
    """
    comparisons = {table.get("name", ""): table for table in tables.get("comparison", ())}
    changed = {}
    for name, trained in levels.items():
        one_of(name, frozenset(comparisons), "comparison", where)
        table = comparisons[name]
        estimated = as_table(trained, f"{where}: {name}")
        only_keys(estimated, tuple(table["level"]), f"{where}: {name}")
        for level, values in estimated.items():
            place = f"{where}: {name}.{level}"
            only_keys(as_table(values, place), tuple(key for key in table["level"][level] if key in TRAINED), place)
            for key in values:
                as_share({**table["level"][level], **values}, key, place)
        changed[name] = {level: {**said, **estimated.get(level, {})} for level, said in table["level"].items()}
    both = [{**table, "level": changed.get(name, table.get("level"))} for name, table in comparisons.items()]
    return {**tables, "comparison": both}


def weights(model: MatchModel) -> dict[str, dict[str, dict[str, float]]]:
    """What training estimated of every level, by comparison and level, to five digits."""
    return {
        comparison.name: {
            level.name: {key: float(f"{value:.5g}") for key in TRAINED if (value := getattr(level, key)) is not None}
            for level in comparison.levels
        }
        for comparison in model.comparisons
    }
