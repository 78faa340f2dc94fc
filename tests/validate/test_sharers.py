"""Who shares a phone with strangers: as a slow walk from row to row says."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.validate.prepared import files_of
from crmtool.validate.sharers import JOINS, sharers, staff_phones

SOME = {
    "mobile": st.sampled_from(["1", "2", None]),
    "phone": st.sampled_from(["1", None]),
    "surname": st.sampled_from(["王", "李", "张", "赵", None]),
    "name": st.sampled_from(["买买提·艾力", "古丽·艾力", None]),
    "vin": st.sampled_from(["A", "B", "C", None, None]),
    "street_key": st.sampled_from(["中山路1号", "南京路2号", "南", None, None]),
    "dealer": st.sampled_from(["north", "south"]),
}
ROWS = st.lists(st.fixed_dictionaries(SOME), max_size=12)
Row = dict[str, Any]


def records(rows: list[Row]) -> pl.DataFrame:
    texts = [*SOME, "name_state", "company_key", "staff_phone", "staff_name", *JOINS]
    whole = [{"name_state": "full" if named(row) else None, **row} for row in rows]
    return pl.DataFrame(whole, dict.fromkeys(texts, pl.String)).with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        pl.lit(0, pl.UInt32).alias("file"),
        *[pl.col(name).is_not_null().alias(f"{name}_usable") for name in ("mobile", "phone", "staff_phone")],
    )


def named(row: Row) -> str | None:
    """The surname, or the whole of a name that has none."""
    return row["surname"] or row["name"]


def strangers(rows: list[Row]) -> int:
    """How many groups of named rows have nothing in common."""
    left, groups = [row for row in rows if named(row)], 0
    while left:
        group, groups = [left.pop()], groups + 1
        for one in group:
            near = [other for other in left if joined(one, other)]
            left = [other for other in left if not any(other is found for found in near)]
            group.extend(near)
    return groups


def joined(one: Row, other: Row) -> bool:
    street = one["street_key"] == other["street_key"] and len(one["street_key"] or "") > 3
    return street or named(one) == named(other) or (one["vin"] is not None and one["vin"] == other["vin"])


@given(ROWS)
def test_strangers_of_a_phone(rows: list[Row]) -> None:
    expected = []
    for field in ("mobile", "phone"):
        for at, row in enumerate(rows):
            same = [
                dict(other) for other in rows for held in ("mobile", "phone") if other[held] == row[field] is not None
            ]
            if strangers(same) > 1:
                expected.append((at, field, strangers(same)))
    found = sharers(records(rows), ["mobile", "phone"])
    assert sorted(found.select("at", "field", "people").rows()) == sorted(expected)
    assert (found["here"] <= found["people"]).all()


def test_a_column_of_ever_other_values_is_not_the_staffs() -> None:
    few = pl.DataFrame({"file": [1] * 6, "staff_phone": ["1", "2"] * 3, "staff_name": "王", "staff_phone_usable": True})
    many = few.with_columns(pl.lit(2).cast(pl.Int64).alias("file"), pl.Series("staff_phone", list("345678")))
    believed = staff_phones(pl.concat([few, many]).lazy(), "staff_phone", "staff_name").collect()
    assert sorted(believed.rows()) == [("1", "王"), ("2", "王")]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=20))
def test_what_each_file_holds_is_counted_in_any_order_of_rows(rows: list[tuple[int, bool]]) -> None:
    frame = pl.DataFrame(rows, {"file": pl.UInt32, "name_held": pl.Boolean}, orient="row").with_columns(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("at"),
        dealer=pl.lit("north"),
        kind=pl.lit("sales"),
        delivery_date=pl.lit(None, pl.Date),
    )
    expected = {}
    for at, (file, held) in enumerate(rows):
        first, count, filled = expected.get(file, (at, 0, 0))
        expected[file] = (first, count + 1, filled + held)
    found = files_of(frame, ["name"]).select("file", "at", "rows", "name_filled").rows()
    assert {file: tuple(rest) for file, *rest in found} == expected
