"""Thresholds and ignored rules: by the rule, by the dealer's profile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_findings import findings

from crmtool.errors import UsageError
from crmtool.gate import apply, policy
from crmtool.rules_model import Rule, Threshold, threshold

WORDING = {"en": "x", "zh": "x"}
RULE = Rule("V201", WORDING, WORDING, WORDING, "error", "reason", WORDING)
CHECKS = {
    "V201": replace(RULE, threshold=Threshold(count=2)),
    "V202": replace(RULE, code="V202"),
    "U101": replace(RULE, code="U101"),
}
FILE = "D01_sales_20261101.csv"


@pytest.mark.parametrize(
    ("limit", "rows", "hit", "counts"),
    [
        (Threshold(), 100, 1, True),
        (Threshold(count=2), 100, 2, False),
        (Threshold(count=2), 100, 3, True),
        (Threshold(share=0.02), 100, 2, False),
        (Threshold(share=0.02), 100, 3, True),
        (Threshold(share=0.02), 99, 2, True),
        (Threshold(share=0.29), 100, 29, False),
        (Threshold(share=0.29), 100, 30, True),
        (Threshold(share=1.0), 3, 3, False),
        (Threshold(share=0.0), 3, 1, True),
    ],
)
def test_within_or_beyond(limit: Threshold, rows: int, hit: int, counts: bool) -> None:
    found = findings(*({"row": row} for row in range(hit)))
    judged = apply(found, {FILE: policy(CHECKS, [], {"V201": limit}, "p")}, {FILE: rows})
    assert judged["counts"].to_list() == [counts] * hit
    assert judged.drop("counts").equals(found)


def test_a_row_counts_once_and_so_does_the_whole_delivery() -> None:
    twice = findings({"field": "mobile"}, {"field": "phone"}, {"row": None}, {"row": None, "field": None})
    assert not apply(twice, {FILE: policy(CHECKS, [], {}, "p")}, {FILE: 10})["counts"].any()


def test_each_delivery_by_itself_and_one_without_a_policy_counts() -> None:
    other = "D02_sales_20261101.csv"
    found = findings({"row": 1}, {"row": 2}, {"source_file": other})
    judged = apply(found, {FILE: policy(CHECKS, [], {"V": Threshold(count=2)}, "p")}, {FILE: 10})
    assert judged["counts"].to_list() == [False, False, True]


def test_the_profile_wins_over_the_rule_and_the_longer_word_over_the_shorter() -> None:
    limits = policy(CHECKS, [], {"V201": Threshold(), "V": Threshold(share=0.5), "V2": Threshold(count=7)}, "p")
    assert dict(limits.thresholds) == {"V202": Threshold(count=7)}


def test_ignored_rules_are_left_out_of_that_dealers_deliveries() -> None:
    found = findings({"code": "U101"}, {"code": "V202"}, {"code": "U101", "source_file": "other.csv"})
    left = apply(found, {FILE: policy(CHECKS, ["U"], {}, "p")}, {FILE: 10})
    assert left.select("source_file", "code").rows() == [(FILE, "V202"), ("other.csv", "U101")]


@pytest.mark.parametrize(("ignore", "limits"), [(["V999"], {}), ([], {"V999": Threshold()})])
def test_a_rule_that_there_is_not(ignore: list[str], limits: dict[str, Threshold]) -> None:
    with pytest.raises(UsageError, match="no rule is called 'V999'") as raised:
        policy(CHECKS, ignore, limits, "dealers/D01.toml")
    assert raised.value.where.startswith("dealers/D01.toml ")


@pytest.mark.parametrize(
    "given",
    [
        *({"count": -1}, {"count": 1.0}, {"count": True}, {"share": 1.01}, {"share": -0.1}, {"share": "1"}),
        *({}, {"count": 1, "share": 0.1}, {"counts": 1}, 5, [1], None, {"share": float("nan")}),
    ],
)
def test_what_is_no_threshold(given: object) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        threshold(given)
