"""Headers alone: spellings, roles, pinyin, slips, and what a header says a column is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_columns import shipped_fields

from crmtool.mapping.headers import Heading, read_all
from crmtool.mapping.spelling import spell


def heading(header: str, kind: str = "other") -> Heading:
    table = (kind, (header,))
    return read_all([table], shipped_fields())[table][0]


def best(header: str) -> str:
    scores = heading(header).scores
    return max(scores, key=lambda name: scores[name], default="")


@pytest.mark.parametrize(
    ("name", "headers"),
    [
        (
            "name",
            "姓名 *客户姓名 客户名称 车主 机主 购车人 会员姓名 XM KHXM khmc xingming cust_nm 姓名Name 客户信息-姓名",
        ),
        (
            "mobile",
            "手机 手机号 手机号码(必填) 移动电话 联系电话 电话 SJH LXDH shou_ji_hao tel_no mob 手机1 聯絡電話",
        ),
        (
            "mobile",
            "客户手机号 车主电话 MOBILENO Cell 客户_手机 手机号/电话 联系电活 购车客户常用联系手机号 联~系~电~话",
        ),
        ("phone", "固定电话 家庭电话 单位电话 备用电话 座机 home_tel office_phone 备用手机号 宅电"),
        (
            "id_number",
            "身份证号 SFZH ZJHM 身份证 id_card cert_no IDCardNo 身分證字號 公民身份号码 证件号码(身份证/护照)",
        ),
        ("id_type", "证件类型 证件种类 ZJLX id_type"),
        (
            "vin",
            "车架号 车架号码 底盘号 VIN V.I.N. CJH chassis_no 车辆识别代号 車身號碼 车架号(VIN) 车辆信息_VIN",
        ),
        ("plate", "车牌 车牌号码 CPH plate_no lic_no 牌照号 号牌号码 車牌號碼 License~Plate~Number 【车牌号】 Plate#"),
        ("engine_no", "发动机号 FDJH eng_no 电机号 引擎號碼"),
        ("address", "地址 联系地址 DZ 家庭住址 通讯地址 home_address Addr."),
        ("birth_date", "出生日期 生日 CSRQ D.O.B. birthday date_of_birth"),
        ("event_date", "购车日期 进厂日期 来电时间 gcrq sale_dt Date~of~Purchase 首次购车日期"),
        ("mileage_km", "里程数(KM) 行驶里程 公里数 odometer 进厂里程（公里） KM XSLC"),
        ("record_id", "工单号 订单编号 保单号 RO号 线索ID order_no work_order_id HTBH"),
        ("customer_no", "客户编号 KHBH customer_id 客户代码 owner_id 车主编号"),
        ("member_no", "会员编号 会员卡号 member_no Membership~No. HYBH VIP号码"),
        ("company", "单位名称 工作单位 company_name"),
        ("dealer_name", "经销商名称 所属门店 4S店 dealer_cd"),
        ("customer_type", "客户类型 车主性质 CustType"),
        ("email", "邮箱 电子邮件 e-mail EMAIL Email地址"),
    ],
)
def test_headers_are_known(name: str, headers: str) -> None:
    read_as = {header: best(header.replace("~", " ")) for header in headers.split()}
    assert read_as == dict.fromkeys(read_as, name)


@pytest.mark.parametrize(
    ("role", "headers"),
    [
        ("contact", "DELIVERER DELIVERER_MOBILE"),
        ("contact", "送修人 送修人电话 联系人 驾驶员手机 contact_name contact_phone SXRDH 第二联系人电话 联系人(电话)"),
        ("staff", "销售顾问 顾问电话 SA 客户经理电话 经办人 sales_consultant advisor_mobile XSGW 服务专员"),
        ("insured", "被保险人 被保险人证件号 insured_name BBXR"),
        ("policy_holder", "投保人 投保人手机 policy_holder_name TBR"),
        ("other", "配偶电话 推荐人 旧车车牌 法人代表身份证 紧急联系人电话"),
        ("dealer", "经销商电话 门店地址 dealer_phone"),
        ("", "联系电话 联系地址 contact_address 手机 保单号"),
    ],
)
def test_a_header_says_whose_it_is(role: str, headers: str) -> None:
    roles = {header: heading(header).role for header in headers.split()}
    assert roles == dict.fromkeys(roles, role)


@pytest.mark.parametrize("header", ["", "  ", "列1", "第3列", "Column7", "F2", "Unnamed: 4", "字段_5", "12", "A", "--"])
def test_headers_that_only_count_say_nothing(header: str) -> None:
    assert heading(header).useless
    assert not heading(header).scores


@pytest.mark.parametrize(
    "header", ["序号", "会员等级", "下次保养日期", "保险到期日", "是否会员", "更新时间", "手机号是否有效", "车牌颜色"]
)
def test_headers_of_what_no_field_holds(header: str) -> None:
    assert heading(header).ignored


def test_the_kind_of_delivery_moves_its_words_up() -> None:
    scores = [heading("进厂日期", kind).scores["event_date"] for kind in ("service", "other", "sales")]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > scores[2]


@given(st.text(max_size=200))
def test_any_header_can_be_read(header: str) -> None:
    assert heading(header).header == header


@given(
    st.sampled_from(["手机", "cust_name", "送修人电话", "里程"]),
    st.sampled_from(["*", " ", "（必填）", "\u200b", "：", "#", "\n"]),
)
def test_ornaments_change_nothing(header: str, ornament: str) -> None:
    assert heading(f"{ornament}{header}{ornament}").scores == heading(header).scores


@pytest.mark.parametrize("header", ["no" * 5000, "客" * 50_000, "idno" * 20 + "x", "(" * 3000, "a b " * 9000])
def test_hostile_headers_take_no_time(header: str) -> None:
    assert len(spell(header, {}, frozenset({"id", "no", "idno"})).pieces) <= 80
    assert heading(header).header == header
