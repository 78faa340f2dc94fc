"""Survivorship picks one of the given values, says why, and never looks at the order of the input."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.engines.memory import MemoryEngine
from crmtool.merge import survivorship
from crmtool.merge.identity import with_ids
from crmtool.merge.survivorship import golden_fields, survive

STRATEGIES = ("valid", "complete", "personal", "trust", "frequency", "recency", "longest")
ROW = st.tuples(
    st.integers(0, 2),
    st.sampled_from("abcd"),
    st.booleans(),
    st.integers(0, 5),
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
)


def candidates(rows: list[tuple[int, str, bool, int, date]]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "cluster": [row[0] for row in rows],
            "record": list(range(len(rows))),
            "record_key": [f"{place:03}" for place in range(len(rows))],
            "value": [row[1] for row in rows],
            "good": [row[2] for row in rows],
            "whole": [row[2] for row in rows],
            "sharers": [row[3] for row in rows],
            "trusted": [row[3] for row in rows],
            "seen": [row[4] for row in rows],
        }
    )


@given(st.lists(ROW, min_size=1, max_size=12), st.permutations(STRATEGIES), st.randoms())
def test_one_of_the_given_values_in_any_order(rows: list, order: list[str], chance: object) -> None:
    frame = candidates(rows)
    chosen = survive(frame, order)
    assert chosen["cluster"].to_list() == sorted({row[0] for row in rows})
    for cluster, value in chosen.select("cluster", "value").iter_rows():
        assert value in {row[1] for row in rows if row[0] == cluster}
    assert survive(frame.sample(fraction=1, shuffle=True, seed=chance.randint(0, 99)), order).equals(chosen)


@pytest.mark.parametrize(
    ("strategy", "rows", "winner"),
    [
        ("valid", [(0, "a", False, 1, date(2026, 1, 1)), (0, "b", True, 1, date(2020, 1, 1))], "b"),
        ("recency", [(0, "a", True, 1, date(2025, 1, 1)), (0, "b", True, 1, date(2020, 1, 1))], "a"),
        ("frequency", [(0, "a", True, 1, date(2025, 1, 1)), *[(0, "b", True, 1, date(2020, 1, 1))] * 2], "b"),
        ("trust", [(0, "a", True, 1, date(2025, 1, 1)), (0, "b", True, 5, date(2020, 1, 1))], "b"),
        ("personal", [(0, "a", True, 9, date(2025, 1, 1)), (0, "b", True, 1, date(2020, 1, 1))], "b"),
        ("longest", [(0, "a", True, 1, date(2025, 1, 1)), (0, "bb", True, 1, date(2020, 1, 1))], "bb"),
    ],
)
def test_each_strategy(strategy: str, rows: list, winner: str) -> None:
    chosen = survive(candidates(rows), [strategy]).row(0, named=True)
    assert (chosen["value"], chosen["strategy"]) == (winner, strategy)
    assert chosen["runner_up"] not in (None, winner)


def test_every_strategy_of_the_rules_exists() -> None:
    import tomllib

    rules = tomllib.loads((Path(__file__).parents[2] / "rules" / "survivorship.toml").read_text("utf-8"))
    named = {name for entity in ("customer", "vehicle") for names in rules[entity].values() for name in names}
    assert named <= {name for name in dir(survivorship) if callable(getattr(survivorship, name))}


def test_companions_come_from_the_winner() -> None:
    records = candidates([(0, "a", True, 1, date(2020, 1, 1)), (0, "b", True, 1, date(2025, 1, 1))]).with_columns(
        pl.col("cluster", "record").cast(pl.UInt32), address="value", city=pl.Series(["x", "y"])
    )
    golden, lineage = golden_fields(
        records, {"address": ["recency"]}, {"address": ["city"]}, MemoryEngine(buckets=2).bucket
    )
    assert golden.rows() == [(0, "b", "y")]
    assert lineage.select("value", "strategy", "runner_up").rows() == [("b", "recency", "a")]


def test_ids_are_kept_by_the_larger_part_and_never_reused() -> None:
    first = pl.DataFrame({"record_key": ["a", "b", "c", "d"], "cluster": [0, 0, 0, 3]})
    ids, events = with_ids(first, None, "C")
    assert ids["id"].to_list() == ["C00000001", "C00000002"]
    assert events["kind"].to_list() == ["created", "created"]
    former = first.join(ids, on="cluster").select("record_key", "id")
    torn = pl.DataFrame({"record_key": ["a", "b", "c", "d"], "cluster": [0, 0, 2, 2]})
    ids, events = with_ids(torn, former, "C")
    assert dict(ids.iter_rows()) == {0: "C00000001", 2: "C00000002"}
    joined = pl.DataFrame({"record_key": ["a", "b", "c", "d"], "cluster": [0, 0, 0, 0]})
    ids, events = with_ids(joined, former, "C")
    assert dict(ids.iter_rows()) == {0: "C00000001"}
    assert events.rows() == [("merged", "C00000002", "C00000001")]


def test_an_id_that_was_retired_is_never_given_again() -> None:
    alone = pl.DataFrame({"record_key": ["a", "b"], "cluster": [0, 1]})
    former = pl.DataFrame({"record_key": ["a", "b"], "id": ["C00000001", "C00000001"]})
    ids, events = with_ids(alone, former, "C", ["C00000001", "C00000002"])
    assert ids["id"].to_list() == ["C00000001", "C00000003"]
    assert events.rows() == [("split", "C00000001", "C00000003")]


def test_records_take_back_the_id_that_they_bore_before_a_decision() -> None:
    former = pl.DataFrame({"record_key": ["a", "b", "c"], "id": ["C00000001"] * 3})
    issued = ["C00000001", "C00000002", "C00000003"]
    bore = {"record_key": ["a", "b", "b", "c"], "id": ["C00000001", "C00000002", "C00000003", "C00000002"]}
    for clusters, expected in (
        ([0, 1, 1], ["C00000004", "C00000001"]),
        ([0, 1, 2], ["C00000001", "C00000002", "C00000004"]),
        ([0, 0, 0], ["C00000001"]),
    ):
        now = pl.DataFrame({"record_key": ["a", "b", "c"], "cluster": clusters})
        ids, events = with_ids(now, former, "C", issued, pl.DataFrame(bore))
        assert dict(ids.iter_rows()) == dict(zip(dict.fromkeys(clusters), expected, strict=True))
        assert events["kind"].to_list() == ["split"] * (len(expected) - 1)


def test_of_equal_parts_the_one_that_bore_it_keeps_an_id() -> None:
    former = pl.DataFrame({"record_key": ["a", "b"], "id": ["C00000001"] * 2})
    now = pl.DataFrame({"record_key": ["a", "b"], "cluster": [0, 1]})
    for keeps, other in (("a", "b"), ("b", "a")):
        bore = pl.DataFrame({"record_key": [keeps, other], "id": ["C00000001", "C00000002"]})
        ids, _ = with_ids(now, former, "C", ["C00000002"], bore)
        whose = dict(now.join(ids, on="cluster").select("record_key", "id").iter_rows())
        assert whose == {keeps: "C00000001", other: "C00000002"}
