"""Rows that name nobody, on a phone that several people share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from main_job import bring_in, clusters, csv

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "工单号,姓名,性别,手机,进厂日期"
PHONE = "13000013571"


def customers(folder: Path, *rows: tuple[str, str]) -> set[frozenset[int]]:
    """The rows (name, sex) of each customer, all on one phone."""
    written = [f"WO{at},{name},{sex},{PHONE},2026-09-{at:02}" for at, (name, sex) in enumerate(rows, 1)]
    bring_in([csv(folder / "in" / "A_service_20260930.csv", HEADER, written)], folder / "master")
    return {frozenset(row for _, row in places) for places in clusters(folder / "master", "customer")}


def test_who_has_a_sex_is_no_company(tmp_path: Path) -> None:
    company = ("长沙联和科技有限公司", "")
    assert customers(tmp_path, company, ("王志强", "男"), ("", "男")) == {frozenset({1}), frozenset({2, 3})}
    assert customers(tmp_path / "alone", company, ("", "男")) == {frozenset({1}), frozenset({2})}


def test_who_is_known_to_be_of_the_sex_goes_first(tmp_path: Path) -> None:
    assert customers(tmp_path, ("王志强", ""), ("李秀英", "女"), ("", "女")) == {frozenset({1}), frozenset({2, 3})}


def test_two_of_the_sex_are_a_question(tmp_path: Path) -> None:
    rows = [("王志强", "男"), ("王小波", "男"), ("", "男")]
    assert customers(tmp_path, *rows) == {frozenset({1}), frozenset({2}), frozenset({3})}
