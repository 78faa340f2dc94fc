"""Parquet pages whose headers promise what cannot be: refused before a library believes them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.errors import DeliveryRefused
from crmtool.read.columnar import read_parquet
from crmtool.read.pages import broken_promise
from crmtool.read.source import Source

if TYPE_CHECKING:
    from polars._typing import ParquetCompression

FRAME = pl.DataFrame({"姓名": ["张三", None, "李四"] * 30, "n": range(90), "l": [[1, 2], [], None] * 30})
NEGATIVE, HUGE = b"\x01", b"\xfe\xff\xff\xff\x0f"  # -1 and 2,147,483,647 as the compact protocol writes them


def parquet(compression: ParquetCompression = "uncompressed", rows: int = 90) -> bytes:
    buffer = io.BytesIO()
    FRAME.head(rows).write_parquet(buffer, compression=compression, row_group_size=40, data_page_size=100)
    return buffer.getvalue()


DATA = parquet()


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "gzip", "lz4", "zstd", "brotli"])
@pytest.mark.parametrize("rows", [0, 1, 90])
def test_whole_files_keep_their_promises(compression: ParquetCompression, rows: int) -> None:
    assert broken_promise(parquet(compression, rows)) == ""


@pytest.mark.parametrize("number", [NEGATIVE, HUGE])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_page_that_promises_too_much_is_refused(number: bytes, place: int) -> None:
    """The first page's header begins at byte 4: its kind, two sizes, then how many values; each behind a byte 0x15."""
    marks = [at for at in range(4, 24) if DATA[at] == 0x15][:4]
    start = marks[place] + 1
    end = next(at for at in range(start, start + 5) if DATA[at] < 0x80) + 1
    damaged = DATA[:start] + number.ljust(end - start, b"\x00")[: max(1, end - start)] + DATA[end:]
    with pytest.raises(DeliveryRefused) as refused:
        read_parquet(Source("a.parquet", damaged))
    assert refused.value.code == "I009"
    assert "a.parquet" in str(refused.value)


@given(at=st.integers(4, len(DATA) - 1), byte=st.integers(0, 255))
def test_any_damage_is_looked_at_without_a_fault(at: int, byte: int) -> None:
    assert isinstance(broken_promise(DATA[:at] + bytes([byte]) + DATA[at + 1 :]), str)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_looked_at_without_a_fault(data: bytes) -> None:
    assert isinstance(broken_promise(b"PAR1" + data + b"PAR1"), str)
