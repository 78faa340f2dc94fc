"""Mapping of whole tables: odd header sets, lying headers, no headers, profiles, and what must never matter."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from header_sets import HEADER_SETS, USUAL_VALUES
from hypothesis import given, settings
from hypothesis import strategies as st
from made_columns import column, shipped_fields, table

from crmtool import mapping
from crmtool.errors import UsageError

TODAY = date(2026, 11, 20)
MUST_FIND = ("vin", "id_number", "mobile", "phone", "plate", "name", "address", "email", "event_date", "birth_date")
MUST_FIND += ("gender", "brand", "mileage_km", "company", "record_id")
VALUES = {**USUAL_VALUES, "phone": "landline"}
UNRELATED = (("序号", "counter"), ("天气", "level"), ("", "empty"), ("会员等级", "level"), ("Column9", "level"))

Cells = tuple[str, list[str | None]]


def mapped(columns: list[Cells], kind: str = "other", profile: dict[str, str] | None = None) -> dict[str, str]:
    """Field by header."""
    found = mapping.map_tables([mapping.Unmapped(table(*columns), kind, profile or {})], shipped_fields(), TODAY)[0]
    return {one.header: one.field for one in found}


def made(spec: str, rows: int = 120) -> list[tuple[str, str, str]]:
    """Header, expected field and maker of each column of a header set."""
    items = []
    for item in spec.split():
        header, _, want = item.rpartition("=")
        name, _, maker = want.partition(":")
        items.append((header, name, maker or USUAL_VALUES[name]))
    return items


def cells(spec: str, rows: int = 120) -> list[Cells]:
    return [(header, column(maker, rows)) for header, _, maker in made(spec)]


@pytest.mark.parametrize(("kind", "spec"), HEADER_SETS)
def test_header_sets_are_mapped(kind: str, spec: str) -> None:
    assert mapped(cells(spec), kind) == {header: name for header, name, _ in made(spec)}


@pytest.mark.parametrize(("kind", "spec"), HEADER_SETS)
def test_a_header_alone_maps_a_column_without_values(kind: str, spec: str) -> None:
    empty = [(header, [None] * 5) for header, _, _ in made(spec)]
    assert mapped(empty, kind) == {header: name for header, name, _ in made(spec)}


GUARDS = ('="{}"', "'{}", "“{}”")


@pytest.mark.parametrize("guard", GUARDS)
def test_what_keeps_a_spreadsheet_from_reading_numbers_hides_no_column(guard: str) -> None:
    columns = [(header, column(VALUES[name], 40)) for header, name in (("购车日期", "event_date"), ("性别", "gender"))]
    columns += [("成交价", column("amount", 40)), ("手机", column("mobile", 40))]
    guarded = [(guard.format(header), [cell and guard.format(cell) for cell in cells]) for header, cells in columns]
    expected = ["event_date", "gender", "amount", "mobile"]
    assert list(mapped(guarded).values()) == expected


@pytest.mark.parametrize("words", ["王女士{}", "王女士 {}", "电话：{}", "{}（本人）"])
def test_a_plain_header_is_believed_where_words_stand_beside_each_number(words: str) -> None:
    fields = {"手机号": "mobile", "身份证号": "id_number", "车架号": "vin"}
    beside = [
        (header, [cell and words.format(cell) for cell in column(VALUES[name], 30)]) for header, name in fields.items()
    ]
    assert mapped([("姓名", column("name", 30)), *beside]) == {"姓名": "name", **fields}


@pytest.mark.parametrize("header", ["列{}", "Column{}", "F{}", "Unnamed: {}", "字段{}", "{}", ""])
@pytest.mark.parametrize("rows", [12, 300])
def test_values_alone_map_columns_with_useless_headers(header: str, rows: int) -> None:
    columns = [(header.format(place), column(VALUES[name], rows)) for place, name in enumerate(MUST_FIND)]
    found = mapping.map_tables([mapping.Unmapped(table(*columns), "other", {})], shipped_fields(), TODAY)[0]
    assert [one.field for one in found] == list(MUST_FIND)


def test_one_row_is_enough_for_check_digits() -> None:
    assert mapped([("a", column("vin", 1)), ("b", column("id", 1))]) == {"a": "vin", "b": "id_number"}


def test_values_outweigh_a_lying_header() -> None:
    lies = {"电话": "vin", "VIN": "mobile", "姓名": "id", "身份证号": "name", "备注": "plate", "品牌": "email"}
    truth = {"电话": "vin", "VIN": "mobile", "姓名": "id_number", "身份证号": "name", "备注": "plate", "品牌": "email"}
    assert mapped([(header, column(maker)) for header, maker in lies.items()]) == truth


@pytest.mark.parametrize(
    ("spec", "want"),
    [
        ("车主=name 送修人=name 被保险人=name", "name contact_name "),
        ("投保人=name 联系人=name", "name contact_name"),
        ("联系人=name 联系电话=mobile", "name mobile"),
        ("被保险人=name 投保人=name 投保人证件号=id 投保人电话=mobile", "contact_name name id_number mobile"),
        ("车主=name 送修人=name 送修人电话=mobile", "name contact_name mobile"),
        ("车主=name 车主电话=mobile 送修人=name 送修人电话=mobile", "name mobile contact_name contact_phone"),
        ("姓名=name 手机=mobile 备用电话=mobile 家庭电话=landline", "name mobile phone_2 phone"),
        ("姓名=name 联系人电话=mobile", "name mobile"),
        ("name=name contact_phone=mobile", "name mobile"),
        ("name=name mobile=mobile contact_person=name contact_no=mobile", "name mobile contact_name contact_phone"),
        ("contact_name=name contact_no=mobile", "name mobile"),
        ("车主=empty 客户姓名=name 手机=empty 联系电话=mobile", " name phone mobile"),
        ("省份=province state=level", "province "),
        ("客户=name 销售顾问=staff 顾问电话=staff_mobile", "name staff_name staff_phone"),
        ("客户=name 经办人=name 经办人手机=mobile", "name staff_name staff_phone"),
        ("单位名称=company 联系人=name 手机=mobile", "name contact_name mobile"),
        ("单位名称=company 姓名=name", "company name"),
        ("单位名称=company 统一社会信用代码=uscc", "name id_number"),
        ("姓名=name 身份证号=id 统一社会信用代码=uscc", "name id_number company_id"),
        ("客户编号=customer_code 工单号=order", "customer_no record_id"),
        ("客户编号=customer_code", "customer_no"),
        ("合同号=order", "record_id"),
        ("保单号=order 会员编号=member", "record_id member_no"),
        ("编号=order", "record_id"),
        ("旧车VIN=vin 旧车车牌=plate", " "),
        ("配偶姓名=name 配偶电话=mobile 配偶身份证=id", "  "),
        ("经销商电话=landline 经销商地址=address 经销商=dealer", "  dealer_name"),
        ("电话2=mobile 电话1=mobile", "phone mobile"),
        ("列1=name 列2=staff 列3=staff_mobile 列4=mobile", "name staff_name staff_phone mobile"),
        (
            "客户信息~订单编号=order 客户信息~姓名=name 业务信息~车系=model 车辆信息~*电话=mobile",
            "record_id name model mobile",
        ),
        (
            "客户信息~DDBH=order 客户信息~CZXM=name 客户信息~SJH=mobile 联系人信息~dian_hua=mobile",
            "record_id name mobile contact_phone",
        ),
        ("R~O~号=order 里~程=mileage", "record_id mileage_km"),
        ("下次保养日期=event 进厂日期=event", " event_date"),
    ],
)
def test_whose_a_column_is(spec: str, want: str) -> None:
    parts = [item.partition("=") for item in spec.split()]
    columns = [(header.replace("~", " "), column(maker)) for header, _, maker in parts]
    assert list(mapped(columns, "service").values()) == want.split(" ")


@pytest.mark.parametrize(
    ("kind", "want"), [("sales", "购车日期"), ("service", "进厂日期"), ("club", "入会日期"), ("insurance", "签单日期")]
)
def test_the_kind_of_delivery_says_which_date_counts(kind: str, want: str) -> None:
    columns = [(header, column("event")) for header in ("购车日期", "进厂日期", "入会日期", "签单日期")]
    assert [header for header, name in mapped(columns, kind).items() if name == "event_date"] == [want]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("mobile", ["+86 13000001357", "13000001357.0", "130 0000 1357", "130****1357", "13000001357/13100001357"]),
        (
            "mobile",
            ["1.3000001357E10", "013000001358", "13000001359(妻)", "0086-13000001360", "１３０００００１３６１"],
        ),
        ("phone", ["021-60000001", "(021)60000002", "0512-60000001转8001", "02160000003", "400-000-0001"]),
        ("id_number", ["'110110199003070018", "110110 19900307 0026", "110110********0018", "3.10111199506301E+17"]),
        ("id_number", ["110110900307001", "110110900307002", "110110900307003", "110110900307004"]),
        ("id_number", ["310111199506300992", "310111199506301056", "310111199506301120", "310111199506301184"]),
        ("vin", ["lsvaa2927p1000001", "LSV AA2927P1000001", "LSVAA2927P1OOOOO1", "*LSVAA2927P1000001*"]),
        ("plate", ["沪A·00001", "沪 A00002", "沪AD00001", "粤Z0001港", "滬A00003"]),
        ("name", ["张三先生", "李 四", "欧阳娜娜", "阿卜杜拉·买买提", "王**", "張三", "陈五13000001357"]),
        ("event_date", ["2026年3月5日", "2026年3月6日", "2026年11月7日"]),
        ("event_date", ["20260305", "20260306", "20260307"]),
        ("event_date", ["2026/3/5 8:05", "2026.3.6", "20/11/2026 12:30:00", "Nov 20, 2026"]),
        ("birth_date", ["19550305", "19700306", "19850307", "19991231"]),
        ("mileage_km", ["12,345 公里", "980公里", "45678 KM", "7km"]),
        ("gender", ["先生", "女士"]),
        ("address", ["上海市浦东新区测试路1弄2号", "吴中区测试街道测试村", "江蘇省蘇州市測試路3號"]),
    ],
)
def test_ways_of_writing_are_recognised_without_a_header(name: str, values: list[str]) -> None:
    assert mapped([("列1", [value for value in values for _ in range(3)])]) == {"列1": name}


@pytest.mark.parametrize("maker", ["counter", "level", "text", "price", "year", "postcode", "engine", "empty"])
def test_values_that_could_be_anything_stay_unmapped(maker: str) -> None:
    assert mapped([("列1", column(maker))])["列1"] in ("", "model_year", "record_id")


def test_a_running_number_is_no_record_id() -> None:
    assert mapped([("列1", [str(number) for number in range(1, 200)])]) == {"列1": ""}


def test_a_profile_decides_and_the_rest_is_found() -> None:
    columns = [("甲", column("mobile")), ("手机", column("mobile")), ("", column("name")), ("车主", column("name"))]
    found = mapped(columns, profile={"甲": "mobile", "#3": "contact_name", "车主": "", "not here": "vin"})
    assert found == {"甲": "mobile", "手机": "phone", "": "contact_name", "车主": ""}


def test_a_profile_that_maps_two_columns_to_one_field_is_refused() -> None:
    with pytest.raises(UsageError, match="two columns"):
        mapped([("甲", column("mobile")), ("手机", column("mobile"))], profile={"甲": "mobile", "手机": "mobile"})


def test_the_evidence_is_said() -> None:
    columns = table(("车架号", column("vin", 50, 0.5)), ("天气", column("level", 50)))
    vin, weather = mapping.map_tables([mapping.Unmapped(columns, "sales", {})], shipped_fields(), TODAY)[0]
    assert vin.field == "vin"
    assert vin.confidence > 0.9
    assert "right check digit" in vin.evidence
    assert weather.field == ""


def test_tables_mapped_together_are_mapped_as_alone() -> None:
    tables = [table(("车架号", column("vin", 50))), table(("a", column("mobile", 30)), ("b", column("name", 30)))]
    waiting = [mapping.Unmapped(one, "other", {}) for one in tables]
    alone = [mapping.map_tables([one], shipped_fields(), TODAY)[0] for one in waiting]
    assert mapping.map_tables(waiting, shipped_fields(), TODAY) == alone


@pytest.mark.parametrize("width", [0, 1, 400])
def test_any_width_and_no_rows(width: int) -> None:
    columns = [(f"x{place}", [None, "", "\x00", "a" * 300_000][: place % 5]) for place in range(width)]
    height = max((len(values) for _, values in columns), default=0)
    padded = [(header, values + [None] * (height - len(values))) for header, values in columns]
    assert set(mapped(padded).values()) <= {""}


@settings(max_examples=25, deadline=None)
@given(data=st.data(), chosen=st.sampled_from(HEADER_SETS))
def test_column_order_never_matters(data: st.DataObject, chosen: tuple[str, str]) -> None:
    kind, spec = chosen
    shuffled = data.draw(st.permutations(cells(spec, 40)))
    assert mapped(shuffled, kind) == mapped(cells(spec, 40), kind)


@settings(max_examples=25, deadline=None)
@given(chosen=st.sampled_from(HEADER_SETS), extra=st.sampled_from(UNRELATED), place=st.integers(0, 9))
def test_an_unrelated_column_changes_no_mapping(chosen: tuple[str, str], extra: tuple[str, str], place: int) -> None:
    kind, spec = chosen
    before = cells(spec, 40)
    more = [*before[:place], (extra[0], column(extra[1], 40)), *before[place:]]
    want = mapped(before, kind)
    assert mapped(more, kind) == {extra[0]: "", **want}


def test_a_table_is_mapped_alone_as_among_others() -> None:
    tables = [mapping.Unmapped(table(*cells(spec, 30)), kind, {}) for kind, spec in HEADER_SETS]
    tables += [
        mapping.Unmapped(table(*[("", one) for _, one in cells(spec, 12)]), "other", {}) for _, spec in HEADER_SETS
    ]
    tables += [mapping.Unmapped(table(), "other", {}), mapping.Unmapped(table(("手机", [])), "other", {})]
    together = mapping.map_tables(tables, shipped_fields(), TODAY)
    assert together == [mapping.map_tables([one], shipped_fields(), TODAY)[0] for one in tables]


def test_apply_keeps_the_raw_text_and_the_rest() -> None:
    raw = table(
        ("手机", [" 130 ", None, "x"]), ('a"b', ["1\n", None, None]), ("", ["q", None, "z"]), ("备注", [None] * 3)
    )
    found = [
        one if one.field in ("mobile", "remark") else mapping.columns.ColumnMapping(one.index, one.header, "", 0.0, "")
        for one in mapping.map_tables([mapping.Unmapped(raw, "other", {"手机": "mobile"})], shipped_fields(), TODAY)[0]
    ]
    frame = mapping.apply(raw, found)
    assert frame.schema == {
        "row": pl.Int64,
        "line": pl.Int64,
        "mobile": pl.String,
        "remark": pl.String,
        "extra": pl.String,
    }
    assert frame["mobile"].to_list() == [" 130 ", None, "x"]
    assert frame["extra"].to_list() == ['{"a\\"b":"1\\n","#3":"q"}', None, '{"#3":"z"}']
    assert frame["line"].to_list() == [2, 3, 4]


@pytest.mark.parametrize(
    ("header", "unit", "field"),
    [
        *[
            (header, unit, "amount")
            for header in ("成交價", "AMT金额")
            for unit in ("萬", "万元", "萬元", "W", "圓", "仟")
        ],
        *[
            (header, unit, "mileage_km")
            for header in ("行駛里程", "ODO_KM")
            for unit in ("萬公里", "万公里", "萬", "KM")
        ],
    ],
)
def test_numbers_in_ten_thousands_are_numbers(header: str, unit: str, field: str) -> None:
    values = [f"{1 + place * 37 % 50}.{place % 10}{unit}" for place in range(60)]
    assert mapped([(header, [*values])], "sales") == {header: field}


@pytest.mark.parametrize("header", ["SRC_SYS来源系统", "来源系统", "SRC_SYS", "source_system"])
@pytest.mark.parametrize(
    "words", ["SALES AFTERSALES LEAD CLUB INSUR CALLCENTER", "销售 售后 线索 车友会 保险 呼叫中心", "DMS CRM"]
)
def test_the_system_a_row_comes_from_is_its_source(header: str, words: str) -> None:
    assert mapped([(header, [*words.split()] * 20)]) == {header: "source"}


@pytest.mark.parametrize("swapped", [False, True])
def test_of_insured_and_policy_holder_the_customer_is_who_may_be_a_company(swapped: bool) -> None:
    people = column("name", 60)
    some = [
        firm if row % 5 == 0 else name
        for row, (firm, name) in enumerate(zip(column("company", 60), people, strict=True))
    ]
    headers = ("insured_name", "applicant_name")[:: -1 if swapped else 1]
    found = mapped([*zip(headers, (some, column("staff", 60)), strict=True), ("chassis_no", column("vin", 60))])
    assert (found[headers[0]], found[headers[1]]) == ("name", "contact_name")
