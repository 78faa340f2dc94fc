import io
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
import xlsxwriter

from crmtool.errors import DeliveryRefused
from crmtool.read import codes
from crmtool.read.container import workbook_format
from crmtool.read.files import read_source
from crmtool.read.source import Reading, Source
from crmtool.read.workbook import read_workbook
from crmtool.sample.ole import ole
from crmtool.sample.workbooks import Sheet
from crmtool.sample.xls import xls
from crmtool.sample.xlsb import xlsb

Fill = Callable[[xlsxwriter.Workbook, xlsxwriter.workbook.Worksheet], None]
HEADER = ["姓名", "手机", "证件号", "日期"]
ZHANG = ["张三", 13000001357, "11010519491231002X", datetime(2026, 11, 20)]  # noqa: DTZ001
LI = ["李四", "13100001357", 310111199506301234, datetime(2026, 11, 20, 8, 30)]  # noqa: DTZ001


def rows(*cells: list[object], at: tuple[int, int] = (0, 0), hidden: bool = False) -> Fill:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        date = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for down, row in enumerate(cells):
            for across, cell in enumerate(row):
                style = [date] if isinstance(cell, datetime) else []
                sheet.write(at[0] + down, at[1] + across, cell, *style)
        if hidden:
            sheet.hide()

    return fill


def book(**sheets: Fill) -> Source:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, fill in sheets.items():
            fill(made, made.add_worksheet(name))
    return Source("list.xlsx", out.getvalue())


def refused(source: Source) -> tuple[str, str]:
    with pytest.raises(DeliveryRefused, match=source.name) as error:
        read_workbook(source)
    return error.value.code, error.value.what


def left_out(reading: Reading) -> list[tuple[str, str]]:
    return [(note.code, note.value) for note in reading.notes]


def test_cells_keep_their_type_as_text() -> None:
    (table,) = read_workbook(book(a=rows(HEADER, ZHANG, LI))).tables
    assert table.cells.rows() == [
        ("张三", "13000001357", "11010519491231002X", "2026-11-20"),
        ("李四", "13100001357", "3.10111199506301E+17", "2026-11-20 08:30:00"),
    ]


def test_formulas_give_their_value_and_errors_nothing() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        sheet.write_row(0, 0, HEADER)
        for at, value in enumerate(["张三", 13000001357, "#N/A", True]):
            sheet.write_formula(1, at, "=A9", None, value)

    (table,) = read_workbook(book(a=fill)).tables
    assert table.cells.rows() == [("张三", "13000001357", None, "TRUE")]


def test_rows_count_on_through_the_sheets_and_lines_are_the_sheets_own() -> None:
    first = rows(["客户清单"], [], HEADER, ZHANG, [], LI, ["合计", None, 2], at=(3, 2))
    one, two = read_workbook(book(一店=first, 二店=rows(HEADER, LI))).tables
    assert (one.sheet, one.header_line, one.rows.to_list(), one.lines.to_list()) == ("一店", 6, [1, 2], [7, 9])
    assert (two.sheet, two.header_line, two.rows.to_list(), two.lines.to_list()) == ("二店", 1, [3], [2])
    assert one.headers == two.headers == tuple(HEADER)
    assert sorted((note.code, note.line) for note in one.notes) == [
        (codes.TITLE_ROW, 4),
        (codes.FOOTER, 10),
        (codes.BLANK_ROW, 8),
    ]


def test_hidden_empty_and_other_sheets_are_left_out_with_a_note() -> None:
    reading = read_workbook(
        book(
            数据=rows(HEADER, ZHANG, LI),
            旧=rows(HEADER, LI, hidden=True),
            空=rows(),
            填写说明=rows(["请勿修改表头"], ["日期写作 2026-11-20"]),
            汇总=rows(["品牌", "台数"], ["甲", 5], ["乙", 3]),
            表头=rows(HEADER),
        )
    )
    assert [table.sheet for table in reading.tables] == ["数据"]
    without = [(codes.SHEET_WITHOUT_TABLE, name) for name in ("空", "填写说明", "表头", "汇总")]
    assert left_out(reading) == [(codes.HIDDEN_SHEET, "旧"), *without]


def test_a_summary_alone_and_a_sheet_of_people_called_summary_are_read() -> None:
    assert read_workbook(book(汇总=rows(["品牌", "台数"], ["甲", 5], ["乙", 3]))).tables[0].cells.height == 2
    both = read_workbook(book(数据=rows(HEADER, LI), 客户汇总=rows(HEADER, ZHANG)))
    assert [table.sheet for table in both.tables] == ["数据", "客户汇总"]


def test_merged_titles_headers_and_cells() -> None:
    def fill(_: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        sheet.merge_range("A1:D1", "客户车辆一览表")
        sheet.merge_range("A2:A3", "序号")
        sheet.merge_range("B2:C2", "车主")
        sheet.merge_range("D2:D3", "车牌")
        sheet.write_row("B3", ["姓名", "电话"])
        sheet.merge_range("B4:B5", "张三")
        sheet.merge_range("C4:C5", "13000001357")
        for at in range(3):
            sheet.write(3 + at, 0, at + 1)
            sheet.write(3 + at, 3, f"沪A0000{at}")
        sheet.write_row("B6", ["李四", "13100001357"])

    (table,) = read_workbook(book(a=fill)).tables
    assert table.headers == ("序号", "车主 姓名", "车主 电话", "车牌")
    assert table.cells["c1"].to_list() == ["张三", "张三", "李四"]
    assert table.lines.to_list() == [4, 5, 6]
    noted = {(note.code, note.line) for note in table.notes}
    assert noted == {(codes.TITLE_ROW, 1), (codes.JOINED_HEADER, 2), (codes.MERGED_CELLS, 4)}
    merged = [note.value for note in table.notes if note.code == codes.MERGED_CELLS]
    assert merged == ["B4:B5", "C4:C5"]  # where they are, not what they hold: that may be a person's


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (book(a=rows(), b=rows()), codes.EMPTY_FILE),
        (book(a=rows(["客户清单"], ["2026年11月"])), codes.NO_TABLE),
        (book(a=rows(["客户清单"], HEADER)), codes.HEADER_ONLY),
        (book(a=rows(HEADER, ZHANG, hidden=False), b=rows(["x"], at=(1_048_575, 16_383))), codes.TOO_LARGE),
    ],
)
def test_workbooks_without_a_table_or_out_of_bounds_are_refused(source: Source, code: str) -> None:
    assert refused(source)[0] == code


def test_damage_and_passwords_are_named() -> None:
    whole = book(a=rows(HEADER, ZHANG, LI)).data
    for size in (100, len(whole) // 2, len(whole) - 10):
        assert refused(Source("list.xlsx", whole[:size]))[0] == codes.DAMAGED
    old = xls([Sheet("Sheet1", [["姓名", "手机"], ["张三", 13000001357.0]])])
    for size in (100, 600, 2_000, len(old) - 10):
        assert refused(Source("list.xls", old[:size]))[0] == codes.DAMAGED
    locked = Source("list.xlsx", ole("EncryptedPackage", b"x" * 5_000))
    assert refused(locked) == (codes.ENCRYPTED, "is protected with a password")
    assert refused(Source("letter.doc", ole("WordDocument", b"x")))[0] == codes.NOT_A_TABLE_FORMAT


def test_the_container_tells_the_format() -> None:
    assert workbook_format(book(a=rows(HEADER, ZHANG))) == "xlsx"
    assert workbook_format(Source("a", xls([Sheet("Sheet1", [HEADER])]))) == "xls"
    assert workbook_format(Source("a", xlsb([Sheet("Sheet1", [HEADER])]))) == "xlsb"


def test_a_binary_workbook_that_says_it_is_huge_is_refused() -> None:
    packed = io.BytesIO()
    made = zipfile.ZipFile(io.BytesIO(xlsb([Sheet("Sheet1", [HEADER * 50])])))
    with made, zipfile.ZipFile(packed, "w") as archive:
        for name in made.namelist():
            said, huge = (struct.pack("<4I", 0, last, 0, 199) for last in (0, 1_048_575))
            archive.writestr(name, made.read(name).replace(said, huge))
    assert refused(Source("list.xlsb", packed.getvalue()))[0] == codes.TOO_LARGE


GARBLED = "上海市测试路".encode().decode("latin-1")


def test_garbled_cells_are_told_as_of_any_text() -> None:
    good = [[f"客户{at}", 13000001357, "", "上海"] for at in range(30)]
    (one,) = read_source(book(a=rows(HEADER, *good, [GARBLED, 13000001357, "", ""], at=(2, 1)))).tables
    assert [(note.code, note.line, note.value) for note in one.notes] == [(codes.FEW_MOJIBAKE, 34, f"{GARBLED[:2]}…")]
    assert not read_source(book(a=rows(HEADER, *good))).tables[0].notes


@pytest.mark.parametrize("header", [HEADER, [name.encode().decode("gbk", "ignore") for name in HEADER]])
def test_a_workbook_of_garbled_cells_is_refused(header: list[str]) -> None:
    with pytest.raises(DeliveryRefused, match=r"line [12]: holds garbled text") as error:
        read_source(book(a=rows(header, *[[f"{GARBLED}{at}", 13000001357, "", ""] for at in range(9)])))
    assert error.value.code == codes.MOJIBAKE
