"""What each format says of findings, and of what could not be read."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from made_report import PATH, RULES, hostile, report, text
from sarif_kit.validate import validation_errors

from crmtool.report import STATISTICS, Unread

if TYPE_CHECKING:
    from pathlib import Path

    from crmtool.report import Report

UNREAD = Unread("in/售后 1%.csv", "I001", "in/售后 1%.csv, line 5: is broken. Export it again", 5)
THREE = (
    {"row": None, "line": None, "field": None, "value": None, "code": "C101", "severity": "warning"},
    {"suggestion": "110101********123X", "nth": 1},
    {"row": 7, "line": 9, "code": "V202", "severity": "info", "counts": True},
    {"row": 8, "line": 10, "nth": 2, "counts": False},
    {"path": "in/售后 1%.csv", "source_file": "售后 1%.csv"},
)


def run(of: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(text(of, "sarif"))["runs"][0]
    return run


@pytest.mark.parametrize("of", [report(), report(*THREE, unread=(UNREAD,)), hostile(), report(THREE[0], lang="zh")])
def test_sarif_keeps_the_official_schema(of: Report) -> None:
    assert validation_errors(json.loads(text(of, "sarif"))) == []


def test_sarif_says_where_and_how_bad() -> None:
    told = run(report(*THREE))
    places = [one["locations"][0]["physicalLocation"] for one in told["results"]]
    assert [place["region"]["startLine"] for place in places] == [1, 2, 9, 10, 2]
    assert places[0]["artifactLocation"]["uri"] == PATH
    assert places[4]["artifactLocation"]["uri"] == "in/%E5%94%AE%E5%90%8E%201%25.csv"
    assert [one["level"] for one in told["results"]] == ["warning", "error", "note", "note", "error"]
    rules = told["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in told["results"]] == [one["ruleId"] for one in told["results"]]
    assert rules[1]["help"]["text"].endswith("Compare with the card.")
    assert told["results"][1]["message"]["text"] == (
        "Number is wrong \\[id_number=110101********1234 → 110101********123X\\]"
    )


def test_sarif_tells_a_rule_that_took_no_part() -> None:
    assert run(report({"code": "I999"}))["results"][0]["ruleIndex"] == -1


def test_sarif_fingerprints_do_not_know_lines() -> None:
    one, two = (
        [one["partialFingerprints"] for one in run(report(*rows))["results"]]
        for rows in (THREE, [{**row, "line": 77, "row": 75} for row in THREE])
    )
    assert one == two


def test_sarif_notifies_of_what_could_not_be_read() -> None:
    [good], [bad] = run(report())["invocations"], run(report(unread=(UNREAD,)))["invocations"]
    assert good["executionSuccessful"]
    assert not bad["executionSuccessful"]
    [told] = bad["toolExecutionNotifications"]
    assert told["descriptor"]["id"] == "I001"
    assert told["message"]["text"] == "line 5: is broken. Export it again"
    assert told["locations"][0]["physicalLocation"]["region"] == {"startLine": 5}


def test_junit_has_a_suite_for_each_delivery_and_a_case_for_each_rule() -> None:
    root = ET.fromstring(text(report(*THREE, unread=(UNREAD,)), "junit"))  # noqa: S314 (our own)
    assert root.attrib == {"name": "crmtool check", "tests": "7", "failures": "2", "errors": "1"}
    suites = {suite.get("name"): suite for suite in root}
    assert len(suites) == 2  # the delivery that could not be read has the name of one that could
    cases = {case.get("name", "").split()[0]: case for case in suites[PATH]}
    assert [*cases] == ["C101", "V201", "V202"]
    assert cases["C101"].findtext("system-out", "").startswith(PATH)
    failure = cases["V201"].find("failure")
    assert failure is not None
    assert failure.attrib == {"message": "V201 Number is wrong (2)", "type": "error"}
    assert (failure.text or "").splitlines()[0].startswith(f"{PATH}:2:1: Number is wrong [id_number=")
    assert cases["V202"].find("failure") is None


def test_junit_fails_by_what_fails_the_check() -> None:
    root = ET.fromstring(text(report(THREE[0], failing=("error", "warning")), "junit"))  # noqa: S314 (our own)
    assert root.get("failures") == "1"
    root = ET.fromstring(text(report(*THREE, failing=()), "junit"))  # noqa: S314 (our own)
    assert root.get("failures") == "0"


def test_junit_writes_out_the_first_of_many() -> None:
    told = text(report(*({"row": row, "line": row} for row in range(1, 151))), "junit")
    assert told.count(PATH + ":") == 100
    assert "... and 50 more of V201" in told


def test_github_annotates_lines() -> None:
    told = text(report(*THREE, unread=(UNREAD,)), "github").splitlines()
    assert told[0] == f"::warning file={PATH},title=C101 Number is wrong::Number is wrong. Compare with the card."
    assert told[1].startswith(f"::error file={PATH},line=2,title=V201 Number is wrong::Number is wrong [id_number=")
    assert told[3].startswith(f"::notice file={PATH},line=10,")
    assert told[4].startswith("::error file=in/售后 1%25.csv,line=2,")
    assert told[5] == "::error file=in/售后 1%25.csv,line=5,title=I001::line 5: is broken. Export it again"


def test_gitlab_fingerprints_differ_and_lines_begin() -> None:
    told = json.loads(text(report(*THREE, unread=(UNREAD,)), "gitlab"))
    assert [one["severity"] for one in told] == ["minor", "major", "info", "info", "major", "blocker"]
    assert [one["location"]["lines"]["begin"] for one in told] == [1, 2, 9, 10, 2, 5]
    assert told[5]["location"]["path"] == "in/售后 1%.csv"
    assert {one["check_name"] for one in told} == {"C101", "V201", "V202", "I001"}
    alike = [one["fingerprint"] for one in told if one["check_name"] == "V201"]
    assert alike[0] != alike[1]


def test_paths_are_relative_to_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    inside, outside = str(tmp_path / "in" / "a.csv"), "/elsewhere/a.csv"
    told = json.loads(text(report({"path": inside}, {"path": outside}), "gitlab"))
    assert [one["location"]["path"] for one in told] == ["in/a.csv", outside]
    uris = [
        one["locations"][0]["physicalLocation"]["artifactLocation"] for one in run(report({"path": outside}))["results"]
    ]
    assert uris == [{"uri": "file:///elsewhere/a.csv"}]


def test_rows_have_the_columns_of_findings() -> None:
    rows = list(csv.DictReader(io.StringIO(text(report(*THREE, unread=(UNREAD,)), "csv"))))
    assert ",".join(rows[0])[:92] == (
        "source_file,sheet,row,line,dealer,field,code,severity,value,message,suggestion,path,counts,f"
    )
    assert [row["line"] for row in rows] == ["", "2", "9", "10", "2", "5"]
    assert rows[5] | {} == rows[5]
    assert (rows[5]["source_file"], rows[5]["code"], rows[5]["severity"]) == ("售后 1%.csv", "I001", "error")
    lines = [json.loads(line) for line in text(report(*THREE), "jsonl").splitlines()]
    assert [line["row"] for line in lines] == [None, 1, 7, 8, 1]


def test_json_is_the_object_that_all_commands_print() -> None:
    told = json.loads(text(report(*THREE, unread=(UNREAD,)), "json"))
    assert (told["crmtool"], told["version"], told["command"]) == ("0.1.0", 1, "check")
    assert told["data"]["deliveries"][0] == {"path": PATH, "rows": 100}
    assert (told["data"]["refused"][0]["code"], told["data"]["refused"][0]["line"]) == ("I001", 5)
    assert [one["code"] for one in told["data"]["findings"]] == ["C101", "V201", "V202", "V201", "V201"]


@pytest.mark.parametrize("name", ["csv", "jsonl", "concise", "github", "full"])
def test_nothing_found_is_nothing_told(name: str) -> None:
    assert text(report(), name).removeprefix(text(report(), "csv")) == ""


def test_concise_is_a_line_for_each() -> None:
    assert text(report(*THREE[:2], THREE[3], unread=(UNREAD,)), "concise").splitlines() == [
        f"{PATH}: C101 warning Number is wrong",
        f"{PATH}:2:1: V201 error Number is wrong [id_number=110101********1234 → 110101********123X]",
        f"{PATH}:10:8: V201 error Number is wrong [id_number=110101********1234] (within the threshold)",
        "in/售后 1%.csv: I001 error line 5: is broken. Export it again",
    ]


def test_statistics_count_by_rule() -> None:
    of = report(*THREE)
    assert "".join(STATISTICS["full"](of)).splitlines() == [
        "3  V201  error    Number is wrong",
        "1  C101  warning  Number is wrong",
        "1  V202  info     Number is wrong",
    ]
    expected = {"code": "V201", "severity": "error", "findings": 3, "counting": 2, "deliveries": 2}
    for name in ("json", "jsonl", "csv"):
        told = "".join(STATISTICS[name](of))
        if name == "json":
            assert json.loads(told)["data"][0] == {**expected, "title": "Number is wrong"}
        if name == "jsonl":
            assert json.loads(told.splitlines()[0]) == {**expected, "title": "Number is wrong"}
        if name == "csv":
            assert told.splitlines()[:2] == [",".join([*expected, "title"]), "V201,error,3,2,2,Number is wrong"]
    assert "".join(STATISTICS["full"](report())) == ""
    assert json.loads("".join(STATISTICS["json"](report())))["data"] == []


def test_a_rule_may_have_any_title() -> None:
    odd = replace(RULES["V201"], title={"en": 'a "<b>" [c] {d} 50%: e, f', "zh": "x"})
    of = report(*THREE, rules={**RULES, "V201": odd})
    assert validation_errors(json.loads(text(of, "sarif"))) == []
    ET.fromstring(text(of, "junit"))  # noqa: S314 (our own)
    assert 'title=V201 a "<b>" [c] {d} 50%25%3A e%2C f::' in text(of, "github")
