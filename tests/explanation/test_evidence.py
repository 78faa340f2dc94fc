"""What is worked out of a few records is what matching works out of all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import DAY, RULES
from polars.testing import assert_frame_equal

from crmtool.explanation import explain
from crmtool.explanation.evidence import Holdings, evidence
from crmtool.explanation.scored import NO_CARS
from crmtool.explanation.told import Explanation
from crmtool.explanation.whatif import supposed
from crmtool.master import Master
from crmtool.match import model
from crmtool.match.features import customer_features, with_frequencies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SEED = 7


@dataclass(frozen=True)
class Drawn:
    """An open master, and records of it."""

    held: Holdings
    records: list[int]


@pytest.fixture
def drawn(master: Path) -> Iterator[Drawn]:
    with Master.open(master, write=False) as opened:
        held = Holdings(opened)
        yield Drawn(held, held.newest["record"].sample(24, seed=SEED).to_list())


@pytest.mark.parametrize("entity", ["customer", "vehicle"])
def test_evidence_on_some_is_that_on_all(drawn: Drawn, entity: str) -> None:
    held, matching = drawn.held, model.from_dict(RULES.match[entity], "")
    everything = with_frequencies(customer_features(held.known[held.newest["at"]]), matching)
    for ends in zip(drawn.records[::2], drawn.records[1::2], strict=True):
        wanted = pl.Series(sorted(ends), dtype=pl.UInt32)
        some = evidence(held, wanted, pl.DataFrame(schema=NO_CARS), matching)
        here = some.filter(pl.col("place").is_in(wanted.implode())).drop("record", "place", "vehicle", "drivers")
        there = everything[wanted].select(here.columns)
        # How often no value at all occurs says nothing, and is not followed up.
        known = [
            pl.when(pl.col(name.removeprefix("tf_")).is_not_null()).then(name).alias(name)
            for name in here.columns
            if name.startswith("tf_")
        ]
        assert_frame_equal(here.with_columns(known), there.with_columns(known))


def test_weights_are_those_of_the_run(master: Path) -> None:
    with Master.open(master, write=False) as opened:
        scored = opened.scored()
        assert scored is not None
        held = Holdings(opened)
        for pair in scored.sample(16, seed=SEED).iter_rows(named=True):
            found = explain(opened, held.place(pair["l"]), held.place(pair["r"]), RULES)
            assert isinstance(found, Explanation)
            assert found.weight == pytest.approx(pair["match_weight"], abs=1e-3)
            assert (found.verdict, found.veto, found.at_run) == (pair["verdict"], pair["veto"], None)
            assert {one.name: one.level or None for one in found.steps} == {
                one.name: pair[f"gamma_{one.name}"] for one in found.steps
            }
            first = RULES.match["customer"]["blocking"][pair["rule"]]["name"] if pair["rule"] < 255 else ""
            assert found.rules[0] == first if first else (not found.rules and found.blocking.inside)


def test_a_model_may_look_at_what_no_other_does(master: Path) -> None:
    keys = {"name": "leftovers", "keys": ["extra", "remark"]}
    customer = {**RULES.match["customer"], "blocking": [keys]}
    rules = replace(RULES, match={**RULES.match, "customer": customer})
    with Master.open(master, write=False) as opened:
        held = Holdings(opened)
        left, right = held.newest["record"].sample(2, seed=SEED).to_list()
        found = explain(opened, held.place(left), held.place(right), rules)
        assert isinstance(found, Explanation)
        assert [key.column for key in found.blocking.keys] == keys["keys"]


def test_steps_add_up(master: Path) -> None:
    with Master.open(master, write=False) as opened:
        held = Holdings(opened)
        rows = held.newest["record"].sample(24, seed=SEED).to_list()
        for left, right in zip(rows[::2], rows[1::2], strict=True):
            found = explain(opened, held.place(left), held.place(right), RULES)
            assert isinstance(found, Explanation)
            assert found.prior + sum(one.weight for one in found.steps) == pytest.approx(found.weight, abs=1e-3)
            for step in found.steps:
                assert step.weight == pytest.approx(step.alone if step.state == "counted" else 0, abs=1e-3)


def test_supposing_nothing_gives_what_is_stored(drawn: Drawn) -> None:
    held = drawn.held
    for record in drawn.records[:12]:
        again = supposed(held, record, {}, RULES.kinds, DAY)
        stored = held.known[int(held.newest["at"][record])].drop("sheet", "line")
        kept = again.select(pl.col(name).cast(kind) for name, kind in stored.schema.items())
        assert_frame_equal(kept, stored)
