"""JSON: an object a line (JSONL), or one array of objects."""

from __future__ import annotations

import json
import re
from itertools import chain, islice
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from crmtool.read import codes
from crmtool.read.archive import damaged
from crmtool.read.cells import frame_of
from crmtool.read.encoding import decode
from crmtool.read.header import Head
from crmtool.read.layout import REJECTS, Body, table
from crmtool.read.source import Reading, empty, no_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crmtool.read.source import Source

BEGINNING = re.compile(r"[^\s,]")  # of a value, or the bracket behind the last
LOOKED_AT = 20
NESTED = frozenset((dict, list))


class Literal(str):
    """A number as it is written in the file; not a string of the file."""

    __slots__ = ()


class Item(NamedTuple):
    """A JSON value, its text and the line where it begins; ``value`` is None where there is no object, but a fault."""

    line: int
    raw: str
    value: dict[str, object] | None
    fault: str = ""


def read_json(source: Source) -> Reading:
    """The objects of a JSONL file or a JSON array as one table; its columns are their keys as they first occur.

    Numbers stay as written, nested values become JSON text. A line that is no object is rejected. Raises
    DeliveryRefused where no object holds anything or an array breaks off.
    """
    text, encoding, notes = decode(source)
    if not text or text.isspace():
        raise empty(source)
    by_line = _is_by_line(text)
    items = [*_lines(text)] if by_line else [*_array(source, text, _array_start(text))]
    if not any(item.value for item in items):
        raise no_table(source)
    head, body = _head_and_body(items)
    one = table("", head, {}, body)
    return Reading("jsonl" if by_line else "json", encoding, "", (one,), tuple(notes))


def _head_and_body(items: list[Item]) -> tuple[Head, Body]:
    values = [item.value for item in items if item.value is not None]
    places = [(at, item.line) for at, item in enumerate(items) if item.value is not None]
    faults = [
        (at, item.line, codes.NOT_JSON, item.fault, item.raw, None)
        for at, item in enumerate(items)
        if item.value is None
    ]
    orders = dict.fromkeys(map(tuple, values))
    names = tuple(dict.fromkeys(chain.from_iterable(orders)))
    if len(orders) == 1:
        columns: Iterable[Sequence[object]] = zip(*map(dict.values, values), strict=True)
    else:
        columns = ([value.get(name) for value in values] for name in names)
    at, lines = (pl.Series(numbers, dtype=pl.Int64) for numbers in zip(*places, strict=True))
    body = Body(frame_of(map(_column, columns)), at, lines.alias("line"), pl.DataFrame(faults, REJECTS, orient="row"))
    return Head(names, (), 0), body


def _is_by_line(text: str) -> bool:
    """Whether the text is JSONL: at least half of its first lines are objects."""
    first = [item.value is not None for item in islice(_lines(text), LOOKED_AT)]
    return not text.lstrip().startswith("[") and sum(first) * 2 >= len(first)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=Literal, parse_int=Literal, parse_constant=Literal)


def _lines(text: str) -> Iterator[Item]:
    """The values of JSONL, line by line."""
    decoder = _decoder()
    for number, line in enumerate(text.split("\n"), 1):
        if not (raw := line.strip()):
            continue
        try:
            value, end = decoder.raw_decode(line) if line.startswith("{") else (None, 0)
            if end != len(line):  # spaces around it, or it is no object
                value = decoder.decode(line)
            yield _item(number, raw, value)
        except (ValueError, RecursionError) as fault:
            yield Item(number, raw, None, f"not valid JSON: {fault}")


def _array(source: Source, text: str, start: int) -> Iterator[Item]:
    """The values from ``start`` on, with commas and line breaks between them, up to a closing bracket."""
    decode_next = _decoder().raw_decode
    line, counted = 1, 0
    while (found := BEGINNING.search(text, start)) and found.group() != "]":
        start = found.start()
        line, counted = line + text.count("\n", counted, start), start
        try:
            value, end = decode_next(text, start)
            yield _item(line, text[start:end], value)
        except (ValueError, RecursionError) as fault:
            raise damaged(source, f"line {line} is not valid JSON: {fault}") from None
        start = end
    if found is None and text.lstrip().startswith("["):
        raise damaged(source, "the array is never closed")


def _array_start(text: str) -> int:
    """Where the objects begin: after the first bracket, in a wrapper such as {"data": [{...}]} too."""
    found = re.match(r'\s*(?:\[|\{[^\[{]*"\s*:\s*\[(?=\s*\{))', text)
    return found.end() if found else 0


def _item(line: int, raw: str, value: object) -> Item:
    if not isinstance(value, dict):
        return Item(line, raw, None, "not a JSON object")
    whole: dict[str, object] = value
    if "\\u" in raw and "\\ud" in raw.lower():
        whole = _decoder().decode(_without_halves(_json(value)))
    if NESTED.isdisjoint(map(type, whole.values())):
        return Item(line, raw, whole)
    nested = {name: Literal(_json(one)) for name, one in whole.items() if isinstance(one, dict | list)}
    return Item(line, raw, {**whole, **nested})


def _without_halves(text: str) -> str:
    r"""Text whose every character is whole: an escape such as \ud83d without its second half becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _column(values: Sequence[object]) -> pl.Series:
    """Values as the texts of a column."""
    if not set(map(type, values)) <= {str, Literal, NoneType}:
        values = [value if value is None or isinstance(value, str) else _json(value) for value in values]
    if "" in values:
        values = [value or None for value in values]
    return pl.Series(values, dtype=pl.String)


def _json(value: object) -> str:
    """A value as JSON text, numbers as they were written.

    >>> _json({"a": [Literal("1.10"), True, None, "x"]})
    '{"a": [1.10, true, null, "x"]}'
    """
    if isinstance(value, Literal):
        return str(value)
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_json(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
