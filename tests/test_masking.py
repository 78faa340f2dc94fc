from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.fields import KINDS
from crmtool.masking import LONGEST, mask, mask_findings

SHAPED = ("phone", "document", "vin", "plate", "address", "name", "email", "birth")
TEXT = st.text(alphabet="0123456789ABCXabcx张三 -@.*沪人：·", max_size=80)


def masked(kind: str, *values: str | None) -> list[str | None]:
    return pl.DataFrame({"v": values}, {"v": pl.String}).select(mask(kind, pl.col("v"))).to_series().to_list()


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("phone", "13000001357", "130****1357"),
        ("phone", "021-60000001", "021*****0001"),
        ("phone", "1300000", "1*****0"),
        ("document", "110110199003070018", "110110********0018"),
        ("document", "E00000001", "E*******1"),
        ("vin", "LSVAA2927P1000001", "LSV**********0001"),
        ("vin", "000001", "0****1"),
        ("plate", "沪A00001", "沪A***01"),
        ("name", "张三丰", "张**"),
        ("name", "zhang san", "z********"),
        ("email", "zhang@example.com", "z****@example.com"),
        ("email", "13000001357", "130****1357"),
        ("address", "上海市浦东新区测试路1号", "上海市浦东新******"),
        ("phone", "陈建刚1300000135", "陈********0135"),
        ("document", "王小明11010019900307001", "王**110**********7001"),
        ("document", "（父亲）110105491231002", "（**）11*********1002"),
        ("vin", "王小明1000001", "王*****0001"),
        ("plate", "欧阳建国", "欧***"),
        ("plate", "沪A0001警", "沪A***1警"),
        ("email", "x@x.com;wangxiaoming@163.com", "x@x.com;************@***.***"),
        ("email", "张三丰的邮箱", "张*****"),
        ("text", "请打13000001357，急", "请打13*******57，急"),
        ("text", "VIN LSVAA2927P1000001.", "VIN LSV**********0001."),
        ("text", "车架号LSVAA2927P1000001已换", "车架号LSV**********0001已换"),
        ("text", "lsvaa2927p1000001", "lsv**********0001"),
        ("text", "客户清单 制表人：张三丰 审核: 李四", "客户清单 制表人：张** 审核: 李**"),
        ("text", "制表人：张三丰审核人：李四 共2条", "制表人：张**核人：李** 共2条"),
        ("text", "经办人 买买提·艾力", "经办人 买**"),
        ("text", "Prepared by: Zhang San", "Prepared by: Z**"),
        ("text", "姓名 手机 联系人 车主姓名", "姓名 手机 联系人 车主姓名"),
        ("code", "M001", "M001"),
        ("date", "2026-11-20 14:03:00", "2026-11-20 14:03:00"),
        ("date", "20-Nov-2026", "20-Nov-2026"),
        ("date", "2026年11月20日 14时3分0秒", "2026年11月20日 14时3分0秒"),
        ("date", "2026-11-20 138 1234 5678", "202*****************5678"),
        ("date", "2026年13月40日", "2026年13月40日"),
        ("date", "138-1234-5678", "138******5678"),
        ("date", "１３８ １２３４ ５６７８", "１３８******５６７８"),
        ("date", "张三丰", "张**"),
        ("amount", "￥1,234,567.89", "￥1,234,567.89"),
        ("amount", "LSVAA2927P1000001", "L****************"),
        ("mileage", "上海市测试路1号", "上*******"),
        ("gender", "a@b.example", "a**********"),
        ("text", "wang.wu@b.example 致电", "w***@*** 致电"),
        ("birth", "1990-03-07", "1990******"),
        ("amount", "13000001357", "130*******1357"),
        ("name", "", ""),
        ("document", None, None),
    ],
)
def test_shows_as_much_as_a_counter_would(kind: str, value: str | None, shown: str | None) -> None:
    assert masked(kind, value) == [shown]


@given(st.sampled_from(sorted({*KINDS, "birth"})), TEXT)
def test_masking_a_masked_value_changes_nothing(kind: str, value: str) -> None:
    (once,) = masked(kind, value)
    assert masked(kind, once) == [once]


@given(st.sampled_from(SHAPED), TEXT)
def test_keeps_the_length_of_identifiers(kind: str, value: str) -> None:
    (shown,) = masked(kind, value)
    assert shown is not None
    assert len(shown) == min(len(value), LONGEST)


@given(st.sampled_from(sorted({*KINDS, "a kind of tomorrow"})), st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_no_kind_shows_a_whole_phone_number(kind: str, number: str) -> None:
    (shown,) = masked(kind, number)
    assert shown != number
    assert len(re.findall("[0-9]", shown or "")) <= 7 or kind == "address"


def test_cuts_what_nobody_reads() -> None:
    assert masked("name", "张" * 5_000_000) == ["张" + "*" * (LONGEST - 1)]


def test_findings_are_masked_by_the_kind_of_their_field_in_their_order() -> None:
    findings = pl.DataFrame(
        {
            "field": ["mobile", None, "name", "mobile", "unheard_of"],
            "value": ["13000001357", "列1", "张三丰", None, "13000001357"],
            "suggestion": ["13000001358", None, None, None, None],
        }
    )
    shown = mask_findings(findings, {"mobile": "phone", "name": "name"})
    assert shown["value"].to_list() == ["130****1357", "列1", "张**", None, "13*******57"]
    assert shown["suggestion"].to_list() == ["130****1358", None, None, None, None]
    assert mask_findings(findings.clear(), {}).is_empty()


def test_a_suggested_number_shows_what_it_changes() -> None:
    found = pl.DataFrame(
        {
            "field": ["vin", "id_number", "name", "vin"],
            "value": ["LSVAA2927P10O0001", "914222O200000714L", "张三丰", "LSVAA2927P10O0001"],
            "suggestion": ["LSVAA2927P1000001", "91422200200000714L", "张四丰", None],
        }
    )
    told = mask_findings(found, {"vin": "vin", "id_number": "document", "name": "name"})
    assert told["value"].to_list() == ["LSV**********0001", "914222*******714L", "张**", "LSV**********0001"]
    assert told["suggestion"].to_list() == ["LSV*********00001", "914222********714L", "张**", None]
