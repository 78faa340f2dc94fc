"""Comparison kinds of any market: what each level means, that all are symmetric and that silence stays silence."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.match import comparisons

TEXT = st.none() | st.text("abr 019-", max_size=10)
COLUMNS = {"name_part": ("a", "b"), "code": ("a",), "date_near": ("a",)}
NAME_PARTS = [
    (("smith", "john"), ("smith", "mary"), "exact"),
    (("johnson", "ann"), ("jonson", "ann"), "close"),
    (("smith", "john"), ("john", "smith"), "crossed"),
    (("smith", "john"), (None, "smith"), "crossed"),
    (("s", "john"), ("smith", "john"), "initial"),
    (("smithson", "john"), ("smit", "ann"), "similar"),
    (("taber", "john"), ("tabor jones", "john"), "similar"),
    (("smith", "john"), ("miller", "john"), "different"),
    (("smith", "john"), (None, "mary"), None),
    ((None, "smith"), (None, "smith"), None),
]
CODES = [
    ("TQ138DF", "TQ138DF", "exact"),
    ("TQ138DF", "TQ138DG", "slip"),
    ("TQ138DF", "TQ138HU", "beginning"),
    ("TQ138DF", "TQ145AB", "different"),
    ("E16AN", "E19PL", "beginning"),
    ("1234", "1567", "different"),
    ("12", "98", "different"),
]
DATES = [
    ("1630-08-01", "1630-08-01", "exact"),
    ("1630-08-01", "1630-05-01", "slip"),
    ("1630-08-01", "1630-08-11", "slip"),
    ("1630-08-01", "1630-07-15", "month"),
    ("1630-08-23", "1630-01-01", "year"),
    ("1630-08-23", "1630", "year"),
    ("1630-12-31", "1631-02-14", "decade"),
    ("1630-08-23", "1638-02-11", "decade"),
    ("1630-08-23", "1749-11-30", "different"),
    ("1880", "1880-05", "year"),
    ("1880-05-27", "1880-06", "month"),
]


def pairs(columns: tuple[str, ...], left: tuple[str | None, ...], right: tuple[str | None, ...]) -> pl.DataFrame:
    named = {f"{column}_l": [value] for column, value in zip(columns, left, strict=True)}
    named |= {f"{column}_r": [value] for column, value in zip(columns, right, strict=True)}
    return pl.DataFrame(named, dict.fromkeys(named, pl.String))


def both_ways(kind: str, left: tuple[str | None, ...], right: tuple[str | None, ...]) -> str | None:
    compare, columns = getattr(comparisons, kind), COLUMNS[kind]
    there = compare(pairs(columns, left, right), columns).item()
    assert there == compare(pairs(columns, right, left), columns).item()
    return there


@pytest.mark.parametrize(("left", "right", "level"), NAME_PARTS)
def test_parts_of_names(left: tuple[str | None, str], right: tuple[str | None, str], level: str | None) -> None:
    assert both_ways("name_part", left, right) == level


@pytest.mark.parametrize(("left", "right", "level"), CODES)
def test_codes(left: str, right: str, level: str) -> None:
    assert both_ways("code", (left,), (right,)) == level


@pytest.mark.parametrize(("left", "right", "level"), DATES)
def test_dates(left: str, right: str, level: str) -> None:
    assert both_ways("date_near", (left,), (right,)) == level


@pytest.mark.parametrize("kind", ["code", "date_near"])
@given(left=TEXT, right=TEXT)
def test_symmetric_and_null_safe(kind: str, left: str | None, right: str | None) -> None:
    level = both_ways(kind, (left,), (right,))
    assert (level is None) == (left is None or right is None)
    assert (level == "exact") == (left is not None and left == right)


@given(left=st.tuples(TEXT, TEXT), right=st.tuples(TEXT, TEXT))
def test_parts_of_names_symmetric_and_null_safe(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None]
) -> None:
    level = both_ways("name_part", left, right)
    crossed = any(one is not None and one == other for one, other in ((left[0], right[1]), (right[0], left[1])))
    assert (level is None) == ((left[0] is None or right[0] is None) and not crossed)
    assert (level == "exact") == (left[0] is not None and left[0] == right[0])
