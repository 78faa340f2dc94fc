"""A small master for audits, its truth, and workbooks as a steward hands them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import python_calamine as calamine
import xlsxwriter

from crmtool.evaluate.truth import judge
from crmtool.master import Master

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crmtool.evaluate.audit import Audit

    Sheets = dict[str, list[list[Any]]]

THRESHOLDS = (2.5, -1.5)


def held(master: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Crosswalk and scored pairs."""
    with Master.open(master, write=False) as opened:
        scored = opened.scored()
        assert scored is not None
        return opened.table("crosswalk"), scored


def truth_of(crosswalk: pl.DataFrame, sample: Path) -> dict[str, int]:
    """Who each record is of."""
    truth = pl.read_csv(sample / "truth.csv", infer_schema=False)
    rows = judge(crosswalk, truth, "customer").rows.drop_nulls("record_key").unique("record_key")
    return dict(rows.select("record_key", "true").iter_rows())


def answered(audit: Audit, who: dict[str, int]) -> pl.DataFrame:
    """What a steward would say who knows the truth."""
    same = ["yes" if who[left] == who[right] else "no" for left, right in audit.pairs.select("key_l", "key_r").rows()]
    return audit.pairs.select("no", same=pl.Series(same, dtype=pl.String))


def rewritten(path: Path, target: Path, edit: Callable[[Sheets], None]) -> Path:
    """The workbook as another program saves it after an edit of its rows, by sheet."""
    with calamine.CalamineWorkbook.from_path(path) as book:
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    edit(sheets)
    with xlsxwriter.Workbook(target) as written:
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(at, column, value)
    return target
