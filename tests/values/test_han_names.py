"""Names settled as whole columns: the same as read one by one."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import han_names, name_notes, name_reading, placeholders, surnames
from crmtool.values.company_name import is_company
from crmtool.values.name_notes import BRACKETS

SETTLED = (
    *(
        "张三先生",
        "欧阳娜娜女士",
        "欧阳先生",
        "王总",
        "张三总",
        "王副总经理",
        "董先生",
        "张志工",
        "欧阳强浩",
        "张李小明",
    ),
    *(
        "欧阳 娜娜",
        "张 三",
        "张 小 三",
        "欧阳 娜",
        "张三 13000001357",
        "张三-13000001357",
        "张三先生13000001357",
        "王13000001357",
    ),
    *("买买提阿卜杜拉", "不知道叫什么", "青岛海利信息", "某丰(上海)有限公司"),
)
LEFT = (
    *(
        "张三经理先生",
        "张三爸",
        "欧阳老婆",
        "小王",
        "小王先生",
        "张三和李四",
        "车主张三",
        "张某某",
        "张三 李四",
        "张三 先生",
    ),
    *(
        "张三电话13000001357",
        "张 三 13000001357",
        "张三+13000001357",
        "ZHANG SAN",
        "阿卜杜拉买买提",
        "上海某某公司张三",
        "某丰(张三)有限公司",
    ),
)
PARTS = st.sampled_from(
    (
        *(
            "张",
            "王",
            "欧阳",
            "董",
            "小",
            "阿",
            "三",
            "志工",
            "娜娜",
            "子",
            "和",
            "某",
            "白色",
            "买买提",
            "㐀",
            "々",
            "〇",
        ),
        *(
            "先生",
            "女士",
            "总",
            "工",
            "哥",
            "小姐姐",
            "副总经理",
            "男",
            "爸",
            "的老婆",
            "车主",
            "联系人",
            "公司",
            "中心",
        ),
        *("有限公司", "(", ")", "(苏州)", " ", "-", "电话", "13000001357", "A"),
    )
)


def settled(*texts: str) -> dict[str, name_reading.NameReading]:
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    companies = pl.Series([is_company(BRACKETS.sub("", text)) for text in texts], dtype=pl.Boolean)
    rows = han_names.settled(frame.with_columns(company=companies)).rows()
    return {text: name_reading.NameReading(*reading) for text, *reading in rows}


def test_what_is_settled_reads_the_same() -> None:
    known = settled(*SETTLED)
    assert known == {text: name_reading.read(text) for text in SETTLED}


def test_what_can_be_read_in_two_ways_is_left() -> None:
    assert settled(*LEFT) == {}


@settings(deadline=None, max_examples=300)
@given(st.sets(st.lists(PARTS, min_size=1, max_size=6).map("".join), min_size=1))
def test_any_text_settled_reads_the_same(texts: set[str]) -> None:
    said = [text for text in texts if text.strip() == text and text not in placeholders.words()]
    assert all(reading == name_reading.read(text) for text, reading in settled(*said).items())


def test_all_titles_and_surnames_are_known() -> None:
    surname_only = {f"{surname}先生" for surname in surnames.readings() if surname[-1] != "叔" or len(surname) == 1}
    assert {reading.name_state for reading in settled(*surname_only).values()} == {"surname_only"}
    titled = settled(*(f"张三{title}" for title in name_notes.HONORIFICS if len(title) > 1))
    assert {reading.canonical for reading in titled.values()} == {"张三"}
