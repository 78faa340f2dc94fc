"""Companies of one name: register numbers tell them apart, and a name that two of them bear names neither."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from main_job import bring_in, clusters, csv, table

from crmtool.sample.numbers import company_code, resident_id

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "工单号,客户名称,统一社会信用代码,手机,进厂日期"
NAME = "长沙联和科技有限公司"
ONE, OTHER = company_code("430100", 11), company_code("430100", 22)


def customers(folder: Path, *rows: tuple[str, str, str]) -> set[frozenset[int]]:
    """The rows (name, code, phone) of each customer."""
    written = [f"WO{at},{name},{code},{phone},2026-09-{at:02}" for at, (name, code, phone) in enumerate(rows, 1)]
    bring_in([csv(folder / "in" / "A_service_20260930.csv", HEADER, written)], folder / "master")
    return {frozenset(row for _, row in places) for places in clusters(folder / "master", "customer")}


def test_a_name_of_one_company_names_it(tmp_path: Path) -> None:
    rows = [(NAME, ONE, "13000013571"), (NAME, ONE, "13000013571"), (NAME, "", "13100024682")]
    assert customers(tmp_path, *rows) == {frozenset({1, 2, 3})}


@pytest.mark.parametrize("name", [NAME, "联和科技有限公司"])
def test_a_name_of_two_companies_is_a_question(tmp_path: Path, name: str) -> None:
    rows = [(NAME, ONE, ""), (NAME, ONE, "13000013571"), (NAME, OTHER, "13200035793"), (name, "", "")]
    assert customers(tmp_path, *rows) == {frozenset({1, 2}), frozenset({3}), frozenset({4})}
    review = table(tmp_path / "master", "review")
    assert {frozenset(rows) for rows in review.select("row_l", "row_r").iter_rows()} >= {frozenset({3, 4})}


def test_the_phone_says_which_of_two_companies_it_is(tmp_path: Path) -> None:
    rows = [(NAME, ONE, "13000013571"), (NAME, OTHER, "13200035793"), (NAME, "", "13200035793")]
    assert customers(tmp_path, *rows) == {frozenset({1}), frozenset({2, 3})}


def test_one_wrong_number_among_many_leaves_a_name_its_owner(tmp_path: Path) -> None:
    many = [(NAME, ONE, "13000013571")] * 11
    found = customers(tmp_path, *many, (NAME, OTHER, ""), (NAME, "", "13100024682"))
    assert frozenset({*range(1, 12), 13}) in found


def test_a_company_by_shares_is_another_one(tmp_path: Path) -> None:
    rows = [(NAME, "", ""), (NAME.replace("有限", "有限责任"), "", ""), (NAME.replace("有限", "股份有限"), "", "")]
    assert customers(tmp_path, *rows) == {frozenset({1, 2}), frozenset({3})}


def test_a_short_name_may_be_of_either_of_two_longer_ones(tmp_path: Path) -> None:
    rows = [("长沙联和科技", "", "13000013571"), ("长沙联和物流", "", "13200035793"), ("长沙联和有限公司", "", "")]
    rows += [("长沙联和有限公司", "", "13200035793")]
    assert customers(tmp_path, *rows) == {frozenset({1}), frozenset({2, 4}), frozenset({3})}


def test_the_documents_of_drivers_tell_no_companies_apart(tmp_path: Path) -> None:
    drivers = [resident_id("110110", date(1980, 1, day).toordinal(), 3) for day in (1, 2)]
    rows = [(NAME, drivers[0], ""), (NAME, drivers[1], ""), (NAME, "", "13000013571"), (NAME, "", "13200035793")]
    assert any({3, 4} <= rows for rows in customers(tmp_path, *rows))
