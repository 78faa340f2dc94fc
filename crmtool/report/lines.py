"""Lines for people's eyes: colour, and wrapping by the columns that characters take."""

from __future__ import annotations

import re

from rich.cells import cell_len

STYLES = {
    "bold": "1",
    "dim": "2",
    "error": "1;31",
    "warning": "33",
    "info": "36",
    "good": "32",
}
PIECE = r"\s+|[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+"
"""Compiled where lines are wrapped: classes of so many characters take longer than most commands' other patterns."""
CLINGS = frozenset("，。；：、！？）】》」』”’,.;:!?)]…")
"""What must not begin a line."""


def painted(text: str, style: str, *, colour: bool) -> str:
    """The text in a style of STYLES, if there is colour."""
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if colour and text else text


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most ``width`` columns (8 at least).

    Lines break at blanks and between Chinese characters, not before a closing mark; a longer word is cut.

    >>> wrapped("身份证号校验位错误，请核对。", 12)
    ['身份证号校验', '位错误，请核', '对。']
    """
    room = max(width, 8)
    lines = [""]
    for token in re.findall(PIECE, text):
        if token.isspace() or cell_len(lines[-1] + token) <= room:
            lines[-1] += token
        elif token in CLINGS and len(lines[-1]) > 1:
            lines[-1:] = [lines[-1][:-1], lines[-1][-1] + token]
        else:
            lines += _cut(token, room)
    return [line.strip() for line in lines if line.strip()] or [""]


def _cut(token: str, width: int) -> list[str]:
    pieces = [""]
    for character in token:
        if cell_len(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def shortened(text: str, width: int) -> str:
    """The text cut to so many columns."""
    if cell_len(text) <= width:
        return text
    return _cut(text[: width * 2], width - 1)[0] + "…"
