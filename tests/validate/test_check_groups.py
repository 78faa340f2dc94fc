"""Checks across rows must say what a slow and obvious loop says."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.rules_model import Rule
from crmtool.validate.checks import check_kinds
from crmtool.validate.terms import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_OF = date(2026, 11, 20)
WORDS = {"en": "", "zh": ""}
TEXTS = ("dealer", "value", "value_raw", "value_reason", "name", "name_key", "surname", "name_state")
SCHEMA = {
    "at": pl.UInt32,
    "row": pl.Int64,
    "file": pl.UInt32,
    "content": pl.UInt64,
    "value_usable": pl.Boolean,
    "event_date_day": pl.Date,
    **dict.fromkeys(TEXTS, pl.String),
}
VALUES, NAMES = st.sampled_from(["1", "2", "3", None]), st.sampled_from(["王一", "王二", "李一", "张一", "赵一", None])
ROWS = st.lists(
    st.fixed_dictionaries({"value": VALUES, "name": NAMES, "day": st.integers(0, 9), "file": st.integers(0, 1)}),
    max_size=14,
)
Row = dict[str, Any]


def found(kind: str, rows: Sequence[Row], **params: object) -> list[Row]:
    rule = Rule("V900", WORDS, WORDS, WORDS, "error", kind, WORDS, fields=("value",), params=params)
    return sorted(
        check_kinds()[kind](Given(records(rows), rule, AS_OF), **params).collect().to_dicts(), key=lambda hit: hit["at"]
    )


def records(rows: Sequence[Row]) -> pl.LazyFrame:
    filled = [
        {
            "at": at,
            "row": at + 1,
            "file": row.get("file", 0),
            "content": hash(tuple(row.items())) % 2**63,
            "dealer": str(row.get("file", 0)),
            "value": row["value"],
            "value_raw": row["value"],
            "value_reason": "ok",
            "value_usable": row["value"] is not None,
            "name": row.get("name"),
            "name_key": row.get("name"),
            "surname": row["name"][0] if row.get("name") else None,
            "name_state": "full" if row.get("name") else None,
            "event_date_day": AS_OF - timedelta(days=30) + timedelta(days=row.get("day", 0)),
        }
        for at, row in enumerate(rows)
    ]
    return pl.DataFrame(filled, SCHEMA).lazy()


def lengths(hits: list[Row]) -> list[Row]:
    return [{"at": hit["at"], "length": hit["length"]} for hit in hits]


def names_of(rows: Sequence[Row], key: tuple[str, ...]) -> dict[tuple[Any, ...], list[str]]:
    names = defaultdict(list)
    for row in rows:
        if row["value"] and row["name"]:
            names[tuple(row[part] for part in key)].append(row["name"])
    return names


@given(ROWS)
def test_many_names(rows: list[Row]) -> None:
    names = {value: set(found) for (value,), found in names_of(rows, ("value",)).items()}
    bad = {value for value, found in names.items() if 2 <= len(found) < 4 and len({name[0] for name in found}) >= 2}
    expected = [
        {"at": at, "names": len(names[row["value"]]), "such": len(bad), "values": len(names)}
        for at, row in enumerate(rows)
        if row["value"] in bad
    ]
    assert found("many_names", rows, names=2, below=4, surnames=2) == expected


@given(ROWS)
def test_several_names(rows: list[Row]) -> None:
    names = names_of(rows, ("file", "value"))
    expected = []
    for at, row in enumerate(rows):
        known = names.get((row["file"], row["value"]), [])
        if row["value"] and row["name"] and row["name"] != known[0]:
            expected.append({"at": at, "names": len(set(known)), "first": known[0]})
    assert found("several_names", rows) == expected


@given(ROWS)
def test_repeated_and_identical(rows: list[Row]) -> None:
    first: dict[Any, int] = {}
    expected = []
    for at, row in enumerate(rows):
        if first.setdefault(tuple(row.items()), at) != at:
            expected.append({"at": at, "first": first[tuple(row.items())] + 1})
    assert found("identical_rows", rows) == expected
    repeated = []
    ids: dict[Any, int] = {}
    for at, row in enumerate(rows):
        fresh = first[tuple(row.items())] == at
        if row["value"] and fresh and ids.setdefault((row["file"], row["value"]), at) != at:
            repeated.append({"at": at, "first": ids[row["file"], row["value"]] + 1})
    assert found("repeated", rows) == repeated


@given(ROWS)
def test_sold_again(rows: list[Row]) -> None:
    sales = defaultdict(list)
    for at, row in enumerate(rows):
        if row["value"] and row["name"]:
            sales[row["value"]].append((row["day"], at, row["name"]))
    expected = []
    for sold in map(sorted, sales.values()):
        for (day, _, name), (later, at, other) in pairwise(sold):
            if later - day <= 3 and name != other:
                expected.append({"at": at, "days": later - day, "other": name})
    assert found("sold_again", rows, days=3) == sorted(expected, key=lambda hit: hit["at"])


@given(st.lists(st.tuples(st.sampled_from(["1", "2"]), st.integers(0, 5), st.integers(0, 9)), max_size=12))
def test_falls(readings: list[tuple[str, int, int]]) -> None:
    rows = [{"value": str(reading * 100), "car": car, "day": day} for car, day, reading in readings]
    frame = records(rows).with_columns(
        car=pl.Series([row["car"] for row in rows], dtype=pl.String),
        car_usable=pl.lit(value=True),
    )
    rule = Rule("K900", WORDS, WORDS, WORDS, "error", "falls", WORDS, fields=("value",))
    hits = check_kinds()["falls"](Given(frame, rule, AS_OF), by="car", more_than=100).collect()
    expected = []
    for car in ("1", "2"):
        visits = sorted((day, reading) for one, day, reading in readings if one == car)
        for at, visit in enumerate(visits):
            if out_of_line(visits[max(at - 2, 0) : at], visit, visits[at + 1 : at + 2]):
                expected.append((car, *visit))
    assert sorted(readings[at] for at in hits["at"]) == expected


def out_of_line(before: list[tuple[int, int]], visit: tuple[int, int], after: list[tuple[int, int]]) -> bool:
    """Whether a reading (day, hundreds of km) is lower than the last one, which is no peak, or is a peak itself."""
    day, reading = visit
    falls = bool(before) and before[-1][0] < day and before[-1][1] - reading > 1
    if falls and not (len(before) == 2 and reading >= before[0][1]):
        return True
    peak = bool(before and after) and day < after[0][0] and reading - after[0][1] > 1
    return peak and after[0][1] >= before[-1][1]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(10, 22)), max_size=14))
def test_counting_up_by_value(numbers: list[tuple[int, int]]) -> None:
    rows = [{"file": file, "value": str(number)} for file, number in numbers]
    expected = []
    for at, (file, number) in enumerate(numbers):
        here = {other for same, other in numbers if same == file}
        low = high = number
        while low - 1 in here:
            low -= 1
        while high + 1 in here:
            high += 1
        if high - low + 1 >= 3:
            expected.append({"at": at, "length": high - low + 1})
    assert lengths(found("counting_up", rows, length=3, digits=2)) == expected


@given(st.lists(st.integers(10, 13), max_size=14), st.integers(0, 14))
def test_counting_up_from_row_to_row(numbers: list[int], cut: int) -> None:
    rows = [{"file": int(at >= cut), "value": str(number)} for at, number in enumerate(numbers)]
    runs: list[list[int]] = []
    for at, number in enumerate(numbers):
        follows = at > 0 and at != cut and numbers[at - 1] + 1 == number
        runs = [*runs[:-1], [*runs[-1], at]] if follows else [*runs, [at]]
    expected = [{"at": at, "length": len(run)} for run in runs if len(run) >= 3 for at in run]
    assert lengths(found("counting_up", rows, length=3, digits=2, in_row_order=True)) == expected


def test_a_salesman_may_be_his_own_customer() -> None:
    frame = records([{"value": "1", "name": "王一"}, {"value": "1", "name": "李一"}, {"value": "2", "name": "王一"}])
    listed = frame.with_columns(desk=pl.lit("1"), desk_usable=pl.lit(value=True), clerk=pl.lit("王一"))
    rule = Rule("F900", WORDS, WORDS, WORDS, "error", "listed_in", WORDS, fields=("value",))
    hits = check_kinds()["listed_in"](Given(listed, rule, AS_OF), column="desk", owner="clerk").collect()
    assert hits["at"].to_list() == [1]
