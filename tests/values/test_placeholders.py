"""Text that stands for nothing."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.values.placeholders import is_placeholder, words

NOTHING = (
    *(
        "无",
        "不详",
        "未知",
        "暂无",
        "空",
        "没有",
        "测试",
        "test",
        "TEST",
        "客户",
        "N/A",
        "n/a",
        "NULL",
        "None",
        "nan",
        "-",
    ),
    *(
        "/",
        ".",
        "0",
        "1",
        "x",
        "X",
        "先生",
        "女士",
        "匿名",
        "保密",
        "同上",
        "待补",
        "请填写",
        "xxx",
        "XXX",
        "111",
        "000000",
    ),
    *(
        "———",
        "***",
        "？？？",
        "…",
        "",
        "  ",
        "\u3000",
        "\u200b",
        "（无）",
        "【未知】",
        "无。",
        "不 详",
        "Ｎ／Ａ",
        "#N/A",
        "測試",
    ),
    *("测试001", "test1", "测试用户", "aaa", "123456", "#REF!", "無", "null.", "本人", "某某", "\t-\n"),
)
SOMETHING = (
    *(
        "无锡",
        "测试路1号",
        "张三",
        "王",
        "10",
        "2024",
        "11111111111",
        "111111111111111111",
        "13800000000",
        "新车",
        "男",
        "是",
    ),
    *("Anna", "xian", "无为市", "空港新城", "同上海", "a", "AB", "先生路", "客户经理部", "1号", "0.5", "12"),
)


def flags(texts: tuple[str | None, ...]) -> list[bool | None]:
    return pl.DataFrame({"v": texts}, schema={"v": pl.String}).select(is_placeholder(pl.col("v"))).to_series().to_list()


def test_nothing() -> None:
    assert [text for text, flag in zip(NOTHING, flags(NOTHING), strict=True) if not flag] == []


def test_something() -> None:
    assert [text for text, flag in zip(SOMETHING, flags(SOMETHING), strict=True) if flag] == []


def test_null_is_neither() -> None:
    assert flags((None,)) == [None]


@pytest.mark.parametrize("around", ["{}", " {} ", "({})", "-{}-", "{}。", "“{}”"])
def test_every_word_in_any_signs(around: str) -> None:
    texts = tuple(around.format(word) for word in sorted(words()))
    assert all(flags(texts))


def test_words_are_lower_case_and_once() -> None:
    assert all(word == word.lower() for word in words())
