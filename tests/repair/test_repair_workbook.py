"""Cells of workbooks are changed in their sheet's XML; every other part of the workbook stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
import python_calamine
import xlsxwriter
from edits import edit

from crmtool.repair import edit_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter.workbook import Workbook

SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[[Workbook], None]) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        fill(book)
    return packed.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(data: bytes, sheet: int = 0) -> list[list]:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python()


def with_sheet(data: bytes, change: Callable[[str], str]) -> bytes:
    """The workbook with another text for its first sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts(data).items():
            archive.writestr(name, change(content.decode()) if name == SHEET else content)
    return made.getvalue()


def rich(book: Workbook) -> None:
    bold, dated = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("客户 & <车>")
    sheet.write_row(0, 0, ["姓名", "VIN", "金额", "日期"], bold)
    sheet.write_row(1, 0, ["张三", "x", 12.5], bold)
    sheet.write_number(1, 3, 45000, dated)
    sheet.write_rich_string(2, 0, bold, "李", "四")
    sheet.write_formula(2, 1, "=B2", value="x")
    sheet.write_number(3, 1, 13800000000)
    sheet.merge_range("A5:A7", "王五")
    sheet.write_comment("B2", "a remark")
    sheet.conditional_format("C1:C9", {"type": "data_bar"})
    sheet.data_validation("D1:D9", {"validate": "list", "source": ["a", "b"]})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='客户 & <车>'!$C$1:$C$4"})
    sheet.insert_chart("F2", chart)
    book.add_worksheet("第二页").write_row(0, 0, ["VIN", "x"])


def here(old: str, line: int, place: int, sheet: str = "客户 & <车>") -> object:
    return edit(old, "A&<1>", line, place, sheet=sheet)


def test_only_the_cell_changes() -> None:
    before = workbook(rich)
    after, done, left = edit_workbook(before, [here("x", 2, 1), here("13800000000", 4, 1)])
    assert (len(done), left) == (2, [])
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    assert [name for name in old if old[name] != new[name]] == [SHEET]
    cell = rb'<c r="B[24]"[^>]*?(?:/>|>.*?</c>)'
    assert re.sub(cell, b"", old[SHEET]) == re.sub(cell, b"", new[SHEET])
    style = re.compile(rb'<c r="B2" s="(\d+)"')
    assert style.search(old[SHEET])[1] == style.search(new[SHEET])[1]
    expected = cells(before)
    expected[1][1] = expected[3][1] = "A&<1>"
    assert cells(after) == expected
    assert cells(after, 1) == cells(before, 1)


def test_the_sheet_is_found_by_its_name() -> None:
    after, done, _ = edit_workbook(workbook(rich), [here("x", 1, 1, "第二页")])
    assert len(done) == 1
    assert cells(after, 1) == [["VIN", "A&<1>"]]
    _, done, left = edit_workbook(workbook(rich), [here("x", 1, 1, "no such sheet")])
    assert (done, [one.why for one in left]) == ([], ["its sheet cannot be found in the workbook"])


def test_a_formula_is_left_alone() -> None:
    before = workbook(rich)
    after, done, left = edit_workbook(before, [here("x", 3, 1)])
    assert (after, done, [one.why for one in left]) == (before, [], ["a formula gives its value"])


def test_an_empty_place_is_left_alone() -> None:
    _, done, left = edit_workbook(workbook(rich), [here("x", 2, 9), here("x", 99, 0)])
    assert (done, len(left)) == ([], 2)


def test_a_merged_cell_is_changed_once() -> None:
    before = workbook(rich)
    after, done, left = edit_workbook(before, [here("王五", 5, 0), here("王五", 6, 0), here("王五", 7, 0)])
    assert (len(done), left) == (3, [])
    assert [row[0] for row in cells(after)[4:]] == ["A&<1>"]


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: re.sub(r' r="[A-Z]*[0-9]+"', "", xml),
        lambda xml: re.sub(r"<(/?)(?=[a-z])", r"<\1x:", xml).replace("xmlns=", "xmlns:x="),
        lambda xml: xml.replace("><", ">\n  <"),
        lambda xml: xml.replace('r="B2"', "r='B2'"),
    ],
    ids=["no references", "a prefix", "line breaks", "single quotes"],
)
def test_other_ways_to_write_a_sheet(change: Callable[[str], str]) -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        for row in range(12):
            sheet.write_row(row, 0, ["a", f"x{row}", row, "d"])

    before = with_sheet(workbook(fill), change)
    after, done, left = edit_workbook(before, [edit("x1", "z", 2, 1, sheet="Sheet1")])
    assert (len(done), left) == (1, [])
    expected = cells(before)
    expected[1][1] = "z"
    assert cells(after) == expected


def test_a_signed_workbook_is_left_alone() -> None:
    packed = io.BytesIO(workbook(rich))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    after, done, left = edit_workbook(packed.getvalue(), [here("x", 2, 1)])
    assert (after, done, [one.why for one in left]) == (packed.getvalue(), [], ["the workbook is signed"])


def test_a_sheet_of_many_columns_and_long_texts() -> None:
    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [f"h{at}" for at in range(2000)])
        sheet.write_row(1, 0, ["长" * 32_000, *["x"] * 1999])

    after, done, _ = edit_workbook(workbook(fill), [edit("x", "z", 2, 1999, sheet="Sheet1")])
    assert len(done) == 1
    assert cells(after)[1][1998:] == ["x", "z"]
