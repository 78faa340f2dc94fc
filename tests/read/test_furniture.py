"""Rows that are no records, found by a few columns and by looking at every row: the same."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.read.codes import REPEATED_HEADER
from crmtool.read.furniture import FOOTER, NO_NEWS, without_furniture
from crmtool.read.layout import Body, no_rejects

Row = list[str | None]
cell = st.sampled_from(
    [None, " ", "\ufeff", "姓名", " 姓名 ", "电话", "张三", "合计：3", "制表人：李四", "3", "\u3000"]
)
tables = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=8))


def bare(text: str | None) -> str:
    return (text or "").strip("\ufeff").strip()


def is_record(row: Row, head_rows: list[list[str]]) -> bool:
    """Whether a row is a record, looked at by itself."""
    texts = [bare(one) for one in row]
    heads = [[bare(one) for one in head] + [""] * (len(row) - len(head)) for head in head_rows if any(map(bare, head))]
    if not any(texts) or texts in heads:
        return False
    filled = [one for one in row if one is not None]
    begins = re.match(FOOTER, filled[0]) if filled else None
    few = len(filled) <= max(1, len(row) // 2)
    return not (begins and (few or all(NO_NEWS.fullmatch(one.strip()) for one in filled[1:])))


@given(rows=tables, head=st.lists(st.sampled_from(["姓名", "电话", "张三", ""]), max_size=4))
def test_the_records_are_those_that_each_row_says(rows: list[Row], head: list[str]) -> None:
    width = len(rows[0]) if rows else 2
    cells = pl.DataFrame(
        {f"c{at}": [row[at] for row in rows] for at in range(width)},
        dict.fromkeys((f"c{at}" for at in range(width)), pl.String),
    )
    lines = pl.Series("line", range(2, len(rows) + 2), pl.Int64)
    body, _ = without_furniture(Body(cells, lines, lines, no_rejects()), [head[:width]])
    kept = [line for line, row in zip(lines.to_list(), rows, strict=True) if is_record(row, [head[:width]])]
    assert body.lines.to_list() == kept
    assert body.cells.height == len(kept)


NAMES = ["姓名", "手机", "日期", "车架号"]
RECORDS: list[Row] = [[f"张{at}", f"1300000{at:04d}", "2026-11-20", f"LSVAA2924P10000{at:02d}"] for at in range(10, 40)]
GAPS: list[Row] = [["无", "无", "不详", "无"], ["张三", "未留", "不详", None], ["李四", None, None, None]]


def test_headers_of_further_pages_are_no_records_where_the_first_was_cut_off() -> None:
    rows = [*RECORDS[:4], NAMES, *RECORDS[4:], *GAPS, NAMES]
    cells = pl.DataFrame(rows, [f"c{at}" for at in range(4)], orient="row")
    lines = pl.Series("line", range(1, len(rows) + 1), pl.Int64)
    body, notes = without_furniture(Body(cells, lines, lines, no_rejects()), [])
    assert [note.line for note in notes if note.code == REPEATED_HEADER] == [5, len(rows)]
    assert body.cells.rows() == [tuple(row) for row in (*RECORDS, *GAPS)]


@pytest.mark.parametrize(
    "footer",
    [
        *("合計", "總計：3", "小計 2", "本頁合計", "共 3 條", "總記錄數 3", "累計金額", "匯總"),
        *(
            "製表人:李會計",
            "製表日期：2026-11-20",
            "列印日期 2026/11/20",
            "列印時間:",
            "審核：",
            "複核人:",
            "填表人員：",
            "備註：",
            "說明：",
        ),
    ],
)
def test_footers_in_traditional_characters_are_no_records(footer: str) -> None:
    rows = [["張三", "13000001357", "台北"], [footer, None, None]]
    cells = pl.DataFrame(rows, ["c0", "c1", "c2"], orient="row")
    lines = pl.Series("line", [2, 3], pl.Int64)
    body, _ = without_furniture(Body(cells, lines, lines, no_rejects()), [["姓名", "手機", "城市"]])
    assert body.lines.to_list() == [2]
