from __future__ import annotations

import pytest
from card_frames import rule, rulebook
from main_job import RULES

from crmtool.scorecard.metrics import DIMENSIONS, OVERALL, Metric, metrics
from crmtool.validate.parameters import RuleFault
from crmtool.validate.parse import parse_rule


def test_six_dimensions_each_with_a_line_of_its_own() -> None:
    assert list(DIMENSIONS.values()) == [
        "completeness", "validity", "consistency", "uniqueness", "timeliness", "trustworthiness",
    ]  # fmt: skip
    assert [one.dimension for one in metrics(RULES) if one.name == OVERALL] == list(DIMENSIONS)


@pytest.mark.parametrize(
    ("asked", "compared", "names"),
    [
        ((), (), ["vin"]),
        ((), ("sales",), ["vin"]),
        (("sales", "lead"), ("sales",), ["vin"]),
        (("sales",), (), ["vin", "delivery"]),
        (("sales",), ("sales", "lead"), ["vin", "delivery"]),
    ],
)
def test_what_a_file_lacks_counts_where_a_row_is_asked_for_it(
    asked: tuple[str, ...], compared: tuple[str, ...], names: list[str]
) -> None:
    rules = rule("C103", "vin", kinds=asked), rule("C208", "vin", kinds=compared, scope="file")
    assert [one.name for one in metrics(rulebook(*rules))] == [OVERALL, *names]
    assert {one.name: one.kinds for one in metrics(rulebook(*rules))}["vin"] == frozenset(asked)


def test_every_rule_that_is_scored_counts_in_one_metric_of_its_dimension() -> None:
    counted = [(code, field, one.dimension) for one in metrics(RULES) for code, field in one.faults]
    assert sorted(counted) == sorted(
        (one.code, field, one.code[0])
        for one in RULES.checks.values()
        for field in one.fields or ("",)
        if one.scored and one.code[0] in DIMENSIONS
    )


SALES, SERVICE = frozenset({"sales"}), frozenset({"sales", "service"})
ASKED = [rule("C103", "vin", kinds=["sales"]), rule("C202", "vin", kinds=["sales"], scope="file")]


@pytest.mark.parametrize(
    ("rules", "dimension", "kinds", "name", "given", "faults"),
    [
        ([rule("V101", "name")], "V", frozenset(), "name", "name", {("V101", "name")}),
        ([rule("F107", "address", scope="file")], "F", frozenset(), "address", "address", {("F107", "address")}),
        ([rule("C101", "name")], "C", frozenset(), "name", "", {("C101", "name")}),
        (ASKED, "C", SALES, "vin", "", {("C103", "vin"), ("C202", "vin")}),
        (
            [ASKED[0], rule("C106", "vin", kinds=["service"])],
            "C",
            SERVICE,
            "vin",
            "",
            {("C103", "vin"), ("C106", "vin")},
        ),
        ([ASKED[0], rule("C106", "vin")], "C", frozenset(), "vin", "", {("C103", "vin"), ("C106", "vin")}),
        ([rule("C208", "email", scope="file")], "C", frozenset(), "delivery", "", {("C208", "email")}),
        ([rule("U102")], "U", frozenset(), "row", "", {("U102", "")}),
        ([rule("T102", scope="file")], "T", frozenset(), "delivery", "", {("T102", "")}),
    ],
)
def test_metrics_come_from_rules(
    rules: list, dimension: str, kinds: frozenset[str], name: str, given: str, faults: set[tuple[str, str]]
) -> None:
    assert metrics(rulebook(*rules)) == [
        Metric(dimension, OVERALL, kinds),
        Metric(dimension, name, kinds, given, frozenset(faults)),
    ]


@pytest.mark.parametrize("made", [rule("V101", "name", severity="info"), rule("I030"), rule("I030", severity="error")])
def test_hints_and_notes_of_reading_make_none(made: object) -> None:
    assert metrics(rulebook(made)) == []


@pytest.mark.parametrize(
    ("severity", "said", "scored"),
    [("info", {}, False), ("warning", {}, True), ("info", {"scored": True}, True), ("error", {"scored": False}, False)],
)
def test_a_rule_may_say_whether_it_is_scored(severity: str, said: dict[str, bool], scored: bool) -> None:
    words = {key: {"en": "a", "zh": "a"} for key in ("title", "why", "fix")}
    table = words | {"severity": severity, "check": "note", "field": "name"} | said
    assert parse_rule("V101", table, ["name"]).scored == scored


def test_scored_is_true_or_false() -> None:
    words = {key: {"en": "a", "zh": "a"} for key in ("title", "why", "fix")}
    with pytest.raises(RuleFault, match="true or false"):
        parse_rule("V101", words | {"severity": "info", "check": "note", "scored": "yes"}, [])


def test_fields_stand_in_the_order_of_the_rulebook() -> None:
    made = metrics(
        rulebook(rule("V101", "vin", "name"), rule("V102"), rule("V103", scope="file"), rule("V001", "mobile"))
    )
    assert [one.name for one in made] == [OVERALL, "name", "mobile", "vin", "row", "delivery"]
