"""Car makes: VW, Volkswagen, 大众汽车, 上汽大众 and 一汽-大众 朗逸 are all 大众.

``data/brands.tsv`` has a make on each line: the label shown, a tab, and its other spellings. The works that build a
make in China (上汽, 一汽, 东风 ...) are left out where a make follows; what follows the make is taken as the model.

>>> import polars as pl
>>> from datetime import date
>>> names = pl.Series(["VW", "上汽大众", "一汽-大众奥迪", "Mercedes-Benz", "大众 朗逸", "BMW X5", "飞鸽", "无"])
>>> standardise(names, date(2024, 1, 1)).select("canonical", "reason", "model").rows()
[('大众', 'ok', None), ('大众', 'ok', None), ('奥迪', 'ok', None), ('奔驰', 'ok', None), ('大众', 'ok', '朗逸'),
 ('宝马', 'ok', 'x5'), ('飞鸽', 'unknown_brand', None), (None, 'placeholder', None)]
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.characters import simplify
from crmtool.values.placeholders import said

if TYPE_CHECKING:
    from datetime import date

WORKS = re.compile(
    r"(?:中国)?(?:上海汽车|上汽通用|上汽|上海通用|上海|一汽|东风|广汽|广州|北京|北汽|长安|长城|华晨|奇瑞|吉利|江淮|江铃|郑州|沈阳|神龙|悦达|昌河|海南"
    r"|武汉|南京|重庆|四川|天津|进口|国产|全新|新款)"
)
AFTER = re.compile(r"(?:汽车|轿车|品牌|进口|国产|集团|中国|auto|motors?|cars?)+")
LONGEST = 80  # characters in which a make must stand
SIGNS = re.compile(r"[\s\-_.·/&'’()|,、:]+")


@cache
def _labels() -> dict[str, str]:
    """Every spelling, in lower case without signs, with its label."""
    table = (files("crmtool.values") / "data" / "brands.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines()]
    return {
        spelling: label.upper() if label.isascii() else label
        for label, more in rows
        for spelling in (label, *more.split())
    }


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """One row for each value: canonical, valid, reason (ok, unknown_brand, placeholder), model.

    ``canonical`` is the make's label; of an unknown make, the text folded.
    """
    frame = said(values)
    frame = frame.with_columns(text=simplify(frame["text"])).with_columns(text=pl.when(~pl.col("empty")).then("text"))
    known = frame["text"].drop_nulls().unique()
    schema = {"label": pl.String(), "model": pl.String()}
    read_out = pl.DataFrame([read(text) for text in known], schema=schema, orient="row").with_columns(text=known)
    known_label = pl.col("label").is_not_null()
    return frame.join(read_out, on="text", how="left", maintain_order="left").select(
        canonical=pl.coalesce("label", "text"),
        valid=pl.when(pl.col("empty").is_not_null()).then(known_label),
        reason=pl.when("empty")
        .then(pl.lit("placeholder"))
        .when(known_label)
        .then(pl.lit("ok"))
        .when(pl.col("text").is_not_null())
        .then(pl.lit("unknown_brand")),
        model="model",
    )


def read(text: str) -> tuple[str | None, str | None]:
    """The label of the make that a folded, simplified text begins with, and what follows it, in lower case."""
    words = [word for word in SIGNS.split(text.lower()[:LONGEST]) if word]
    bare = "".join(words)
    works = WORKS.match(bare)
    cuts = [len("".join(words[:count])) for count in range(len(words), 0, -1)]
    for start in (works.end(), 0) if works else (0,):
        ends = [*cuts, *(end for end in range(min(len(bare), start + 16), start, -1) if not _cuts_a_word(bare, end))]
        if (end := next((end for end in ends if bare[start:end] in _labels()), 0)) > 0:
            return _labels()[bare[start:end]], _model(bare[end:], _labels()[bare[start:end]])
    return None, None


def _model(rest: str, label: str) -> str | None:
    """What follows a make, without words like 汽车 and without the make said again."""
    after = AFTER.match(rest)
    model = rest[after.end() :] if after else rest
    return None if _labels().get(model) == label else model or None


def _cuts_a_word(text: str, at: int) -> bool:
    """Whether a position lies within a word in Latin letters: mg is not the make of an mgx."""
    return (
        at < len(text)
        and text[at - 1].isascii()
        and text[at - 1].isalpha()
        and text[at].isascii()
        and text[at].isalpha()
    )
