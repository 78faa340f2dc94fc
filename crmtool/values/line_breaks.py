"""What ends the lines of a text file."""

from __future__ import annotations

import re

BREAK = re.compile(r'"[^"]*"|\r*\n|\r')
HEAD = 200_000
"""Characters in which the first break outside quotes stands, unless the text is one line."""


def newline_of(text: str) -> str:
    r"""What ends the lines of a text: a line feed, with or without a carriage return before it, or that alone.

    That alone does where there is no line feed, or where it is the first break outside quotes and there are more of it:
    then line feeds are breaks within cells.

    >>> [newline_of(text) for text in ("a,b\r\n1,2\r\n", "a,b\r1,2\r\n", 'a\n"1\r2\r3"\n')]
    ['\n', '\r', '\n']
    """
    if "\n" not in text:
        return "\r"
    breaks = (found.group() for found in BREAK.finditer(text, 0, HEAD) if found.group()[0] != '"')
    alone = next(breaks, "") == "\r" and text.count("\r") > text.count("\n")
    return "\r" if alone else "\n"
