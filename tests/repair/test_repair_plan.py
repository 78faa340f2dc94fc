"""Which cells are repaired: safe rules' suggestions that lose nothing of what the dealer wrote."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.model import ColumnMapping, RawTable
from crmtool.repair import plan
from crmtool.validate import FINDINGS

HEADERS = ("姓名", "VIN", "", "证件号")
FIELDS = ("name", "vin", "", "id_number")


def table(*rows: tuple[str | None, ...], sheet: str = "") -> RawTable:
    """Rows of four columns; an empty column stands between the first and the second."""
    names = [f"c{at}" for at in range(4)]
    cells = pl.DataFrame(list(rows), dict.fromkeys(names, pl.String), orient="row")
    numbers = pl.Series("row", range(1, len(rows) + 1), pl.Int64)
    rejects = pl.DataFrame(schema={"row": pl.Int64})
    return RawTable(sheet, HEADERS, 1, cells, numbers, numbers + 1, rejects, (), (0, 2, 3, 4))


MAPPINGS = [tuple(ColumnMapping(at, HEADERS[at], FIELDS[at], 1.0, "") for at in range(4))]


def finding(
    code: str, field: str | None, value: str | None, suggestion: str | None, row: int | None = 1, sheet: str = ""
) -> tuple:
    return ("a.csv", sheet, row, None, "A", field, code, "warning", value, "", suggestion)


def planned(findings: list[tuple], *rows: tuple[str | None, ...], sheet: str = "") -> tuple[list, list]:
    frame = pl.DataFrame(findings, dict(FINDINGS), orient="row")
    made = plan(frame, [table(*rows, sheet=sheet)], MAPPINGS, {"V306", "V217"})
    return [(one.line, one.place, one.new, one.codes) for one in made.edits], [one.why for one in made.left]


ROW = ("张三", "LO", None, "1101")


@pytest.mark.parametrize(
    ("found", "edits", "left"),
    [
        (finding("V306", "vin", "LO", "L0"), [(2, 2, "L0", ("V306",))], []),
        (finding("V301", "vin", "LO", "L0"), [], []),  # not a safe rule
        (finding("V306", "vin", "LO", None), [], []),  # nothing suggested
        (finding("V306", "vin", "LO", "LO"), [], []),  # nothing to change
        (finding("V306", "vin", "LO", "L0", row=None), [], []),  # about the whole file
        (finding("V306", None, "LO", "L0"), [], []),
        (finding("V306", "vin", "LX", "L0"), [], ["the cell holds something else"]),
        (finding("V306", "vin", "LO", "L0", row=9), [], ["no column of its own"]),
        (finding("V306", "mobile", "13", "14"), [], ["no column of its own"]),
        (finding("V306", "vin", "LO", "L0", sheet="b"), [], []),
        (finding("V306", "vin", "LO", "L\n0"), [], ["the cell holds something else"]),
    ],
)
def test_one_finding(found: tuple, edits: list, left: list) -> None:
    assert planned([found], ROW) == (edits, left)


def test_two_rules_of_one_cell() -> None:
    same = [finding("V306", "vin", "LO", "L0"), finding("V217", "vin", "LO", "L0")]
    assert planned(same, ROW) == ([(2, 2, "L0", ("V217", "V306"))], [])
    spelling = [finding("V217", "vin", "Ｌ Ｏ", "LO"), finding("V306", "vin", "Ｌ Ｏ", "L0")]
    for found in (spelling, spelling[::-1]):
        assert planned(found, ("", "Ｌ Ｏ", None, None)) == ([(2, 2, "L0", ("V217", "V306"))], [])
    other = [finding("V306", "vin", "LO", "L0"), finding("V217", "vin", "LO", "L1")]
    assert planned(other, ROW) == ([], ["two rules suggest different values"])


@pytest.mark.parametrize(
    ("old", "suggestion", "new"),
    [
        ("ls vo-1", "LSV01", "LSV01"),
        ("ＬＳＶＯ１", "LSV01", "LSV01"),
        ("'LSVO1", "LSV01", "'LSV01"),
        ('="LSVO1"', "LSV01", '="LSV01"'),
        ("LSVO1\t", "LSV01", "LSV01\t"),
        ("\tLSVO1", "LSV01", "\tLSV01"),
        ("  LSVO1  ", "LSV01", "LSV01"),
        ("1.3800000000E+10", "13800000000", "13800000000"),
        ("1.38E+10", "13800000000", "the cell holds more than this value"),
        ("LSVO1 (old)", "LSV01", "the cell holds more than this value"),
        ("VIN:LSVO1", "LSV01", "the cell holds more than this value"),
        ("LSVO1/LSVO2", "LSV01", "the cell holds more than this value"),
        ("张三 LSVO1", "LSV01", "the cell holds more than this value"),
        ("110105491231002", "11010519491231002X", "11010519491231002X"),
        ("（父亲）110105491231002", "11010519491231002X", "the cell holds more than this value"),
        ("110105491231002 王建国", "11010519491231002X", "the cell holds more than this value"),
        ("SFZ110105491231002", "11010519491231002X", "the cell holds more than this value"),
        ("13OOOOO1357", "13000001357", "13000001357"),
        ("1.38E+20", "13800000000", "the cell holds more than this value"),
        ("'LSV01", "LSV01", "only a spreadsheet's mark for text stands around it"),
    ],
)
def test_nothing_is_lost(old: str, suggestion: str, new: str) -> None:
    edits, left = planned([finding("V306", "vin", old, suggestion)], ("", old, None, None))
    assert [*[edit[2] for edit in edits], *left] == [new]


def test_edits_are_in_the_order_of_the_file() -> None:
    found = [
        finding("V217", "id_number", "1", "12", row=2),
        finding("V306", "vin", "O", "0", row=2),
        finding("V306", "vin", "O", "0", row=1),
    ]
    edits, _ = planned(found, ("", "O", None, None), ("", "O", None, "1"))
    assert [edit[:2] for edit in edits] == [(2, 2), (3, 2), (3, 4)]
