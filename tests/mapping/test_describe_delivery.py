"""What a file name and a profile say of a delivery."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.fields import DELIVERY_KINDS
from crmtool.mapping import Profile, describe_deliveries

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("name", "dealer", "kind", "day"),
    [
        ("SH01_sales_20261120.csv", "SH01", "sales", DAY),
        ("D-01_x_service_20261120.csv.zip", "D-01_x", "service", DAY),
        ("D07_CALL_20261120.jsonl", "D07", "call", DAY),
        ("D07_after_sales_2026-11-20.xlsx", "D07", "service", DAY),
        ("D07_call_center_2026_11_20.xls", "D07", "call", DAY),
        ("D07_insurance_20261120093000.csv", "D07", "insurance", DAY),
        ("D07_lead_20261101-20261120.csv", "D07", "lead", DAY),
        ("D07_sales_20261120_v2.csv", "D07", "sales", DAY),
        ("D1_sales_service_20261120.csv", "D1_sales", "service", DAY),
        ("沪南店_售后_2026.11.20.parquet", "沪南店", "service", DAY),
        ("沪南店-会员名单-2026年11月20日 (1).xls", "沪南店", "club", DAY),
        ("沪南店售后维修20261120.csv", "沪南店", "service", DAY),
        ("沪南店 保险续保明细 2026-11-20 - 副本.csv", "沪南店", "insurance", DAY),
        ("上海测试汽车销售服务有限公司_维修记录_20261120.csv", "上海测试汽车销售服务有限公司", "service", DAY),
        ("销售线索_沪南店_202611.csv", "沪南店", "lead", date(2026, 11, 1)),
        ("BJ01lead导出(261120).csv", "BJ01", "lead", DAY),
        ("高雄店_銷售_20261120.csv", "高雄店", "sales", DAY),
        ("臺中店售後維修紀錄20261120.csv", "臺中店", "service", DAY),
        ("Ｄ０７＿ｓａｌｅｓ＿２０２６１１２０.csv", "D07", "sales", DAY),
    ],
)
def test_names_that_say_everything(name: str, dealer: str, kind: str, day: date) -> None:
    [found] = describe_deliveries([(name, "folder", "0")])
    assert (found.dealer, found.kind, found.date, found.assumed) == (dealer, kind, day, ())
    assert found.source_file == name


@pytest.mark.parametrize(
    ("name", "folder", "dealer", "kind", "assumed"),
    [
        ("export.csv", "D07", "D07", "other", ("dealer", "kind", "date")),
        ("export.csv", "", "export", "other", ("dealer", "kind", "date")),
        ("D07_20261120.csv", "", "D07_20261120", "other", ("dealer", "kind")),
        ("上海测试汽车销售服务有限公司.csv", "", "上海测试汽车销售服务有限公司", "other", ("dealer", "kind", "date")),
        ("D07_sales.csv", "", "D07", "sales", ("date",)),
        ("D07_sales_20261341.csv", "", "D07", "sales", ("date",)),
        ("sales_20261120.csv", "D07", "D07", "sales", ("dealer",)),
        (".csv", "", ".csv", "other", ("dealer", "kind", "date")),
    ],
)
def test_what_a_name_leaves_open_is_assumed(
    name: str, folder: str, dealer: str, kind: str, assumed: tuple[str, ...]
) -> None:
    [found] = describe_deliveries([(name, folder, "0")])
    assert (found.dealer, found.kind, found.assumed) == (dealer, kind, assumed)


def test_the_profile_wins_over_the_name() -> None:
    [found] = describe_deliveries([("D1_sales_20261120.csv", "", "0")], Profile(dealer="P1", kind="club"))
    assert (found.dealer, found.kind, found.date) == ("P1", "club", DAY)


@given(name=st.text(min_size=1, max_size=60), folder=st.text(max_size=10))
def test_any_name_gives_a_delivery(name: str, folder: str) -> None:
    [found] = describe_deliveries([(name, folder, "0")])
    assert found.dealer
    assert found.kind in DELIVERY_KINDS


@given(
    dealer=st.from_regex(r"[A-Z][A-Z0-9]{0,3}([_-][A-Z0-9]{1,4})?", fullmatch=True),
    kind=st.sampled_from(DELIVERY_KINDS),
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_the_fixed_form_is_read_back(dealer: str, kind: str, day: date) -> None:
    [found] = describe_deliveries([(f"{dealer}_{kind}_{day:%Y%m%d}.csv", "", "0")])
    assert (found.dealer, found.kind, found.date, found.assumed) == (dealer, kind, day, ())


def test_several_deliveries_are_described_as_each_is() -> None:
    told = [
        (name, folder, "0")
        for folder in ("", "D07")
        for name in ("高雄店_銷售_20261120.csv", "a.csv", "D1_call.csv", "")
    ]
    assert describe_deliveries(told) == [found for one in told for found in describe_deliveries([one])]
    assert describe_deliveries([]) == []
