"""Region codes (GB/T 2260): six digits for province, prefecture and county, as they stand in ID numbers and addresses.

``data/regions.csv`` holds every code that a yearly list of the civil-affairs ministry has named since 1980, withdrawn
ones too: an ID number keeps the code of the day it was given, and more than half of all codes ever given are
withdrawn. Source: the ministry's lists collected in github.com/cn/GB2260.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl


@cache
def table() -> pl.DataFrame:
    """Every code ever listed: code, name, and the first and last year of its listing (all String), sorted by code.

    >>> table().filter(pl.col("code") == "310111").row(0)
    ('310111', '吴淞区', '1980', '1987')
    """
    text = files("crmtool.values").joinpath("data", "regions.csv").read_bytes()
    return pl.read_csv(text, infer_schema=False).sort("code")


@cache
def codes() -> frozenset[str]:
    """The codes that can open an ID number: all counties, and prefectures, since a city without counties gives its own.

    >>> "110110" in codes(), "441900" in codes(), "310199" in codes(), "110000" in codes()
    (True, True, False, False)
    """
    return frozenset(table().filter(~pl.col("code").str.ends_with("0000"))["code"])
