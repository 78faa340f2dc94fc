"""Garbled text: found around its rare characters as by searching the whole text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.read import mojibake
from crmtool.read.characters import LATIN, RARE, anything, beginnings, spread_of

GARBLED = ("张三李四".encode().decode("latin-1"), "王小明".encode().decode("gbk", "replace"), "“”‘’")
PIECES = ("张三", "a,1\n", "￥", "·", "é", "¥128", "\U00020000", "車主張", "「」", *GARBLED)
pieces = st.lists(st.sampled_from(PIECES), max_size=12)


@given(parts=pieces, piece=st.sampled_from([1, 3, 64]))
def test_garbled_runs_are_those_of_the_whole_text(parts: list[str], piece: int) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("crmtool.read.characters.PIECE", piece)
        spread = spread_of(text, "gb18030")
    western = [
        (run.start(), run.group())
        for run in mojibake.LATIN_RUN.finditer(text)
        if mojibake._chinese(mojibake._western_bytes(run.group()))
        and spread_of(run.group(), "gb18030").count(LATIN)  # the dots of a mask (····) are Chinese as they stand
    ]
    found = list(mojibake._chinese_as_latin(text, spread.runs_with(LATIN, anything())))
    assert set(western) <= set(found)
    assert all(mojibake._chinese(mojibake._western_bytes(run)) for _, run in found)
    far = [
        (run.start(), run.group())
        for run in mojibake.FAR_RUN.finditer(text)
        if mojibake.UTF8_RUN.fullmatch(run.group().encode("gb18030", "replace"))
        and mojibake._common(run.group().encode("gb18030", "replace").decode("utf-8", "replace"))
        and (spread_of(run.group(), "gb18030").count(RARE))
    ]
    assert list(mojibake._utf8_as_gbk(text, spread.runs_with(RARE, beginnings()))) == far
