"""Columns without headers, told apart by what stands beside them: customers and staff, phones of one and of another."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from made_columns import column, shipped_fields, table

from crmtool import mapping
from crmtool.mapping.beside import beside_each_other
from crmtool.mapping.content import examine
from crmtool.mapping.evidence import may_show, weigh

TODAY = date(2026, 11, 20)
HEADERS = ("", "列{}", "col_{}", "字段{}", "第{}列")
Cells = list[str | None]


def by_content(*columns: Cells, header: str = "") -> list[str]:
    """The fields of columns without telling headers."""
    raw = table(*((header.format(place + 1), cells) for place, cells in enumerate(columns)))
    return [one.field for one in mapping.map_tables([mapping.Unmapped(raw, "service", {})], shipped_fields(), TODAY)[0]]


def some(cells: Cells, every: int, other: Cells | None = None) -> Cells:
    """Every so many cells, the others taken from ``other``, else empty."""
    return [cell if at % every == 0 else other[at] if other else None for at, cell in enumerate(cells)]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("rows", [8, 12, 15, 30, 200])
def test_a_salesman_is_no_customer(header: str, rows: int) -> None:
    staff, customers, phones = column("staff", rows), column("name", rows), column("mobile", rows)
    found = by_content(staff, customers, phones, header=header)
    assert found[1:] == ["name", "mobile"]
    assert found[0] in ("staff_name", "")


@pytest.mark.parametrize("rows", [10, 30, 200])
def test_whose_a_second_column_of_names_is(rows: int) -> None:
    """One that often repeats the customer's is the contact's; another one is nobody's, unless its header says so."""
    customers, others, phones = column("name", rows), column("name", rows, 0.99), column("mobile", rows)
    contacts = some(others, 3, customers)
    assert sorted(by_content(contacts, customers, phones)) == ["contact_name", "mobile", "name"]
    assert "contact_name" not in by_content(others, customers, phones)


@pytest.mark.parametrize("rows", [20, 60, 200])
def test_whose_a_second_phone_is(rows: int) -> None:
    """A sparse phone that repeats the main one, or is there where a further name is, is the contact's."""
    customers, phones, second = column("name", rows), column("mobile", rows), column("landline", rows)
    other = column("mobile", rows, 0.999)
    repeated = [phones[at] if at % 4 == 0 else cell if at % 2 == 0 else None for at, cell in enumerate(other)]
    contacts = some(column("name", rows, 0.999), 3)
    assert by_content(customers, phones, repeated) == ["name", "mobile", "contact_phone"]
    assert by_content(customers, phones, contacts, some(other, 3))[3] == "contact_phone"
    assert by_content(customers, phones, some(other, 3)) == ["name", "mobile", "phone"]
    assert by_content(customers, phones, some(second, 3)) == ["name", "mobile", "phone"]


@pytest.mark.parametrize("rows", [10, 40, 200])
def test_the_phone_that_is_always_there_is_the_customers(rows: int) -> None:
    sparse = ["无" if cell is None else cell for cell in some(column("mobile", rows, 0.99), 3)]
    assert by_content(sparse, column("mobile", rows)) == ["phone", "mobile"]


@pytest.mark.parametrize("rows", [8, 40])
def test_which_of_several_dates_is_the_events(rows: int) -> None:
    """The one the records are sorted by; the earlier of two; not the computer's; a day number is a date too."""
    days = sorted(filter(None, column("event", rows)))
    later = [f"{int(day[:4]) + 1}{day[4:]}" for day in days]
    seconds = [f"{day} 10:04:17" for day in days]
    numbers = [str((date.fromisoformat(day) - date(1899, 12, 30)).days) for day in days]
    mixed = [day for _, day in sorted(zip(column("counter", rows), days, strict=True), key=lambda pair: pair[0] or "")]
    assert by_content(later, days) == ["", "event_date"]
    assert by_content(seconds, days) == ["", "event_date"]
    assert by_content([day.replace("2023", "2015") for day in mixed], days)[1] == "event_date"
    assert by_content(numbers) == ["event_date"]


@pytest.mark.parametrize(
    ("field", "cells"),
    [
        ("member_no", [f"VIP{number:07}" for number in (3, 3, 41, 7, 120, 9)]),
        ("customer_no", [f"KH{number:05}" for number in (3, 3, 41, 7, 120, 9)]),
        ("id_type", ["居民身份证"] * 9),
        ("model", ["朗逸 1.5L", "Model 3", "XC60", "轩逸", "凯美瑞"]),
        ("", ["CUJ843374", "EA888025793", "EA88884617", "HR1602321", "B48281531", "G4F247016"]),
        ("", ["150815", "346083", "114660", "221500", "189000", "98500"]),
        ("", ["王芳哥", "小李姐", "快乐每一天", "半糖主义", "向日葵", "陈佳哥"]),
    ],
)
def test_what_a_few_values_show(field: str, cells: Cells) -> None:
    assert by_content(cells) == [field]


def test_unlikely_fields_are_passed_over_and_no_other() -> None:
    """``may_show`` spares weighing; whatever it passes over would not have reached the threshold."""
    fields = shipped_fields()
    makers = ("vin", "id", "name", "staff", "mobile", "landline", "plate", "email", "event", "birth", "order", "text")
    makers += ("mileage", "amount", "gender", "brand", "model", "color", "uscc", "company", "address", "year", "level")
    cells = [column(maker, 40) for maker in makers]
    mixed = [[*left[:25], *right[25:]] for left, right in pairwise(cells)]
    raw = table(*(("", one) for one in (*cells, *mixed))).cells
    facts = beside_each_other(raw, examine([raw], [200], fields, TODAY)[0])
    for one in facts:
        for field in fields.values():
            assert may_show(field, one) or weigh(field, one, TODAY.year).points <= mapping.columns.THRESHOLD
