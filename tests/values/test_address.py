"""Addresses."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import address, placeholders
from crmtool.values.characters import simplify

AS_OF = date(2026, 11, 21)
WEST_LAKE = "浙江省杭州市西湖区幸福路12号3栋2单元501室"
SAME = (
    WEST_LAKE,
    "浙江省 杭州市 西湖区 幸福路 12 号 3 栋 2 单元 501 室",
    "浙江杭州西湖幸福路12号3栋2单元501",
    "杭州市西湖区文新街道幸福路12号3-2-501",
    "浙江省杭州市浙江省杭州市西湖区幸福路１２号３号楼２单元５０１",
    "310000 浙江省杭州市西湖区幸福路12号3幢2单元501室 13000001357",
    "地址：浙江省杭州市西湖区幸福路十二号（3栋2单元501室）",
    "浙江省杭州市西湖區幸福路12號3棟2單元501室",
    "浙江省-杭州市-西湖区-幸福路12号，3栋，2单元，501室。",
)
REASONS = (
    (WEST_LAKE, "ok", True),
    ("幸福路12号", "ok", True),
    ("浙江省杭州市", "region_only", True),
    ("杭州", "region_only", True),
    ("家里", "incomplete", False),
    ("不详", "placeholder", False),
    (" ", "placeholder", False),
    ("13000001357", "placeholder", False),
    (None, None, None),
)


def standardise(*texts: str | None) -> pl.DataFrame:
    return address.standardise(pl.Series(texts, dtype=pl.String), AS_OF)


@pytest.mark.parametrize("text", SAME)
def test_one_door(text: str) -> None:
    row = standardise(text).row(0, named=True)
    where = ("浙江省", "杭州市", "西湖区", "330106", "幸福路12-3-2-501", "幸福路12", "3-2-501")
    assert tuple(row[name] for name in address.COLUMNS[3:]) == where
    assert (row["valid"], row["reason"]) == (True, "ok")


@pytest.mark.parametrize(("text", "reason", "valid"), REASONS)
def test_reasons(text: str | None, reason: str | None, valid: bool | None) -> None:
    row = standardise(text).row(0, named=True)
    assert (row["reason"], row["valid"]) == (reason, valid)


def test_canonical_keeps_the_door_as_written() -> None:
    written = standardise(
        "杭州西湖区幸福路12号3栋2单元501室", "上海浦东张江路1号", "朝阳区幸福路1号", "高新区幸福路1号"
    )
    assert written["canonical"].to_list() == [
        WEST_LAKE,
        "上海市浦东新区张江路1号",
        "朝阳区幸福路1号",
        "高新区幸福路1号",
    ]


def test_development_zones_are_districts_of_a_city() -> None:
    frame = standardise("杭州市高新区幸福路1号", "杭州市经济技术开发区幸福路1号", "杭州市高新区大道1号")
    assert frame.select("district", "street_key").rows() == [
        ("高新区", "幸福路1"),
        ("经开区", "幸福路1"),
        (None, "高新区大道1"),
    ]


def test_order_and_repetition() -> None:
    texts = [*SAME, None, "无", *SAME[:3]]
    assert standardise(*texts).rows() == [standardise(text).row(0) for text in texts]
    assert standardise().height == 0


HEADS = st.sampled_from(
    ("", "浙江省杭州市", "浙江杭州西湖", "上海浦东", "朝阳区", "江苏昆山", "内蒙古", "吉林吉林", "杭州市高新区")
)
PIECES = st.sampled_from(
    (
        "幸福",
        "路",
        "大道",
        "街道",
        "镇",
        "12号",
        "3栋",
        "2单元",
        "501室",
        "-",
        " ",
        "（",
        "）",
        "十二",
        "弄",
        "#",
        "村",
        "310000",
        "杭州",
        "西湖",
    )
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.none() | st.tuples(HEADS, st.lists(PIECES, max_size=7)).map(lambda a: a[0] + "".join(a[1])), max_size=6)
)
def test_a_canonical_is_its_own(texts: list[str | None]) -> None:
    good = standardise(*texts).filter("valid")
    again = standardise(*good["canonical"])
    assert again.drop("reason").rows() == good.drop("reason").rows()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | st.text(max_size=40), max_size=6))
def test_any_text(texts: list[str | None]) -> None:
    assert standardise(*texts).height == len(texts)


def test_hostile_text() -> None:
    assert standardise("二" * 50_000, "浙江省" * 50_000, "12-" * 50_000, "街道" * 50_000, "(" * 50_000).height == 5


@settings(deadline=None, max_examples=200)
@given(HEADS, st.lists(PIECES | st.sampled_from("南京西路3东大道新环苑号楼市场"), max_size=8).map("".join))
def test_the_opening_tells_the_whole_head(head: str, rest: str) -> None:
    text = address._tidy(pl.Series([head + rest])).str.strip_chars("-")
    opening = text.str.extract(address.OPENING, 0)[0]
    assert address._head(opening) == address._head(text[0])


@settings(deadline=None, max_examples=200)
@given(st.text(st.sampled_from("杭西A1-3 8（)地址邮编,.b"), max_size=16) | st.text(max_size=300))
def test_tidying_leaves_tidy_texts_alone(text: str) -> None:
    texts = pl.Series([text])
    assert (address._tidied(texts).item() or "") == address._tidy(texts).str.strip_chars("-").item()


def test_no_placeholder_is_plain() -> None:
    nothing = pl.Series(["测试1", "测试（1）", "测试001", "测试用户1", *placeholders.words()])
    assert not nothing.str.contains(address.PLAIN).any()


@settings(deadline=None, max_examples=200)
@given(HEADS, st.lists(PIECES | st.sampled_from(("（3栋）", "鎮", "編", "郵編", "測試", "13000001357")), max_size=8))
def test_a_plain_text_needs_only_simple_characters(head: str, pieces: list[str]) -> None:
    texts = pl.Series([head + "".join(pieces)])
    assert address._text(texts).equals(address._tidied(simplify(address._said(texts))))
