import pytest

from crmtool.read.header import find_header

DATA = [["1", "张三", "13000001357", "沪A00001"], ["2", "李四", "13100001357", "沪A00002"]]
NAMES = ["序号", "姓名", "手机", "车牌"]


@pytest.mark.parametrize(
    ("rows", "header", "first"),
    [
        ([NAMES, *DATA], (0,), 1),
        ([["客户清单"], NAMES, *DATA], (1,), 2),
        ([["客户清单"], ["门店：上海", "", "日期：2026-11-20"], NAMES, *DATA], (2,), 3),
        ([["打印日期", "2026-11-20", "", ""], NAMES, *DATA], (1,), 2),
        (DATA, (), 0),
        (DATA[:1], (), 0),
        ([["客户清单"], *DATA], (), 1),
        ([["3", "王五", "", ""], *DATA], (), 0),
        ([["", "王五", "", ""], *DATA], (), 0),
        (
            [
                ["姓名", "手机", "2026-01", "2026-02"],
                ["张三", "13000001357", "5", "7"],
                ["李四", "13100001357", "6", "8"],
            ],
            (0,),
            1,
        ),
        ([["列1", "列2", "列3", "列4"], *DATA], (0,), 1),
        ([["1", "2", "3", "4"], *DATA], (0,), 1),
        ([["Unnamed: 0", "Column1", "F1", "F2"], *DATA], (0,), 1),
        ([NAMES, ["1", "王五", "无", "无"], *DATA], (0,), 1),
        ([["SEQ", "NAME", "PHONE", "PLATE"], *DATA], (0,), 1),
        ([NAMES, ["SEQ", "NAME", "PHONE", "PLATE"], *DATA], (0,), 2),
        ([["姓名", "城市"], ["张三", "上海"], ["李四", "北京"]], (0,), 1),
        ([NAMES], (0,), 1),
        ([["手机号"], ["13000001357"], ["13100001357"]], (0,), 1),
        ([["13000001357"], ["13100001357"]], (), 0),
    ],
)
def test_titles_header_and_data_are_told_apart(rows: list[list[str]], header: tuple[int, ...], first: int) -> None:
    head = find_header(rows)
    assert head is not None
    assert (head.header, head.first) == (header, first)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["客户清单"]],
        [["客户清单"], ["打印日期：2026年11月20日"]],
        [["清单"], ["2026-11-20"]],
        [["请勿修改"], ["谢谢"]],
    ],
)
def test_titles_and_prose_are_no_table(rows: list[list[str]]) -> None:
    assert find_header(rows) is None


@pytest.mark.parametrize(
    ("top", "bottom", "names"),
    [
        (["序号", "车主", "", "车牌"], ["", "姓名", "电话", ""], ("序号", "车主 姓名", "车主 电话", "车牌")),
        (
            ["客户", "", "车辆", ""],
            ["姓名", "电话", "车辆型号", "车牌"],
            ("客户 姓名", "客户 电话", "车辆型号", "车辆 车牌"),
        ),
    ],
)
def test_a_header_of_two_rows_is_joined(top: list[str], bottom: list[str], names: tuple[str, ...]) -> None:
    head = find_header([["一览表"], top, bottom, *DATA])
    assert head is not None
    assert (head.names, head.header, head.first) == (names, (1, 2), 3)


def test_a_band_of_groups_right_above_the_data_is_a_title() -> None:
    others = ["2026-11-20", "上海", "沪A00001", "12000", "抖音"]
    data = [[name, f"1300000{at:04d}", *others] for at, name in enumerate(["张三", "李四", "王五"])]
    head = find_header([["客户资料导出", *[""] * 6], ["客户信息", "", "", "业务信息", "", "", ""], *data])
    assert head is not None
    assert (head.header, head.titles) == ((), (0, 1))
