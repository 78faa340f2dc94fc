"""Scores are those of a slow look at every pair; the truth may be spelled as truth files are."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.errors import UsageError
from crmtool.evaluate import breakdown, entities, evaluate
from crmtool.evaluate.truth import judge

ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.none() | st.sampled_from("WXYZ"), st.none() | st.sampled_from("pq"), st.booleans()
    ),
    min_size=1,
    max_size=25,
)
Row = tuple[str, str | None, str | None, bool]


def frames(rows: list[Row]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Crosswalk and truth: each row's true customer, the one found, its noise, and whether the crosswalk has it."""
    numbered = list(enumerate(rows, 1))
    truth = pl.DataFrame([("f.csv", n, true, noise) for n, (true, _, noise, _) in numbered], TRUTH, orient="row")
    found = [("f.csv", n, found) for n, (_, found, _, held) in numbered if held or n == 1]
    return pl.DataFrame(found, CROSSWALK, orient="row").with_columns(KEY), truth


TRUTH = {"source_file": pl.String, "row": pl.Int64, "customer": pl.String, "noise": pl.String}
CROSSWALK = {"source_file": pl.String, "row": pl.Int64, "customer_id": pl.String}
KEY = pl.lit("k").alias("record_key")


def together(rows: list[Row], a: int, b: int) -> bool:
    held = all(rows[n][3] or n == 0 for n in (a, b))
    return held and rows[a][1] is not None and rows[a][1] == rows[b][1]


def slow_pairs(rows: list[Row], noise: object = ...) -> tuple[int, int, int]:
    pairs = [
        (rows[a][0] == rows[b][0], together(rows, a, b))
        for a, b in combinations(range(len(rows)), 2)
        if noise is ... or noise in (rows[a][2], rows[b][2])
    ]
    return (
        sum(true for true, _ in pairs),
        sum(found for _, found in pairs),
        sum(true and found for true, found in pairs),
    )


def slow_bcubed(rows: list[Row]) -> tuple[float, float]:
    precision, recall = [], []
    for a in range(len(rows)):
        found = {b for b in range(len(rows)) if b == a or together(rows, a, b)}
        true = {b for b in range(len(rows)) if rows[b][0] == rows[a][0]}
        precision.append(len(found & true) / len(found))
        recall.append(len(found & true) / len(true))
    return sum(precision) / len(rows), sum(recall) / len(rows)


@settings(deadline=None)
@given(ROWS)
def test_scores_are_those_of_the_slow_look(rows: list[Row]) -> None:
    scores = evaluate(*frames(rows), "customer")
    assert (scores.pairs_true, scores.pairs_found, scores.pairs_right) == slow_pairs(rows)
    assert (scores.bcubed_precision, scores.bcubed_recall) == pytest.approx(slow_bcubed(rows))
    assert scores.missing["row"].to_list() == [n for n, row in enumerate(rows, 1) if not row[3] and n > 1]
    assert scores.rows == len(rows)


@settings(deadline=None)
@given(ROWS)
def test_the_breakdown_is_that_of_the_slow_look(rows: list[Row]) -> None:
    lines = breakdown(*frames(rows), "customer", "noise")
    assert set(lines["noise"]) == {row[2] for row in rows}
    for noise, count, *pairs in lines.select("noise", "rows", "pairs_true", "pairs_found", "pairs_right").iter_rows():
        assert tuple(pairs) == slow_pairs(rows, noise)
        assert count == sum(row[2] == noise for row in rows)


def test_the_best_and_the_worst() -> None:
    truth = pl.DataFrame({"source_file": "f", "row": [1, 2, 3], "customer": ["a", "a", "b"]})
    found = truth.rename({"customer": "customer_id"}).with_columns(KEY)
    perfect = evaluate(found, truth, "customer")
    assert (perfect.precision, perfect.recall, perfect.f1, perfect.bcubed_f1) == (1, 1, 1, 1)
    apart = evaluate(found.with_columns(customer_id=pl.col("row").cast(pl.String)), truth, "customer")
    assert (apart.precision, apart.recall, apart.f1) == (1, 0, 0)
    assert (apart.entities_true, apart.entities_found) == (2, 3)


def test_truth_files_as_they_come() -> None:
    crosswalk = pl.DataFrame(
        {
            "source_file": ["a.csv", "a.csv", "b.xlsx"],
            "row": [1, 2, 1],
            "vehicle_id": ["V1", "V1", None],
            "customer_id": "C1",
            "record_key": "k",
        }
    )
    truth = pl.DataFrame(
        {
            "\ufeffFile": ["a.csv", "C:\\in\\a.csv", " b.xlsx ", "b.xlsx"],
            "ROW": ["1", " 2 ", "1.0", "1"],
            "person": [7, 7, 8, 8],
            "Vehicle": ["x", "x", "", ""],
            "noise": ["", "swap", "", ""],
        }
    )
    assert entities(truth) == ("customer", "vehicle")
    people, cars = (evaluate(crosswalk, truth, entity) for entity in entities(truth))
    assert (people.rows, people.pairs_true, people.pairs_found, people.pairs_right) == (3, 1, 3, 1)
    assert (cars.rows, cars.pairs_true, cars.pairs_found, cars.pairs_right) == (2, 1, 1, 1)
    assert breakdown(crosswalk, truth, "vehicle", "Noise")["rows"].to_list() == [1, 1]
    assert breakdown(crosswalk, truth, "customer", "FILE")["rows"].to_list() == [1, 1, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"person": None}, "no column 'customer'"),
        ({"row": ["x", "1"]}, "1 rows of the truth have no file or no row number"),
        ({"file": "z.csv"}, "no row of the truth is in the master .its first: z.csv:1"),
        ({"row": [1, 1]}, "says two things of a.csv:1"),
        ({"person": ["", ""]}, "no row of the truth is in the master"),
    ],
)
def test_a_truth_that_cannot_be_used_says_why(change: dict[str, object], message: str) -> None:
    crosswalk = pl.DataFrame({"source_file": "a.csv", "row": [1, 2], "customer_id": "C1", "record_key": "k"})
    columns = {"file": "a.csv", "row": [1, 2], "person": ["x", "y"]} | change
    truth = pl.DataFrame({name: values for name, values in columns.items() if values is not None})
    with pytest.raises(UsageError, match=message):
        evaluate(crosswalk, truth, "customer")


def test_an_unknown_column_to_break_down_by() -> None:
    crosswalk = pl.DataFrame({"source_file": "a.csv", "row": [1], "customer_id": "C1", "record_key": "k"})
    truth = pl.DataFrame({"file": "a.csv", "row": [1], "person": ["x"], "noise": ["y"]})
    with pytest.raises(UsageError, match=r"no column 'nois'.*Did you mean 'noise'"):
        breakdown(crosswalk, truth, "customer", "nois")


def test_two_deliveries_of_one_name_are_judged_each_by_its_own_truth() -> None:
    crosswalk = pl.DataFrame(
        {"source_file": ["a.csv", "west/a.csv"], "row": 1, "customer_id": ["C1", "C2"], "record_key": ["k", "l"]}
    )
    truth = pl.DataFrame({"source_file": ["east/a.csv", "west/a.csv"], "row": 1, "customer": ["x", "y"]})
    rows = judge(crosswalk, truth, "customer").rows
    assert rows.select("source_file", "record_key").rows() == [("a.csv", "k"), ("west/a.csv", "l")]
    with pytest.raises(UsageError, match=r"south/a.csv may be a.csv or west/a.csv"):
        judge(crosswalk, truth.with_columns(source_file=pl.lit("south/a.csv")).head(1), "customer")
    with pytest.raises(UsageError, match=r"says two things of a.csv:1"):
        judge(crosswalk.head(1), truth, "customer")
