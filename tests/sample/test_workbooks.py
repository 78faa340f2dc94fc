"""Workbooks of all three formats, read back by a reader that knows nothing of the writers."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from crmtool.sample.dice import Dice
from crmtool.sample.layouts import HABITS, Habit, Layout, choose
from crmtool.sample.workbooks import MOST_ROWS, Sheet, serial, sheet_sizes, sheets
from crmtool.sample.xls import xls
from crmtool.sample.xlsb import xlsb
from crmtool.sample.xlsx import xlsx

MAKERS: dict[str, Callable[[Sequence[Sheet]], bytes]] = {
    "xlsx": lambda pages: xlsx(pages, "客户"),
    "xls": xls,
    "xlsb": xlsb,
}
ANY_FORMAT = pytest.mark.parametrize("suffix", MAKERS)
BINARY = pytest.mark.parametrize("suffix", ["xls", "xlsb"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)
DAYS = st.datetimes(datetime(1901, 1, 1), datetime(2099, 12, 31)).map(lambda day: day.replace(microsecond=0))  # noqa: DTZ001
ROWS = st.lists(st.lists(TEXTS | NUMBERS | DAYS | st.none(), max_size=6), max_size=6)


def back(data: bytes, at: int = 0) -> list[list[object]]:
    """The cells of one sheet from A1 on, without the empty ends of rows and without the last empty rows."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(at)
    return trimmed(sheet.to_python(skip_empty_area=False))


def trimmed(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    found = []
    for row in rows:
        cells = [as_read(cell) for cell in row]
        found.append(cells[: max((place for place, cell in enumerate(cells, 1) if cell != ""), default=0)])
    return found[: max((place for place, row in enumerate(found, 1) if row), default=0)]


def as_read(cell: object) -> object:
    """An empty cell as an empty text, midnight as a day."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return "" if cell is None else cell


def layout(habit: Habit) -> Layout:
    number = HABITS.index(habit)
    return choose(Dice("layout"), number, "sales", own_dealer=True)


@BINARY
@given(rows=ROWS, more=ROWS)
def test_every_cell_comes_back_with_its_type(suffix: str, rows: list[list[object]], more: list[list[object]]) -> None:
    data = MAKERS[suffix]([Sheet("一", rows, heads=1), Sheet("二", more)])
    assert back(data) == trimmed(rows)
    assert back(data, 1) == trimmed(more)


@ANY_FORMAT
def test_identifiers_as_numbers_and_long_texts(suffix: str) -> None:
    rows = [[310111199506301000.0, 13000001357, "𠮷", "电话" * 16_383, "a" * 32_767], [None, 0.5, " "]]
    many = [[str(row)] for row in range(5_000)]
    (first, second, *others) = back(MAKERS[suffix]([Sheet("Sheet1", rows + many)]))
    assert first[0] == pytest.approx(rows[0][0], rel=1e-15)
    assert (first[1:], second, others) == (rows[0][1:], ["", 0.5, " "], many)


@ANY_FORMAT
def test_hidden_sheets_and_merged_cells(suffix: str) -> None:
    pages = [Sheet("数据", [["标题"], ["甲", "乙"]], 1, ((0, 0, 1),)), Sheet("字典", [["1"]], hidden=True)]
    book = CalamineWorkbook.from_filelike(io.BytesIO(MAKERS[suffix](pages)))
    visible = {sheet.name: sheet.visible for sheet in book.sheets_metadata}
    assert visible == {"数据": SheetVisibleEnum.Visible, "字典": SheetVisibleEnum.Hidden}
    merged = None if suffix == "xlsb" else [((0, 0), (0, 1))]  # the reader does not look for them in XLSB
    assert book.get_sheet_by_index(0).merged_cell_ranges == merged


def test_an_old_workbook_as_large_as_can_be() -> None:
    """With all the rows that a sheet can have, and more sectors of the container's table than its header names."""
    rows = [[float(line)] for line in range(MOST_ROWS["xls"])]
    texts = [[f"{line}{'a' * 32_000}"] for line in range(130)]
    data = xls([Sheet("Sheet1", rows), Sheet("Sheet2", texts)])
    assert len(data) > 109 * 128 * 512
    assert (back(data), back(data, 1)) == (rows, texts)


@pytest.mark.parametrize("habit", [habit for habit in HABITS if habit.suffix in MAKERS], ids=lambda habit: habit.extras)
def test_all_formats_show_a_habit_alike(habit: Habit) -> None:
    one = layout(habit)
    table = [[f"{row}/{place}" for place in range(len(one.headers))] for row in range(150)]
    pages = sheets(one, table, ("某店客户资料导出", "导出时间：2026-09-30 09:30"))
    books = [maker(pages) for maker in MAKERS.values()]
    for at, page in enumerate(pages):
        assert [back(book, at) for book in books] == [trimmed(page.rows)] * 3
    assert [cell for page in pages for row in page.rows for cell in row if "/" in str(cell)][-1] == table[-1][-1]


@pytest.mark.parametrize("habit", [habit for habit in HABITS if habit.suffix in MAKERS], ids=lambda habit: habit.extras)
@given(rows=st.integers(0, 3_000_000))
def test_no_sheet_is_longer_than_its_format_allows(habit: Habit, rows: int) -> None:
    found = sheet_sizes(layout(habit), rows)
    assert sum(size for _, size in found) == rows
    assert all(size + 6 <= MOST_ROWS[habit.suffix] for _, size in found)
    assert len({name for name, _ in found}) == len(found)


@given(DAYS)
def test_days_as_spreadsheets_count_them(day: datetime) -> None:
    assert datetime(1899, 12, 30) + timedelta(days=1) * serial(day) == pytest.approx(day, abs=timedelta(seconds=1))  # noqa: DTZ001
