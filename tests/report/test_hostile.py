"""Values that look like commands, escapes, markup or formulas are printed as data in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_report import HOSTILE, hostile, report, text

from crmtool.report import FORMATS

LINES = ("full", "concise", "github")
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
COMMAND = re.compile(r"^\s*::|##\[|##vso\[")
ANY = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize("name", [*FORMATS])
def test_nothing_steers_a_terminal_or_the_log_of_a_job(name: str) -> None:
    told = text(hostile(), name)
    assert not STEERS.search(told)
    for line in told.splitlines():
        if name == "github":
            command, _, rest = line.removeprefix("::").partition("::")
            assert re.fullmatch(r"(error|warning|notice) file=[^,:]*(,line=[0-9]+)?,title=[^,:]*", command)
            assert "::" not in rest
        else:
            assert not COMMAND.search(line)


def test_json_gives_the_values_back() -> None:
    findings = json.loads(text(hostile(), "json"))["data"]["findings"]
    assert [one["value"] for one in findings] == list(HOSTILE)
    lines = [json.loads(line) for line in text(hostile(), "jsonl").splitlines()]
    assert [one["message"] for one in lines[: len(HOSTILE)]] == list(HOSTILE)
    assert [one["code"] for one in lines[len(HOSTILE) :]] == ["I001"] * len(HOSTILE)


def test_csv_has_a_row_for_each_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(text(hostile(), "csv"), newline="")))
    assert len(rows) == 2 * len(HOSTILE)
    assert not [cell for row in rows for cell in row.values() if re.match(r"[=+@\-\t\r\n]", cell)]


def test_xml_is_well_formed() -> None:
    root = ET.fromstring(text(hostile(), "junit"))  # noqa: S314 (our own)
    assert len(root.findall("testsuite/testcase/error")) == len(HOSTILE)
    assert len(root.findall("testsuite/testcase/failure")) == len(HOSTILE)


def test_sarif_messages_have_no_links_and_no_placeholders() -> None:
    run = json.loads(text(hostile(), "sarif"))["runs"][0]
    messages = [one["message"]["text"] for one in run["results"]]
    messages += [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    for message in messages:
        assert not re.search(r"(?<!\\)(\\\\)*[\[\]]", message)
        assert "{" not in message.replace("{{", "")
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert [unquote(uri) for uri in uris] == [PurePosixPath(f"{value}/{value}.csv").as_posix() for value in HOSTILE]
    assert all(re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri) for uri in uris)


@pytest.mark.parametrize("name", [*FORMATS])
@given(value=ANY, message=ANY, path=ANY)
def test_any_text_at_all(name: str, value: str, message: str, path: str) -> None:
    told = text(report({"value": value, "message": message, "suggestion": value, "path": f"x{path}"}), name)
    assert not STEERS.search(told)
    if name in {"json", "sarif", "gitlab"}:
        json.loads(told)
    if name == "junit":
        ET.fromstring(told)  # noqa: S314 (our own)
    if name in LINES:
        assert not any(line.lstrip().startswith("::") for line in told.splitlines() if name != "github")
