from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import polars as pl
import pytest
from by_hand import figures
from card_frames import CHECKS, NEW, OLD, findings, lines, records, rule, rulebook, sales
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.scorecard import DIMENSIONS, OVERALL, scorecard

FULL = {"name": "张三丰", "mobile": "13000001357", "vin": "LSVAA2927P1000001"}
OF_FILES = ("C202", "C208", "T102")
COUNTED = ["C202", "C208", "C103", "V103", "U102", "T102", "F103"]


def card(held: pl.DataFrame, found: pl.DataFrame) -> dict[tuple[str, str], tuple[Any, ...]]:
    return lines(scorecard(held, found, CHECKS))


def test_rows_without_a_fault_are_perfect_in_every_dimension_that_has_rules() -> None:
    known = card(records(sales("a", NEW, [FULL, FULL])), findings())
    assert known == {
        ("completeness", "overall"): (2, 2, None, ""),
        ("completeness", "vin"): (2, 2, None, ""),
        ("completeness", "delivery"): (2, 2, None, ""),
        ("validity", "overall"): (2, 2, None, ""),
        ("validity", "name"): (2, 2, None, ""),
        ("validity", "mobile"): (2, 2, None, ""),
        ("uniqueness", "overall"): (2, 2, None, ""),
        ("uniqueness", "row"): (2, 2, None, ""),
        ("timeliness", "overall"): (2, 2, None, ""),
        ("timeliness", "delivery"): (2, 2, None, ""),
        ("trustworthiness", "overall"): (2, 2, None, ""),
        ("trustworthiness", "mobile"): (2, 2, None, ""),
    }
    assert list(known) == sorted(known, key=lambda one: list(DIMENSIONS.values()).index(one[0]))


def test_a_fault_takes_its_row_from_its_metric_and_its_dimension() -> None:
    found = findings(("a", 1, "V103", "mobile"), ("a", 2, "V103", "mobile"), ("a", 1, "V103", "name"))
    known = card(records(sales("a", NEW, [FULL, FULL, FULL])), found)
    assert known["validity", "mobile"] == (1, 3, None, "V103 2")
    assert known["validity", "name"] == (2, 3, None, "V103 1")
    assert known["validity", "overall"] == (1, 3, None, "V103 3")
    assert known["trustworthiness", "mobile"] == (3, 3, None, "")


def test_what_is_not_given_is_neither_valid_nor_invalid() -> None:
    rows = [FULL, {"mobile": None}, {"mobile": "!123"}, {"mobile": "无"}]
    known = card(records(sales("a", NEW, rows)), findings(("a", 3, "V103", "mobile")))
    assert known["validity", "mobile"] == (2, 3, None, "V103 1")
    assert known["validity", "overall"] == (3, 4, None, "V103 1")


def test_a_fault_in_a_row_that_gives_nothing_counts_too() -> None:
    known = card(records(sales("a", NEW, [FULL, {}])), findings(("a", 2, "V103", "mobile")))
    assert known["validity", "mobile"] == (1, 2, None, "V103 1")


def test_a_value_is_asked_for_in_the_kinds_of_delivery_that_need_it() -> None:
    held = records(sales("a", NEW, [FULL, {}]), ("b", "A", "service", NEW, [{}, {}]))
    known = card(held, findings(("a", 2, "C103", "vin")))
    assert known["completeness", "vin"] == (1, 2, None, "C103 1")
    assert known["completeness", "overall"] == (3, 4, None, "C103 1")
    assert known["uniqueness", "row"] == (4, 4, None, "")


def test_a_fault_of_a_file_is_one_of_all_its_rows() -> None:
    held = records(sales("a", NEW, [FULL, {}, {}]), sales("b", NEW, [FULL]))
    known = card(held, findings(("a", None, "V103", "mobile"), ("b", None, "T102", None)))
    assert known["validity", "mobile"] == (1, 2, None, "V103 1")
    assert known["timeliness", "delivery"] == (3, 4, None, "T102 1")
    assert known["trustworthiness", "overall"] == (4, 4, None, "")


def test_what_a_file_lacks_its_rows_lack() -> None:
    held = records(sales("a", NEW, [FULL, {}, {}]), sales("b", NEW, [FULL]))
    known = card(held, findings(("a", None, "C202", "vin"), ("a", 2, "C103", "vin"), ("a", None, "C208", "mobile")))
    assert known["completeness", "vin"] == (2, 4, None, "C202 2, C103 1")
    assert known["completeness", "delivery"] == (2, 4, None, "C208 2")
    assert known["completeness", "overall"] == (2, 4, None, "C202 2, C208 2, C103 1")


def test_hints_and_what_reading_noticed_count_for_nothing() -> None:
    held = records(sales("a", NEW, [FULL]))
    noticed = findings(("a", 1, "V999", "name")).vstack(
        findings(("a", 1, "V103", "name")).with_columns(code=pl.lit("I030"), field=pl.lit(None, pl.String))
    )
    assert card(held, noticed) == card(held, findings())


def test_only_the_newest_delivery_counts_and_the_one_before_it_stands_beside() -> None:
    held = records(
        sales("newest", NEW, [FULL, FULL]),
        sales("before", OLD, [FULL, FULL, FULL, {}]),
        sales("long ago", date(2020, 1, 1), [FULL]),
    )
    found = findings(
        ("newest", 1, "F103", "mobile"), ("before", 1, "F103", "mobile"), ("long ago", 1, "F103", "mobile")
    )
    known = card(held, found)
    assert known["trustworthiness", "mobile"] == (1, 2, round(2 / 3, 6), "F103 1")
    assert known["trustworthiness", "overall"] == (1, 2, 3 / 4, "F103 1")


def test_a_kind_delivered_once_stands_on_both_sides() -> None:
    """Else the change would tell of the mixture of kinds, not of the data."""
    held = records(
        sales("new", NEW, [FULL, FULL]), sales("old", OLD, [FULL, FULL]), ("s", "A", "service", NEW, [FULL, FULL])
    )
    known = card(held, findings(("s", 1, "U102", None), ("s", 2, "U102", None), ("old", 1, "U102", None)))
    assert known["uniqueness", "row"] == (2, 4, 1 / 4, "U102 2")


def test_a_column_is_missed_when_it_comes_no_more_and_new_when_it_comes_first() -> None:
    held = records(sales("new", NEW, [{"name": "张三丰"}]), sales("old", OLD, [{"mobile": "13000001357"}]))
    known = card(held, findings())
    assert known["validity", "mobile"] == (0, 0, 1.0, "")
    assert known["validity", "name"] == (1, 1, None, "")


@pytest.mark.parametrize(
    ("days", "of", "previous"),
    [
        ([NEW, NEW], 2, None),
        ([None, None], 2, None),
        ([None, NEW], 1, 1.0),
        ([NEW, OLD, None], 1, 1.0),
        ([OLD, NEW, NEW], 2, 1.0),
    ],
)
def test_files_of_one_day_are_one_delivery_and_undated_ones_the_oldest(
    days: list[date | None], of: int, previous: float | None
) -> None:
    held = records(*[sales(f"f{number}", day, [FULL]) for number, day in enumerate(days)])
    assert card(held, findings())["uniqueness", "row"] == (of, of, previous, "")


def test_dealers_stand_apart_also_within_one_file() -> None:
    held = records(sales("a", NEW, [FULL, FULL])).with_columns(dealer=pl.Series(["A", "B"]))
    both = scorecard(held, findings(("a", 2, "U102", None), ("a", None, "T102", None)), CHECKS)
    assert lines(both, "A")["uniqueness", "row"] == (1, 1, None, "")
    assert lines(both, "B")["uniqueness", "row"] == (0, 1, None, "U102 1")
    assert lines(both, "A")["timeliness", "delivery"] == lines(both, "B")["timeliness", "delivery"]
    assert both["dealer"].is_sorted()


def test_nothing_delivered_is_no_line() -> None:
    empty = scorecard(records(), findings(), CHECKS)
    assert empty.height == 0
    assert dict(empty.schema) == dict(scorecard(records(sales("a", NEW, [FULL])), findings(), CHECKS).schema)


def test_no_rules_is_no_line() -> None:
    assert scorecard(records(sales("a", NEW, [FULL])), findings(), rulebook()).height == 0


def test_a_rule_without_its_field_in_the_records_has_only_its_faults() -> None:
    checks = rulebook(rule("V701", "email"))
    known = lines(scorecard(records(sales("a", NEW, [FULL])), findings(), checks))
    assert known == {("validity", "overall"): (1, 1, None, "")}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A few deliveries of two dealers and some faults in them."""
    cells = st.sampled_from([None, "张三丰", "!"])
    rows = st.lists(st.fixed_dictionaries({"name": cells, "mobile": cells, "vin": cells}), max_size=4)
    files = [
        (f"{dealer}{kind}{day}{part}", dealer, kind, day, draw(rows))
        for dealer, kind, day, part in product("AB", ("sales", "lead"), (NEW, OLD, None), "12")
        if draw(st.booleans())
    ]
    places = [(file, row) for file, *_, held in files for row in (*range(1, len(held) + 1), None)]
    if not places:
        return records(*files), findings()
    faults = st.tuples(
        st.sampled_from(places), st.sampled_from([*COUNTED, "V999"]), st.sampled_from(["name", "mobile"])
    )
    fields = {
        "C103": "vin",
        "C202": "vin",
        "C208": "mobile",
        "U102": None,
        "T102": None,
        "F103": "mobile",
        "V999": "name",
    }
    found = {
        (file, None if code in OF_FILES else row, code, fields.get(code, field))
        for (file, row), code, field in draw(st.lists(faults, max_size=8))
        if row is not None or code in (*OF_FILES, "V103")
    }
    return records(*files), findings(*found)


@given(worlds())
@settings(max_examples=60)
def test_like_counting_row_by_row(world: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    made = {
        (line["dealer"], line["dimension"], line["metric"]): line
        for line in scorecard(*world, CHECKS).iter_rows(named=True)
    }
    counted = figures(*world)
    told = {key for key, (_, of, previous) in counted.items() if of or previous is not None or key[2] == OVERALL}
    assert made.keys() == told
    for key, line in made.items():
        value, of, previous = counted[key]
        assert (line["value"], line["of"]) == (value, of)
        assert line["share"] == (round(value / of, 6) if of else None)
        assert line["previous"] == (None if previous is None else pytest.approx(previous, abs=1e-6))


@given(worlds(), st.randoms())
@settings(max_examples=20)
def test_the_order_of_rows_and_findings_says_nothing(world: tuple[pl.DataFrame, pl.DataFrame], dice: Any) -> None:
    held, found = world
    mixed = [frame[dice.sample(range(frame.height), frame.height)] for frame in (held, found)]
    assert scorecard(held, found, CHECKS).equals(scorecard(*mixed, CHECKS))
