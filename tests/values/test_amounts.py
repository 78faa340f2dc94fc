"""Amounts of money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import amounts

AS_OF = date(2026, 11, 21)

CASES = (
    *(
        (cell, "128800")
        for cell in ("128800", "128800.00", "￥128,800.00", "¥128800", "RMB 128,800", "128800元", "CNY128800")
    ),
    *(
        (cell, "128800")
        for cell in ("128，800", "128 800", "128'800.00", "人民币128800元整", "１２８８００", "=128800", "+128800")
    ),
    *((cell, "128800") for cell in ("12.88万", "12.88万元", "12.88w", "128.8K", "12万8千8百", "12,8800", "128,800.")),
    *(
        (cell, "128800")
        for cell in ("壹拾贰万捌仟捌佰元整", "十二万八千八", "十二万八千八百块钱", "约12.88万", "1.288E+5")
    ),
    *(
        (cell, "-1234.5")
        for cell in ("-1234.50", "(1,234.50)", "（1,234.50）", "￥(1,234.50)", "1,234.50-", "负1234.5", "−1234.5")
    ),
    *((cell, "1234.5") for cell in ("1.234,50", "1234,50", "1,234.5", "001234.500", "一千二百三十四元五角")),
    ("1.234.567", "1234567"),
    ("12.345", "12.345"),
    ("壹佰贰拾叁元肆角伍分", "123.45"),
    ("十二万三千", "123000"),
    ("12万3", "123000"),
    ("12万300", "120300"),
    ("一百零五", "105"),
    ("一千零五十", "1050"),
    ("十", "10"),
    ("两万", "20000"),
    ("一亿二千万", "120000000"),
    ("0.00015万", "1.5"),
    ("-0.5万", "-5000"),
    ("0", "0"),
    ("0.00", "0"),
    ("-0.0", "0"),
    ("999999999999999", "999999999999999"),
)
REFUSED = (
    *((cell, "placeholder") for cell in ("", "-", "无", "N/A", "面议", "不详")),
    *((cell, "range") for cell in ("15-20万", "10~12", "10万至12万")),
    *((cell, "currency") for cell in ("$1,000", "USD 100", "100美元", "HKD 5")),
    *((cell, "length") for cell in ("9" * 16, "9" * 4000, "310111199506301280")),
    *(
        (cell, "format")
        for cell in ("12%", "1,2,3", "1.2.3", "一次性付款", "万", "128800元/年", "1E400", "abc9", "12.3.4万", "1元2元")
    ),
    (None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return amounts.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("cell", "canonical"), CASES)
def test_amounts(cell: str, canonical: str) -> None:
    assert standardise(cell).row(0) == (canonical, True, "ok", float(canonical))


@pytest.mark.parametrize(("cell", "reason"), REFUSED)
def test_no_amounts(cell: str | None, reason: str | None) -> None:
    assert standardise(cell).row(0) == (None, reason and False, reason, None)


DIGITS, PLACES = "零一二三四五六七八九", ("", "十", "百", "千")


def spelled(number: int) -> str:
    """The number in Chinese numerals, the slow way."""
    groups, words = [number % 10**4, number // 10**4 % 10**4, number // 10**8], ""
    for group, unit in zip(reversed(groups), ("亿", "万", ""), strict=True):
        text = ""
        for place, digit in reversed(list(enumerate(reversed(f"{group:04}")))):
            text += DIGITS[int(digit)] + PLACES[place] if digit != "0" else "零"
        text = (text.strip("零") or "零") if not words else text.rstrip("零") or "零"
        words += "" if group == 0 else text.replace("零零零", "零").replace("零零", "零") + unit
    return words or "零"


@settings(deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_numerals_are_read_as_a_slow_writer_writes_them(number: int) -> None:
    assert standardise(spelled(number))["canonical"].to_list() == [str(number)]


@settings(deadline=None)
@given(st.decimals(Decimal(-(10**9)), Decimal(10**9), places=2), st.sampled_from(("{:,}", "￥{:,}", "{:.2f}元", "{} ")))
def test_numbers_are_read_as_written(number: Decimal, writing: str) -> None:
    [canonical] = standardise(writing.format(number))["canonical"]
    assert Decimal(canonical) == number
    assert "E" not in canonical
    assert not canonical.endswith(".")


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.text(max_size=15), st.from_regex("[-0-9.,万千元十百零()]{0,12}", fullmatch=True)))
)
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
