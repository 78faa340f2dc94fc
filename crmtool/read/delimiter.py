"""Which character parts the cells of a text file."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import islice

DELIMITERS = ",\t;|^"
SAMPLE = 200_000  # characters looked at: the habit shows early, unlike the encoding
LINES = 1_000
QUOTED = re.compile(r'"(?<![^,\t;|^\n]")[^"]*(?:""[^"]*)*"(?=[,\t;|^\r\n]|\Z)')
EXCEL_HINT = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def delimiter_of(text: str) -> str:
    r"""The delimiter of ``text`` by evidence, "" if its lines are single cells.

    Each candidate is weighed by the share of lines that have as many of it as most lines have, and by how many that
    are; a candidate that starts only below a line full of another (it is inside the cells) counts half.

    >>> [delimiter_of(text) for text in ("a,b;c\n1,2;3\n", "a\tb,c,d\n1\t2\n", "a b\nc d\n", "sep=^\na,b^c\n")]
    [',', '\t', '', '^']
    """
    if hint := EXCEL_HINT.match(text):
        return hint.group(1)
    sample = _sample(text)
    lines = list(islice((line for line in sample.split("\n") if line.strip()), LINES))
    there = [delimiter for delimiter in DELIMITERS if delimiter in sample]
    found = {delimiter: habit for delimiter in there if (habit := _habit(lines, delimiter))}
    first = min((line for weight, line in found.values() if weight > 1), default=0)
    weighed = {delimiter: weight / (1 + (line > first)) for delimiter, (weight, line) in found.items()}
    return max(weighed, key=lambda delimiter: weighed[delimiter], default="")


def _sample(text: str) -> str:
    """The first lines, whole, without what stands in quotes."""
    sample = text[:SAMPLE]
    if len(text) > SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    return QUOTED.sub("", sample) if '"' in sample else sample


def _habit(lines: list[str], delimiter: str) -> tuple[float, int] | None:
    """Weight of a delimiter and the first line that has the usual number of it; None if it is not usual at all."""
    counts = [line.count(delimiter) for line in lines]
    usual = [(count, lines_with) for count, lines_with in Counter(counts).most_common() if count]
    if not usual:
        return None
    most = max(usual, key=lambda one: one[1] * math.log2(1 + one[0]))
    share = most[1] / len(lines)
    if share < 0.4 and len(lines) > 2:
        return None
    return share * math.log2(1 + most[0]), counts.index(most[0])
