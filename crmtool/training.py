"""Teach the matching models from a master's own records, and write down what they learned."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crmtool import __version__
from crmtool.match import training
from crmtool.match.decisions import decided
from crmtool.match.features import customer_features, with_car
from crmtool.match.trained import VERSION, weights
from crmtool.models import open_models
from crmtool.records import newest_versions
from crmtool.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from crmtool.engines.memory import MemoryEngine
    from crmtool.match.model import MatchModel
    from crmtool.rulebook import Rules

SEED = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one model learned: how it was and is, from how many ``records`` and pairs that stewards have ``judged``."""

    before: MatchModel
    after: MatchModel
    records: int
    judged: int

    def moves(self) -> list[tuple[str, str, float, float]]:
        """Comparison, level and the weight it had and has, for every level."""
        return [
            (old.name, one.name, training.weight(one, self.records), training.weight(other, self.records))
            for old, new in zip(self.before.comparisons, self.after.comparisons, strict=True)
            for one, other in zip(old.levels, new.levels, strict=True)
        ]


def learn(rows: pl.DataFrame, decisions: pl.DataFrame, rules: Rules, engine: MemoryEngine) -> dict[str, Lesson]:
    """Train the models of vehicles and customers on standardised ``rows`` and on stewards' ``decisions``, by entity."""
    evidence = customer_features(newest_versions(rows))
    lessons = {}
    clusters = None
    for entity, taught in open_models(rules).items():
        if entity == "customer":
            evidence = with_car(evidence, clusters)
        said = decided(decisions, entity, evidence["record_key"])
        clusters = resolve(evidence, taught, engine, said).clusters
        after, judged = training.train(evidence, taught, clusters, said, SEED)
        lessons[entity] = Lesson(taught, after, evidence.height, judged)
    return lessons


def as_json(lessons: Mapping[str, Lesson], trained_on: Mapping[str, Any]) -> str:
    """The text of a ``weights.json``: every level's m and u, and what they come from."""
    models = {
        entity: {
            "trained_on": {**trained_on, "records": lesson.records, "judged": lesson.judged},
            "levels": weights(lesson.after),
        }
        for entity, lesson in lessons.items()
    }
    written = {"crmtool": __version__, "version": VERSION, "models": models}
    return json.dumps(written, ensure_ascii=False, indent=1) + "\n"
