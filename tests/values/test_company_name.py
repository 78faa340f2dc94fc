"""Names of companies."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import company_name

AS_OF = date(2026, 11, 21)

# value, key, city, legal form
COMPANIES = (
    ("上海某某汽车销售有限公司", "某某汽车销售", "上海市", "有限公司"),
    ("某某汽车销售（上海）有限公司", "某某汽车销售", "上海市", "有限公司"),
    ("某某汽车销售有限公司", "某某汽车销售", None, "有限公司"),
    ("（上海）某某汽车销售公司", "某某汽车销售", "上海市", "公司"),
    ("上海市 某某 汽车销售 有限责任公司", "某某汽车销售", "上海市", "有限公司"),
    ("上海某某汽車銷售有限公司", "某某汽车销售", "上海市", "有限公司"),
    ("杭州市西湖区某某汽车销售有限公司", "某某汽车销售", "杭州市", "有限公司"),
    ("浙江杭州某某汽车销售有限公司", "某某汽车销售", "杭州市", "有限公司"),
    ("昆山某某电子厂", "某某电子厂", "苏州市", None),
    ("某某（集团）股份有限公司", "某某", None, "股份有限公司"),
    ("某某集团有限公司", "某某", None, "有限公司"),
    ("某某汽车销售服务有限公司", "某某汽车销售服务", None, "有限公司"),
    ("某某保险股份有限公司上海市分公司", "某某保险上海分公司", "上海市", "股份有限公司"),
    ("大众汽车（中国）销售有限公司", "大众汽车中国销售", None, "有限公司"),
    ("上海贸易有限公司", "上海贸易", "上海市", "有限公司"),
    ("上海市贸易有限公司", "上海贸易", "上海市", "有限公司"),
    ("瑞金商贸有限公司", "瑞金商贸", None, "有限公司"),
    ("广州市瑞金商贸有限公司", "瑞金商贸", "广州市", "有限公司"),
    ("福州长乐贸易有限公司", "长乐贸易", "福州市", "有限公司"),
    ("杭州市西湖区汽车贸易有限公司", "西湖汽车贸易", "杭州市", "有限公司"),
    ("上海某某贸易有限巩司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有陷公司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易友限公司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有限公可", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有限公司司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易限公司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有公司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有限司", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有限公", "某某贸易", "上海市", "有限公司"),
    ("上海某某贸易有公限司", "某某贸易", "上海市", "有限公司"),
    ("某某科技股份有限公词", "某某科技", None, "有限公司"),
    ("某某国有公司", "某某国有", None, "公司"),
    ("某某餐饮店（个体工商户）", "某某餐饮店", None, "个体工商户"),
    ("某某公司（张三）", "某某", None, "公司"),
    ("某某律师事务所（特殊普通合伙）", "某某律师事务所", None, None),
    ("Shanghai XX Trading Co., Ltd.", "xx trading", "上海市", "有限公司"),
    ("XX TRADING (SHANGHAI) CO LTD", "xx trading", "上海市", "有限公司"),
    ("ABC Inc.", "abc", None, "公司"),
    ("有限公司", "有限公司", None, "有限公司"),
)
ORGANISATIONS = (
    *(
        "西湖区第二小学",
        "上海市公安局",
        "某某村委会",
        "幸福路4S店",
        "农村信用社",
        "某某商行",
        "某某工作室",
        "恒大物业",
        "某某汽修厂",
    ),
    *("某某人民医院", "招商银行", "XX Hotel", "某某租赁", "某某合作社", "某某幼儿园", "某某酒店"),
)
PEOPLE = (
    "张三",
    "李建国",
    "王文化",
    "张建店",
    "欧阳娜娜",
    "刘中心",
    "陈物流",
    "Zhang San",
    "阿卜杜拉·买买提",
    "杜局",
    "张三先生",
)


def standardise(*names: str | None) -> pl.DataFrame:
    return company_name.standardise(pl.Series(names, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "key", "city", "legal_form"), COMPANIES, ids=[case[0] for case in COMPANIES])
def test_companies(value: str, key: str, city: str | None, legal_form: str | None) -> None:
    row = standardise(value).row(0, named=True)
    assert (row["key"], row["city"], row["legal_form"]) == (key, city, legal_form)
    assert (row["valid"], row["reason"], row["is_company"]) == (True, "ok", True)


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_organisations(name: str) -> None:
    assert company_name.is_company(name)
    assert standardise(name)["is_company"].to_list() == [True]


@pytest.mark.parametrize("name", PEOPLE)
def test_people(name: str) -> None:
    assert not company_name.is_company(name)
    assert standardise(name)["reason"].to_list() == ["person"]


def test_branches_differ() -> None:
    keys = standardise("某某保险有限公司", "某某保险有限公司上海分公司", "某某保险有限公司杭州分公司")["key"]
    assert keys.n_unique() == 3


def test_null_and_nothing() -> None:
    frame = standardise(None, "无", " ")
    assert frame["reason"].to_list() == [None, "placeholder", "placeholder"]
    assert frame["valid"].to_list() == [None, False, False]
    assert frame["canonical"].to_list() == [None, None, None]
    assert standardise().height == 0


TYPED = st.lists(
    st.sampled_from(
        (
            "上海",
            "上海市",
            "某某",
            "汽车",
            "有限公司",
            "（上海）",
            "集团",
            "股份",
            "分公司",
            "Co., Ltd.",
            " ",
            "(",
            "）",
            "支行",
            "個體",
        )
    ),
    max_size=7,
).map("".join)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | TYPED | st.text(max_size=30), max_size=8))
def test_any_text(values: list[str | None]) -> None:
    frame = standardise(*values)
    assert frame.height == len(values)
    good = frame.filter("valid")
    again = standardise(*good["canonical"])
    assert again.select("canonical", "key").rows() == good.select("canonical", "key").rows()
    assert good["key"].null_count() == 0


def test_hostile_text() -> None:
    assert standardise("(" * 50_000, "公司" * 50_000, "上海" * 50_000, "(上海)" * 20_000, "co " * 50_000).height == 5
