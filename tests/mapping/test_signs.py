"""What single values look like: the groups of signs leave no value out."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from made_columns import MAKERS, column, shipped_fields

from crmtool.mapping.content import _stacked
from crmtool.mapping.signs import signs, typical

PIECES = (
    *"0123456789AZEGTXWJ-/.:,()+* @年月日省市路号男先张某万元公里军文字转'",
    *(
        "RMB",
        "CNY",
        "¥",
        "人民币",
        "KM",
        "MAY",
        "2024",
        "1990",
        "138",
        "021",
        "86",
        "400",
        "VIP",
        "CO.LTD",
        "公司",
        "上海",
    ),
    *(".0", "E+17", "E10", "1301011990", "LSVAA29"),
)
GROUPS = (*signs().items(), *typical(shipped_fields()).items())


def looked_at(values: list[str | None]) -> pl.DataFrame:
    """The values with every sign, each asked of every value."""
    judged = pl.DataFrame({"value": pl.Series(values, dtype=pl.String)}).unique()
    stacked = _stacked(judged)
    return stacked.with_columns(expression.alias(name) for _, group in GROUPS for name, expression in group.items())


def strangers(looks: pl.DataFrame) -> dict[str, list[str]]:
    """Signs with the values that have them without the sign their group is called by."""
    odd = {
        name: looks.filter(pl.col(name) & ~pl.col(common))["text"].to_list()
        for common, group in GROUPS
        if common not in ("", "short")  # of a long text nobody asks whether it holds a typical word
        for name in group
    }
    return {name: values for name, values in odd.items() if values}


def test_values_of_every_kind_are_in_the_groups_of_their_signs() -> None:
    assert strangers(looked_at([cell for maker in MAKERS for cell in column(maker, 60)])) == {}


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=20).map("".join), min_size=1, max_size=60))
def test_any_value_is_in_the_groups_of_its_signs(values: list[str]) -> None:
    assert strangers(looked_at([*values])) == {}


def test_a_short_text_with_a_word_of_a_field_is_typical_of_it() -> None:
    looks = looked_at(["白色", "珍珠白", "居民身份证", "白色的话要等两个月才能提车的", "无异响"]).filter("short")
    has = {name: looks.filter(name)["text"].to_list() for name in ("values", "values:color", "values:id_type")}
    assert "无异响" not in has["values"]
    assert has["values:id_type"] == ["居民身份证"]
    assert {*has["values:color"], *has["values:id_type"]} <= {*has["values"]}
