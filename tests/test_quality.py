"""How right the program is on made-up deliveries of another world than samples/ shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import bring_in, table

from crmtool import evaluate
from crmtool.sample import write

if TYPE_CHECKING:
    from crmtool.evaluate import Scores
    from crmtool.evaluate.truth import Entity

CUSTOMERS, SEED = 1500, 11
FLOORS: dict[Entity, dict[str, float]] = {
    "customer": {"precision": 0.99, "f1": 0.975},
    "vehicle": {"precision": 0.99, "recall": 0.93},
}


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[Entity, Scores]:
    folder = tmp_path_factory.mktemp("quality")
    write(folder / "deliveries", CUSTOMERS, SEED)
    bring_in([folder / "deliveries"], folder / "master")
    truth = pl.read_csv(folder / "deliveries" / "truth.csv", infer_schema=False)
    return {entity: evaluate.evaluate(table(folder / "master", "crosswalk"), truth, entity) for entity in FLOORS}


@pytest.mark.parametrize(("entity", "figure"), [(entity, figure) for entity in FLOORS for figure in FLOORS[entity]])
def test_floors(scores: dict[Entity, Scores], entity: Entity, figure: str) -> None:
    assert getattr(scores[entity], figure) >= FLOORS[entity][figure]


@pytest.mark.parametrize("entity", FLOORS)
def test_no_row_is_missing(scores: dict[Entity, Scores], entity: Entity) -> None:
    assert scores[entity].rows > CUSTOMERS
    assert scores[entity].missing.height == 0
