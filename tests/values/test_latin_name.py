"""Names in Latin letters."""

from __future__ import annotations

from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.values import latin_name, pinyin, surnames

PINYIN = (
    ("Zhang San", "zhang san"),
    ("ZHANG/SAN", "zhang san"),
    ("ZHANG SAN MR", "zhang san"),
    ("MR ZHANG SAN", "zhang san"),
    ("ZHANG/SANMR", "zhang san"),
    ("ZhangSan", "zhang san"),
    ("ZHANGSAN", "zhang san"),
    ("Zhang, San", "zhang san"),
    ("San Zhang", "zhang san"),
    ("Wei Zhang", "zhang wei"),
    ("WEIZHANG", "zhang wei"),
    ("zhāng sān", "zhang san"),
    ("Zhang Xiao Ming", "zhang xiaoming"),
    ("ZHANG/XIAO MING", "zhang xiaoming"),
    ("Xiaoming Zhang", "zhang xiaoming"),
    ("zhangxiaoming", "zhang xiaoming"),
    ("LYU SAN", "lv san"),
    ("LV SAN", "lv san"),
    ("Lü San", "lv san"),
    ("LU SAN", "lu san"),
    ("OUYANG NANA", "ouyang nana"),
    ("OU YANG NA NA", "ouyang nana"),
    ("Nana Ouyang", "ouyang nana"),
    ("LI/NA MS", "li na"),
    ("fangang", "fan gang"),
    ("Zhang", "zhang"),
    ("Miss Wang", "wang"),
)
FOREIGN = (
    ("John Smith", "john smith", "smith"),
    ("SMITH/JOHN MR", "john smith", "smith"),
    ("Smith, John", "john smith", "smith"),
    ("David Wang", "david wang", "wang"),
    ("Wang David", "david wang", "wang"),
    ("José García", "jose garcia", "garcia"),
    ("Anna", "anna", None),
)
SYLLABLES = st.sampled_from(sorted(pinyin.syllables()))
SURNAMES = st.sampled_from(sorted(surnames.share_by_reading()))


@pytest.mark.parametrize(("text", "canonical"), PINYIN)
def test_pinyin(text: str, canonical: str) -> None:
    name = latin_name.read(text)
    assert name is not None
    assert (name.canonical, name.is_pinyin) == (canonical, True)


@pytest.mark.parametrize(("text", "canonical", "surname"), FOREIGN)
def test_foreign(text: str, canonical: str, surname: str | None) -> None:
    name = latin_name.read(text)
    assert name is not None
    assert (name.canonical, name.surname, name.is_pinyin) == (canonical, surname, False)


@pytest.mark.parametrize("text", ["", "123", "Mr.", "--"])
def test_no_name(text: str) -> None:
    assert latin_name.read(text) is None


@given(SURNAMES, st.lists(SYLLABLES, min_size=1, max_size=2))
def test_the_spelling_of_a_name_does_not_matter(surname: str, given_name: list[str]) -> None:
    name = latin_name.read(f"{surname} {''.join(given_name)}")
    assert name is not None
    ways = (f"{surname.upper()}/{' '.join(given_name).upper()} MR", f"{surname.title()}, {''.join(given_name).title()}")
    assert {way.canonical for text in ways if (way := latin_name.read(text))} == {name.canonical}
    assert (again := latin_name.read(name.canonical)) is not None
    assert again.canonical == name.canonical


@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    name = latin_name.read(text)
    assert name is None or name.canonical


def test_a_very_long_word() -> None:
    name = latin_name.read("zhang" * 2000)
    assert name is not None
    assert not name.is_pinyin


def test_two_words_are_weighed_as_one_by_one() -> None:
    words = ("zhang", "wei", "ouyang", "xiaoming", "lyu", "nyue", "san", "john", "mr", "anna", "x", "xu", "a")
    texts = [
        f"{written(one)}{sign}{written(other)}"
        for one, other, sign in product(words, words, (" ", "/", "", ", ", "  "))
        for written in (str.lower, str.upper, str.title)
    ]
    found = latin_name.in_two_words(pl.Series(texts))
    assert found.height > 100
    for text, surname, given_name in found.iter_rows():
        assert latin_name.read(text) == latin_name.LatinName(surname, given_name, is_pinyin=True, title=None)


def test_no_texts_have_no_two_words() -> None:
    assert latin_name.in_two_words(pl.Series([], dtype=pl.String)).rows() == []
    assert latin_name.in_two_words(pl.Series(["John Smith", "wang", "Zhang San Feng", None])).rows() == []
