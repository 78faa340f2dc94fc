"""Legacy resident ID numbers."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import legacy_id, resident_id

AS_OF = date(2026, 11, 21)

CASES = (
    ("110105491231002", "11010519491231002X", "ok"),
    ("310111680229015", "310111196802290156", "ok"),
    ("440524800101996", "440524188001019967", "ok"),
    ("旧身份证：110110 900307 001", "110110199003070018", "ok"),
    ("1.10105491231002E+14", "11010519491231002X", "ok"),
    ("110105490231002", "110105490231002", "date"),
    ("990105491231002", "990105491231002", "province"),
    ("11010549123100X", "11010549123100X", "charset"),
    ("11010549123100", "11010549123100", "length"),
    ("110110199003070018", "110110199003070018", "length"),
    ("110110000101001", None, "placeholder"),  # born on 1900-01-01
    ("111111111111111", None, "placeholder"),
    ("110110200305080", "110110200305080", "length"),  # the first fifteen of 110110200305080...
    ("110110198503070", "110110198503070", "length"),
    ("110105******002", "110105******002", "masked"),
    (None, None, None),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = legacy_id.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


BIRTHS = st.dates(date(1901, 1, 1), date(1999, 12, 31)).filter(lambda born: born.year not in (1919, 1920))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(BIRTHS, st.integers(0, 995)), min_size=50, max_size=200))
def test_the_longer_number_is_the_same_persons(people: list[tuple[date, int]]) -> None:
    old = legacy_id.standardise(pl.Series([f"110110{born:%y%m%d}{serial:03}" for born, serial in people]), AS_OF)
    new = resident_id.standardise(old["canonical"], AS_OF)
    columns = ["canonical", "valid", "reason", "birth_date", "gender", "region_known"]
    assert old.select(columns).rows() == new.select(columns).rows()
    assert new["valid"].all()
    assert new["birth_date"].to_list() == [born for born, _ in people]
