"""Traditional characters: one person's name is 張三 at one dealer and 张三 at the next.

The table is OpenCC's ``t2s`` (traditional to simplified), asked once for each distinct character of a column and never
for words, so that a character is folded the same way wherever it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FIRST_HAN = "\u3400"

# Traditional forms that are characters of their own in mainland names (General Standard Chinese Characters, 2013):
# folding them would show 张乾 as 张干. They are kept where a name is shown and folded in its comparison key.
OWN_CHARACTERS = "乾於徵昇甯吒榘"


def simplify(values: pl.Series, keep: str = "") -> pl.Series:
    """The same texts in simplified characters; characters of ``keep`` stay as they are, nulls stay null.

    >>> import polars as pl
    >>> simplify(pl.Series(["張三", "乾隆", None])).to_list()
    ['张三', '干隆', None]
    >>> simplify(pl.Series(["張乾"]), keep=OWN_CHARACTERS).to_list()
    ['张乾']
    """
    seen = {character for character in set("".join(values.drop_nulls())) if character >= FIRST_HAN} - set(keep)
    table = _traditional("".join(sorted(seen)))
    if not table:
        return values
    hit = values.str.contains(f"[{''.join(map(chr, table))}]").fill_null(value=False)
    return values.scatter(hit.arg_true(), [text.translate(table) for text in values.filter(hit)])


def _traditional(characters: str) -> dict[int, str]:
    """Code point to simplified form, for those of the characters that have another one."""
    if not characters:
        return {}
    from opencc import OpenCC

    simplified = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {ord(old): new for old, new in zip(characters, simplified, strict=True) if old != new}
