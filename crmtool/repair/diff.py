"""What a repair changes, as lines to read: a unified diff of text, ``sheet!cell: old -> new`` of workbooks.

Masked, a line shows the changed cells alone, ``…`` standing for what is between them, and of a hidden value the one or
two characters that change: that an O became a 0 tells nobody whose it is. Unmasked, it is a diff with no lines around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.masking import mask_findings, telling
from crmtool.repair.workbook import reference
from crmtool.values.line_breaks import newline_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmtool.repair.changes import Change, Edited
    from crmtool.repair.plan import Edit

GAP = "…"
NO_NEWLINE = "\\ No newline at end of file"

Shown = dict[tuple[int, int, int], tuple[str, str]]
"""Old and new text of edits, as they may be shown, by table, column and place in it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that changes touch: from line ``number`` on, the characters from ``start`` to ``end``."""

    number: int
    start: int
    end: int
    changes: tuple[Change, ...]


def text_diff(edited: Edited, kinds: Mapping[str, str], *, unmask: bool) -> Iterator[str]:
    """The hunks of a changed text; ``kinds`` gives the kind of each field, by which its values are masked."""
    shown = _shown([change.edit for change in edited.changes], kinds, unmask=unmask)
    newline, moved = newline_of(edited.text), 0
    for lines in _touched(edited, newline):
        old, new = (_side(edited.text, lines, shown, side, unmask=unmask).split("\n") for side in (0, 1))
        columns = ", ".join(dict.fromkeys(change.edit.header for change in lines.changes))
        yield f"@@ -{_range(lines.number, old)} +{_range(lines.number + moved, new)} @@ {columns}".replace("\n", " ")
        moved += len(new) - len(old)
        ending = [NO_NEWLINE] if unmask and lines.end == len(edited.text) else []
        yield from [*(f"-{line}" for line in old), *ending, *(f"+{line}" for line in new), *ending]


def cell_diff(edits: Sequence[Edit], kinds: Mapping[str, str], *, unmask: bool) -> Iterator[str]:
    """A line for each changed cell of a workbook or a Parquet file."""
    shown = _shown(edits, kinds, unmask=unmask)
    for edit in edits:
        old, new = (text.replace("\n", "\\n") for text in shown[_key(edit)])
        place = f"{edit.sheet}!{reference(edit)}" if edit.sheet else f"row {edit.line}"
        yield f"{place} {edit.header}: {old} -> {new}".replace("\n", " ")


def _touched(edited: Edited, newline: str) -> Iterator[Lines]:
    text, number, counted = edited.text, 1, 0
    waiting: list[Change] = []
    end = 0
    for change in edited.changes:
        if waiting and change.start >= end:
            start = text.rfind(newline, 0, waiting[0].start) + 1
            number, counted = number + text.count(newline, counted, start), start
            yield Lines(number, start, end, tuple(waiting))
            waiting = []
        waiting.append(change)
        found = text.find(newline, change.end)
        end = len(text) if found < 0 else found
    if waiting:
        start = text.rfind(newline, 0, waiting[0].start) + 1
        yield Lines(number + text.count(newline, counted, start), start, end, tuple(waiting))


def _side(text: str, lines: Lines, shown: Shown, side: int, *, unmask: bool) -> str:
    """The old (0) or new (1) text of some lines: whole, or their changed cells alone."""
    pieces, at = [], lines.start
    for change in lines.changes:
        between = text[at : change.start]
        pieces.append(between if unmask else GAP * bool(between))
        if unmask:
            pieces.append(text[change.start : change.end] if side == 0 else change.written)
        else:
            pieces.append(shown[_key(change.edit)][side].replace("\n", "\\n"))
        at = change.end
    rest = text[at : lines.end].rstrip("\r")
    pieces.append(rest if unmask else GAP * bool(rest))
    return "".join(pieces).replace("\r\n", "\n")


def _range(number: int, lines: Sequence[str]) -> str:
    return f"{number}" if len(lines) == 1 else f"{number},{len(lines)}"


def _shown(edits: Sequence[Edit], kinds: Mapping[str, str], *, unmask: bool) -> Shown:
    if unmask:
        return {_key(edit): (edit.old, edit.new) for edit in edits}
    rows = [(edit.field, edit.old, edit.new) for edit in edits]
    schema = dict.fromkeys(("field", "value", "suggestion"), pl.String)
    masked = mask_findings(pl.DataFrame(rows, schema, orient="row"), kinds)
    hidden = masked.select("value", "suggestion").iter_rows()
    return {
        _key(edit): (telling(old, edit.old, edit.new), telling(new, edit.new, edit.old))
        for edit, (old, new) in zip(edits, hidden, strict=True)
    }


def _key(edit: Edit) -> tuple[int, int, int]:
    return edit.table, edit.column, edit.at
