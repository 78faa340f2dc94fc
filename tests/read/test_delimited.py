import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.errors import DeliveryRefused
from crmtool.model import RawTable
from crmtool.read import codes
from crmtool.read.delimited import read_delimited
from crmtool.read.source import Source

HEADER = ["编号", "姓名", "手机", "备注"]


def read(text: str) -> RawTable:
    (table,) = read_delimited(Source("list.csv", text.encode())).tables
    return table


def refused(text: str) -> str:
    with pytest.raises(DeliveryRefused, match=r"list\.csv") as error:
        read(text)
    assert error.value.fix
    return error.value.code


def places(table: RawTable) -> list[tuple[int, int]]:
    return list(zip(table.rows, table.lines, strict=True))


def noted(table: RawTable) -> list[tuple[str, int]]:
    return sorted((note.code, note.line) for note in table.notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", codes.EMPTY_FILE),
        ("\ufeff\r\n ,,\n\n", codes.EMPTY_FILE),
        ("客户清单\n打印日期：2026年11月20日\n", codes.NO_TABLE),
        ("客户清单,,\n,,\n", codes.NO_TABLE),
        ("请勿修改。\n谢谢合作。\n", codes.NO_TABLE),
        ("姓名,手机,车牌\n", codes.HEADER_ONLY),
        ("客户清单,,\n姓名,手机,车牌\n\n", codes.HEADER_ONLY),
        ("姓名,手机,车牌\n合计,,0\n制表人：王\n", codes.HEADER_ONLY),
        ("," * 20_000 + "a\n", codes.TOO_LARGE),
    ],
)
def test_what_has_no_records_is_refused(text: str, code: str) -> None:
    assert refused(text) == code


def test_titles_blanks_headers_and_footers_are_no_rows() -> None:
    table = read(
        "客户清单,,\n"
        "门店：上海,,日期：2026-11-20\n"
        "\n"
        "序号,姓名,手机\n"
        "1,张三,13000001357\n"
        ",,\n"
        '2,"李\n四",13100001357\n'
        "客户清单,,\n"
        "序号,姓名,手机\n"
        "3,王五,13200001357\n"
        " , ,\u3000\n"
        "合计,,3\n"
        "共3条,,\n"
        "制表人：赵六,,审核：\n"
        "\n"
    )
    assert table.headers == ("序号", "姓名", "手机")
    assert table.header_line == 4
    assert places(table) == [(1, 5), (2, 7), (3, 11)]
    again, footer, blank = codes.REPEATED_HEADER, codes.FOOTER, codes.BLANK_ROW
    titles = [(codes.TITLE_ROW, 1), (codes.TITLE_ROW, 2)]
    assert noted(table) == [*titles, (again, 9), (again, 10), (footer, 13), (footer, 14), (footer, 15), (blank, 6)]


@pytest.mark.parametrize(
    "row",
    [
        "审核,张三,13000001357,x",
        "经办人 赵六,张三,13000001357,",
        "合计公司,张三,13000001357,",
        "总计,张三,13000001357,x",
        "统计局车队,,13000001357,",
    ],
)
def test_records_that_begin_like_a_footer_stay(row: str) -> None:
    assert read(f"状态,姓名,手机,备注\n新,李四,13100001357,\n{row}\n").cells.height == 2


@pytest.mark.parametrize(
    "row",
    [
        "必填,必填,选填,可选",
        "示例：张三,示例：13800000000,,",
        "----,----,----,----",
        "本页小计,,,100.00",
        "Total,2,,",
        "注：内部使用,,,",
        "合 計,2,,",
        "製表人：李四,,審核：,",
        "经办人 赵六,,,",
    ],
)
def test_rows_that_tell_about_the_table_are_none(row: str) -> None:
    table = read(f"姓名,手机,车牌,金额\n{row}\n张三,13000001357,沪A00001,100\n李四,13100001357,沪A00002,200\n")
    assert places(table) == [(1, 3), (2, 4)]
    assert [note.code for note in table.notes] == [codes.FOOTER]


def test_a_person_called_like_a_total_stays() -> None:
    assert read("姓名,手机\n小计,13000001357\n张三,13100001357\n").cells.height == 2


def test_ragged_rows_are_padded_trimmed_or_rejected() -> None:
    table = read(
        "姓名,手机,车牌\n张三,13000001357\n李四,13100001357,沪A00001,,\n王五,1,2,3\n赵六,13200001357,沪A00002\n"
    )
    assert table.cells.rows() == [
        ("张三", "13000001357", None),
        ("李四", "13100001357", "沪A00001"),
        ("赵六", "13200001357", "沪A00002"),
    ]
    assert places(table) == [(1, 2), (2, 3), (4, 5)]
    ((row, line, code, message, raw, _),) = table.rejects.rows()
    assert (row, line, code, raw) == (3, 4, codes.TOO_MANY_CELLS, "王五,1,2,3")
    assert "4 cells under 3 columns" in message
    assert noted(table) == [(codes.SHORT_ROW, 2)]


def test_many_notes_of_a_kind_are_counted_not_listed() -> None:
    table = read("姓名,手机,车牌\n" + "张三,13000001357\n李四,13000001357,沪A00001\n王五,13000001357,沪A00001\n" * 90)
    short = [note for note in table.notes if note.code == codes.SHORT_ROW]
    assert len(short) == 21
    assert "70 more" in short[-1].message


def test_headers_stay_as_delivered() -> None:
    table = read("姓名, 手机 ,手机,,\n张三,13000001357,13100001357,x,\n")
    assert table.headers == ("姓名", " 手机 ", "手机", "")
    assert noted(table) == [(codes.DUPLICATE_HEADER, 0)]


def test_a_file_without_header_has_empty_headers() -> None:
    table = read("张三,13000001357,沪A00001\n李四,13100001357,沪A00002\n")
    assert (table.headers, table.header_line) == (("", "", ""), 0)
    assert places(table) == [(1, 1), (2, 2)]
    assert noted(table) == [(codes.NO_HEADER, 0)]


def test_cells_are_not_altered_and_empty_is_null() -> None:
    table = read('姓名,手机,备注\n 张三 ,"","ａ\tb"\n="李四",13100001357,5" x\n')
    assert table.cells.rows() == [(" 张三 ", None, "ａ\tb"), ('="李四"', "13100001357", '5" x')]


@pytest.mark.parametrize(
    "text", ["姓名,手机\r张三,1\r李四,2\r\n", '姓名,手机\r"张\n三",1\r李四,2\r', '"姓\n名",手机\r张三,1\r李四,2\r']
)
def test_carriage_returns_end_lines_though_there_is_a_line_feed(text: str) -> None:
    (one,) = read_delimited(Source("list.csv", text.encode())).tables
    assert one.cells.height == 2
    assert one.lines[-1] in (3, 4)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(end: str) -> None:
    table = read(end.join(["姓名,手机", "张三,13000001357", "", "李四,13100001357"]))
    assert places(table) == [(1, 2), (2, 4)]
    assert table.cells.rows() == [("张三", "13000001357"), ("李四", "13100001357")]


def test_the_hint_for_spreadsheets_is_no_row() -> None:
    table = read("sep=^\n姓名^手机\n张三^13000001357\n")
    assert (table.header_line, places(table)) == (2, [(1, 3)])


CELL = st.text(st.sampled_from('a1张 ,"\n'), max_size=6)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8))
def test_rows_come_back_as_they_were_quoted(cells: list[tuple[str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"' if set(cell) & set(',"\n') else cell

    rows = [[f"N{at:06}", "13000001357", *map(quoted, pair)] for at, pair in enumerate(cells)]
    table = read("\n".join(map(",".join, [HEADER, *rows])))
    assert table.cells.select(f"c{at}" for at in range(2, table.cells.width)).rows() == [
        tuple(cell or None for cell, name in zip(pair, HEADER[2:], strict=True) if name) for pair in cells
    ]
    assert table.rows.to_list() == list(range(1, len(cells) + 1))


def test_a_huge_cell_and_many_columns_are_read() -> None:
    huge = "很长" * 1_250_000
    table = read(f'姓名,手机,备注\n张三,13000001357,"{huge}\n,"\n李四,13100001357,x\n')
    assert table.cells["c2"].str.len_chars().to_list() == [2_500_002, 1]
    names = ",".join(f"列{at}" for at in range(2_000))
    wide = read(names + "\n" + (",".join(str(at) for at in range(2_000)) + "\n") * 20)
    assert (wide.cells.shape, wide.header_line) == ((20, 2_000), 1)
