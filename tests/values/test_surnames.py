"""Surnames."""

from __future__ import annotations

import pytest

from crmtool.values import surnames

SPLITS = (
    ("张三", "张", "三"),
    ("张三丰", "张", "三丰"),
    ("欧阳娜娜", "欧阳", "娜娜"),
    ("司马光", "司马", "光"),
    ("欧阳", "欧", "阳"),
    ("张李小明", "张", "李小明"),
    ("阿卜杜拉", None, "阿卜杜拉"),
    ("尉迟恭", "尉迟", "恭"),
    ("佐藤", "佐", "藤"),
    ("小丽", None, "小丽"),
    ("王", None, "王"),
)


@pytest.mark.parametrize(("name", "surname", "given"), SPLITS)
def test_split(name: str, surname: str | None, given: str) -> None:
    assert surnames.split(name) == (surname, given)


def test_every_surname_once_with_a_reading() -> None:
    assert len(surnames.single()) + len(surnames.compound()) == len(surnames.readings()) > 500
    assert all(reading.isascii() and reading.isalpha() for reading in surnames.readings().values())
    assert all(len(surname) == 2 for surname in surnames.compound())


def test_readings_that_differ_from_the_character_s() -> None:
    special = {"单": "shan", "曾": "zeng", "仇": "qiu", "区": "ou", "解": "xie", "查": "zha", "朴": "piao", "盖": "ge"}
    special |= {"覃": "qin", "翟": "zhai", "员": "yun", "缪": "miao", "种": "chong", "卜": "bu", "吕": "lv"}
    special |= {
        "尉迟": "yuchi",
        "万俟": "moqi",
        "长孙": "zhangsun",
        "澹台": "tantai",
        "单于": "chanyu",
        "令狐": "linghu",
    }
    assert {surname: surnames.readings()[surname] for surname in special} == special


def test_common_ones_first() -> None:
    assert "".join(list(surnames.readings())[:5]) == "王李张刘陈"
    shares = surnames.share_by_reading()
    assert sorted(("wang", "zhu", "linghu"), key=shares.__getitem__, reverse=True) == ["wang", "zhu", "linghu"]
