"""Cells of CSV, TSV and other text with a delimiter, changed at their place."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from crmtool.repair.changes import Change, changed, coded, left_alone, line_starts
from crmtool.repair.plan import NOT_THE_CELL
from crmtool.values.line_breaks import newline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmtool.repair.changes import Edited
    from crmtool.repair.plan import Edit, Left

NO_DELIMITER = "\x1f"  # parts nothing: each line is one cell


def edit_delimited(data: bytes, encoding: str, delimiter: str, edits: Sequence[Edit]) -> Edited:
    """A text file with the cells of ``edits`` changed; ``delimiter`` is "" where each line is one cell."""
    content = coded(data, encoding)
    return changed(data, content, _changes(content.text, delimiter or NO_DELIMITER, edits))


def _changes(text: str, delimiter: str, edits: Sequence[Edit]) -> Iterator[Change | Left]:
    cell = _cell(delimiter, newline_of(text))
    body = text.rstrip("\x1a")
    by_line = [(line, [*of_line]) for line, of_line in groupby(edits, lambda edit: edit.line)]
    starts = line_starts(body, [line for line, _ in by_line])
    for start, (_, of_line) in zip(starts, by_line, strict=True):
        spans = _spans(body, start, delimiter, cell, 1 + max(edit.place for edit in of_line))
        for edit in of_line:
            yield _change(body, spans, edit, delimiter)


def _change(text: str, spans: Sequence[tuple[int, int]], edit: Edit, delimiter: str) -> Change | Left:
    start, end = spans[edit.place] if edit.place < len(spans) else (0, 0)
    if _content(text[start:end]) != edit.old:
        return left_alone(edit, NOT_THE_CELL)
    was_quoted = text[start : start + 1] == '"' and text[start:end] != edit.old
    written = edit.new
    if was_quoted or re.search(f'[\r\n"{re.escape(delimiter)}]', written):
        written = '"' + written.replace('"', '""') + '"'
    return Change(edit, start, end, written)


def _spans(text: str, start: int, delimiter: str, cell: re.Pattern[str], most: int) -> list[tuple[int, int]]:
    """Where the first cells of the record that begins at ``start`` begin and end, quotes included."""
    spans: list[tuple[int, int]] = []
    while len(spans) < most and (found := cell.match(text, start)):
        end = found.end()
        bare_end = end - (found[1] is None and text[end - 1 : end] == "\r" and end > start and _ends(text, end))
        spans.append((start, bare_end))
        if text[end : end + 1] != delimiter:
            break
        start = end + 1
    return spans


def _ends(text: str, at: int) -> bool:
    return text[at : at + 1] in ("", "\n")


def _content(cell: str) -> str:
    """What a cell says: without the quotes that enclose it.

    >>> _content('"5"" x"'), _content('5" x'), _content('"'), _content('"a" b')
    ('5" x', '5" x', '"', '"a" b')
    """
    if re.fullmatch(r'"[^"]*(?:""[^"]*)*"', cell):
        return cell[1:-1].replace('""', '"')
    return cell


def _cell(delimiter: str, newline: str) -> re.Pattern[str]:
    """One cell: in quotes (doubled ones within) up to a delimiter or the line's end; or bare, with quotes as data."""
    end = re.escape(delimiter)
    line_end = r"\r?\n|\r?\Z" if newline == "\n" else r"\r|\Z"
    return re.compile(rf'("[^"]*(?:""[^"]*)*")(?={end}|{line_end})|[^{end}{newline}]*')
