"""Provinces, cities and districts in columns of their own."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.values import places
from crmtool.values.region_columns import COLUMNS, standardise

Names = tuple[str | None, str | None, str | None]

# delivered, in full
ROWS: tuple[tuple[Names, Names], ...] = (
    ((None, "郑州", None), ("河南省", "郑州市", None)),
    ((None, "苏州市", None), ("江苏省", "苏州市", None)),
    (("广东", "廣州", None), ("广东省", "广州市", None)),
    (("内蒙古", None, None), ("内蒙古自治区", None, None)),
    (("上海", None, None), ("上海市", "上海市", None)),
    (("北京", "市辖区", "朝阳"), ("北京市", "北京市", "朝阳区")),
    ((None, "上海", "浦东"), ("上海市", "上海市", "浦东新区")),
    ((None, None, "浦东新区"), ("上海市", "上海市", "浦东新区")),
    ((None, None, "浦东"), (None, None, "浦东")),
    ((None, None, "鼓楼"), (None, None, "鼓楼")),
    (("江苏", "南京", "鼓楼"), ("江苏省", "南京市", "鼓楼区")),
    ((None, "昆山", None), ("江苏省", "苏州市", "昆山市")),
    ((None, "吉林", None), ("吉林省", "吉林市", None)),
    (("吉林", None, None), ("吉林省", None, None)),
    (("江苏", "朝阳", None), ("江苏省", "朝阳市", None)),
    ((None, "朝阳区", None), (None, "朝阳区", None)),
    (("某", "某某", "某区"), ("某", "某某", "某区")),
    (("Ohio", "Columbus", "x"), ("Ohio", "Columbus", "x")),
    (("Jiangsu", "Suzhou", None), ("江苏省", "苏州市", None)),
    ((None, "Suzhou", None), (None, "Suzhou", None)),
    (("Shaanxi Province", "Xi'an City", None), ("陕西省", "西安市", None)),
    ((None, "Beijing", None), ("北京市", "北京市", None)),
    ((None, None, None), (None, None, None)),
)


def frame(*rows: Names) -> pl.DataFrame:
    return pl.DataFrame(rows, dict.fromkeys(COLUMNS, pl.String), orient="row")


@pytest.mark.parametrize(("delivered", "full"), ROWS)
def test_full_names(delivered: Names, full: Names) -> None:
    assert standardise(frame(delivered)).rows() == [full]
    assert standardise(frame(full)).rows() == [full]


def test_rows_keep_their_order_and_do_not_touch_each_other() -> None:
    assert standardise(frame(*[row for row, _ in ROWS])).rows() == [full for _, full in ROWS]
    assert standardise(frame()).rows() == []


def test_every_listed_place_stays_what_it_becomes() -> None:
    listed = sorted({places._full_names(code) for code in places._names()}, key=str)
    once = standardise(frame(*listed))
    assert standardise(once).equals(once)
