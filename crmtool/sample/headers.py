"""What dealers call their columns: Chinese of many kinds, English, snake and camel case, pinyin, abbreviations, nothing.

A line of the table is a field of the sample, with the kind of delivery after a dot where it matters: Chinese wordings |
snake case | abbreviations | unit or note for those who put it in brackets.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

TABLE = """seq|序号 No. 行号|seq_no row_no|SEQ|
record_id.sales|订单号 销售单号 合同编号 订单编号|order_no contract_no|ORD_NO|
record_id.service|工单号 维修单号 结算单号 委托书号 RO号|ro_no work_order_no|RO_NO|
record_id.lead|线索编号 线索ID 商机编号|lead_id clue_no|LEAD_ID|
record_id.club|会员档案号 登记编号 流水号|register_no serial_no|REG_NO|
record_id.insurance|保单号 保单号码 保险单号|policy_no insurance_no|POL_NO|
record_id.call|通话编号 呼叫流水号 工单编号|call_id session_id|CALL_ID|
record_id.customer|客户编号 编号 客户代码 档案编号|customer_code file_no|CUST_CD|
customer_no|客户编码 客户号 客户ID|customer_no cust_id|CUST_NO|
dealer_name|经销商名称 所属门店 意向经销商 门店|dealer_name store_name|DLR_NM|
name|客户姓名 姓名 客户名称 客户 车主姓名 车主 顾客姓名|customer_name cust_name full_name|CUST_NM|
name.service|车主 客户名称 客户姓名 车主姓名 车主名称 用户名|owner_name customer_name|OWNER_NM|
name.insured|被保险人 被保险人姓名 被保险人名称|insured_name insured|INSD_NM|
name.holder|投保人 投保人姓名 投保人名称|policy_holder_name applicant_name|APPL_NM|
name.lead|姓名 客户姓名 称呼 客户称呼 留资姓名|name contact_name|NM|
name.club|会员姓名 姓名 真实姓名 车友姓名|member_name real_name|MBR_NM|
name.call|来电人 客户姓名 来电客户 联系人|caller_name customer_name|CALLER|
nickname|昵称 网名 微信昵称|nick_name wechat_name|NICK|
company|单位名称 公司名称 所属单位 单位|company_name company|COMP_NM|
other|联系人 联系人姓名 第二联系人|contact_person contact_name|CONT_NM|
other.service|送修人 送修人姓名 驾驶员 送车人 联系人|driver_name sent_by|DRV_NM|
other.insured|投保人 投保人姓名|policy_holder applicant|APPL_NM|
other.holder|被保险人 被保险人姓名|insured_name insured|INSD_NM|
other_phone|联系人电话 联系人手机|contact_phone contact_mobile|CONT_TEL|
other_phone.service|送修人电话 送修人手机 驾驶员电话|driver_phone driver_mobile|DRV_TEL|
customer_type|客户类型 客户性质 客户类别 车主性质|customer_type cust_type|CUST_TP|
id_type|证件类型 证件种类 证件名称|id_type cert_type|CERT_TP|
id_number|身份证号 证件号码 身份证号码 证件号 身份证 身份证/统一社会信用代码|id_number id_card_no cert_no|CERT_NO|18位
gender|性别 客户性别|gender sex|SEX|男/女
birth_date|出生日期 生日 出生年月日|birth_date birthday dob|BIRTH_DT|yyyy-mm-dd
mobile|手机 手机号 手机号码 联系电话 移动电话 联系手机 联系方式 电话|mobile mobile_phone phone_number|MOB_NO|11位
mobile.service|手机号码 车主电话 联系电话 客户手机 车主手机 电话|owner_mobile mobile|MOB_NO|11位
mobile.call|来电号码 主叫号码 来电电话 手机号|caller_number calling_no|CALL_NO|
second_mobile|备用电话 其他电话 手机2 第二联系电话|mobile2 alt_phone|MOB_NO2|11位
phone|固定电话 家庭电话 住宅电话 座机|home_phone telephone|TEL_NO|区号-号码
email|电子邮箱 邮箱 E-mail 电子邮件|email email_address|EMAIL|
address|地址 联系地址 通讯地址 家庭住址 详细地址 住址|address home_address|ADDR|
province|省份 省 所在省|province|PROV|
city|城市 市 所在城市 地市|city|CITY|
district|区县 区 所在区县|district county|DIST|
postcode|邮编 邮政编码|postcode zip_code|ZIP|6位
member_no|会员号 会员卡号 会员编号|member_no vip_card_no|MBR_NO|
vin|车架号 VIN码 VIN 底盘号 车辆识别代号 VIN/车架号 车架号码|vin vin_code chassis_no|VIN_CD|17位
plate|车牌号 车牌号码 牌照号 车牌 号牌号码|plate_no license_plate car_no|LIC_NO|
engine_no|发动机号 发动机号码 引擎号|engine_no motor_no|ENG_NO|
brand|品牌 车辆品牌 厂牌|brand make|BRAND|
model|车型 车型名称 车系 意向车型 车辆型号|model car_model series|MDL|
model_year|年款 车型年份 年份|model_year|MY|年
color|颜色 车身颜色 外观颜色|color body_color|CLR|
mileage|里程 行驶里程 里程数 进厂里程 公里数|mileage odometer|MILE|KM
event_date.sales|销售日期 购车日期 开票日期 交车日期|sale_date invoice_date|SALE_DT|年-月-日
event_date.service|进厂日期 维修日期 结算日期 来店日期 开单日期|service_date ro_date|SVC_DT|年-月-日
event_date.lead|留资日期 线索日期 留资时间 创建日期|lead_date created_at|LEAD_DT|
event_date.club|入会日期 注册日期 入会时间|join_date register_date|JOIN_DT|
event_date.insurance|起保日期 投保日期 生效日期 签单日期|start_date policy_date|EFF_DT|
event_date.call|来电日期 通话时间 来电时间 呼入时间|call_date call_time|CALL_DT|
end_date|终保日期 到期日期 保险止期|end_date expiry_date|EXP_DT|
amount.sales|开票金额 成交价 车价 销售金额|invoice_amount sale_price|INV_AMT|元
amount.service|结算金额 维修金额 工单金额 实收金额|total_amount paid_amount|PAY_AMT|元
amount.insurance|保费 保费合计 保险金额 签单保费|premium total_premium|PREM|元
staff_name.sales|销售顾问 销售员 业务员|sales_consultant salesman|SA_NM|
staff_name.service|服务顾问 接待员 SA|service_advisor advisor|SA_NM|
staff_name|跟进人 坐席 经办人 业务员|operator agent_name|OPR_NM|
staff_phone|顾问电话 销售顾问电话 顾问手机|staff_phone advisor_phone|SA_TEL|
source|客户来源 来源渠道 信息来源 渠道|source channel|SRC|
remark|备注 备注信息 说明 跟进记录|remark notes|RMK|
created|创建时间 录入时间 系统时间|create_time created_time|CRT_TM|
status|状态 单据状态 客户状态|status state|STAT|
print_count|打印次数 导出次数|print_count|PRT_CNT|"""
STYLES = ("chinese", "starred", "unit", "note", "spaced", "snake", "camel", "title", "upper", "initials", "pinyin",
          "abbreviated", "both", "traditional", "numbered", "letters", "none")  # fmt: skip
TRADITIONAL = {"id_number": "身分證字號", "mobile": "行動電話", "email": "電子郵件", "plate": "車牌號碼", "engine_no": "引擎號碼"}
REQUIRED = frozenset({"name", "mobile", "vin", "event_date", "id_number", "plate"})


def _wordings() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]]:
    """The table by field: Chinese wordings, snake case wordings, abbreviation, note."""
    rows = (line.split("|") for line in TABLE.splitlines())
    return {field: (tuple(zh.split()), tuple(en.split()), short, note) for field, zh, en, short, note in rows}


WORDINGS = _wordings()


def header(dice: Dice, field: str, variant: str, style: str, position: int) -> str:
    """One heading: of ``field`` in a delivery of ``variant`` (kind, or insured or holder) at ``position`` from 0."""
    chinese, english, short, note = WORDINGS.get(f"{field}.{variant}", WORDINGS.get(field, ((field,), (field,), "", "")))
    zh, en = dice.pick(chinese), dice.pick(english)
    if style == "numbered":
        return f"列{position + 1}"
    if style == "letters":
        return f"F{position + 1}"
    if style in {"snake", "camel", "title", "upper", "abbreviated"}:
        return _latin(en, short, style)
    if style in {"initials", "pinyin"}:
        return _pinyin(zh, style)
    if style == "traditional":
        return traditional(TRADITIONAL.get(field, zh))
    if style == "both":
        return f"{zh}/{_latin(en, short, 'title')}"
    return _decorated(zh, note, style, required=field in REQUIRED)


def _decorated(zh: str, note: str, style: str, *, required: bool) -> str:
    """A Chinese heading with a star, a unit in brackets, a note or spaces between its characters."""
    if style == "starred":
        return f"*{zh}" if required else zh
    if style == "unit":
        return f"{zh}({note})" if note else zh
    if style == "note":
        return f"{zh}（必填）" if required else f"{zh}（{note}）" if note else zh
    if style == "spaced":
        return " ".join(zh) if len(zh) < 3 else f"{zh[:2]}\n{zh[2:]}" if len(zh) == 4 and zh > "移" else zh
    return zh


def _latin(en: str, short: str, style: str) -> str:
    """An English heading in one of the ways of writing it."""
    words = en.split("_")
    if style == "camel":
        return words[0] + "".join(word.title() for word in words[1:])
    if style == "title":
        whole = {"vin": "VIN", "id": "ID", "no": "No.", "ro": "RO", "dob": "DOB", "vip": "VIP"}
        return " ".join(whole.get(word, word.title()) for word in words)
    return short if style == "abbreviated" else en.upper() if style == "upper" else en


def _pinyin(zh: str, style: str) -> str:
    """Pinyin of a Chinese heading: initials in capitals, or syllables joined by underscores."""
    from pypinyin import lazy_pinyin

    syllables = [s for s in lazy_pinyin(zh, errors=lambda text: [c for c in text if c.isalnum()]) if s]
    return "".join(s[0] for s in syllables).upper() if style == "initials" else "_".join(syllables).lower()


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    """The converter, loaded when first wanted: it takes 50 ms."""
    from opencc import OpenCC

    return OpenCC("s2t")
