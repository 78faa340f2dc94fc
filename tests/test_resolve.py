"""From deliveries to customers: what customers tell beyond records, and what a steward is asked."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

import pytest
from main_job import bring_in, clusters, csv, table

from crmtool.sample.numbers import resident_id

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "工单号,客户名称,证件号码,手机,车牌,地址,邮箱"
DEALERS = {"A": "A_service_20260930.csv", "B": "B_service_20260930.csv"}
OWN, LENT, MASKED = "13900001357", "13100024682", "131****4682"
HOME = "浙江省杭州市西湖区文三路664号银河小区27幢2单元2202"
NAMES = [f"{one}{two}" for one, two in product("赵钱孙李周吴郑冯陈褚", ("明轩", "浩宇", "思远", "文博", "海涛"))]


def row(name: str = "", document: str = "", phone: str = "", plate: str = "", home: str = "", mail: str = "") -> str:
    return f"{name},{document},{phone},{plate},{home},{mail}"


def man(number: int) -> str:
    """The document of one born on this day; all are different men's."""
    return resident_id("310101", date(1980, 1, 2).toordinal(), 2 * number + 1)


STRANGERS = [row(name, man(number), f"137{(number + 1) * 7919417 % 10**8:08}") for number, name in enumerate(NAMES)] * 6
"""Customers of the dealer A who come six times each."""


def resolved(folder: Path, **rows: list[str]) -> Path:
    """The master of what the dealers A and B deliver, beside strangers."""
    files = [(DEALERS[dealer], said) for dealer, said in rows.items()]
    for file, said in (*files, ("A_sales_20260930.csv", STRANGERS)):
        csv(folder / "in" / file, HEADER, [f"WO{at},{one}" for at, one in enumerate(said)])
    bring_in([folder / "in"], folder / "master")
    return folder / "master"


def known(master: Path) -> set[frozenset[str]]:
    """The rows, as dealer and number, of each customer, but for the strangers'."""
    names = {file: dealer for dealer, file in DEALERS.items()}
    found = {
        frozenset(f"{names[file]}{number}" for file, number in rows if file in names)
        for rows in clusters(master, "customer")
    }
    return found - {frozenset()}


def asked(master: Path) -> dict[frozenset[str], str]:
    """The reason of each question."""
    sides = table(master, "review").select("reason", "source_file_l", "row_l", "source_file_r", "row_r").rows()
    return {frozenset({f"{one[0]}{left}", f"{other[0]}{right}"}): why for why, one, left, other, right in sides}


def test_a_number_seldom_given_is_a_question(tmp_path: Path) -> None:
    customer = [row("王伟", man(100), phone) for phone in (OWN, OWN, OWN, LENT)]
    master = resolved(tmp_path, A=customer, B=[row(phone=LENT)])
    assert known(master) == {frozenset({"A1", "A2", "A3", "A4"}), frozenset({"B1"})}
    assert asked(master) == {frozenset({"A4", "B1"}): "caller"}


def test_a_number_given_here_is_the_customers(tmp_path: Path) -> None:
    customer = [row("王伟", man(100), phone) for phone in (OWN, OWN, OWN, LENT)]
    master = resolved(tmp_path, A=customer, B=[customer[-1], row(phone=LENT)])
    assert [len(rows) for rows in known(master)] == [6]


def test_what_only_a_caller_tied_to_a_customer_is_not_left_there(tmp_path: Path) -> None:
    """A husband, his household's row without a name, 杨女士 with its e-mail, and she under her whole name."""
    husband = row("李伟", man(100), LENT, "沪A12345", HOME)
    others = [
        row("", "", LENT, "沪A12345", HOME, "yang@example.com"),
        row("杨女士", phone=MASKED, mail="yang@example.com"),
    ]
    master = resolved(tmp_path, A=[husband], B=[*others, row("杨雪梅", phone=LENT)])
    assert known(master) == {frozenset({"A1", "B1"}), frozenset({"B2"}), frozenset({"B3"})}
    assert asked(master)[frozenset({"B2", "B3"})] == "caller"


@pytest.mark.parametrize(("dealer", "joined"), [("A", True), ("B", False)])
def test_a_record_alone_joins_the_only_customer_of_its_name_where_that_comes(
    tmp_path: Path, dealer: str, *, joined: bool
) -> None:
    master = resolved(tmp_path, **{dealer: [row(NAMES[0])]})
    assert table(master, "customers").height == len(NAMES) + (not joined)
    assert set(asked(master).values()) == (set() if joined else {"namesakes"})


def test_a_record_alone_beside_two_customers_of_its_name_is_a_question(tmp_path: Path) -> None:
    master = resolved(tmp_path, A=[row(NAMES[0]), row(NAMES[0], man(100), OWN)])
    assert known(master) == {frozenset({"A1"}), frozenset({"A2"})}
    assert frozenset({"A1", "A2"}) in asked(master)


def test_a_pair_between_the_thresholds_is_not_only_namesakes(tmp_path: Path) -> None:
    master = resolved(tmp_path, A=[row("欧阳漪宁", phone=OWN)] * 2, B=[row("欧阳漪宁")])
    assert set(asked(master).values()) == {"unsure"}
