"""Rejected rows come back in the delivery's own columns."""

from __future__ import annotations

import polars as pl

from crmtool.master.rejects import OURS, delivered, unfold


def rejects(file: str, headers: list[str], rows: list[list[str | None]]) -> pl.DataFrame:
    cells = pl.DataFrame(rows, [f"c{n}" for n in range(len(headers))], orient="row")
    return pl.DataFrame(
        {
            "source_file": [file] * len(rows),
            "sheet": [None] * len(rows),
            "row": range(1, len(rows) + 1),
            "line": range(2, len(rows) + 2),
            "codes": ["I031"] * len(rows),
            "messages": ["too short"] * len(rows),
            "delivered": delivered(headers, cells),
        }
    )


def test_one_delivery_has_its_own_columns() -> None:
    out = unfold(rejects("a.csv", ["姓名", "手机", "手机"], [["张三", "0138", None], ['q"\\\n\0', None, "x"]]))
    assert out.columns == ["姓名", "手机", "手机_2", *OURS]
    assert out.row(1) == ('q"\\\n\0', None, "x", "a.csv", 2, 3, "I031", "too short")


def test_several_deliveries_give_the_union() -> None:
    out = unfold(
        pl.concat([rejects("a.csv", ["姓名", "VIN"], [["张三", "x"]]), rejects("b.csv", ["VIN", "row"], [["y", "7"]])])
    )
    assert out.columns == ["姓名", "VIN", "row (delivered)", *OURS]
    assert out["VIN"].to_list() == ["x", "y"]
    assert out["row (delivered)"].to_list() == [None, "7"]
    assert out["row"].to_list() == [1, 1]


def test_headers_never_collide() -> None:
    headers = ["a", "a_2", "a", "a", "", ""]
    [cell] = delivered(headers, pl.DataFrame([["1", "2", "3", "4", "5", "6"]], orient="row")).to_list()
    assert cell == '{"a":"1","a_2":"2","a_3":"3","a_4":"4","column 5":"5","column 6":"6"}'


def test_nothing_rejected_and_nothing_delivered() -> None:
    empty = rejects("a.csv", ["姓名"], [["张三"]]).clear()
    assert unfold(empty).columns == list(OURS)
    unknown = rejects("a.csv", ["姓名"], [["张三"]]).with_columns(delivered=pl.lit(None, pl.String))
    assert unfold(unknown).columns == list(OURS)
    assert unfold(unknown).height == 1
