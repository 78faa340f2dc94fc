"""Notes around a name."""

from __future__ import annotations

import pytest

from crmtool.values import name_notes

# text, name left, title, gender, phone, second person, note seen
PEELED = (
    ("张三", "张三", None, None, None, None, False),
    ("张三先生", "张三", "先生", "M", None, None, False),
    ("张三先生/女士", "张三", "先生", None, None, None, False),
    ("张三 男", "张三", None, "M", None, None, True),
    ("张三(试驾)[2]", "张三", None, None, None, None, True),
    ("13000001357张三", "张三", None, None, "13000001357", None, False),
    ("张三 021-60000000", "张三", None, None, "02160000000", None, False),
    ("电话:13000001357 张三", "张三", None, None, "13000001357", None, False),
    ("张三/李四", "张三", None, None, None, "李四", False),
    ("张三(李四)", "张三", None, None, None, "李四", False),
    ("张三(张三)", "张三", None, None, None, None, True),
    ("张三(王总介绍)", "张三", None, None, None, None, True),
    ("张三 高尔夫", "张三", None, None, None, None, True),
    ("VIP-张三", "张三", None, None, None, None, True),
    ("欧 阳 娜 娜", "欧阳娜娜", None, None, None, None, False),
    ("王总", "王", "总", None, None, None, False),
    ("张立志", "张立志", None, None, None, None, False),
    ("(张三)", "张三", None, None, None, None, False),
    ("张三(", "张三", None, None, None, None, True),
)


@pytest.mark.parametrize("case", PEELED, ids=lambda case: case[0])
def test_peel(case: tuple[str, str, str | None, str | None, str | None, str | None, bool]) -> None:
    text, *left = case
    assert name_notes.peel(text) == name_notes.Peeled(*left)


@pytest.mark.parametrize("title", sorted(name_notes.HONORIFICS))
def test_every_title_after_a_surname(title: str) -> None:
    peeled = name_notes.peel(f"王{title}")
    assert (peeled.text, peeled.honorific, peeled.gender) == ("王", title, name_notes.HONORIFICS[title])


def test_notes_are_no_people() -> None:
    assert not any(name_notes.is_person(word) for word in name_notes.not_names())
