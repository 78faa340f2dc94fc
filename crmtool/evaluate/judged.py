"""Read the workbook that a steward has judged, sorted, cut short or edited in whatever way."""

from __future__ import annotations

import io
import json
import unicodedata
from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.errors import UsageError
from crmtool.evaluate.audit import NO, UNSURE, YES, Audit, Drawn
from crmtool.evaluate.sheet import DESIGN, SHEET, VERSION, digest
from crmtool.evaluate.strata import EXPECTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANSWERS: Mapping[str, tuple[str, ...]] = {
    YES: ("yes", "y", "1", "true", "same", "是", "是的", "对", "同", "相同", "同一", "同一人", "√", "✓", "✔"),
    NO: ("no", "n", "0", "false", "different", "否", "不", "不是", "不同", "非", "×", "✗", "✘"),
    UNSURE: ("unsure", "u", "?", "maybe", "unknown", "不确定", "不清楚", "不知道", "未知", "待定"),
}
HEADERS: Mapping[str, tuple[str, ...]] = {"same": ("same", "同一客户"), "pair": ("pair", "编号")}
_MEANING = {spelling: answer for answer, spellings in ANSWERS.items() for spelling in spellings}
_MAKE = "crmtool evaluate --sample N --out audit.xlsx makes one"


def read(data: bytes, where: str) -> tuple[Audit, pl.DataFrame]:
    """The audit, and its answers as ``no`` and ``same`` (yes, no, unsure), for the pairs that have one.

    ``where`` names the file in errors. Raises UsageError for a file that is no audit of crmtool or whose hidden sheet
    was changed, and for an answer or a pair's number that says nothing, naming row and column.
    """
    design, rows = _sheets(data, where)
    audit = _audit(design, where)
    known = set(audit.pairs["no"])
    header = next((at for at, row in enumerate(rows) if all(_place(row, name) is not None for name in HEADERS)), None)
    if header is None:
        missing = next(name for name in HEADERS if not any(_place(row, name) is not None for row in rows))
        what = f"sheet {SHEET!r} has no column {missing!r}"
        raise UsageError(what, where=where, fix="Give the column its name again, or " + _MAKE)
    said: dict[int, tuple[str, int]] = {}
    columns = {name: _place(rows[header], name) or 0 for name in HEADERS}
    for line, row in enumerate(rows[header + 1 :], header + 2):
        answer = _answer(_cell(row, columns["same"]), where, line, str(rows[header][columns["same"]]))
        if answer is None:
            continue
        no = _number(_cell(row, columns["pair"]), known, where, line, str(rows[header][columns["pair"]]))
        before, there = said.setdefault(no, (answer, line))
        if before != answer:
            what = f"pair {no} is judged {answer!r} here and {before!r} in row {there}"
            raise UsageError(what, where=f"{where}: row {line}", fix="Keep one of the two rows")
    answers = {"no": list(said), "same": [answer for answer, _ in said.values()]}
    return audit, pl.DataFrame(answers, schema={"no": pl.Int64, "same": pl.String})


def _sheets(data: bytes, where: str) -> tuple[Sequence[Sequence[Any]], Sequence[Sequence[Any]]]:
    """The rows of the hidden sheet and of the one the steward sees."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = book.sheet_names
            if DESIGN not in names:
                raise UsageError(f"is no audit: it has no sheet {DESIGN!r}", where=where, fix=_MAKE)
            # The steward may have renamed the sheet that is seen.
            seen = SHEET if SHEET in names else next((name for name in names if name != DESIGN), DESIGN)
            design, rows = (book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in (DESIGN, seen))
    except calamine.PasswordError:
        raise UsageError("is locked by a password", where=where, fix="Save it without one") from None
    except (calamine.CalamineError, OSError, ValueError) as fault:
        what = f"is no workbook that can be read ({str(fault).splitlines()[0]})"
        raise UsageError(what, where=where, fix="Save it as .xlsx") from None
    return design, rows


def _audit(lines: Sequence[Sequence[Any]], where: str) -> Audit:
    """The sample as it was drawn."""
    texts = [str(line[0]) for line in lines if line and line[0]]
    try:
        head = json.loads(texts[0])
        version, given = head.pop("audit"), head.pop("digest")
        if version != VERSION:
            raise UsageError(f"is an audit of another version ({version})", where=where, fix=_MAKE)
        if given != digest({"audit": version, **head}, texts[1:]):
            raise _changed(where)
        strata = tuple(Drawn(name, pairs, drawn) for name, pairs, drawn in head["strata"] if name in EXPECTED)
        rows = [json.loads(line) for line in texts[1:]]
        schema = {"no": pl.Int64, "stratum": pl.String, "key_l": pl.String, "key_r": pl.String}
        return Audit(strata, pl.DataFrame(rows, schema, orient="row"), head["seed"])
    except (IndexError, KeyError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError):
        raise _changed(where) from None


def _changed(where: str) -> UsageError:
    what = f"its hidden sheet {DESIGN!r} was changed, so it cannot be said what was drawn"
    return UsageError(what, where=where, fix="Copy the judgements into an untouched copy of the audit")


def _answer(cell: str, where: str, line: int, column: str) -> str | None:
    if not cell:
        return None
    if cell not in _MEANING:
        what = f"{cell!r} is no answer"
        raise UsageError(
            what, where=f"{where}: row {line}, column {column!r}", fix="Write yes, no or unsure (是 否 不确定)"
        )
    return _MEANING[cell]


def _number(cell: str, known: set[int], where: str, line: int, column: str) -> int:
    if not cell.isdecimal() or len(cell) > 9 or int(cell) not in known:
        what = f"{cell!r} is no pair of this audit" if cell else "the pair's number is gone"
        fix = "Take the row from an untouched copy of the audit, or empty its answer"
        raise UsageError(what, where=f"{where}: row {line}, column {column!r}", fix=fix)
    return int(cell)


def _place(row: Sequence[Any], name: str) -> int | None:
    """The first column of a row whose header is ``name`` in any language."""
    return next((at for at, cell in enumerate(row) if _plain(cell) in HEADERS[name]), None)


def _cell(row: Sequence[Any], column: int) -> str:
    return _plain(row[column]) if column < len(row) else ""


def _plain(cell: object) -> str:
    """A cell in the one way in which answers are compared: half width, lower case, whole numbers without a point."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return unicodedata.normalize("NFKC", text).strip().strip("'’ .。").lower()
