import io
from datetime import date, datetime

import polars as pl
import pytest

from crmtool.errors import DeliveryRefused
from crmtool.read import codes
from crmtool.read.columnar import read_parquet
from crmtool.read.source import Source


def parquet(frame: pl.DataFrame) -> Source:
    out = io.BytesIO()
    frame.write_parquet(out)
    return Source("list.parquet", out.getvalue())


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (["张三", "", None], ["张三", None, None]),
        ([310111199506301234, 13000001357], ["310111199506301234", "13000001357"]),
        ([13000001357.0, None], ["13000001357", None]),
        ([310111199506301234.0, 0.5, float("nan")], ["3.10111199506301E+17", "0.5", None]),
        ([date(2026, 11, 20), None], ["2026-11-20", None]),
        ([datetime(2026, 11, 20, 8, 30)], ["2026-11-20 08:30:00"]),  # noqa: DTZ001
        ([True, None], ["true", None]),
        ([["a", "b"], [], None], ['["a","b"]', "[]", None]),
        ([{"a": 1, "b": "张"}], ['{"a":1,"b":"张"}']),
        (["张".encode(), b"\xff"], ["张", "\\xff"]),
    ],
)
def test_every_kind_of_column_becomes_text(values: list[object], texts: list[str | None]) -> None:
    key = [f"N{at}" for at in range(len(values))]
    (table,) = read_parquet(parquet(pl.DataFrame({"编号": key, "值": values}))).tables
    assert table.headers == ("编号", "值")
    assert table.cells["c1"].to_list() == texts
    assert table.rows.to_list() == table.lines.to_list() == list(range(1, len(values) + 1))


def test_empty_and_damaged_files_are_refused() -> None:
    whole = parquet(pl.DataFrame({"a": ["b"] * 100, "c": range(100)})).data
    cases = [
        (parquet(pl.DataFrame({"a": []}, {"a": pl.String})), codes.HEADER_ONLY),
        (parquet(pl.DataFrame({"a": [None, ""]}, {"a": pl.String})), codes.HEADER_ONLY),
        (Source("list.parquet", whole[:-20]), codes.DAMAGED),
        (Source("list.parquet", whole[:20] + b"\xff" * 50 + whole[70:]), codes.DAMAGED),
    ]
    for source, code in cases:
        with pytest.raises(DeliveryRefused, match=r"list\.parquet") as refused:
            read_parquet(source)
        assert refused.value.code == code
