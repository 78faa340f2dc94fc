"""The same rows have the same findings, whatever encoding and format they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from made_records import AS_OF
from test_quality_of_findings import findings

from crmtool.arrivals import Arrived, understand
from crmtool.read import read_file

if TYPE_CHECKING:
    from pathlib import Path

    from crmtool.rules_model import Rules

HEADER = ("姓名", "手机号", "身份证号", "车架号", "车牌号", "购车日期", "出生日期", "性别", "地址")
GOOD = ("张三丰", "13000001357", "110110199003070018", "LSVAA2927P1000001", "沪A00001", "2026-10-01", "", "男", "")
FAULTY = (
    (
        "李四光",
        "1300000135",
        "110110199003070010",
        "LSVAA2927P1000002",
        "沪A0001",
        "2026-02-30",
        "1991-03-07",
        "女",
        "",
    ),
    ("无", "13888888888", "3.10105E+17", "P1000001", "A00001", "1900-01-01", "", "未知", "同上"),
    ("王**", "130****1357", "110110********0017", "LSVAA2927******01", "沪A***01", "去年", "", "", "=1+1"),
    (
        "赵六安",
        "１３０００００２４６８",
        "11011019900308003x",
        "LSVAA2927P1OOOOO1",
        "沪A0OO01",
        "2027/9/1",
        "",
        "男",
        "[b]::error",
    ),
    (
        "钱七宝",
        "13000001357/1310000135",
        "11O11O199OO3O7OO18",
        "11111111111111111",
        "未上牌",
        "2026/10/1",
        "2085-01-01",
        "",
        "",
    ),
)
ROWS = [HEADER, *[GOOD] * 3, *FAULTY, *[GOOD] * 3, *FAULTY[::-1]]
NAME = "A_sales_20261101"


def written(folder: Path, how: str) -> Path:
    if how != "xlsx":
        path = folder / f"{NAME}.csv"
        path.write_bytes("".join(",".join(row) + "\r\n" for row in ROWS).encode(how))
        return path
    path = folder / f"{NAME}.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(ROWS):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    return path


@pytest.mark.parametrize("how", ["gbk", "utf-8-sig", "utf-16", "xlsx"])
def test_encoding_and_format_make_no_difference(how: str, tmp_path: Path, rules: Rules) -> None:
    assert found(tmp_path, how, rules) == found(tmp_path, "utf-8", rules)


def found(folder: Path, how: str, rules: Rules) -> list[tuple[object, ...]]:
    (arrived,) = understand([read_file(written(folder, how))], rules, AS_OF)
    assert isinstance(arrived, Arrived)
    rows = findings(arrived.rows, rules)
    assert rows["code"].n_unique() > 20
    return rows.select(pl.exclude("source_file", "sheet", "line")).rows()
