"""Deliveries that arrive: which are read at all, and what mapping noticed about their columns."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest

from crmtool import rulebook
from crmtool.arrivals import Arrived, Refusal, read_new, understand
from crmtool.read import read_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HELD = {"sha256": pl.String, "source_file": pl.String, "refused_because": pl.String}
VINS = ("LSVAA2924P1000002", "LSVAA2926P1000003", "LSVAA2928P1000004", "LSVAA292XP1000005", "LSVAA2921P1000006")
OTHERS = ("LSVAA2923P1000007", "LSVAA2925P1000008", "LSVAA2927P1000009", "LSVAA2923P1000010", "LSVAA2925P1000011")
NAMES = ("张三", "李四", "王五", "赵六", "陈七")


def held(*known: tuple[Path, str]) -> pl.DataFrame:
    """What a master holds, by the content of files and the names they came under."""
    rows = [(hashlib.sha256(path.read_bytes()).hexdigest(), name, None) for path, name in known]
    return pl.DataFrame(rows, HELD, orient="row")


def test_a_known_delivery_is_not_even_read(tmp_path: Path) -> None:
    """It is known by its bytes: one that could not be read today is passed over all the same."""
    path = tmp_path / "A_sales_20260901.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook at all")
    steps: list[None] = []
    assert list(read_new([path], held((path, path.name)), lambda: steps.append(None))) == [None]
    assert len(steps) == 1
    assert list(read_new([path], held((path, "old/A_sales_20260901.xlsx~2")), lambda: None)) == [None]
    for known, code in ((held((path, "B_sales_20260901.xlsx")), "I057"), (pl.DataFrame(schema=HELD), "I009")):
        (found,) = read_new([path], known, lambda: None)
        assert isinstance(found, Refusal)
        assert found.code == code


def delivered(folder: Path, columns: dict[str, Sequence[str]], name: str = "A_sales_20260901.csv") -> Arrived:
    """A file of these columns, read and understood."""
    path = folder / name
    lines = [columns.keys(), *zip(*columns.values(), strict=True)]
    path.write_text("".join(",".join(line) + "\n" for line in lines), "utf-8")
    arrived = understand([read_file(path)], rulebook.open_rules(None), date(2026, 11, 20))[0]
    assert isinstance(arrived, Arrived)
    return arrived


def noted(arrived: Arrived) -> dict[str, tuple[str, list[str]]]:
    """The notes about columns: message and columns by code."""
    notes = arrived.notes.filter(pl.col("code").is_in(["I050", "I051", "I052"]))
    return {code: (message, json.loads(value)) for code, message, value in notes["code", "message", "value"].rows()}


def test_two_columns_for_one_field_are_said_once(tmp_path: Path) -> None:
    arrived = delivered(tmp_path, {"姓名": NAMES, "车架号": VINS, "车架号码": OTHERS, "天气": "晴阴雨雪雾"})
    assert noted(arrived) == {"I050": ("", ["天气"]), "I051": ("vin", ["车架号", "车架号码"])}


@pytest.mark.parametrize(
    ("header", "cells"), [("车架号码", ("",) * 5), ("旧车车架号", OTHERS), ("创建时间", ("2026-01-02 10:00:01",) * 5)]
)
def test_no_second_column_is_seen_where_there_is_none(tmp_path: Path, header: str, cells: Sequence[str]) -> None:
    columns = {"姓名": NAMES, "车架号": VINS, "销售日期": ("2026-01-02",) * 5, header: cells}
    assert noted(delivered(tmp_path, columns)) == {"I050": ("", [header])}


def test_columns_known_by_their_values_alone_are_said(tmp_path: Path) -> None:
    arrived = delivered(
        tmp_path, {"客户姓名": NAMES, "col_b": VINS, "天气": "晴阴雨雪雾", "备注": ("x", "", "", "", "")}
    )
    assert noted(arrived) == {"I050": ("", ["天气"]), "I052": ("", ["col_b"])}


OF_ALL = {"姓名": NAMES, "车架号": VINS, "经销商代码": ("D1", "D2", "D1", "D1", "D2")}


@pytest.mark.parametrize(
    ("header", "cells", "kinds"),
    [
        ("业务类型", ("新车销售", "售后维修", "", "銷售", "续保"), ["sales", "service", "other", "sales", "insurance"]),
        ("source_type", ("Lead", "lead", "call", "lead", "lead"), ["lead", "lead", "call", "lead", "lead"]),
        ("业务类型", ("新车销售", "售后", "二手车", "售后", "售后"), ["other"] * 5),
        ("客户类型", ("潜客", "成交", "潜客", "潜客", "潜客"), ["other"] * 5),
    ],
)
def test_a_file_of_all_dealers_says_whose_and_of_what_kind_each_row_is(
    tmp_path: Path, header: str, cells: Sequence[str], kinds: list[str]
) -> None:
    arrived = delivered(tmp_path, {**OF_ALL, header: cells}, "all.csv")
    assert arrived.rows["dealer"].to_list() == ["D1", "D2", "D1", "D1", "D2"]
    assert arrived.rows["kind"].to_list() == kinds
    assert arrived.delivery.kind == "other"
    assert "dealer" not in arrived.delivery.assumed
    assert ("kind" in arrived.delivery.assumed) == (set(kinds) == {"other"})


def test_a_kind_that_the_name_says_wins_over_a_column(tmp_path: Path) -> None:
    columns = {"姓名": NAMES, "车架号": VINS, "门店": ("D1", "", "D1", "D1", "D1"), "业务类型": ("售后",) * 5}
    arrived = delivered(tmp_path, columns)
    assert (set(arrived.rows["kind"]), arrived.rows["dealer"].to_list()[:2]) == ({"sales"}, ["D1", "A"])
    arrived = delivered(tmp_path, columns, "all.csv")
    assert (arrived.delivery.kind, arrived.delivery.assumed) == ("service", ("dealer", "date"))
