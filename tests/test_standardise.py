"""Whole rows: the columns promised, and each row standardised as it would be alone."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.standardise import promise, standardise

AS_OF = date(2026, 11, 21)
KINDS = {
    "name": "name",
    "id_number": "document",
    "id_type": "text",
    "customer_type": "text",
    "company_id": "document",
    "mobile": "phone",
    "gender": "gender",
    "birth_date": "date",
    "address": "address",
    "province": "text",
    "city": "text",
    "district": "text",
    "vin": "vin",
    "brand": "brand",
    "model_year": "year",
    "company": "company",
    "record_id": "code",
    "amount": "amount",
}
CELLS = {
    "name": ("张三", "李女士", "诸葛某某", "某某汽车有限公司", "成都泰成", "张三 13000001357", "ZHANG/SAN", "无"),
    "id_number": ("11010519491231002X", "110105491231002", "91310000PDY00001XG", "E00000001", "1101****0017", "-"),
    "id_type": ("身份证", " 护照", None),
    "company_id": ("91310000pdy00001xg",),
    "mobile": ("13000001357", "+86 130-0000-1357", "13000001357.0", "130****1357", "021-60000001", "无"),
    "gender": ("男", "女", "F", "未知"),
    "birth_date": ("1990-03-07", "19900307", "1990年3月7日", "7-Mar-90", "32939", "N/A"),
    "address": ("浙江杭州西湖幸福路12号3栋501", "朝阳区幸福路１号", "上海", "不详"),
    "vin": ("LSVAA2927P1000001", "lsvaa2927p1OOOOO1", "000001"),
    "brand": ("上汽大众", "BMW X5"),
    "model_year": ("2023", "２０２３"),
    "company": ("某某贸易（上海）有限公司", "张三"),
    "record_id": ("a-1", "A１", ""),
    "amount": ("￥128,800.00", "12.88万元"),
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.none() | st.sampled_from(cells) for name, cells in CELLS.items()}), min_size=1
)


def delivered(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    schema = {"source_file": pl.String} | dict.fromkeys(CELLS, pl.String)
    return pl.DataFrame([{"source_file": "a.csv", **row} for row in rows], schema=schema)


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_a_row_is_standardised_as_if_it_were_alone(rows: list[dict[str, str | None]]) -> None:
    together = standardise(delivered(rows), KINDS, AS_OF)
    assert together.rows() == [standardise(delivered([row]), KINDS, AS_OF).row(0) for row in rows]


@pytest.mark.parametrize("fields", [(), ("name",), ("id_number", "birth_date"), tuple(CELLS)])
def test_the_columns_are_those_promised(fields: tuple[str, ...]) -> None:
    rows = delivered([{name: cells[0] for name, cells in CELLS.items()}]).select("source_file", *fields)
    for frame in (rows, rows.clear(), rows.with_columns(pl.lit(None, pl.String).alias(name) for name in fields)):
        assert dict(standardise(frame, KINDS, AS_OF).schema) == promise(frame.schema, KINDS)
