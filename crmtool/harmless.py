r"""Text from outside made harmless for whoever shows it: terminals, CI logs, JSON, XML, spreadsheets.

What it does is always visible: nothing is dropped, a character that acts is shown by its number.

>>> shown("\x1b[2J::error::张三\u202e")
'\\x1b[2J\\x3a:error\\x3a:张三\\u202e'
>>> json_text('{"a": "\x9b::error ##[error]"}')
'{"a": "\\u009b::error \\u0023#[error]"}'
"""

from __future__ import annotations

import re
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

_ACTING = (*range(32), *range(127, 160), 0xAD, 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
"""Control characters of ASCII and Latin-1, the soft hyphen, line and paragraph separators, marks of text direction."""

CONTROLS: Mapping[str, str] = MappingProxyType(
    {chr(code): f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" for code in (*_ACTING, 0xFEFF)}
)
COMMANDS: Mapping[str, str] = MappingProxyType({"::": "\\x3a:", "##": "\\x23#"})
"""What begins a command in the log of a CI job: ``::error`` (GitHub), ``##[error]``, ``##vso[``, ``##teamcity[``."""

_ESCAPED = {char: f"\\u{ord(char):04x}" for char in CONTROLS}
_ACTING_TEXT = f"[{''.join(_ESCAPED.values())}]|::|##"
_ACTS = re.compile(_ACTING_TEXT)
_IN_JSON = dict(list(_ESCAPED.items())[32:]) | {"##": "\\u0023#"}
"""What acts in JSON, which escapes the first 32 controls itself."""
_ACTS_IN_JSON = re.compile(f"[{re.escape(''.join(CONTROLS)[32:])}]|##")
_FORMULA = r"^[=+\-@＝＋－＠\t\r\n]"
_PLAIN = r"^([+-]?[0-9]+([.][0-9]+)?|\+[0-9][0-9 ]*)$"
_LONE = re.compile("[\ud800-\udfff]")


def shown(text: str) -> str:
    """A line of text for a terminal or a log: what would act is shown by its number."""
    return _ACTS.sub(lambda found: CONTROLS.get(found[0]) or COMMANDS[found[0]], _LONE.sub("\ufffd", text))


def shown_column(text: pl.Expr) -> pl.Expr:
    """``shown`` for a String expression."""
    acting = {**CONTROLS, **COMMANDS}
    return text.str.replace_many(list(acting), list(acting.values()))


def json_text(text: str) -> str:
    """JSON with what a terminal or a log would act on escaped; it means the same."""
    return _ACTS_IN_JSON.sub(lambda found: _IN_JSON[found[0]], _LONE.sub("\ufffd", text))


def json_column(json: pl.Expr) -> pl.Expr:
    """``json_text`` for a String expression."""
    return json.str.replace_many(list(_IN_JSON), list(_IN_JSON.values()))


def xml_text(text: str) -> str:
    """Text for XML's elements and attributes, in double quotes: escaped, and without what XML cannot hold."""
    legible = _not_xml().sub("\ufffd", shown(text))
    return legible.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


@cache
def _not_xml() -> re.Pattern[str]:
    return re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def guarded(text: pl.Expr) -> pl.Expr:
    """Text that no spreadsheet takes for a formula.

    >>> import polars as pl
    >>> cells = pl.DataFrame({"v": ["=1+1", "-2+3", "@SUM(A1)", "-12.50", "+86 13000001357", "张三"]})
    >>> cells.select(guarded(pl.col("v"))).to_series().to_list()
    ["'=1+1", "'-2+3", "'@SUM(A1)", '-12.50', '+86 13000001357', '张三']
    """
    import polars as pl

    formula = text.str.contains(_FORMULA) & ~text.str.contains(_PLAIN)
    return pl.when(~formula).then(text).otherwise("'" + text)


def for_spreadsheets(cells: pl.DataFrame) -> pl.DataFrame:
    """All text of a frame ``shown`` and ``guarded``; in most columns there is nothing to do."""
    import polars as pl
    from polars import selectors as cs

    odd = cells.select(cs.string().unique().str.contains(f"{_FORMULA}|{_ACTING_TEXT}").any()).row(0, named=True)
    columns = pl.col([name for name, any_ in odd.items() if any_])
    return cells.with_columns(shown_column(columns)).with_columns(guarded(columns))


def guarded_texts(texts: Sequence[str]) -> list[str]:
    """``guarded`` for a few texts, such as headers."""
    import polars as pl

    return pl.DataFrame({"v": texts}, {"v": pl.String}).select(guarded(pl.col("v"))).to_series().to_list()
