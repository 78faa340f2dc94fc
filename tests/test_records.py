"""Which record a row is: by its own id, by its content, and never by a counter."""

from __future__ import annotations

from datetime import date

import polars as pl

from crmtool.records import newest_versions, with_record_keys

CONTENT = ("record_id", "name", "mobile")


def rows(*lines: tuple[str, str | None, str, str], dealer: str = "D1") -> pl.DataFrame:
    """Rows of ``source_file``, ``record_id``, ``name``, ``mobile``."""
    frame = pl.DataFrame(
        lines, schema=dict.fromkeys(("source_file", "record_id", "name", "mobile"), pl.String), orient="row"
    )
    return frame.with_columns(
        dealer=pl.lit(dealer),
        kind=pl.lit("sales"),
        row=pl.int_range(pl.len()),
        delivery_date=pl.when(pl.col("source_file") == "b").then(date(2026, 2, 1)).otherwise(date(2026, 1, 1)),
    )


def keys(frame: pl.DataFrame) -> list[str]:
    return with_record_keys(frame, CONTENT)["record_key"].to_list()


def test_the_same_row_twice_is_one_record() -> None:
    first, second = keys(rows(("a", "1", "张三", "1"), ("b", "1", "张三", "1")))
    assert first == second


def test_a_known_id_with_other_content_is_a_new_version() -> None:
    known = with_record_keys(rows(("a", "1", "张三", "1"), ("b", "1", "张三", "2")), CONTENT)
    assert known["record_key"].n_unique() == 1
    assert newest_versions(known)["mobile"].to_list() == ["2"]


def test_an_id_on_several_rows_names_the_customer() -> None:
    known = with_record_keys(rows(("a", "1", "张三", "1"), ("a", "1", "张三", "2"), ("a", "2", "李四", "3")), CONTENT)
    assert known["id_means"].to_list() == ["customer"] * 3
    assert known["record_key"].n_unique() == 3


def test_a_counter_is_no_id() -> None:
    lines = [(file, str(number), f"{file}{number}", f"{file}{number}") for file in "ab" for number in range(5)]
    known = with_record_keys(rows(*lines), CONTENT)
    assert known["id_means"].to_list() == [None] * 10
    assert known["record_key"].n_unique() == 10


def test_two_dealers_may_use_the_same_ids() -> None:
    one, other = rows(("a", "1", "张三", "1")), rows(("b", "1", "张三", "1"), dealer="D2")
    assert len(set(keys(pl.concat([one, other])))) == 2


def test_without_an_id_the_content_counts() -> None:
    first, again, other = keys(rows(("a", None, "张三", "1"), ("b", None, "张三", "1"), ("b", None, "张三", "2")))
    assert first == again != other
