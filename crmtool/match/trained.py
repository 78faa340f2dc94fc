"""What training estimated of a model: put into a parsed model, and taken out of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crmtool.fields import as_table, one_of, only_keys
from crmtool.match.model import TRAINED, as_share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.match.model import MatchModel


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
