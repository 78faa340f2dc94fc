"""Fingerprints do not know rows, lines, order or encoding; a baseline knows as many as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_findings import findings

from crmtool.errors import UsageError
from crmtool.gate import Baseline, as_text, from_text, with_fingerprints

if TYPE_CHECKING:
    import random

ROWS = st.fixed_dictionaries(
    {
        "row": st.none() | st.integers(1, 3),
        "code": st.sampled_from(["V201", "C101"]),
        "value": st.sampled_from([None, "1****5", "＊"]),
        "record_id": st.sampled_from([None, "WO1", "WO2"]),
    }
)


def prints(*rows: dict[str, object]) -> list[str]:
    return with_fingerprints(findings(*rows))["fingerprint"].to_list()


@pytest.mark.parametrize(
    "other",
    [
        {"row": 77, "line": 99},
        {"sheet": "Sheet1"},
        {"source_file": "D01_sales_20261101.xlsx"},
        {"source_file": "again/D01_sales_20261101.CSV.gz"},
        {"source_file": "again/D01_sales_20261101.csv~2"},
        {"message": "in other words"},
        {"severity": "warning"},
        {"suggestion": "1"},
        {"value": " 110101********1234 "},
        {"value": "１１０１０１********1234"},
    ],
)
def test_what_a_fingerprint_does_not_know(other: dict[str, object]) -> None:
    one, two = prints({}, other)
    assert one == two


@pytest.mark.parametrize(
    "other",
    [
        {"code": "V202"},
        {"field": None},
        {"dealer": "D02"},
        {"kind": "service"},
        {"value": None},
        {"record_id": "WO1"},
        {"source_file": "D01_sales_20261201.csv"},
    ],
)
def test_what_a_fingerprint_tells_apart(other: dict[str, object]) -> None:
    one, two = prints({}, other)
    assert one != two


def test_a_record_is_known_in_a_later_delivery_and_a_whole_delivery_is_not() -> None:
    later = "D01_sales_20261201.csv"
    one, two = prints({"record_id": "WO1"}, {"record_id": "WO1", "source_file": later})
    assert one == two
    one, two = prints({"record_id": "WO1", "row": None}, {"record_id": "WO1", "row": None, "source_file": later})
    assert one != two


@given(st.lists(ROWS, max_size=8), st.randoms())
def test_what_was_written_is_known_in_any_order(rows: list[dict[str, object]], dice: random.Random) -> None:
    found = with_fingerprints(findings(*rows))
    baseline = from_text("".join(as_text(found)), "b")
    dice.shuffle(rows)
    left, known = baseline.split(with_fingerprints(findings(*rows)))
    assert left.is_empty()
    assert known == len(rows)


@given(st.lists(ROWS, max_size=8), st.lists(ROWS, max_size=8))
def test_as_many_are_known_as_were_there(before: list[dict[str, object]], after: list[dict[str, object]]) -> None:
    baseline = from_text("".join(as_text(with_fingerprints(findings(*before)))), "b")
    left, known = baseline.split(with_fingerprints(findings(*after)))
    slowly = prints(*before) if before else []
    new = 0
    for fingerprint in prints(*after) if after else []:
        if fingerprint in slowly:
            slowly.remove(fingerprint)
        else:
            new += 1
    assert (left.height, known) == (new, len(after) - new)


def test_the_file_is_the_same_whatever_the_order_and_says_what_is_known() -> None:
    rows = [{"record_id": "WO2"}, {"record_id": "WO1"}, {"record_id": "WO1"}, {"code": "C101", "value": None}]
    texts = ["".join(as_text(with_fingerprints(findings(*some)))) for some in (rows, rows[::-1])]
    assert texts[0] == texts[1]
    lines = texts[0].splitlines()
    assert len(lines) == 5
    assert '"code": "C101"' in lines[1]
    assert '"count": 2' in lines[2] + lines[3]


def test_nothing_found_and_nothing_known() -> None:
    empty = with_fingerprints(findings())
    assert from_text("".join(as_text(empty)), "b") == Baseline({})
    assert Baseline({}).split(empty)[1] == 0
    assert empty["nth"].dtype == pl.Int64


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "is not JSON"),
        ("[]", "is no baseline"),
        ('{"findings": 3}', "is no baseline"),
        ('{"findings": []}', "is of version None"),
        ('{"version": 2, "findings": []}', "is of version 2"),
        ('{"version": 1, "findings": [{}]}', "needs a fingerprint and a count"),
        ('{"version": 1, "findings": [{"fingerprint": "x", "count": 0}]}', "needs a fingerprint and a count"),
        ('{"version": 1, "findings": [{"fingerprint": "x", "count": true}]}', "needs a fingerprint and a count"),
        ('{"version": 1, "findings": [{"fingerprint": "x", "count": 9999999999999999999999}]}', "needs a fingerprint"),
        ('{"version": 1, "findings": [{"fingerprint": "\\ud800", "count": 1}]}', "needs a fingerprint and a count"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_broken_file_is_refused(text: str, what: str) -> None:
    with pytest.raises(UsageError, match=what) as raised:
        from_text(text, "known.json")
    assert raised.value.where.startswith("known.json")
