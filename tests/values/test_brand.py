"""Car makes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import brand

AS_OF = date(2026, 11, 21)

# value, label, model
MAKES = (
    ("大众", "大众", None),
    ("VW", "大众", None),
    ("Volkswagen", "大众", None),
    ("上汽大众", "大众", None),
    ("一汽-大众", "大众", None),
    ("大众（进口）", "大众", None),
    ("大众汽车", "大众", None),
    ("大眾", "大众", None),
    ("一汽大众奥迪", "奥迪", None),
    ("Ａｕｄｉ", "奥迪", None),
    ("AUDI奥迪", "奥迪", None),
    ("华晨宝马", "宝马", None),
    ("BMW X5", "宝马", "x5"),
    ("大众朗逸", "大众", "朗逸"),
    ("Mercedes-Benz", "奔驰", None),
    ("mercedes benz c200", "奔驰", "c200"),
    ("北京现代", "现代", None),
    ("北京", "北京", None),
    ("长安福特", "福特", None),
    ("长安汽车", "长安", None),
    ("东风日产", "日产", None),
    ("上汽通用别克", "别克", None),
    ("上汽通用五菱", "五菱", None),
    ("Land Rover", "路虎", None),
    ("奇瑞捷豹路虎", "捷豹路虎", None),
    ("MG", "名爵", None),
    ("DS", "DS", None),
)


def standardise(*texts: str | None) -> pl.DataFrame:
    return brand.standardise(pl.Series(texts, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("text", "label", "model"), MAKES, ids=[case[0] for case in MAKES])
def test_makes(text: str, label: str, model: str | None) -> None:
    assert standardise(text).row(0) == (label, True, "ok", model)


@pytest.mark.parametrize("text", ["MGX", "飞鸽", "limousine", "一汽"])
def test_unknown_makes_are_kept(text: str) -> None:
    assert standardise(text).row(0) == (text, False, "unknown_brand", None)


def test_null_and_nothing() -> None:
    assert standardise(None, "无", "").rows() == [
        (None, None, None, None),
        (None, False, "placeholder", None),
        (None, False, "placeholder", None),
    ]
    assert standardise().height == 0


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from([case[0] for case in MAKES]) | st.text(max_size=20), max_size=6))
def test_a_label_is_its_own(texts: list[str]) -> None:
    labels = standardise(*texts).filter("valid")["canonical"]
    assert standardise(*labels)["canonical"].to_list() == labels.to_list()


def test_hostile_text() -> None:
    assert standardise("大众" * 50_000, "m" * 100_000, "-a" * 50_000).height == 3
