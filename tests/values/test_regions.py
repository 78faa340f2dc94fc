"""Region codes."""

from __future__ import annotations

from crmtool.values import regions


def test_table_is_whole_and_unambiguous() -> None:
    table = regions.table()
    assert table.columns == ["code", "name", "listed_from", "listed_to"]
    assert table.height == table["code"].n_unique() == 7042
    assert table["code"].str.contains("^[0-9]{6}$").all()
    assert table["code"].is_sorted()
    assert table.null_count().sum_horizontal().item() == 0


def test_codes_keep_the_withdrawn_and_leave_out_provinces() -> None:
    codes = regions.codes()
    assert {"110110", "310111", "412723", "440524", "441900"} <= codes
    assert codes.isdisjoint({"110000", "310000", "310199", "810000"})
