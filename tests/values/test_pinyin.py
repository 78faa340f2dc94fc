"""Readings of names."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from crmtool.values import pinyin

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def test_every_character_as_pypinyin_reads_it() -> None:
    common = [chr(code) for code in range(0x4E00, 0x9FA6)]
    assert pinyin.read(pl.Series(common)).to_list() == [lazy_pinyin(character)[0] for character in common]


@given(st.lists(st.none() | st.text(HAN | st.characters(codec="ascii"), max_size=5), max_size=5))
def test_one_character_after_the_other(texts: list[str | None]) -> None:
    slow = [
        None if text is None else "".join(lazy_pinyin(character)[0] for character in text).lower() for text in texts
    ]
    assert pinyin.read(pl.Series(texts, dtype=pl.String)).to_list() == slow


def test_surnames_are_read_as_surnames() -> None:
    family, given_names = (
        pl.Series(["仇", "单", "欧阳", "吕", None, "张"]),
        pl.Series(["单", "仇", "娜娜", "布", "买提", None]),
    )
    read = ["qiu dan", "shan chou", "ouyang nana", "lv bu", "maiti", "zhang"]
    assert pinyin.of_names(family, given_names).to_list() == read


def test_nothing_gives_null() -> None:
    empty = pl.Series([None], dtype=pl.String)
    assert pinyin.of_names(empty, empty).to_list() == [None]


def test_syllables_hold_a_vowel() -> None:
    assert {"zhuang", "lv", "a", "e"} <= pinyin.syllables()
    assert not {"m", "n", "hm"} & pinyin.syllables()
