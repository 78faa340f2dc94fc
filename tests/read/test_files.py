import csv
import gzip
import hashlib
import io
import json
import time
import zipfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from crmtool.errors import DeliveryRefused
from crmtool.read import SUFFIXES, codes, read_file
from crmtool.read.files import read_source
from crmtool.read.source import Source
from crmtool.sample.workbooks import Sheet
from crmtool.sample.xls import xls
from crmtool.sample.xlsb import xlsb

HEADER = ["姓名", "手机", "证件号", "备注"]
RECORDS = [
    ["张三", "13000001357", "11010519491231002X", "a,b|c;d^e"],
    ["李四", "13100001357", None, '5" 屏\n第二行'],
    ["欧阳婷", None, "11010519491231002X", " 留空 "],
]


def _text(delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([HEADER, *RECORDS])
    return out.getvalue()


def _xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"created": datetime(2026, 11, 20)})  # noqa: DTZ001
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, *RECORDS]):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(RECORDS, HEADER, orient="row").write_parquet(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", _text(",").encode("gbk"))
    return out.getvalue()


def made(suffix: str) -> bytes:
    """The same four columns and three records in the format of ``suffix``."""
    objects = [dict(zip(HEADER, row, strict=True)) for row in RECORDS]
    makers = {
        ".csv": lambda: _text(",").encode("gbk"),
        ".tsv": lambda: _text("\t").encode("utf-16"),
        ".txt": lambda: _text("|").encode("utf-8-sig"),
        ".xlsx": _xlsx,
        ".xlsm": _xlsx,
        ".xls": lambda: xls([Sheet("Sheet1", [HEADER, *RECORDS])]),
        ".xlsb": lambda: xlsb([Sheet("Sheet1", [HEADER, *RECORDS])]),
        ".parquet": _parquet,
        ".jsonl": lambda: "\n".join(json.dumps(one, ensure_ascii=False) for one in objects).encode(),
        ".ndjson": lambda: "\n".join(json.dumps(one) for one in objects).encode(),
        ".json": lambda: json.dumps(objects, ensure_ascii=False, indent=1).encode("gbk"),
        ".zip": _zip,
        ".gz": lambda: gzip.compress(_text(";").encode()),
    }
    return makers[suffix]()


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


LINES = {".parquet": [1, 2, 3], ".jsonl": [1, 2, 3], ".ndjson": [1, 2, 3], ".json": [2, 8, 14]}
SHEET = [2, 3, 4]
TEXT = [2, 3, 5]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_content_gives_the_same_rows_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = written(tmp_path / f"list{suffix}", made(suffix))
    file = read_file(path)
    (table,) = file.tables
    assert (file.name, file.sha256) == (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    assert table.headers == tuple(HEADER)
    assert table.cells.columns == ["c0", "c1", "c2", "c3"]
    assert table.cells.rows() == list(map(tuple, RECORDS))
    assert (table.rows.dtype, table.lines.dtype) == (pl.Int64, pl.Int64)
    assert table.rows.to_list() == [1, 2, 3]
    assert table.lines.to_list() == LINES.get(suffix, SHEET if suffix.startswith(".xls") else TEXT)
    assert table.rejects.columns == ["row", "line", "code", "message", "raw", "cells"]
    assert file.notes == ()


@pytest.mark.parametrize(
    ("content", "name"), [(".xlsx", "a.csv"), (".xlsx", "a.xls"), (".txt", "a.xls"), (".zip", "a.dat")]
)
def test_a_file_is_read_as_what_it_is_whatever_its_name(tmp_path: Path, content: str, name: str) -> None:
    file = read_file(written(tmp_path / name, made(content)))
    assert file.tables[0].cells.height == 3
    assert [note.code for note in file.notes] == [codes.OTHER_CONTENT]


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("a.csv", b"", codes.EMPTY_FILE, "empty"),
        ("a.xlsx", b"", codes.EMPTY_FILE, "empty"),
        ("a.csv", b"%PDF-1.7\n\0", codes.NOT_A_TABLE_FORMAT, "PDF"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", codes.NOT_A_TABLE_FORMAT, "PNG"),
        ("a.csv", b"PK\x03\x04 not a zip", codes.DAMAGED, "damaged"),
        ("a.csv", hashlib.shake_128().digest(4_000), codes.NOT_A_TABLE_FORMAT, "binary"),
        ("a.xls", b"<html><table><tr><td>", codes.NOT_A_TABLE_FORMAT, "HTML"),
        ("a.csv", "姓名,手机\n张\0三,1\n".encode(), codes.NUL_BYTE, "line 2"),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_looks_like(
    tmp_path: Path, name: str, data: bytes, code: str, says: str
) -> None:
    with pytest.raises(DeliveryRefused, match=says) as refused:
        read_file(written(tmp_path / name, data))
    assert refused.value.code == code
    assert name in refused.value.where
    assert refused.value.fix


@pytest.mark.parametrize("suffix", sorted(SUFFIXES.keys() - {".parquet"}))
@given(data=st.data())
def test_damage_anywhere_gives_rows_or_a_refusal(suffix: str, data: st.DataObject) -> None:
    """Parquet apart: a wrong length inside a page ends the process in Polars, so only cut files are tried of it."""
    damaged = bytearray(made(suffix))
    for at, byte in data.draw(
        st.dictionaries(st.integers(0, len(damaged) - 1), st.integers(0, 255), max_size=8)
    ).items():
        damaged[at] = byte
    source = Source(f"list{suffix}", bytes(damaged[: data.draw(st.integers(1, 2 * len(damaged)))]))
    try:
        tables = read_source(source).tables
    except DeliveryRefused:
        return
    counted = [row for table in tables for row in (*table.rows, *table.rejects["row"])]
    assert sorted(counted) == list(range(1, len(counted) + 1))


def test_rows_count_on_through_a_workbook_in_an_archive(tmp_path: Path) -> None:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made_book:
        for _ in range(2):
            sheet = made_book.add_worksheet()
            for at, row in enumerate(["姓名,手机", "张三,13000001357", "李四,13000001358"]):
                sheet.write_row(at, 0, row.split(","))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", "姓名,手机\n王五,13000001359\n")
        archive.writestr("b.xlsx", book.getvalue())
        archive.writestr("c.csv", "姓名,手机\n赵六,13000001350\n")
    tables = read_file(written(tmp_path / "a.zip", packed.getvalue())).tables
    assert [one.rows.to_list() for one in tables] == [[1], [2, 3], [4, 5], [6]]


def test_the_codes_of_reading_are_distinct() -> None:
    found = [value for name, value in vars(codes).items() if name.isupper()]
    assert len(found) == len(set(found))


@pytest.mark.bench
def test_large_files_are_read_fast(tmp_path: Path) -> None:
    cells = ["张三", "13000001357", "11010519491231002X", "上海市浦东新区世纪大道1号", "2026-11-20"] * 4
    text = ",".join(f"列{at}" for at in range(20)) + "\n" + (",".join(cells) + "\n") * 100_000
    path = written(tmp_path / "list.csv", text.encode("gbk"))
    begun = time.perf_counter()
    assert read_file(path).tables[0].lines[-1] == 100_001
    assert time.perf_counter() - begun < 5.0  # 0.5 s on a quiet machine


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_of_characters_that_are_half_controls_is_text(tmp_path: Path, codec: str) -> None:
    rows = "".join(f"刘不丁{at},1380013{at:04},与世七区\n" for at in range(30))
    data = ("\ufeff姓名,手机号,地址\n" + rows).encode(codec)
    assert read_file(written(tmp_path / "A.csv", data)).tables[0].cells.height == 30
