"""Values of JSON lines and of JSON arrays, changed at their place."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING

from crmtool.repair.changes import Change, changed, coded, left_alone, line_starts
from crmtool.repair.plan import NOT_THE_CELL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmtool.repair.changes import Edited
    from crmtool.repair.plan import Edit, Left

SPACE = re.compile(r"[\s:,]*")
ARRAY = re.compile(r"\[(?=\s*\{)")
NUMBER = re.compile(r"-?[0-9][0-9.eE+-]*")

Members = dict[str, tuple[int, int]]
"""Where the value of each key of an object begins and ends."""


def edit_json_lines(data: bytes, encoding: str, edits: Sequence[Edit]) -> Edited:
    """A file of an object a line with the values of ``edits`` changed."""
    content = coded(data, encoding)
    by_line = [(line, [*of_line]) for line, of_line in groupby(edits, lambda edit: edit.line)]
    starts = line_starts(content.text.replace("\r", " "), [line for line, _ in by_line])
    found = (
        change
        for start, (_, of_line) in zip(starts, by_line, strict=True)
        for change in _changes(content.text, start, of_line)
    )
    return changed(data, content, found)


def edit_json_array(data: bytes, encoding: str, edits: Sequence[Edit]) -> Edited:
    """A file of one array of objects with the values of ``edits`` changed."""
    content = coded(data, encoding)
    return changed(data, content, _in_array(content.text, edits))


def _in_array(text: str, edits: Sequence[Edit]) -> Iterator[Change | Left]:
    """Objects follow each other in the order of the table that was read of them."""
    decode = json.JSONDecoder().raw_decode
    array = ARRAY.search(text)
    by_row = {at: [*of_row] for at, of_row in groupby(sorted(edits, key=lambda edit: edit.at), lambda edit: edit.at)}
    start, at = array.end() if array else 0, 0
    while by_row and (start := _skip(text, start)) < len(text) and text[start] != "]":
        _, end = decode(text, start)
        if text[start] == "{":
            yield from _changes(text, start, by_row.pop(at, []))
            at += 1
        start = end
    for of_row in by_row.values():
        yield from (left_alone(edit, NOT_THE_CELL) for edit in of_row)


def _changes(text: str, start: int, edits: Sequence[Edit]) -> Iterator[Change | Left]:
    """The changes in the object that begins at ``start``, spaces apart."""
    members = _members(text, start) if edits else {}
    for edit in edits:
        begin, end = members.get(edit.header, (0, 0))
        if begin == end or _text(text[begin:end]) != edit.old:
            yield left_alone(edit, NOT_THE_CELL)
        else:
            yield Change(edit, begin, end, json.dumps(edit.new, ensure_ascii=text.isascii()))


def _members(text: str, start: int) -> Members:
    """The members of an object; of two with the same key the last one counts, as in reading."""
    members: Members = {}
    decode = json.JSONDecoder().raw_decode
    at = _skip(text, text.index("{", start) + 1)
    while at < len(text) and text[at] == '"':
        key, at = decode(text, at)
        begin = _skip(text, at)
        _, end = decode(text, begin)
        members[key] = (begin, end)
        at = _skip(text, end)
    return members


def _text(raw: str) -> str:
    """A value as text: a string's content, a number as it is written."""
    value = json.loads(raw)
    return value if isinstance(value, str) else raw


def _skip(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
