"""Comparison kinds: what each level means, that all are symmetric and that silence stays silence."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.match import comparisons
from crmtool.match.features import with_phones
from crmtool.rulebook import open_rules

NAMES = {
    ("张伟", "zhang wei", "zhang", "full"): {
        ("张伟", "zhang wei", "zhang", "full"): "exact",
        ("章伟", "zhang wei", "zhang", "full"): "homophone",
        ("章伟强", "zhang weiqiang", "zhang", "full"): "near",
        ("李*", None, "li", "masked"): "different",
        ("zhang wei", "zhang wei", "zhang", "latin"): "homophone",
        ("wei zhang", "wei zhang", "wei", "latin"): "homophone",
        ("weizhang", "weizhang", None, "latin"): "homophone",
        ("张**", None, "zhang", "masked"): "surname",
        ("*丽", None, None, "masked"): "different",
        ("*小丽", None, None, "masked"): None,
        ("张*", None, "zhang", "masked"): "masked",
        ("张", "zhang", "zhang", "surname_only"): "surname",
        ("张强", "zhang qiang", "zhang", "full"): "kin",
        ("li", "li", "li", "latin"): "different",
        ("李强", "li qiang", "li", "full"): "different",
    },
    ("欧阳娜娜", "ouyang nana", "ouyang", "full"): {
        ("欧阳娜", "ouyang na", "ouyang", "full"): "near",
        ("欧阳妮娜", "ouyang nina", "ouyang", "full"): "near",
        ("欧阳明娜", "ouyang mingna", "ouyang", "full"): "other_character",
        ("欧阳明", "ouyang ming", "ouyang", "full"): "kin",
    },
}
DOCUMENTS = [
    ("110110199003070018", True, "110110199003070018", True, "exact"),
    ("110110199003070010", False, "110110199003070010", False, "exact_invalid"),
    ("110110199003070018", True, "110110199003070***", False, "first_15"),
    ("110110199003070018", True, "110110********0018", False, "masked"),
    ("110110199003070018", True, "110110********0026", False, "different_invalid"),
    ("110110199003070018", True, "110110199003070010", False, "slip"),
    ("110110199003070018", True, "11011019900307001", False, "slip"),
    ("110110199003070018", True, "110110199003070026", True, "different"),
]
PHONES = [
    (["13000001357"], [1], ["13000001357", "021-60000001"], "own"),
    (["13000001357"], [3], ["13000001357"], "household"),
    (["13000001357"], [40], ["13000001357"], "staff"),
    (["13000001357"], [1], ["130****1357"], "masked"),
    (["13000001357"], [1], ["13000001375"], "slip"),
    (["13000001357"], [1], ["15000009999"], "different"),
]


S, B, N = pl.String, pl.Boolean, pl.UInt32
TAKEN: dict[str, tuple[pl.DataType | type[pl.DataType], ...]] = {
    **dict.fromkeys(("car_model", "code", "date_near", "day", "exact", "plate", "text"), (S,)),
    "address": (S, S, S, S),
    "belonging": (S, N),
    "company_name": (S, S),
    "document": (S, B, S),
    "name_part": (S, S),
    "person_name": (S, S, S, S, S),
    "phones": (pl.List(S), pl.List(N), pl.List(N)),
    "turn": (S, S, S, S),
    "vin": (S, B),
}
"""What columns each kind takes."""


def sides(columns: tuple[str, ...], left: tuple[object, ...], right: tuple[object, ...]) -> pl.DataFrame:
    named = {f"{column}_l": [value] for column, value in zip(columns, left, strict=True)}
    named |= {f"{column}_r": [value] for column, value in zip(columns, right, strict=True)}
    return pl.DataFrame(named, strict=False).with_columns(pl.col(pl.Null).cast(pl.String))


def both_ways(kind: str, columns: tuple[str, ...], left: tuple[object, ...], right: tuple[object, ...]) -> str | None:
    compare = getattr(comparisons, kind)
    there = compare(sides(columns, left, right), columns).item()
    back = compare(sides(columns, right, left), columns).item()
    assert there == back
    return there


@pytest.mark.parametrize(("left", "right", "level"), [(a, b, c) for a, rest in NAMES.items() for b, c in rest.items()])
def test_names(left: tuple[str, ...], right: tuple[str, ...], level: str) -> None:
    assert (
        both_ways("person_name", ("key", "sound", "surname", "state", "contact"), (*left, None), (*right, None))
        == level
    )


@pytest.mark.parametrize(("left", "left_ok", "right", "right_ok", "level"), DOCUMENTS)
def test_documents(left: str, left_ok: bool, right: str, right_ok: bool, level: str) -> None:
    columns = ("id", "ok", "kind")
    assert both_ways("document", columns, (left, left_ok, "resident_id"), (right, right_ok, "resident_id")) == level


def test_a_contact_is_no_stranger() -> None:
    columns = ("key", "sound", "surname", "state", "contact")
    owner = ("张伟", "zhang wei", "zhang", "full", "李娜")
    driver = ("李娜", "li na", "li", "full", None)
    assert both_ways("person_name", columns, owner, driver) == "contact"


@pytest.mark.parametrize(("left", "right", "level"), [(True, True, "kin"), (True, False, "other_character")])
def test_a_name_that_comes_again_is_no_slip(left: bool, right: bool, level: str) -> None:
    """钟兴庆 on three records of a phone and 钟兴宗 on five are brothers."""
    columns = ("key", "sound", "surname", "state", "contact", "settled")
    one = ("钟兴庆", "zhong xingqing", "zhong", "full", None, left)
    assert both_ways("person_name", columns, one, ("钟兴宗", "zhong xingzong", "zhong", "full", None, right)) == level


@pytest.mark.parametrize(
    ("born", "level"),
    [
        (("1955-03-12", "1985-07-30"), "kin"),
        (("1955-03-12", "1985-03-12"), "near"),
        (("1955-03-12", "1969-07-30"), "near"),
        (("1955-03-12", None), "near"),
        (("1955", "1985"), "near"),
    ],
)
def test_a_generation_lies_between_a_father_and_his_son(born: tuple[str | None, str | None], level: str) -> None:
    columns = ("key", "sound", "surname", "state", "contact", "settled", "born")
    father = ("王建国", "wang jianguo", "wang", "full", None, False, born[0])
    assert (
        both_ways("person_name", columns, father, ("王建", "wang jian", "wang", "full", None, False, born[1])) == level
    )


@pytest.mark.parametrize(("city", "level"), [("长沙市", "homophone"), (None, "homophone"), ("上海市", "different")])
def test_companies_that_sound_alike(city: str | None, level: str) -> None:
    columns = ("key", "city", "sound")
    one, other = ("联和科技", "长沙市", "lianhekeji"), ("联和柯技", city, "lianhekeji")
    assert both_ways("company_name", columns, one, other) == level
    assert both_ways("company_name", columns[:2], one[:2], other[:2]) == "different"


def test_documents_of_two_kinds_say_nothing() -> None:
    columns = ("id", "ok", "kind")
    passport, resident = ("E00000001", True, "passport"), ("110110199003070018", True, "resident_id")
    assert both_ways("document", columns, passport, resident) is None


@pytest.mark.parametrize(("left", "sharers", "right", "level"), PHONES)
def test_phones(left: list[str], sharers: list[int], right: list[str], level: str) -> None:
    unsaid = [[None] * len(numbers) for numbers in (left, right)]
    one = (left, sharers, unsaid[0])
    other = (right, sharers * len(right), unsaid[1])
    assert both_ways("phones", ("n", "s", "a"), one, other) == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (("13000013571", 1), ("13100024682", 1), "different"),
        (("13000013571", 2), ("13100024682", 1), "lent"),
        (("13000013571", 10), ("13100024682", 1), None),
        (("13000013571", 1), ("130000135711", 1), "length"),
        (("13000013571", 1), ("13000013572", 1), "slip"),
    ],
)
def test_whose_a_number_is_tells_what_another_one_means(
    left: tuple[str, int], right: tuple[str, int], level: str | None
) -> None:
    one, other = (([number], [people], [None]) for number, people in (left, right))
    assert both_ways("phones", ("n", "s", "a"), one, other) == level


@pytest.mark.parametrize(("name", "level"), [("wangwei", "first_15"), ("wanglei", "twin"), (None, "first_15")])
def test_the_first_digits_of_twins_are_the_same(name: str | None, level: str) -> None:
    columns = ("id", "ok", "kind", "name")
    whole, cut = ("110110199003070018", True), ("110110199003070***", False)
    one, other = (*whole, "resident_id", "wangwei"), (*cut, "resident_id", name)
    assert both_ways("document", columns, one, other) == level


@pytest.mark.parametrize(
    ("car", "people", "level"), [(1, 0, "sole"), (1, 1, "sole"), (1, 2, "exact"), (2, 1, "different")]
)
def test_a_car_says_more_where_one_person_is_known_by_it(car: int, people: int, level: str) -> None:
    assert both_ways("belonging", ("car", "people"), (1, people), (car, people)) == level


def test_who_gives_a_surname_is_one_of_the_household_with_it() -> None:
    features = pl.DataFrame(
        {
            "record": [0, 1, 2, 3],
            "full_key": ["王伟", "李娜", None, None],
            "full_sound": ["wangwei", "lina", None, None],
            "surname": ["wang", "li", "wang", None],
            "sex": ["M", "F", None, None],
            "company_key": [None] * 4,
            "mobile": ["13000001357"] * 4,
            "mobile_reason": ["ok"] * 4,
        }
    )
    seen = with_phones(features)
    assert seen["sharers"].to_list() == [[2]] * 4
    assert seen["alike"].to_list() == [[None], [None], [1], [None]]
    columns = ("phones", "sharers", "alike")
    rows = list(seen.select(columns).iter_rows())
    assert both_ways("phones", columns, rows[2], rows[0]) == "own"
    assert both_ways("phones", columns, rows[3], rows[0]) == "household"


def test_a_surname_on_a_staff_phone_says_nothing() -> None:
    names = [f"{surname}伟" for surname in "王李张刘"]
    features = pl.DataFrame(
        {
            "record": range(5),
            "full_key": [*names, None],
            "full_sound": [f"{sound}wei" for sound in ("wang", "li", "zhang", "liu")] + [None],
            "surname": ["wang", "li", "zhang", "liu", "wang"],
            "sex": [None] * 5,
            "company_key": [None] * 5,
            "mobile": ["13000001357"] * 5,
            "mobile_reason": ["ok"] * 5,
        },
        schema_overrides={"sex": pl.String},
    )
    assert with_phones(features)["alike"].to_list()[4] == [None]


@pytest.mark.parametrize("kind", ["exact", "text", "day", "plate", "car_model"])
@given(left=st.none() | st.text(max_size=12), right=st.none() | st.text(max_size=12))
def test_symmetric_and_null_safe(kind: str, left: str | None, right: str | None) -> None:
    pairs = pl.DataFrame({"v_l": [left], "v_r": [right]}, schema={"v_l": pl.String, "v_r": pl.String})
    turned = pairs.rename({"v_l": "v_r", "v_r": "v_l"})
    compare = getattr(comparisons, kind)
    level = compare(pairs, ("v",)).item()
    assert level == compare(turned, ("v",)).item()
    if left is None or right is None:
        assert level is None
    elif left == right:
        assert level == "exact"


def test_dates() -> None:
    for right, level in {
        "1990-03-07": "exact",
        "1990-07-03": "swapped",
        "1990-03-08": "slip",
        "1990-12-25": "year",
        "1971-12-25": "different",
    }.items():
        assert both_ways("day", ("v",), ("1990-03-07",), (right,)) == level


def test_every_outcome_has_words_and_nothing_else_has() -> None:
    assert TAKEN.keys() == set(comparisons.__all__)
    outcomes: set[str] = set()
    for kind, types in TAKEN.items():
        columns = {f"c{at}": of for at, of in enumerate(types)}
        nothing = pl.DataFrame(schema={f"{name}_{side}": of for name, of in columns.items() for side in "lr"})
        outcomes |= set(getattr(comparisons, kind)(nothing, tuple(columns)).dtype.categories)
    assert outcomes == open_rules(None).match["levels"].keys()
