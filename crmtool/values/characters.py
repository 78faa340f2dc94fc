"""Traditional characters: one person's name is 張三 at one dealer and 张三 at the next.

The table, ``data/simplified.tsv`` (a simplified character, a tab, its traditional forms), is OpenCC's ``t2s`` (version
1.4, Apache License 2.0) for single characters, never for words, so that a character is folded the same way wherever it
stands. Reading it costs a few milliseconds, and every column is searched for its characters at once.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import polars as pl

from crmtool.values.text import changed

# Traditional forms that are characters of their own in mainland names (General Standard Chinese Characters, 2013):
# folding them would show 张乾 as 张干. They are kept where a name is shown and folded in its comparison key.
OWN_CHARACTERS = "乾於徵昇甯吒榘"

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
"""Chinese characters."""
LETTER = r"[^\W\d\x00-\u024f]"
"""A letter that is not Latin, Chinese as a rule: for longer patterns, since ``re`` takes 2 ms for a range as above."""


def simplify(values: pl.Series, keep: str = "") -> pl.Series:
    """The same texts in simplified characters; characters of ``keep`` stay as they are, nulls stay null.

    >>> simplify(pl.Series(["張三", "乾隆", None])).to_list()
    ['张三', '干隆', None]
    >>> simplify(pl.Series(["張乾"]), keep=OWN_CHARACTERS).to_list()
    ['张乾']
    """
    table = _table(keep)
    return changed(
        values, values.str.contains(_pattern()), lambda texts: pl.Series([text.translate(table) for text in texts])
    )


@cache
def _pattern() -> str:
    """A pattern of any character that has a simplified form: one for all who ask, since it takes long to prepare."""
    return f"[{''.join(_simplified())}]"


@cache
def _table(keep: str) -> dict[int, str]:
    """Every character but those to ``keep`` with its simplified form, for ``str.translate``."""
    return str.maketrans({old: new for old, new in _simplified().items() if old not in keep})


@cache
def _simplified() -> dict[str, str]:
    """Every character that has a simplified form, with that form."""
    table = (files("crmtool.values") / "data" / "simplified.tsv").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in table.splitlines())
    return {old: simplified for simplified, _, forms in lines for old in forms}
