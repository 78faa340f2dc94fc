"""Readings of Chinese names in Latin letters, without tones, ü written v (GB/T 28039-2011: surname first).

The readings are pypinyin's for single characters, kept in ``data/pinyin.tsv`` (reading, tab, characters): importing
pypinyin costs a quarter of a second, reading the table a few milliseconds. Surnames are read by their own table, and a
few characters otherwise in given names. The
parts of a name are joined, so 张小明, "Zhang Xiaoming" and "ZHANG/XIAO MING" are all "zhang xiaoming".
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values import surnames
from crmtool.values.distinct import distinct

if TYPE_CHECKING:
    from collections.abc import Mapping

GIVEN = str.maketrans(
    {"长": "chang", "重": "chong", "曾": "zeng", "晟": "sheng", "琢": "zhuo", "隽": "jun", "莘": "xin", "都": "du"}
)
"""How given names read characters whose commonest reading is another."""


@cache
def _by_reading() -> tuple[tuple[str, str], ...]:
    """Each reading with its characters."""
    table = (files("crmtool.values") / "data" / "pinyin.tsv").read_text(encoding="utf-8")
    return tuple(
        (reading, characters) for reading, _, characters in (line.partition("\t") for line in table.splitlines())
    )


@cache
def _by_code_point() -> dict[int, str]:
    return {ord(character): reading for reading, characters in _by_reading() for character in characters}


@cache
def syllables() -> frozenset[str]:
    """All readings that can stand in a name."""
    return frozenset(reading for reading, _ in _by_reading() if set(reading) & set("aeiouv"))


def syllables_of(characters: str) -> list[str]:
    """The readings of single characters, in their order."""
    return [_by_code_point()[ord(character)] for character in characters]


def read(values: pl.Series) -> pl.Series:
    """Each Chinese character as its syllable, joined; anything else in lower case; null for null.

    >>> read(pl.Series(["小明", "吕", "Tom", None])).to_list()
    ['xiaoming', 'lv', 'tom', None]
    """
    return _read(values, _by_code_point())


def _read(values: pl.Series, table: Mapping[int, str]) -> pl.Series:
    known, places = distinct(values.to_frame("text"))
    return pl.Series([text.translate(table).lower() for text in known["text"]], dtype=pl.String).gather(places)


def of_surname(surname: str) -> str:
    """How a surname is read.

    >>> of_surname("单"), of_surname("欧阳"), of_surname("张")
    ('shan', 'ouyang', 'zhang')
    """
    return surnames.readings().get(surname) or surname.translate(_by_code_point())


def of_names(family: pl.Series, given: pl.Series) -> pl.Series:
    """Surname and given name read, with a space between; one alone where the other is null.

    >>> of_names(pl.Series(["仇", "尉迟", None]), pl.Series(["三", None, "买买提"])).to_list()
    ['qiu san', 'yuchi', 'maimaiti']
    >>> of_names(pl.Series(["黄", "长孙"]), pl.Series(["长长", "晟"])).to_list()
    ['huang changchang', 'zhangsun sheng']
    """
    known = family.drop_nulls().unique().to_list()
    first = family.replace_strict(
        known, [of_surname(surname) for surname in known], default=None, return_dtype=pl.String
    )
    parts = pl.DataFrame({"surname": first, "given": _read(given, _by_code_point() | GIVEN)})
    joined = parts.select(pl.concat_str("surname", "given", separator=" ", ignore_nulls=True)).to_series()
    return joined.set(joined == "", None)
