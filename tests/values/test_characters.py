"""Traditional characters."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from crmtool.values.characters import OWN_CHARACTERS, simplify

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@given(st.lists(st.none() | st.text(HAN | st.characters(codec="utf-8"), max_size=6), max_size=8))
def test_as_opencc_says_of_each_character(texts: list[str | None]) -> None:
    converter = OpenCC("t2s")
    slow = [None if text is None else "".join(converter.convert(character) for character in text) for text in texts]
    assert simplify(pl.Series(texts, dtype=pl.String)).to_list() == slow


def test_own_characters_stay_where_asked() -> None:
    names = pl.Series(["張乾", "於昇"])
    assert simplify(names, keep=OWN_CHARACTERS).to_list() == ["张乾", "於昇"]
    assert simplify(names).to_list() == ["张干", "于升"]


def test_nothing_to_fold() -> None:
    assert simplify(pl.Series([], dtype=pl.String)).to_list() == []
    assert simplify(pl.Series([None, "abc", "张三"])).to_list() == [None, "abc", "张三"]


def test_the_table_is_opencc_s() -> None:
    characters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00), *range(0x20000, 0x33480))]
    expected = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    assert simplify(pl.Series(characters)).to_list() == expected
