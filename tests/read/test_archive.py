import gzip
import io
import zipfile

import pytest

from crmtool.errors import DeliveryRefused
from crmtool.read import codes
from crmtool.read.files import read_source
from crmtool.read.source import Source

CSV = "姓名,手机\n张三,13000001357\n李四,13100001357\n"


def packed(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def refused(name: str, data: bytes) -> str:
    with pytest.raises(DeliveryRefused, match=name) as error:
        read_source(Source(name, data))
    assert error.value.fix
    return error.value.code


def test_all_tables_of_a_zip_are_read_and_named_by_their_member() -> None:
    data = packed(**{"d/甲.csv": CSV.encode("gbk"), "d/e/乙.txt": CSV.replace(",", "\t").encode()})
    reading = read_source(Source("list.zip", data))
    assert [(table.sheet, table.rows.to_list(), table.lines.to_list()) for table in reading.tables] == [
        ("d/甲.csv", [1, 2], [2, 3]),
        ("d/e/乙.txt", [3, 4], [2, 3]),
    ]
    assert (reading.format, reading.encoding, reading.delimiter) == ("zip", "gb18030+utf-8", ",+\t")


def test_member_names_in_gbk_are_read() -> None:
    data = packed(**{"abcd.csv": CSV.encode()}).replace(b"abcd.csv", "甲乙.csv".encode("gbk"))
    assert read_source(Source("list.zip", data)).tables[0].sheet == "甲乙.csv"


def test_what_is_no_table_is_left_out_with_a_note() -> None:
    members = {"a.csv": CSV.encode(), "x.pdf": b"%PDF-1.4", "readme.txt": "说明\n".encode(), "__MACOSX/._a.csv": b"x"}
    reading = read_source(Source("list.zip", packed(**members)))
    assert [(note.code, note.value) for note in reading.notes] == [
        (codes.MEMBER_LEFT_OUT, "x.pdf"),
        (codes.MEMBER_LEFT_OUT, "readme.txt"),
    ]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({}, codes.NO_TABLE),
        ({"a.csv": b""}, codes.EMPTY_FILE),
        ({"a.csv": CSV.encode(), "b.csv": CSV.encode() + b"\xff"}, codes.WRONG_ENCODING),
        ({"a.csv": CSV.encode(), "b.zip": packed(a=b"x")}, codes.NESTED_ARCHIVE),
        ({"a.csv": b"0" * 40_000_000}, codes.ZIP_BOMB),
        ({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 40_000_000}, codes.ZIP_BOMB),
    ],
)
def test_what_a_zip_must_not_hold(members: dict[str, bytes], code: str) -> None:
    assert refused("list.zip", packed(**members)) == code


def test_damaged_and_encrypted_archives_are_refused() -> None:
    data = packed(**{"a.csv": CSV.encode() * 50})
    assert refused("list.zip", data[:-30]) == codes.DAMAGED
    assert refused("list.zip", data[:60] + b"xxxx" + data[64:]) == codes.DAMAGED
    at = data.index(b"PK\x01\x02") + 8
    assert refused("list.zip", data[:at] + b"\x01" + data[at + 1 :]) == codes.ENCRYPTED


def test_gzip() -> None:
    reading = read_source(Source("list.csv.gz", gzip.compress(CSV.encode())))
    assert (reading.format, reading.tables[0].cells.height) == ("text.gz", 2)
    assert refused("a.csv.gz", gzip.compress(CSV.encode())[:-9]) == codes.DAMAGED
    assert refused("a.csv.gz", gzip.compress(b"0" * 40_000_000)) == codes.ZIP_BOMB
    assert refused("a.gz", gzip.compress(packed(a=b"x"))) == codes.NESTED_ARCHIVE
