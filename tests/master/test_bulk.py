"""Frames come back from SQLite as they went in, through tables and through the packed lineage."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlite_utils import Database

from crmtool.master import bulk, lineage

TEXT = st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NUMBER = st.none() | st.integers(0, 2**31)
COLUMNS = {
    "text": (pl.String, TEXT),
    "number": (pl.Int64, st.none() | st.integers(-(2**63), 2**63 - 1)),
    "key": (pl.UInt64, st.none() | st.integers(0, 2**64 - 1)),
    "share": (pl.Float64, st.none() | st.floats(allow_nan=False)),
    "truth": (pl.Boolean, st.none() | st.booleans()),
    "day": (pl.Date, st.none() | st.dates(date(1, 1, 1))),
    'o"d d': (pl.String, TEXT),
}
ROW = st.tuples(*(values for _, values in COLUMNS.values()))
LINEAGE = {name: pl.Int64 if name == "row" else pl.String for name in lineage._CODED} | {
    "runner_up": pl.String, "day": pl.Date, "sure": pl.Boolean, "key": pl.UInt64,
}  # fmt: skip
FEW = st.sampled_from(["a", "b", "客户"])
GOLDEN = st.tuples(
    FEW, FEW, st.none() | FEW, TEXT, st.none() | FEW, NUMBER, st.none() | FEW, TEXT,
    *(COLUMNS[name][1] for name in ("day", "truth", "key")),
)  # fmt: skip


def frame(rows: list[tuple[object, ...]], schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema, orient="row")


@settings(deadline=None)
@given(st.lists(ROW, max_size=200))
def test_a_table_round_trips(rows: list[tuple[object, ...]]) -> None:
    given_frame = frame(rows, {name: dtype for name, (dtype, _) in COLUMNS.items()})
    with sqlite3.connect(":memory:") as connection:
        db = Database(connection)
        db.table("t").create(bulk.sql_types(given_frame.schema))
        bulk.insert(connection, "t", given_frame)
        back = bulk.fetch(connection, f"SELECT {bulk.quoted(given_frame.columns)} FROM t", given_frame.schema)  # noqa: S608
    connection.close()
    assert_frame_equal(back, given_frame)


@settings(deadline=None)
@given(st.lists(GOLDEN, max_size=60))
def test_lineage_round_trips_packed_and_as_a_view(rows: list[tuple[object, ...]]) -> None:
    said = frame(rows, LINEAGE)
    together = said.with_row_index("at").with_columns(first=pl.min("at").over("entity", "id")).sort("first", "at")
    expected = together.select(said.columns)
    with sqlite3.connect(":memory:") as connection:
        lineage.replace(Database(connection), lineage.pack(said), said.columns)
        assert_frame_equal(lineage.read(connection, said.schema), expected)
        query = f"SELECT {bulk.quoted(said.columns)} FROM lineage"  # noqa: S608
        assert_frame_equal(bulk.fetch(connection, query, said.schema), expected)
        wanted = bulk.fetch(connection, f"{query} WHERE id = ? AND field = ?", said.schema, ("客户", "a"))
        assert_frame_equal(wanted, expected.filter(pl.col("id") == "客户", pl.col("field") == "a"))
    connection.close()


def test_a_nul_in_lineage_is_shown() -> None:
    said = pl.DataFrame(
        [("customer", "C1", "name", "a\0b", "f", 1, "valid")], lineage._CODED, orient="row"
    ).with_columns(runner_up=pl.lit(None, pl.String))
    with sqlite3.connect(":memory:") as connection:
        lineage.replace(Database(connection), lineage.pack(said), said.columns)
        assert connection.execute("SELECT value FROM lineage").fetchall() == [("a␀b",)]
    connection.close()


@pytest.mark.parametrize("rows", [0, 1, 31, 32, 33, 16_384, 20_000])
def test_batches_of_any_size_lose_no_row(rows: int) -> None:
    numbers = pl.DataFrame({f"c{n}": pl.int_range(rows, eager=True) + n for n in range(28)})
    with sqlite3.connect(":memory:") as connection:
        Database(connection).table("t").create(bulk.sql_types(numbers.schema))
        bulk.insert(connection, "t", numbers)
        assert_frame_equal(bulk.fetch(connection, "SELECT * FROM t", numbers.schema), numbers)
    connection.close()


def test_odd_types_become_storable() -> None:
    odd = pl.DataFrame(
        {
            "small": pl.Series([1], dtype=pl.UInt8),
            "nan": pl.Series([float("nan")], dtype=pl.Float32),
            "at": [datetime(2026, 11, 21, 20, 0, tzinfo=UTC)],
            "list": [["a", 'q"']],
            "struct": [{"x": 1}],
            "kind": pl.Series(["k"], dtype=pl.Categorical),
            "nothing": [None],
        }
    )
    stored = bulk.storable(odd)
    assert stored.row(0) == (1, None, "2026-11-21T20:00:00.000000+00:00", '["a","q\\""]', '{"x":1}', "k", None)
    assert {str(dtype) for dtype in stored.dtypes} == {"Int64", "Float64", "String"}


def test_the_fingerprint_sees_order_values_names_and_types() -> None:
    base = pl.DataFrame({"a": [1, 2], "b": ["x", None]})
    same = pl.concat([base.head(1), base.tail(1)])
    others = [
        base.reverse(), base.head(1), base.rename({"a": "c"}), base.cast({"a": pl.Int32}), base.select("b", "a"),
        base.with_columns(b=pl.lit("x")), pl.DataFrame(), pl.DataFrame({"a": []}),
    ]  # fmt: skip
    prints = [bulk.fingerprint(each) for each in (base, *others)]
    assert bulk.fingerprint(same) == prints[0]
    assert len(set(prints)) == len(prints)
