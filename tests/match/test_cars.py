"""Cars: slips in a VIN and neighbours of it, plates that move on, models however they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from crmtool.engines.memory import MemoryEngine
from crmtool.match import comparisons
from crmtool.match.cars import with_cars
from crmtool.match.features import customer_features
from crmtool.match.model import MatchModel, from_dict
from crmtool.resolve import resolve
from crmtool.rulebook import open_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

VINS = [
    ("LSVAA2927P1000001", "ok", "LSVAA2927P1000001", "ok", "exact"),
    ("LSVAA2927P1000001", "ok", "LSVAA2927P100000I", "charset", "lookalike"),
    ("LSVAA2927P1000001", "ok", "LSVAA2927P1000071", "check_digit", "slip"),
    ("LSVAA2927P1000001", "ok", "1000001", "length", "suffix"),
    ("LSVAA2927P1000001", "ok", "LSV**********0001", "masked", "masked"),
    ("LSVAA2927P1000001", "ok", "LSV**********0002", "masked", "different_invalid"),
    ("LSV**********0001", "masked", "LSV**********0001", "masked", "masked"),
    ("LSVAA2927P1000001", "ok", "LSVAA2925P1000000", "ok", "different"),
    ("LSGPB1990LS150283", "ok", "LSG7B1990LS150283", "ok", "unseen"),
    ("WP1ZZZ9YZ71000001", "check_not_used", "WP1ZZZ9YZ7100000Z", "check_not_used", "unseen"),
    ("WP1ZZZ9YZ71000001", "check_not_used", "WP1ZZZ9YZ71000002", "check_not_used", "neighbour"),
    ("WP1ZZZ9YZ71000001", "check_not_used", "WP1ZZZ9YZ71000012", "check_not_used", "different"),
    ("WP1AA2A28NKA00001", "check_digit_soft", "WP1AA2A28NKA00002", "ok", "slip"),
]
VALID = ("ok", "ok_repaired", "check_not_used", "check_digit_soft")


def compared(kind: str, left: tuple[object, ...], right: tuple[object, ...]) -> str | None:
    """The level, which is the same from either side."""
    names = [f"c{number}" for number in range(len(left))]
    found = set()
    for one, other in ((left, right), (right, left)):
        row = {f"{name}_l": [value] for name, value in zip(names, one, strict=True)}
        row |= {f"{name}_r": [value] for name, value in zip(names, other, strict=True)}
        pairs = pl.DataFrame(row, strict=False).with_columns(pl.col(pl.Null).cast(pl.String))
        found.add(getattr(comparisons, kind)(pairs, tuple(names)).item())
    (level,) = found
    return None if level is None else str(level)


@pytest.mark.parametrize(("left", "why_left", "right", "why_right", "level"), VINS)
def test_vins(left: str, why_left: str, right: str, why_right: str, level: str) -> None:
    one, other = ((number, why in VALID, why, None) for number, why in ((left, why_left), (right, why_right)))
    assert compared("vin", one, other) == level


@pytest.mark.parametrize(
    ("plate", "other_plate", "level"),
    [
        (None, None, "neighbour"),
        ("沪A00001", None, "neighbour"),
        ("", "", "fleet"),
        ("沪A00001", "", "fleet"),
        ("沪A00001", "沪A00002", "fleet"),
        ("沪A00001", "沪A00001", "neighbour"),
    ],
)
def test_a_companys_neighbours_are_two_cars_unless_the_plate_is_one(
    plate: str | None, other_plate: str | None, level: str
) -> None:
    one = ("WP1ZZZ9YZ71000001", True, "check_not_used", plate)
    other = ("WP1ZZZ9YZ71000002", True, "check_not_used", other_plate)
    assert compared("vin", one, other) == level


@pytest.mark.parametrize("level", ["exact", "slip", "different"])
def test_a_model_that_names_only_value_and_validity_still_compares(level: str) -> None:
    other = {"exact": "LSVAA2927P1000001", "slip": "LSVAA2927P1000071", "different": "LSVAA2925P1000000"}[level]
    assert compared("vin", ("LSVAA2927P1000001", True), (other, level != "slip")) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("朗逸", "朗逸", "exact"),
        ("途观", "途观l", "part"),
        ("highlander", "highlender", "close"),
        ("model3", "modely", "different"),
        ("325li", "530li", "different"),
        ("朗逸", "帕萨特", "different"),
        ("汉兰达", "highlander", None),
        ("朗逸", None, None),
    ],
)
def test_models(left: str, right: str | None, level: str | None) -> None:
    assert compared("car_model", (left,), (right,)) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (("沪A00001", None, None, None), ("沪A00001", None, None, None), None),
        (("沪A00001", "LSVAA2927P1000001", None, None), ("沪A00001", "LSVAA2925P1000000", None, None), None),
        (("沪A00001", "LSVAA2927P1000001", None, None), ("沪A00001", "LFV3A23C9H3000001", None, None), "moved"),
        (("沪A00001", None, "朗逸", None), ("沪A00001", None, "帕萨特", None), "other_model"),
        (("沪A00001", None, None, "EA888123456"), ("沪A00001", None, None, "CUJ654321"), "other_engine"),
        (("沪A00001", None, None, "EA888123456"), ("沪A00001", None, None, "123456"), None),
        (("沪A00001", None, "朗逸", None), ("沪A00002", None, "帕萨特", None), None),
    ],
)
def test_a_plate_that_moved_on(left: tuple[str | None, ...], right: tuple[str | None, ...], level: str | None) -> None:
    assert compared("turn", left, right) == level


def records(*rows: Mapping[str, str | None]) -> pl.DataFrame:
    columns = ("model", "plate", "vin", "vin_ok", "event_date", "company_key")
    schema = {name: pl.Boolean if name == "vin_ok" else pl.String for name in columns}
    told = [{"vin_ok": bool(row.get("vin")), **row} for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in told], schema=schema)


def test_models_are_compared_without_make_script_and_trim() -> None:
    written = ["大众朗逸", "大眾朗逸", "CR-V", "Model 3", "2021款 1.5L 自动舒适版", "轿车", "SVW71810BU", None]
    seen = with_cars(records(*({"model": model} for model in written)))
    assert seen["car_model"].to_list() == ["朗逸", "朗逸", "crv", "model3", None, None, None, None]


def test_a_plate_counts_for_the_car_that_bore_it_at_the_time() -> None:
    old, new = "LSVAA2927P1000001", "LFV3A23C9H3000001"
    rows = [
        {"plate": "沪A00001", "vin": old, "event_date": "2020-01-01"},
        {"plate": "沪A00001", "vin": new, "event_date": "2024-01-01"},
        {"plate": "沪A00001", "event_date": "2020-06-01"},
        {"plate": "沪A00001", "event_date": "2023-12-01"},
        {"plate": "沪A00001"},
        {"plate": "沪A00002", "vin": old, "event_date": "2020-01-01"},
        {"plate": "沪A00002", "event_date": "2020-01-01"},
        {"vin": new},
    ]
    assert with_cars(records(*rows))["plate_car"].to_list() == [old, new, old, new, None, None, None, None]
    turned = with_cars(records(*rows[::-1]))["plate_car"].to_list()
    assert turned[::-1] == [old, new, old, new, None, None, None, None]


def test_no_records_and_no_cars() -> None:
    assert with_cars(records()).is_empty()
    other_market = with_cars(pl.DataFrame({"name": ["张三"]}))
    assert other_market.select("car_model", "plate_car", "fleet_plate").row(0) == (None, None, None)


def matching() -> MatchModel:
    return from_dict(open_rules(None).match["vehicle"], "vehicle.toml")


SAID = ("vin", "vin_reason", "plate", "engine_no", "brand", "make", "model", "event_date", "mobile", "name")


def owned(*rows: dict[str, str]) -> list[int]:
    """The cars that resolving finds, among rows of one owner unless they say otherwise."""
    owner = {"name": "张三丰", "mobile": "13000001357"}
    absent = (
        *("first_name", "contact_name", "company_key", "company_city", "city", "customer_no", "record_id", "id_means"),
        *("id_key", "id_kind", "id_birth_date", "birth_date", "id_gender", "gender", "name_gender"),
    )
    frame = pl.DataFrame(
        [{name: {**owner, **row}.get(name) for name in SAID} for row in rows], schema=dict.fromkeys(SAID, pl.String)
    ).with_columns(
        *[pl.lit(None, pl.String).alias(name) for name in absent],
        vin_ok=pl.col("vin_reason").is_in(VALID),
        id_sure=pl.lit(None, pl.Boolean),
        dealer=pl.lit("A"),
        customer_type=pl.lit("person"),
        name_key="name",
        name_pinyin=pl.lit("zhang sanfeng"),
        name_script=pl.lit("han"),
        name_state=pl.lit("full"),
        surname=pl.lit("张"),
        mobile_reason=pl.lit("ok"),
    )
    return resolve(customer_features(frame), matching(), MemoryEngine()).clusters.to_list()


def test_what_resolving_makes_of_slips_and_of_plates_that_move_on() -> None:
    seen = {"vin": "LSGPB1990LS150283", "vin_reason": "ok", "plate": "沪A10001"}
    assert owned(seen, {**seen, "vin": "LSG7B1990LS150283"}) == [0, 0]
    assert owned(seen, {"plate": "沪A70001"}) == [0, 0]
    old = {"vin": "LSVAA2927P1000001", "vin_reason": "ok", "plate": "沪A10001", "model": "朗逸"}
    bare = {"plate": "沪A10001", "event_date": "2024-05-01"}
    assert owned({**old, "event_date": "2020-05-01"}, {**bare, "model": "朗逸"}) == [0, 0]
    assert owned({**old, "event_date": "2020-05-01"}, {**bare, "model": "帕萨特"}) == [0, 1]
    new = {"vin": "LFV3A23C9H3000001", "vin_reason": "ok", "plate": "沪A10001", "event_date": "2024-04-01"}
    assert owned({**old, "event_date": "2020-05-01"}, new, bare) == [0, 1, 1]
