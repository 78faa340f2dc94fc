"""What a dealer mends and sends again: rejected rows and rows with errors, in the delivery's own columns and manner."""

from __future__ import annotations

import csv
import gzip
import io
import json
import stat
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from bad_files import people
from main_job import DAY, RULES, bring_in, crmtool, table

from crmtool.arrivals import Arrived, understand
from crmtool.read import read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Deliver = Callable[[str, bytes], Path]

HEADER = ["工单号", "姓名", "手机", "备注", "身份证号", "备注"]
GOOD, BAD = "11010519491231002X", "110105194912310021"
REASONS = ["row", "line", "codes", "messages"]


def rows(*, ragged: bool = False) -> list[list[str]]:
    plain = [row.split(",") for row in people(6)]
    made = [[order, name, mobile, "=1+1", "", "x"] for order, name, mobile, _ in plain]
    made[1][4], made[2][4], made[4][4] = BAD, GOOD, BAD
    if ragged:
        made[3] += ["surplus", "", "cells"]
    return [HEADER, *made]


def text(delimiter: str, newline: str = "\n", *, ragged: bool = True) -> str:
    return newline.join([*(delimiter.join(row) for row in rows(ragged=ragged)), f"合计{delimiter}5", ""])


def handed_back(path: Path, folder: Path) -> Path:
    done = crmtool("check", path, "--rejects", folder, "--fail-on", "never")
    assert done.code == 0, done.err
    [made] = [one for one in folder.rglob("*") if one.is_file()]
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert f"{made}: rows to be mended:" in done.err
    return made


@pytest.mark.parametrize(
    ("suffix", "manner"),
    [
        ("csv", ("gb18030", b"", ",", "\n")),
        ("txt", ("utf-8", b"\xef\xbb\xbf", "|", "\r\n")),
        ("tsv", ("utf-16-le", b"\xff\xfe", "\t", "\r\n")),
        ("CSV", ("cp950", b"", ";", "\n")),
        ("csv.gz", ("utf-8", b"", ",", "\n")),
    ],
)
def test_text_in_its_own_manner(
    suffix: str, manner: tuple[str, bytes, str, str], deliver: Deliver, tmp_path: Path
) -> None:
    codec, mark, delimiter, newline = manner
    said = text(delimiter, newline).replace("工单号", "編號") if codec == "cp950" else text(delimiter, newline)
    data = mark + said.encode(codec, "replace")
    path = deliver(suffix, gzip.compress(data) if suffix.endswith("gz") else data)
    made = handed_back(path, tmp_path / "out")
    assert made.name == path.name
    content = gzip.decompress(made.read_bytes()) if suffix.endswith("gz") else made.read_bytes()
    assert content.startswith(mark)
    whole = content[len(mark) :].decode(codec)
    assert whole.count("\r\n") == (whole.count("\n") if newline == "\r\n" else 0)
    header, *found = csv.reader(io.StringIO(whole, newline=""), delimiter=delimiter)
    own = said.split(newline)[0].encode(codec, "replace").decode(codec).split(delimiter)
    assert header == [*own, "column 7", "column 8", "column 9", *REASONS]
    assert [row[9:12] for row in found] == [["2", "3", "V201"], ["4", "5", "I020"], ["5", "6", "V201"]]
    assert [row[4] for row in found] == [BAD, "", BAD]
    assert found[1][6:9] == ["surplus", "", "cells"]
    assert [row[3] for row in found] == ["'=1+1"] * 3
    assert "ID number fails its check digit" in found[0][12]
    assert found[0][12].startswith(own[4])


def test_what_was_handed_back_can_be_sent_again(deliver: Deliver, tmp_path: Path) -> None:
    """Its columns are read as the first time, the reasons beside them as nothing."""
    path = deliver("csv", text(",", ragged=False).encode("gb18030"))
    made = handed_back(path, tmp_path / "out")
    fields = []
    for one in understand([read_file(path), read_file(made)], RULES, DAY):
        assert isinstance(one, Arrived)
        fields.append({column.header: column.field for column in one.mappings[0] if column.field})
    assert fields[0] == fields[1]


def test_reasons_that_big5_cannot_hold(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", "姓名,手機,身分證字號\n張三,13000001357,x\n".replace("x", BAD).encode("cp950"))
    done = crmtool("check", path, "--rejects", tmp_path, "--lang", "zh")
    assert done.code == 1
    assert (tmp_path / path.name).read_bytes().startswith(b"\xef\xbb\xbf")
    assert "校验位" in (tmp_path / path.name).read_text("utf-8-sig")


def objects() -> list[dict[str, str]]:
    names = [*HEADER[:5], "备注2"]
    return [dict(zip(names, row, strict=True)) for row in rows()[1:]]


def workbook() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, part in (("一", rows()[1:3]), ("二", rows()[3:])):
            sheet = book.add_worksheet(name)
            for at, row in enumerate([HEADER, *part]):
                for place, cell in enumerate(row):
                    sheet.write_string(at, place, cell)
    return packed.getvalue()


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("一.csv", text(",").encode("gb18030"))
    return packed.getvalue()


def parquet() -> bytes:
    packed = io.BytesIO()
    pl.DataFrame(objects()).write_parquet(packed)
    return packed.getvalue()


def test_workbooks(deliver: Deliver, tmp_path: Path) -> None:
    made = handed_back(deliver("xlsx", workbook()), tmp_path / "out")
    [sheet] = read_file(made).tables
    assert sheet.headers == (*HEADER[:5], "备注_2", "sheet", *REASONS)
    assert sheet.cells.select("c4", "c6", "c7", "c8", "c9").rows() == [
        (BAD, "一", "2", "3", "V201"),
        (BAD, "二", "5", "4", "V201"),
    ]


@pytest.mark.parametrize(
    ("suffix", "data"), [("jsonl", None), ("json", None), ("parquet", parquet()), ("zip", zipped())]
)
def test_other_formats(suffix: str, data: bytes | None, deliver: Deliver, tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(one) for one in objects())
    data = data or (lines if suffix == "jsonl" else json.dumps(objects())).encode()
    made = handed_back(deliver(suffix, data), tmp_path / "out")
    assert made.suffix == {"jsonl": ".jsonl", "json": ".jsonl", "parquet": ".parquet", "zip": ".csv"}[suffix]
    [found] = read_file(made).tables
    assert found.headers[-4:] == tuple(REASONS)
    assert found.headers[:5] == tuple(HEADER[:5])
    assert [one for one in found.cells["c4"] if one] == [BAD, BAD]


def test_nothing_to_mend_writes_nothing(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", "\n".join(["工单号,姓名,手机,车牌", *people(5)]).encode())
    crmtool("check", path, "--rejects", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_is_mended_already_is_not_overwritten(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", text(",").encode())
    made = handed_back(path, tmp_path / "out")
    assert crmtool("check", path, "--rejects", tmp_path / "out").code == 1
    made.write_text("mended")
    assert crmtool("check", path, "--rejects", tmp_path / "out").code == 2
    assert crmtool("check", path, "--rejects", path.parent).code == 2
    assert (made.read_text(), path.read_bytes()) == ("mended", text(",").encode())


def test_a_workbook_is_the_same_to_the_byte(deliver: Deliver, tmp_path: Path) -> None:
    """So that a second check of the same delivery finds its file there and writes nothing."""
    path = deliver("xlsx", workbook())
    assert crmtool("check", path, "--rejects", tmp_path / "out").code == 1
    assert crmtool("check", path, "--rejects", tmp_path / "out").code == 1


# The export of a master


def test_an_export_has_the_same_rows(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", text(",").encode("gb18030"))
    bring_in([path], tmp_path / "m")
    done = crmtool("export", "rejects", "-", "--master", tmp_path / "m")
    header, *found = csv.reader(io.StringIO(done.out))
    assert header == [*HEADER[:5], "备注_2", "column 7", "column 8", "column 9", "source_file", *REASONS]
    own = [*csv.reader(io.StringIO(handed_back(path, tmp_path / "out").read_text("gb18030")))][1:]
    assert [row[:9] + row[10:] for row in found] == own
    assert table(tmp_path / "m", "rejects")["row"].to_list() == [4]


def test_an_export_of_one_delivery(tmp_path: Path) -> None:
    for dealer in "AB":
        said = text(",", ragged=dealer == "A").replace("备注", f"备注{dealer}")
        (tmp_path / f"{dealer}_sales_20260901.csv").write_text(said)
    bring_in([tmp_path / f"{dealer}_sales_20260901.csv" for dealer in "AB"], tmp_path / "m")
    words = ("export", "rejects", "-", "--master", tmp_path / "m")
    assert crmtool(*words).out.count("\n") == 6
    one = crmtool(*words, "--delivery", "B_sales_20260901.csv")
    assert one.out.startswith("工单号,姓名,手机,备注B,身份证号,备注B_2,source_file,row,line,codes,messages\n")
    assert one.out.count("\n") == 3
    wrong = crmtool(*words, "--delivery", "C_sales_20260901.csv")
    assert (wrong.code, "Did you mean" in wrong.err) == (2, True)
    assert crmtool("export", "customers", *words[2:], "--delivery", "B_sales_20260901.csv").code == 2


def test_sheets_beside_the_customers_are_handed_back(deliver: Deliver, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, lines in (
            ("客户", ["姓名,手机", *[f"{n},{m}" for _, n, m, _ in (row.split(",") for row in people(3))]]),
            ("仓库", ["品名,规格,库位,仓管", *["机油,大桶,东区,某"] * 4]),
        ):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(lines):
                sheet.write_row(at, 0, row.split(","))
    made = handed_back(deliver("xlsx", packed.getvalue()), tmp_path / "out")
    [found] = read_file(made).tables
    assert found.headers == ("品名", "规格", "库位", "仓管", "sheet", *REASONS)
    assert found.cells.height == 4
