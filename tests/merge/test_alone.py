"""Records alone beside the only customer of their name."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.merge.alone import alone, only_ones

TOLD = {"name": pl.String, "seen": pl.UInt32, "proven": pl.Boolean, "place": pl.String}
PAIRS = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64}


def weighed(*, place: str = "A", bearers: int = 1, proven: bool = True) -> list[float]:
    """What becomes of 0.0 for the last record, of a name that the first customers of three records each bear."""
    rows = [(f"n{max(0, at // 3 - bearers + 1)}", 4, proven, "A" if at < 150 else "B") for at in range(300)]
    told = pl.DataFrame([*rows, ("n0", 4, False, place)], TOLD, orient="row")
    clusters = pl.Series([at // 3 * 3 for at in range(300)] + [300], dtype=pl.UInt32)
    pairs = pl.DataFrame([(0, 300, 0.0)], PAIRS, orient="row")
    return alone(pairs, told, clusters, partners=2.0)["match_weight"].to_list()


def test_a_rare_name_says_more_once_customers_are_known() -> None:
    assert weighed()[0] > 0


def test_where_somebody_has_been_before_says_more() -> None:
    assert weighed(place="A")[0] > weighed(place="C")[0]


def test_a_name_of_two_customers_says_whom_of_neither() -> None:
    assert weighed(bearers=2) == []


def test_without_documents_nobody_knows_how_rare_a_name_is() -> None:
    assert weighed(proven=False)[0] < 0


@pytest.mark.parametrize(("pairs", "left"), [([(0, 2)], [(0, 2)]), ([(0, 2), (1, 3)], []), ([(2, 0)], [(0, 2)])])
def test_a_cluster_of_two_claims_is_let_go(pairs: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    clusters = pl.Series([0, 0, 2, 3], dtype=pl.UInt32)
    found = only_ones(pl.DataFrame(pairs, {"l": pl.UInt32, "r": pl.UInt32}, orient="row"), clusters)
    assert found.select("a", "b").rows() == left
