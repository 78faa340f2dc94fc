"""Cells of XLSX workbooks, changed in the XML of their sheet and kept as text.

Nothing but these cells is touched: no workbook library writes back every style, chart, comment and the computed value
of every formula. A cell becomes a text of its own (``inlineStr``), so that the table of shared texts stays as it is.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from itertools import groupby
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from crmtool.repair.archive import rezipped
from crmtool.repair.changes import left_alone
from crmtool.repair.plan import NOT_THE_CELL
from crmtool.values.letters import letters_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crmtool.repair.plan import Edit, Left

FORMULA = "a formula gives its value"
SIGNED = "the workbook is signed"
UNKNOWN_SHEET = "its sheet cannot be found in the workbook"
ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)/?>")
ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
CELL = re.compile(rb"<((?:\w+:)?)c\b([^>]*?)(?:/>|>(.*?)</\1c\s*>)", re.DOTALL)
IS_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b([^>]*?)/?>")
RANGE = re.compile(r"([A-Z]+)([0-9]+):[A-Z]+([0-9]{1,7})")
REFERENCE = re.compile(r"([A-Z]+)[0-9]+")

Steps = list[tuple[int, int, bytes]]
"""What becomes of the bytes from one place to another."""


def edit_workbook(data: bytes, edits: Sequence[Edit]) -> tuple[bytes, list[Edit], list[Left]]:
    """An XLSX workbook with the cells of ``edits`` changed, the edits made and those left.

    ``Edit.sheet`` is the sheet's name, its ``line`` and ``place`` the row (from 1) and the column (from 0). A cell that
    a merged range covers shows the value of the range's first cell, and is changed with it.
    """
    done: list[Edit] = []
    left: list[Left] = []
    contents: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.startswith("_xmlsignatures/") for name in archive.namelist()):
            return data, done, [left_alone(edit, SIGNED) for edit in edits]
        parts = _parts(archive)
        for sheet, of_sheet in groupby(edits, lambda edit: edit.sheet):
            wanted, part = [*of_sheet], parts.get(sheet, "")
            if not part:
                left += [left_alone(edit, UNKNOWN_SHEET) for edit in wanted]
                continue
            contents[part], changed, untouched = _edited(archive.read(part), wanted)
            done += changed
            left += untouched
    return (rezipped(data, contents, lambda member: member.filename) if done else data), done, left


def reference(edit: Edit) -> str:
    """Where an edit stands, as a spreadsheet says it.

    >>> from crmtool.repair.plan import Edit
    >>> reference(Edit(0, "客户", 0, 0, 12, 27, "", "vin", "", "", ()))
    'AB12'
    """
    return f"{letters_of(edit.place)}{edit.line}"


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The archive's member of each sheet, by the sheet's name."""
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    targets = {one.get("Id", ""): one.get("Target", "") for one in _tags(archive, "_rels/workbook.xml.rels")}
    parts = {}
    for sheet in _tags(archive, "workbook.xml"):
        relation = next((value for name, value in sheet.items() if name.endswith(":id")), "")
        target = targets.get(relation, "").removeprefix("./")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if "name" in sheet and part in names:
            parts[sheet["name"]] = part
    return parts


def _tags(archive: zipfile.ZipFile, part: str) -> Iterator[dict[str, str]]:
    """The attributes of the sheets, or the relationships, that a part of the workbook lists."""
    data = archive.read(f"xl/{part}")
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    for tag in re.finditer(r"<(?:\w+:)?(?:sheet|Relationship)\b([^>]*)>", text):
        yield _attributes(tag[1])


def _attributes(inside: str) -> dict[str, str]:
    return {found[1]: html.unescape(found[2] or found[3] or "") for found in ATTRIBUTE.finditer(inside)}


def _edited(xml: bytes, edits: Sequence[Edit]) -> tuple[bytes, list[Edit], list[Left]]:
    """The XML of a sheet with its cells changed."""
    merged = _merged(xml)
    by_row = {line: {edit.place: edit for edit in of_row} for line, of_row in groupby(edits, lambda edit: edit.line)}
    done: list[Edit] = []
    left: list[Left] = []
    steps: Steps = []
    for number, start, end in _rows(xml, by_row):
        wanted = by_row.pop(number)
        for place, found in _cells(xml, start, end):
            edit = wanted.get(place)
            if edit is None or (not found[3] and (number, place) in merged):
                continue
            del wanted[place]
            if found[3] and IS_FORMULA.search(found[3]):
                left.append(left_alone(edit, FORMULA))
            else:
                steps.append((found.start(), found.end(), _cell(found, edit.new)))
                done.append(edit)
        by_row[number] = wanted
    for edit in (edit for wanted in by_row.values() for edit in wanted.values()):
        if (edit.line, edit.place) in merged:
            done.append(edit)
        else:
            left.append(left_alone(edit, NOT_THE_CELL))
    return _spliced(xml, steps), done, left


def _rows(xml: bytes, wanted: dict[int, dict[int, Edit]]) -> Iterator[tuple[int, int, int]]:
    """The number of each wanted row, and where its cells begin and end."""
    number = 0
    for row in ROW.finditer(xml):
        number = int(_attributes(row[1].decode("latin-1")).get("r", number + 1))
        if number in wanted and not row.group().endswith(b"/>"):
            end = ROW_END.search(xml, row.end())
            yield number, row.end(), end.start() if end else len(xml)


def _cells(xml: bytes, start: int, end: int) -> Iterator[tuple[int, re.Match[bytes]]]:
    """The cells of a row with the column, from 0, that each stands in."""
    place = -1
    for found in CELL.finditer(xml, start, end):
        named = REFERENCE.fullmatch(_attributes(found[2].decode("latin-1")).get("r", ""))
        place = place_of(named[1]) if named else place + 1
        yield place, found


def _cell(found: re.Match[bytes], text: str) -> bytes:
    """A cell of the same place and style that holds a text."""
    prefix, attributes = found[1].decode(), _attributes(found[2].decode("latin-1"))
    kept = " ".join(f'{name}="{attributes[name]}"' for name in ("r", "s") if name in attributes)
    content = f'<{prefix}is><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}is>'
    return f'<{prefix}c {kept} t="inlineStr">{content}</{prefix}c>'.encode()


def _merged(xml: bytes) -> set[tuple[int, int]]:
    """Row and column of the cells below the first one of a merged range."""
    covered: set[tuple[int, int]] = set()
    for tag in MERGED.finditer(xml):
        found = RANGE.fullmatch(_attributes(tag[1].decode("latin-1")).get("ref", ""))
        if found:
            covered |= {(row, place_of(found[1])) for row in range(int(found[2]) + 1, int(found[3]) + 1)}
    return covered


def _spliced(data: bytes, steps: Steps) -> bytes:
    pieces, kept = [], 0
    for start, end, new in steps:
        pieces += [data[kept:start], new]
        kept = end
    return b"".join([*pieces, data[kept:]])
