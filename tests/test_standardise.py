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
    "phone": "phone",
    "phone_2": "phone",
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
    "mobile": (
        "13000001357",
        "+86 130-0000-1357",
        "13000001357.0",
        "130****1357",
        "021-60000001",
        "无",
        "13000001357/021-60000002",
    ),
    "phone": ("13100001357", "021-60000002 13200001357"),
    "phone_2": ("13300001357",),
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


@pytest.mark.parametrize("unusable", ["无", "1.10105E+17"])
def test_a_company_number_stands_for_a_missing_id_as_a_whole(unusable: str) -> None:
    row = {"company_id": "91310000PDY00001XG", "id_number": unusable}
    (seen,) = standardise(delivered([row]), KINDS, AS_OF).to_dicts()
    said = {name: seen[name] for name in ("id_number", "id_number_ok", "id_kind", "id_key", "id_sure", "customer_type")}
    assert [*said.values()] == ["91310000PDY00001XG", True, "uscc", "91310000PDY00001XG", True, "company"]


@pytest.mark.parametrize(
    ("name", "company", "document", "expected"),
    [
        (None, "某贸易（上海）有限公司", None, ("某贸易(上海)有限公司", "company", "某贸易", "上海市")),
        (None, "无", None, (None, None, None, None)),
        ("张三", "某贸易（上海）有限公司", "110101190001011009", ("张三", "person", None, None)),
        (
            "张三",
            "某贸易（上海）有限公司",
            "91310000PDY00001XG",
            ("某贸易(上海)有限公司", "company", "某贸易", "上海市"),
        ),
        ("成都泰成", "无", None, ("成都泰成", "company", "泰成", "成都市")),
        ("南宫思清", "无", None, ("南宫思清", "person", None, None)),
        ("某某汽车有限公司", "某贸易（上海）有限公司", None, ("某某汽车有限公司", "company", "某某汽车", None)),
    ],
)
def test_the_customer_is_the_company_where_its_name_or_its_document_says_so(
    name: str | None, company: str, document: str | None, expected: tuple[str | None, ...]
) -> None:
    row = standardise(delivered([{"name": name, "company": company, "id_number": document}]), KINDS, AS_OF)
    assert row.select("name", "customer_type", "company_key", "company_city").row(0) == expected


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


PHONES = ("mobile", "phone", "phone_2")


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("张三", ("13000001357 13100001357", None, None), ("13000001357", "13100001357", None)),
        ("张三", ("13000001357，13100001357", None, None), ("13000001357", "13100001357", None)),
        ("张三", ("13000001357/021-60000001", None, None), ("13000001357", "021-60000001", None)),
        ("张三", ("13000001357、13100001357、13200001357", None, None), ("13000001357", "13100001357", "13200001357")),
        ("张三", ("13000001357/13100001357", "13200001357", None), ("13000001357", "13200001357", "13100001357")),
        ("张三", ("13000001357/13100001357", "13100001357", None), ("13000001357", "13100001357", None)),
        (
            "张三",
            ("13000001357/13100001357", "13200001357", "13300001357"),
            ("13000001357", "13200001357", "13300001357"),
        ),
        ("张三", (None, "13000001357/13100001357", None), ("13100001357", "13000001357", None)),
        ("张三 13000001357", (None, None, None), ("13000001357", None, None)),
        ("张三 13000001357", ("13100001357", None, None), ("13100001357", "13000001357", None)),
        ("张三 13000001357", ("13000001357/13100001357", None, None), ("13000001357", "13100001357", None)),
        ("张三 13000001357", ("无", None, None), (None, "13000001357", None)),
        ("张三", ("13000001357", None, None), ("13000001357", None, None)),
    ],
)
def test_a_second_number_goes_to_an_empty_column(
    name: str, given: tuple[str | None, ...], expected: tuple[str | None, ...]
) -> None:
    row = standardise(delivered([{"name": name, **dict(zip(PHONES, given, strict=True))}]), KINDS, AS_OF)
    assert row.select(PHONES).row(0) == expected
    for number, field in zip(expected, PHONES, strict=True):
        parts = row.select(f"{field}_reason", f"{field}_ok", f"{field}_kind").row(0)
        if number:
            assert parts == ("ok", True, "landline" if number.startswith("0") else "mobile")


def test_what_was_delivered_stays_beside_a_second_number() -> None:
    row = standardise(delivered([{"mobile": "13000001357/13100001357"}]), KINDS, AS_OF)
    assert row.select("mobile_raw", "phone_raw").row(0) == ("13000001357/13100001357", None)


@pytest.mark.parametrize(("beside", "sure"), [("110110199003070018", True), ("1.1011019900307E+17", False)])
def test_an_id_that_ends_in_zeros_is_sure_only_where_no_other_was_cut(beside: str, sure: bool) -> None:
    rows = standardise(delivered([{"id_number": "110110190101022000"}, {"id_number": beside}]), KINDS, AS_OF)
    assert rows.select("id_number_ok", "id_number_reason", "id_sure").row(0) == (True, "ok", sure)


def test_a_birth_date_may_be_an_early_day_number() -> None:
    assert standardise(delivered([{"birth_date": "19374"}]), KINDS, AS_OF)["birth_date"].to_list() == ["1953-01-15"]


@pytest.mark.parametrize(
    ("columns", "address"),
    [
        ({"city": "郑州"}, "郑州市幸福路1号"),
        ({"province": "河南", "city": "鄭州"}, "河南省郑州市幸福路1号"),
        ({"province": "内蒙古", "city": "呼和浩特"}, "内蒙古呼和浩特市幸福路1号"),
        ({"city": "上海", "district": "浦东"}, "上海市浦东新区幸福路1号"),
        ({"city": "昆山"}, "江苏省昆山市幸福路1号"),
        ({"province": "Henan", "city": "Zhengzhou"}, "郑州幸福路1号"),
    ],
)
def test_places_in_columns_of_their_own_are_those_of_addresses(columns: dict[str, str], address: str) -> None:
    regions = ("province", "city", "district")
    given = delivered([{}, {"address": address}]).with_columns(
        pl.Series(name, [columns.get(name), None], dtype=pl.String) for name in regions
    )
    seen = standardise(given, KINDS, AS_OF).select(regions)
    assert seen.row(0) == seen.row(1)


@pytest.mark.parametrize("name", ["name", "company", "address", "vin", "id_number", "mobile"])
def test_another_market_may_call_a_text_like_a_field_that_ships(name: str) -> None:
    rows = delivered([{field: cells[0] for field, cells in CELLS.items()}])
    kinds = KINDS | {name: "text"}
    seen = standardise(rows, kinds, AS_OF)
    assert seen[f"{name}_raw"].to_list() == [CELLS[name][0]]
    assert dict(seen.schema) == promise(rows.schema, kinds)


@pytest.mark.parametrize(
    ("name", "number", "kind", "key"),
    [
        ("某某汽车租赁有限公司", "310115600112347", "business_registration", "310115600112347"),
        ("小张修理店", "310115600112347", "business_registration", "310115600112347"),
        ("小张修理店", "110110900307001", "legacy_id", "110110199003070018"),
        ("张三", "310115600112347", "legacy_id", "310115196001123476"),
        (None, "310115600112347", "legacy_id", "310115196001123476"),
    ],
)
def test_a_companys_15_digits_are_its_registration_number(name: str | None, number: str, kind: str, key: str) -> None:
    raw = pl.DataFrame({"source_file": ["a.csv"], "name": [name], "id_number": [number], "id_type": ["身份证"]})
    seen = standardise(raw, KINDS, AS_OF).row(0, named=True)
    assert (seen["id_kind"], seen["id_key"]) == (kind, key)
    assert (seen["id_birth_date"] is None) == (kind == "business_registration")
