"""Tables leave the master as files that other programs open, and nobody else."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import signal
from datetime import date, datetime
from typing import TYPE_CHECKING
from zipfile import ZipFile

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from python_calamine import CalamineWorkbook

from crmtool import export
from crmtool.errors import CrmtoolError, UsageError
from crmtool.export import FORMATS, guarded, masked, replacing, write_table

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = pl.DataFrame(
    {
        "customer_id": ["C00000001", "C00000002"],
        "姓名": ["张三", None],
        "mobile": ["013000001357", "+86 13000001357"],
        "id_number": ["110110199003070018", '引号"和,逗号'],
        "records": [2, None],
        "remark": ["=1+1", "two\r\nlines"],
    }
)
KINDS = {"name": "name", "mobile": "phone", "id_number": "document"}


def read(path: Path) -> list[list[object]]:
    """What a program that knows nothing of us finds in the file."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [list(rows[0]), *(list(row.values()) for row in rows)]
    if path.suffix == ".parquet":
        frame = pl.read_parquet(path)
        return [frame.columns, *(list(row) for row in frame.rows())]
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_round_trips(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"people{suffix}"
    write_table(PEOPLE, target, suffix, unmasked=True)
    header, first, second = read(target)
    assert header == PEOPLE.columns
    guard = "'" if suffix in (".csv", ".xlsx") else ""
    empty = "" if guard else None
    two = 2 if suffix != ".csv" else "2"
    assert first == ["C00000001", "张三", "013000001357", "110110199003070018", two, f"{guard}=1+1"]
    assert second == ["C00000002", empty, "+86 13000001357", '引号"和,逗号', empty, "two\r\nlines"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_stdout_is_csv(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_table(PEOPLE, None, "-", unmasked=True)
    rows = list(csv.reader(io.StringIO(capfdbinary.readouterr().out.decode(), newline="")))
    assert [row[0] for row in rows] == ["customer_id", "C00000001", "C00000002"]


@pytest.mark.parametrize("suffix", ["", ".xls", ".db"])
def test_an_unknown_suffix_is_a_usage_error(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UsageError, match=r"cannot write.*[.]csv, [.]xlsx, [.]parquet, [.]jsonl"):
        write_table(PEOPLE, tmp_path / f"x{suffix}", suffix, unmasked=True)
    write_table(PEOPLE, tmp_path / "x.CSV", ".CSV", unmasked=True)


def test_a_folder_that_is_not_there_and_a_target_that_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        write_table(PEOPLE, tmp_path / "none" / "x.csv", ".csv", unmasked=True)
    (tmp_path / "d.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("d.csv", "pipe.csv"):
        with pytest.raises(UsageError, match="is not a file"):
            write_table(PEOPLE, tmp_path / name, ".csv", unmasked=True)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_leaves_the_former_file(tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"x{suffix}"
    target.write_text("former")
    big = pl.DataFrame({"a": [os.urandom(50).hex() for _ in range(3000)]})
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(CrmtoolError, match=r"could not be written.*Free space") as full:
            write_table(big, target, suffix, unmasked=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert full.value.exit_code == 3
    assert target.read_text() == "former"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_is_its_owners_alone_unless_said_otherwise(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        for asked, given in (({}, 0o600), ({"mode": 0o666}, 0o644)):
            with replacing(tmp_path / "x", **asked) as handle:
                handle.write(b"x")
            assert (tmp_path / "x").stat().st_mode & 0o777 == given
    finally:
        os.umask(before)


@pytest.mark.parametrize(
    ("text", "guarded_text"),
    [
        ("=SUM(A1)", True), ("+1+1", True), ("-1-1", True), ("@x", True), ("\tx", True), ("\rx", True), ("\nx", True),
        ("＝1", True), ("-", True), ("--", True), ("+", True), ("-2%", True), ("+86-138-0000", True), ("-1\n=2", True),
        ("-12", False), ("+3.50", False), ("+86 130 0000 1357", False), ("+8613000001357", False), ("张三", False),
        ("", False), (" =1", False), ("a=1", False),
    ],
)  # fmt: skip
def test_guard(text: str, guarded_text: bool) -> None:
    out = pl.DataFrame({"v": [text]}).select(guarded(pl.col("v"))).item()
    assert out == ("'" + text if guarded_text else text)


@given(st.text(max_size=20))
def test_guarded_text_starts_no_formula_and_loses_nothing(text: str) -> None:
    out = pl.DataFrame({"v": [text]}).select(guarded(pl.col("v"))).item()
    assert out in (text, "'" + text)
    if out[:1] in ("=", "@", "\t", "\r", "-", "+"):
        assert out[0] in "+-"
        float(out.replace(" ", ""))


def test_headers_are_guarded_too(tmp_path: Path) -> None:
    write_table(pl.DataFrame({"=evil": ["x"]}), tmp_path / "x.csv", ".csv", unmasked=True)
    assert (tmp_path / "x.csv").read_text().splitlines()[0] == "'=evil"


def test_a_workbook_is_ready_to_read(tmp_path: Path) -> None:
    frame = pl.DataFrame({"地址": ["上海市浦东新区世纪大道一号"], "n": [1], "wide": ["x" * 500]})
    write_table(frame, tmp_path / "x.xlsx", ".xlsx", unmasked=True)
    with ZipFile(tmp_path / "x.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert '<autoFilter ref="A1:C2"/>' in sheet
    assert 'state="frozen"' in sheet
    assert "<b/>" in styles
    widths = [float(part.split('"')[1]) for part in sheet.split("<col ")[1:] for part in [part.split("width=")[1]]]
    assert widths[0] > 26
    assert widths[1] < 8
    assert widths[2] < 70


def test_a_workbook_keeps_every_digit_and_odd_values(tmp_path: Path) -> None:
    odd = pl.DataFrame(
        {
            "long": [110110199003070018, None],
            "fine": [123_456_789, -5],
            "share": [float("nan"), 0.5],
            "huge": [float("inf"), None],
            "day": [date(1850, 2, 3), None],
            "at": [datetime(2026, 11, 21), None],  # noqa: DTZ001
            "flag": [True, False],
            "list": [["=a", "b"], None],
            "text": ["x" * 40_000, "\0\x1f\ufffe"],
        }
    )
    write_table(odd, tmp_path / "x.xlsx", ".xlsx", unmasked=True)
    first, second = read(tmp_path / "x.xlsx")[1:]
    assert first[:4] == ["110110199003070018", 123_456_789, "", ""]
    assert first[4] == "1850-02-03"
    assert first[6:8] == [True, '["=a","b"]']
    assert len(str(first[8])) == 32_767
    assert str(first[8]).endswith("x…")
    assert second[1:4] == [-5, 0.5, ""]
    write_table(odd, tmp_path / "x.csv", ".csv", unmasked=True)
    assert "110110199003070018," in (tmp_path / "x.csv").read_text("utf-8")


def test_more_rows_than_a_sheet_holds_go_to_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_SHEET_ROWS", 4)
    write_table(pl.DataFrame({"n": range(10)}), tmp_path / "x.xlsx", ".xlsx", unmasked=True)
    book = CalamineWorkbook.from_path(tmp_path / "x.xlsx")
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [len(rows) for rows in sheets] == [5, 5, 3]
    assert [row[0] for rows in sheets for row in rows if row[0] != "n"] == list(range(10))


def test_more_columns_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    wide = pl.DataFrame({f"c{n}": [1] for n in range(16_385)})
    with pytest.raises(UsageError, match="16,385 columns are too many for XLSX"):
        write_table(wide, tmp_path / "x.xlsx", ".xlsx", unmasked=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "frame", [pl.DataFrame(), PEOPLE.clear(), pl.DataFrame({"a": [None]})], ids=["none", "rows", "null"]
)
def test_empty_tables_are_files_too(tmp_path: Path, suffix: str, frame: pl.DataFrame) -> None:
    write_table(frame, tmp_path / f"x{suffix}", suffix, unmasked=True)
    if suffix in (".csv", ".xlsx") and frame.width:
        assert read(tmp_path / f"x{suffix}")[0] == frame.columns


def test_findings_are_masked_by_their_field(tmp_path: Path) -> None:
    findings = pl.DataFrame(
        {
            "source_file": ["a.csv", "a.csv"],
            "field": ["mobile", "id_number"],
            "value": ["13000001357", "110110199003070018"],
            "message": ["", ""],
            "suggestion": [None, "110110199003070026"],
        }
    )
    write_table(findings, tmp_path / "x.csv", ".csv", unmasked=False, kinds=KINDS)
    shown = (tmp_path / "x.csv").read_text()
    assert "130****1357" in shown
    assert "13000001357" not in shown
    assert "199003" not in shown
    write_table(findings, tmp_path / "x.csv", ".csv", unmasked=True, kinds=KINDS)
    assert "13000001357" in (tmp_path / "x.csv").read_text()


def test_columns_named_as_fields_are_masked() -> None:
    review = pl.DataFrame({"case_id": ["x"], "mobile_l": ["13000001357"], "name_r": ["张三"], "row_l": [1]})
    assert masked(review, KINDS).row(0) == ("x", "130****1357", "张*", 1)
    assert_frame_equal(masked(review, {}), review)
