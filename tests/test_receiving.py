"""What comes of deliveries together: rows of all that arrived, in the order of the files, and why others did not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import DAY, HEADER, ROWS, RULES, csv

from crmtool.arrivals import read_again
from crmtool.console import Stages, Terminal
from crmtool.errors import CrmtoolError
from crmtool.read import find
from crmtool.receiving import Received, receive
from crmtool.standardise import standardise

if TYPE_CHECKING:
    from pathlib import Path

HELD = pl.DataFrame(schema={"source_file": pl.String, "sha256": pl.String, "refused_because": pl.String})


def received(folder: Path) -> Received:
    standard = partial(standardise, kinds=RULES.kinds, as_of=DAY)
    return receive(find([folder]), HELD, RULES, DAY, standard, Stages(Terminal(quiet=True), None))


def test_all_that_arrived_in_the_order_of_the_files(tmp_path: Path) -> None:
    csv(tmp_path / "A_service_20260901.csv", HEADER, ROWS)
    csv(tmp_path / "B_service_20260901.csv", HEADER, ROWS)
    (tmp_path / "C_sales_20260901.csv").write_bytes(b"")
    csv(tmp_path / "D_service_20260901.csv", "备注,状态", ["无,好", "有,好"])
    csv(tmp_path / "E_service_20260901.csv", HEADER, ROWS[:1])
    done = received(tmp_path)
    assert done.rows is not None
    assert done.rows.select("dealer", "row", "name").rows() == [
        ("A", 1, "王志强"),
        ("A", 2, "李秀英"),
        ("E", 1, "王志强"),
    ]
    assert [(one.delivery.dealer, one.rows.height) for one in done.arrived] == [("A", 2), ("E", 1)]
    assert [(one.source_file[0], one.code) for one in done.refused] == [("B", "I057"), ("C", "I001"), ("D", "I018")]


def test_cells_that_were_let_go_are_read_again_from_the_same_file_only(tmp_path: Path) -> None:
    path = csv(tmp_path / "A_service_20260901.csv", HEADER, ROWS)
    (arrived,) = received(tmp_path).arrived
    assert arrived.file.tables[0].cells.height == 0
    assert read_again(arrived).tables[0].cells.height == len(ROWS)
    csv(path, HEADER, ROWS[:1])
    with pytest.raises(CrmtoolError, match="changed while it was checked"):
        read_again(arrived)


def test_nothing_comes_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "A_sales_20260901.csv").write_bytes(b"")
    nothing = received(tmp_path)
    assert (nothing.arrived, nothing.rows, len(nothing.refused)) == ((), None, 1)
