"""The two halves of a car: joined where the customer has no choice, and only then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from crmtool.merge.halves import CARS, join_halves

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = Mapping[str, str | int | None]

COLUMNS = ("customer", "vehicle", "kind", "vin", "plate", "make", "car_model", "event_date")
SCHEMA = {name: pl.UInt32 if name in ("customer", "vehicle") else pl.String for name in COLUMNS}
SOLD = {"kind": "sales", "vin": "LSVAA2927P1000001", "event_date": "2024-03-01"}


def halves(*rows: Row, apart: tuple[tuple[int, int], ...] = ()) -> list[int | None]:
    """The vehicle of each row after joining; each is a vehicle of its own before, and customer 7's."""
    told = [{"customer": 7, "vehicle": number, **row} for number, row in enumerate(rows)]
    frame = pl.DataFrame([{name: row.get(name) for name in COLUMNS} for row in told], schema=SCHEMA)
    parted = pl.DataFrame(list(apart), {"l": pl.UInt32, "r": pl.UInt32}, orient="row")
    return join_halves(frame, parted).to_list()


def test_no_rows() -> None:
    assert halves() == []


def test_one_of_each_is_one_car() -> None:
    assert halves(SOLD, {"plate": "沪A00001"}) == [0, 0]
    assert halves(SOLD, {"plate": "沪A00001"}, {"plate": "沪A00002"}) == [0, 1, 2]
    assert halves(SOLD, {"plate": "沪A00001", "customer": 8}) == [0, 1]
    assert halves({**SOLD, "plate": "沪A00009"}, {"plate": "沪A00001"}) == [0, 1]


def test_what_a_steward_keeps_apart_is_no_choice() -> None:
    rows = (SOLD, {"plate": "沪A00001"}, {"plate": "沪A00002"})
    assert halves(*rows[:2], apart=((0, 1),)) == [0, 1]
    assert halves(*rows, apart=((0, 1),)) == [0, 1, 0]
    assert halves(*reversed(rows), apart=((0, 2),)) == [0, 1, 1]
    assert halves({"vin": SOLD["vin"]}, *rows[:2], apart=((0, 2),)) == [0, 1, 1]


@pytest.mark.parametrize(
    ("sold", "seen", "one"),
    [
        ({"make": "大众/斯柯达"}, {"make": "大众"}, True),
        ({"make": "大众"}, {"make": "丰田"}, False),
        ({"car_model": "朗逸"}, {"car_model": "帕萨特"}, False),
        ({"car_model": "朗逸"}, {"car_model": "lavida"}, True),
        ({"car_model": "途观l"}, {"car_model": "途观"}, True),
        ({}, {"event_date": "2024-05-01"}, True),
        ({}, {"event_date": "2024-02-20"}, True),
        ({}, {"event_date": "2023-05-01"}, False),
        ({"event_date": None}, {"event_date": "2023-05-01"}, True),
    ],
)
def test_make_model_and_time_agree_as_far_as_both_say(sold: Row, seen: Row, one: bool) -> None:
    assert halves({**SOLD, **sold}, {"plate": "沪A00001", **seen}) == [0, 0 if one else 1]


def test_the_next_owners_plate_does_not_count() -> None:
    next_owner: Row = {**SOLD, "kind": "service", "vehicle": 0, "customer": 8, "plate": "沪B00002"}
    assert halves(SOLD, {"plate": "沪A00001"}, next_owner) == [0, 0, 0]


def test_a_plate_long_before_the_sale_is_another_cars() -> None:
    before: Row = {"plate": "沪A00001", "vehicle": 1, "event_date": "2022-05-01"}
    assert halves(SOLD, before, {**before, "event_date": "2024-05-01"}) == [0, 1, 1]


def test_among_several_the_same_model_is_paired_first() -> None:
    one, other = {"plate": "沪A00001", "car_model": "朗逸"}, {"plate": "沪A00002", "car_model": "途观"}
    second = {**SOLD, "vin": "LSVAA2925P1000000", "car_model": "途观"}
    assert halves({**SOLD, "car_model": "朗逸"}, second, other, one) == [0, 1, 1, 0]
    assert halves(SOLD, second, other, one) == [0, 1, 1, 0]
    assert halves(SOLD, {**second, "car_model": None}, other, one) == [0, 1, 2, 3]


def test_a_customer_of_many_cars_has_a_choice_unless_the_model_is_the_same() -> None:
    others = [{"vin": f"LFV3A23C9H300000{number}", "plate": f"沪C0000{number}"} for number in range(CARS - 1)]
    assert halves(SOLD, {"plate": "沪A00001"}, *others)[:2] == [0, 1]
    assert halves(SOLD, {"plate": "沪A00001"}, *others[1:])[:2] == [0, 0]
    same = {"car_model": "朗逸"}
    assert halves({**SOLD, **same}, {"plate": "沪A00001", **same}, *others)[:2] == [0, 0]
