"""Organisation codes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from crmtool.identifiers import org_code

AS_OF = date(2026, 11, 21)

CASES = (
    ("D2143569-X", "D2143569X", "ok"),
    ("pdy00017-5", "PDY000175", "ok"),
    ("60003734-1", "600037341", "ok"),
    ("D2143568X", "D2143568X", "check_digit"),
    ("D2143569A", "D2143569A", "charset"),
    ("D214356", "D214356", "length"),
    ("000000000", None, "placeholder"),
    (None, None, None),
    ("", None, "placeholder"),
    ("不详", None, "placeholder"),
)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    seen = org_code.standardise(pl.Series([value], dtype=pl.String), AS_OF)
    assert seen.select("canonical", "valid", "reason").row(0) == (canonical, reason and reason == "ok", reason)


def test_a_valid_canonical_is_its_own_canonical() -> None:
    first = org_code.standardise(pl.Series([value for value, _, _ in CASES]), AS_OF).filter("valid")
    assert org_code.standardise(first["canonical"], AS_OF)["canonical"].to_list() == first["canonical"].to_list()


def test_agrees_with_the_slow_way() -> None:
    stems = pl.Series([f"PDY{number:05}" for number in range(1, 3000)])
    right = [stem + slow_check(stem) for stem in stems]
    assert org_code.standardise(pl.Series(right), AS_OF)["valid"].all()
    wrong = [code[:-1] + ("0" if code[-1] != "0" else "1") for code in right]
    assert not org_code.standardise(pl.Series(wrong), AS_OF)["valid"].any()


def slow_check(stem: str) -> str:
    total = sum(int(sign, 36) * weight for sign, weight in zip(stem, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return "0123456789X0"[11 - total % 11]
