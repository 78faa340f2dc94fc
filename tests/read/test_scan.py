import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crmtool.errors import DeliveryRefused
from crmtool.read import codes
from crmtool.read.delimiter import delimiter_of
from crmtool.read.scan import Records, scan
from crmtool.read.source import Source

CELL = st.text(st.sampled_from('ab1张,;\t|"\n\r '), max_size=8)
FILE = Source("list.csv", b"")


def _split(records: Records) -> list[list[str]]:
    return [records.split(at) for at in range(len(records.starts))]


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(",\t;|"))
@example([["a\n\nb", ""], ["", '"']], ",")
@example([["", "", "", "\n\t\t\t\n"]], "\t")
@example([["a", "b", "c", "d"], ["", "", "", "\n1,2,3,4\n"]], ",")
def test_what_a_writer_quotes_comes_back(rows: list[list[str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(rows)
    records = scan(FILE, out.getvalue(), delimiter)
    assert _split(records) == rows
    lines, line = [], 1
    for row in rows:
        lines.append(line)
        line += 1 + sum(cell.count("\n") for cell in row)
    assert records.lines.tolist() == lines
    assert records.cells.tolist() == [len(row) for row in rows]


def _slowly(text: str) -> list[list[str]]:
    """The oracle: one character at a time; a quote that opens a cell must close it, any other is data."""
    records, at = [], 0
    while at < len(text):
        record: list[str] = []
        while True:
            end = _end_of_quoted(text, at)
            if end:
                record.append(text[at + 1 : end - 1].replace('""', '"'))
            else:
                end = at
                while end < len(text) and text[end] not in ",\n":
                    end += 1
                record.append(text[at:end].removesuffix("\r") if text[end : end + 1] in {"\n", ""} else text[at:end])
            at = end + (text[end : end + 2] == "\r\n")
            stop = text[at : at + 1]
            at += 1
            if stop != ",":
                break
        records.append(record)
    return records


def _end_of_quoted(text: str, at: int) -> int:
    """Where the quoted cell that begins here ends, 0 if it is none."""
    if text[at : at + 1] != '"':
        return 0
    here = at + 1
    while here < len(text):
        if text[here] == '"' and text[here + 1 : here + 2] == '"':
            here += 2
        elif text[here] == '"':
            return here + 1 if text[here + 1 : here + 2] in {",", "\n", ""} else 0
        else:
            here += 1
    return 0


@given(st.text(st.sampled_from('ab,"\n'), max_size=30), st.sampled_from([1, 2, 5, 64]))
@example('5" x,"a,b",="1"\n"Ming"s,2', 64)
def test_any_quotes_are_read_as_the_oracle_reads_them(text: str, piece: int) -> None:
    expected = _slowly(text)
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("crmtool.read.scan.PIECE", piece)
            records = scan(FILE, text, ",")
    except DeliveryRefused:
        assert any(cell.startswith('"') and cell.count('"') % 2 for record in expected for cell in record)
    else:
        assert _split(records) == expected
        assert records.cells.tolist() == [*map(len, expected)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('姓名,手机\n张三,1\n"李四,2\n王五,3\n', 3),
        ('"姓名","手机"\n"张三,"1"\n"李四","2"\n', 2),
        ('a,b,c,d\n1,"x\ny",3,4\n1,2,3,"4\n', 4),
        ('a,b,c,d\n1,"2,3,4\n1,2,3,4\n1,2,3,4\n1,2,3",4\n', 2),
    ],
)
def test_an_unclosed_quote_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(DeliveryRefused, match=f"list.csv, line {line}: .*never closed") as refused:
        scan(FILE, text, ",")
    assert refused.value.code == codes.UNCLOSED_QUOTE


@pytest.mark.parametrize("delimiter", ",\t;|^")
@pytest.mark.parametrize("title", ["", "客户清单, 2026年\n"])
def test_the_delimiter_is_found_among_others_in_the_cells(delimiter: str, title: str) -> None:
    rows = [["姓名", "手机", "地址"], *[["张三", "13000001357", "上海,浦东;世纪|大道 1^2"]] * 3]
    out = io.StringIO(title)
    out.seek(0, io.SEEK_END)
    csv.writer(out, delimiter=delimiter).writerows(rows)
    assert delimiter_of(out.getvalue()) == delimiter
