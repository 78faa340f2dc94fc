"""What is written around a number, and values without one."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.identifiers import written


@pytest.mark.parametrize(
    ("value", "number", "settled"),
    [
        ("'110105", "110105", None),
        ("`110105", "110105", None),
        ('="110-105"', "110105", None),
        ("\u200b110\u00a0105\ufeff", "110105", None),
        ("110‑105", "110105", None),  # a hyphen that does not break
        ("e 0000 0001", "E00000001", None),
        ("Ｅ０００００００１", "E00000001", None),
        ("Е00000001", "E00000001", None),  # Cyrillic
        ("证件号码 E00000001", "E00000001", None),
        ("护照：E00000001【已核】", "E00000001", None),
        ("(护照)E00000001", "E00000001", None),
        ("ID No. 1101", "1101", None),
        ("E00000001号", "E00000001", None),
        ("E00000001证件号：", "E00000001", None),
        ("110105.199003号", "110105199003", None),
        ("3.10111680229015E+14号", "310111680229015", None),
        ("A123456(7)", "A1234567", None),
        ("110105.0", "110105", None),
        ("110,110,199,003,070,018", "110110199003070018", None),
        ("1.3000001357E10", "13000001357", None),
        ("1.30000E+10", None, "scientific_notation"),
        ("3.10111680229015E+14", "310111680229015", None),
        ("1.1010549123E+14", None, "scientific_notation"),
        ("1101××××0017", "1101****0017", "masked"),
        ("E0000****", "E0000****", "masked"),
        ("110110XX", "110110**", "masked"),
        ("310111199506301***", "310111199506301***", "excel_15_digits"),
        ("1****", None, "placeholder"),
        ("N/A", None, "placeholder"),
        ("身份证", None, "placeholder"),
        ("000000000", None, "placeholder"),
        ("987654321", None, "placeholder"),
        ("①", None, "placeholder"),
        ("张三", None, "charset"),
        ("1" * 1000, "1" * written.LONGEST, None),
        (None, None, None),
    ],
)
def test_read(value: str | None, number: str | None, settled: str | None) -> None:
    assert written.read(pl.Series([value], dtype=pl.String)).row(0) == (number, settled)


def test_read_keeps_rows_and_takes_any_type() -> None:
    values = ["110105", None, "身份证：110-105", "", "110105********0017", "1.1E+17", "'110105194912310021"]
    assert written.read(pl.Series(values))["number"].to_list() == [
        "110105",
        None,
        "110105",
        None,
        "110105********0017",
        None,
        "110105194912310021",
    ]
    assert written.read(pl.Series([110105, None]))["number"].to_list() == ["110105", None]
    assert written.read(pl.Series([None, None])).rows() == [(None, None), (None, None)]
    assert written.read(pl.Series([], dtype=pl.String)).rows() == []


def test_what_was_read_reads_the_same() -> None:
    first = written.read(
        pl.Series(["身份证：110-105", "1101××××0017", "1.1011019900307E+17", "110110xxxxxxx001x", "军字第0000001号"])
    )
    assert written.read(first["number"]).rows() == first.rows()
    assert written.read(first.to_struct()).rows() == first.rows()


def test_verdict_names_the_first_fault_that_holds() -> None:
    frame = pl.DataFrame({"number": ["a", "ab", "abc", None]})
    long = written.NUMBER.str.len_chars()
    verdict = written.verdict((long == 1, "one"), (long <= 2, "two"))
    assert frame.select(verdict).to_series().to_list() == ["one", "two", "ok", "ok"]
