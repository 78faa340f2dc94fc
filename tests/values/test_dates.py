"""Dates in any writing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import dates

AS_OF = date(2026, 11, 21)
DAY = date(2026, 11, 20)
DAYS = st.dates(date(1900, 1, 2), date(2090, 12, 31)).filter(lambda day: day not in dates.NEVER)

OF_THE_DAY = (
    *(
        "2026-11-20",
        "2026 11 20",
        "2026/11/20",
        "2026.11.20",
        "20261120",
        "2026年11月20日",
        "2026年11月20号",
        "２０２６－１１－２０",
    ),
    *(
        "2026 年 11 月 20 日",
        "2026—11—20",
        "2026、11、20",
        "2026,11,20",
        "2026\\11\\20",
        "'2026-11-20",
        "2026-11-20\u200b",
    ),
    *(
        "2026-11-20 星期五",
        "2026年11月20日（周五）",
        "2026年11月20日 周日",
        "2026-11-20 星期日",
        "公元2026年11月20日",
        "2026-11-20(预计)",
        "20261120.0",
    ),
    *("20-Nov-2026", "20 November 2026", "Nov 20, 2026", "November 20th 2026", "20-NOV-26", "2026-Nov-20"),
    *("20/11/2026", "20.11.2026", "11/20/2026", "11-20-2026", "20112026", "26/11/20"),
    *("2026-11-20 14:03:00", "2026/11/20 9:3", "2026-11-20T14:03", "2026-11-20 14:03:00.123", "20261120140300"),
    *("202611201403", "20261120 140300", "2026-11-20 下午2:03", "2026年11月20日14时03分05秒", "2026-11-20 2:03 PM"),
    *("2026-11-20 24:00:00", "20-NOV-26 02.03.00.000000 PM", "11/20/2026 2:03:00 AM", "2026-11-20 14点"),
    *("2026-11-20T00:00:00+08:00", "2026-11-20 00:00:00+08", "2026-11-19T16:00:00.000Z", "2026-11-20T15:59:59Z"),
    *("2026-11-20T01:00:00+0900", "2026-11-19T11:00:00-05:00", "20261119T160000Z", "2026-11-20 00:00:00 UTC"),
    *(
        "Fri Nov 20 2026 14:03:00 GMT+0800 (中国标准时间)",
        "Fri Nov 20 14:03:00 CST 2026",
        "Fri, 20 Nov 2026 14:03:00 GMT",
    ),
    *("二〇二六年十一月二十日", "二零二六年十一月二十日", "二○二六年十一月廿日", "2026年十一月20日"),
    *("民国115年11月20日", "民國115/11/20", "中华民国115-11-20"),
)
OTHERS = (
    ("46346", "2026-11-20", "excel_serial"),
    ("46346.5854", "2026-11-20", "excel_serial"),
    ("20000", "1954-10-03", "excel_serial"),
    ("60000", "2064-04-08", "excel_serial"),
    ("19999", None, "format"),
    ("60001", None, "format"),
    ("1795104000", "2026-11-20", "unix_time"),
    ("1795103999", "2026-11-19", "unix_time"),
    ("1795190400000", "2026-11-21", "unix_time"),
    ("1880-01-01", "1880-01-01", "ok"),
    ("85-05-01", "1985-05-01", "ok"),
    ("27-Jan-27", "2027-01-27", "ok"),
    ("27-Jan-28", "1928-01-27", "ok"),
    ("民国元年1月1日", "1912-01-01", "ok"),
    ("2026-11", "2026-11", "day_missing"),
    ("2026年1月", "2026-01", "day_missing"),
    ("202611", "2026-11", "day_missing"),
    ("2026", "2026", "month_missing"),
    ("2026年", "2026", "month_missing"),
    ("11月20日", None, "year_missing"),
    *((cell, None, "impossible") for cell in ("2026-02-30", "2026-13-01", "2026年2月29日", "20260230", "31/13/2026")),
    *(
        (cell, None, "impossible")
        for cell in ("30-Feb-2026", "20263333", "1750-01-01", "2026-11-32 10:00", "115/11/20")
    ),
    *((cell, None, "placeholder") for cell in ("1900-01-00", "1900-01-01", "1/0/1900", "1899-12-30", "1970-01-01")),
    *((cell, None, "placeholder") for cell in ("1970-01-01 08:00:00", "0001-01-01", "1111-11-11", "9999-12-31")),
    *((cell, None, "placeholder") for cell in ("2099-12-31", "0000-00-00 00:00:00", "00000000", "11111111", "0", "1")),
    *((cell, None, "placeholder") for cell in ("", "-", "无", "不详", "N/A", "星期五")),
    *((cell, None, "format") for cell in ("2026-11-20至2027-11-19", "2026-11-20 - 2027-11-19", "下个月", "123456789")),
    *((cell, None, "format") for cell in ("2026-11-20 abc", "农历八月十五", "9" * 4000, "2026-11-20-21")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return dates.standardise(pl.Series(values, dtype=pl.String), AS_OF)


def read(*values: str) -> list[tuple[str | None, str]]:
    return standardise(*values).select("canonical", "reason").rows()


@pytest.mark.parametrize("cell", OF_THE_DAY)
def test_writings_of_one_day(cell: str) -> None:
    seen = standardise(cell).row(0, named=True)
    assert (seen["canonical"], seen["valid"], seen["date"]) == ("2026-11-20", True, DAY)


@pytest.mark.parametrize(("cell", "canonical", "reason"), OTHERS)
def test_table(cell: str | None, canonical: str | None, reason: str | None) -> None:
    seen = standardise(cell).row(0, named=True)
    valid = None if reason is None else reason in dates.VALID
    assert (seen["canonical"], seen["valid"], seen["reason"]) == (canonical, valid, reason)
    assert seen["date"] == (date.fromisoformat(canonical) if valid and canonical else None)


def test_the_whole_table_at_once() -> None:
    cells = [cell for cell, *_ in OTHERS if cell != "202611"]
    expected = [canonical for cell, canonical, _ in OTHERS if cell != "202611"]
    assert standardise(*cells)["canonical"].to_list() == expected


class TestOrder:
    def test_one_part_above_twelve_decides_for_all(self) -> None:
        assert read("20/11/2026", "05/06/2026") == [("2026-11-20", "ok"), ("2026-06-05", "ok")]
        assert read("11/20/2026", "05/06/2026") == [("2026-11-20", "ok"), ("2026-05-06", "ok")]

    def test_contrary_evidence_leaves_the_others_open(self) -> None:
        assert read("20/11/2026", "11/21/2026", "05/06/2026") == [
            ("2026-11-20", "ok"),
            ("2026-11-21", "ok"),
            ("2026-06-05", "ambiguous_order"),
        ]

    def test_without_evidence_the_day_comes_first(self) -> None:
        assert read("05/06/2026") == [("2026-06-05", "ambiguous_order")]
        assert read("06/06/2026") == [("2026-06-06", "ok")]

    def test_dates_of_one_month_and_of_the_past_are_likelier(self) -> None:
        assert read("06/01/2026", "06/02/2026", "06/03/2026")[0] == ("2026-06-01", "ambiguous_order")
        assert read("11/12/2026", "10/11/2026", "11/10/2026")[0] == ("2026-11-12", "ambiguous_order")

    def test_short_years(self) -> None:
        assert read("26/11/20", "26/1/2", "25/10/31")[1] == ("2026-01-02", "ok")
        assert read("11/20/26", "1/2/26")[1] == ("2026-01-02", "ok")
        assert read("20-11-26", "21-11-26", "01-02-26")[2] == ("2026-02-01", "ambiguous_order")

    def test_the_year_is_the_part_that_hardly_changes(self) -> None:
        days = [date(2026, month, day) for month in (3, 4, 5) for day in range(1, 29)]
        assert read(*(f"{day:%d-%m-%y}" for day in days)) == [(str(day), "ok") for day in days]
        assert read(*(f"{day:%y-%m-%d}" for day in days)) == [(str(day), "ok") for day in days]

    def test_six_digits_are_months_unless_the_column_says_otherwise(self) -> None:
        assert read("200112", "200111") == [("2001-12", "day_missing"), ("2001-11", "day_missing")]
        assert read("200112", "200113") == [("2020-01-12", "ok"), ("2020-01-13", "ok")]

    @settings(deadline=None, max_examples=30)
    @given(st.lists(DAYS, min_size=2, max_size=20, unique=True), st.sampled_from(("%d/%m/%Y", "%m-%d-%Y", "%d.%m.%Y")))
    def test_any_column_that_decides_is_read_right(self, days: list[date], writing: str) -> None:
        seen = read(*(f"{day:{writing}}" for day in [*days, date(2026, 10, 31)]))
        assert seen == [(str(day), "ok") for day in [*days, date(2026, 10, 31)]]


WRITINGS = ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%d-%b-%Y", "%B %d, %Y", "%Y/%m/%d %H:%M", "%Y.%m.%d", "%Y%m%d000000")


@settings(deadline=None, max_examples=30)
@given(DAYS, st.sampled_from(WRITINGS))
def test_every_day_is_read_as_written(day: date, writing: str) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    assert read(moment.strftime(writing)) == [(day.isoformat(), "ok")]


@settings(deadline=None, max_examples=30)
@given(st.dates(date(1954, 10, 3), date(2064, 4, 8)))
def test_serials_count_days(day: date) -> None:
    if day not in dates.NEVER:
        assert read(str((day - date(1899, 12, 30)).days)) == [(day.isoformat(), "excel_serial")]


@settings(deadline=None, max_examples=30)
@given(st.integers(1_000_000_000, 2_900_000_000), st.integers(-12 * 4, 14 * 4))
def test_moments_fall_on_the_day_it_was_in_china(seconds: int, quarters_east: int) -> None:
    there = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=15 * quarters_east)))
    here = there.astimezone(timezone(timedelta(hours=8))).date().isoformat()
    assert read(there.isoformat()) == [(here, "ok")]
    assert read(str(seconds)) == [(here, "unix_time")]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=20), st.from_regex("[0-9年月日/.: -]{0,20}", fullmatch=True))))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")
    assert kept["date"].dt.to_string("%Y-%m-%d").to_list() == kept["canonical"].to_list()
    assert standardise(*kept["canonical"])["canonical"].to_list() == kept["canonical"].to_list()


NUMBERS = st.tuples(st.integers(1, 31), st.integers(1, 31), st.sampled_from((3, 11, 25, 2024, 2026)))
CELLS = st.one_of(
    NUMBERS.map(lambda parts: "/".join(map(str, parts))),
    NUMBERS.map(lambda parts: f"{parts[0]:02}{parts[1]:02}{parts[2]:02}"),
    st.sampled_from(("2026-11-20", "202611", "261120", "无", "46346", "2.3.4", "x")),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(st.none() | st.sampled_from("abc"), CELLS), unique=True, min_size=1))
def test_several_columns_at_once_are_read_as_one_by_one(cells: list[tuple[str | None, str]]) -> None:
    frame = pl.DataFrame(cells, schema=["column", "cell"], orient="row", schema_overrides={"column": pl.String})
    together = dates.standardise(frame["cell"], AS_OF, columns=frame["column"])
    alone = [dates.standardise(part["cell"], AS_OF) for part in frame.partition_by("column")]
    order = pl.concat(part["at"] for part in frame.with_row_index("at").partition_by("column")).to_list()
    assert together[order].rows() == pl.concat(alone).rows()


@pytest.mark.parametrize(
    ("serial", "elsewhere", "born"),
    [
        ("10000", None, "1927-05-18"),
        ("19374", None, "1953-01-15"),
        ("19999.5", None, "1954-10-02"),
        ("20199", "1955-04-20", "1955-04-20"),
        ("32939", "1990-03-07", "1990-03-07"),
        ("9999", None, None),
        ("1953", "1953", "1953"),
    ],
)
def test_only_births_are_counted_from_before_1954(serial: str, elsewhere: str | None, born: str | None) -> None:
    cells = pl.Series([serial])
    assert dates.standardise(cells, AS_OF)["canonical"].to_list() == [elsewhere]
    assert dates.standardise(cells, AS_OF, births=True)["canonical"].to_list() == [born]
