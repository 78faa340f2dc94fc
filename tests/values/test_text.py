"""Folding and case: the short cuts give what the whole way gives."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.values import text

CHARACTERS = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
TEXTS = st.text(st.sampled_from(" 　\t\n张三Ａbé'-1½\u200bﬁ") | st.characters(codec="utf-8"), max_size=8)


def slowly_folded(values: pl.Series) -> pl.Series:
    spaced = values.str.replace_all(r"[\t\r\n\v\f]", " ").str.normalize("NFKC").str.replace_all(r"[\p{Cf}\p{Cc}]", "")
    single = spaced.str.replace_all(r"\s+", " ").str.strip_chars()
    return single.set(single == "", None)


def of(values: pl.Series, expression: pl.Expr) -> list[str | None]:
    return values.to_frame("v").select(expression).to_series().to_list()


@pytest.mark.parametrize(("before", "behind"), [("", ""), ("a", "b"), (" ", "x"), ("张", " ")])
def test_every_character_is_folded(before: str, behind: str) -> None:
    values = pl.Series([before + character + behind for character in CHARACTERS])
    assert of(values, text.fold(pl.col("v"))) == slowly_folded(values).to_list()


def test_every_character_has_its_case() -> None:
    values = pl.Series(CHARACTERS)
    assert of(values, text.lower(pl.col("v"))) == values.str.to_lowercase().to_list()
    assert of(values, text.upper(pl.col("v"))) == values.str.to_uppercase().to_list()


@given(st.lists(st.none() | TEXTS))
def test_any_text(texts: list[str | None]) -> None:
    values = pl.Series(texts, dtype=pl.String)
    assert of(values, text.fold(pl.col("v"))) == slowly_folded(values).to_list()
    bare = slowly_folded(values).str.to_uppercase().str.replace_all(r"[\s'\"`‘’“”=·•・‧∙.．_‐‑‒–—―−-]", "")
    assert of(values, text.compact(pl.col("v"))) == bare.set(bare == "", None).to_list()


def test_what_is_well_written_stays() -> None:
    values = pl.Series(["张三", None, "a"])
    assert text.changed(values, values.str.contains("[0-9]"), lambda odd: odd.clear()).to_list() == ["张三", None, "a"]


@given(st.lists(st.none() | TEXTS))
def test_nulls_left_out_show_nothing(cells: list[str | None]) -> None:
    values = pl.Series(cells, dtype=pl.String)
    assert text.showing(values, text.UNFOLDED).to_list() == values.str.contains(text.UNFOLDED).to_list()
