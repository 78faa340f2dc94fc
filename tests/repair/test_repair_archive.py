"""Archives are packed again as they were, but for what was changed."""

from __future__ import annotations

import gzip
import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from crmtool.read.archive import member_name
from crmtool.repair import regzipped, rezipped


@given(st.binary(max_size=50), st.binary(max_size=50), st.sampled_from(["", "名.csv", "a.csv"]))
def test_gzip_keeps_its_header(old: bytes, new: bytes, name: str) -> None:
    packed = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=packed, mtime=12345) as file:
        file.write(old)
    again = regzipped(packed.getvalue(), new)
    assert gzip.decompress(again) == new
    length = 10 + (len(name.encode("latin-1", "ignore")) + 1 if name.isascii() and name else 0)
    assert again[:length] == packed.getvalue()[:length]


def test_gzip_with_everything_in_its_header() -> None:
    header = (
        b"\x1f\x8b\x08" + bytes([2 | 4 | 8 | 16]) + bytes(6) + b"\x03\x00abc" + b"n.csv\0" + b"remark\0" + b"\x12\x34"
    )
    assert regzipped(header + b"anything", b"new").startswith(header)


def test_zip_members_stay_in_order_with_their_times() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"remark"
        for name, how in (("b/", 0), ("b/x.csv", zipfile.ZIP_STORED), ("a.csv", zipfile.ZIP_DEFLATED)):
            made = zipfile.ZipInfo(name, (2026, 9, 1, 8, 30, 0))
            made.compress_type = how
            archive.writestr(made, b"" if name.endswith("/") else name.encode())
    with zipfile.ZipFile(io.BytesIO(rezipped(packed.getvalue(), {"a.csv": b"new"}, member_name))) as again:
        found = [(one.filename, one.date_time, one.compress_type) for one in again.infolist()]
        assert again.comment == b"remark"
        assert again.read("a.csv") == b"new"
        assert again.read("b/x.csv") == b"b/x.csv"
        assert again.testzip() is None
    with zipfile.ZipFile(packed) as old:
        assert found == [(one.filename, one.date_time, one.compress_type) for one in old.infolist()]


def test_zip_names_in_gbk_stay_legible() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("AA.csv", b"old")
    data = packed.getvalue().replace(b"AA.csv", "客".encode("gb18030") + b".csv")
    with zipfile.ZipFile(io.BytesIO(rezipped(data, {"客.csv": b"new"}, member_name))) as again:
        assert again.namelist() == ["客.csv"]
        assert again.read("客.csv") == b"new"
