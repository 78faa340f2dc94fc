"""Cells of text files are changed at their place, whatever the encoding, and no other byte is."""

from __future__ import annotations

import codecs
from itertools import groupby

import pytest
from edits import edit
from hypothesis import given
from hypothesis import strategies as st

from crmtool.read.files import read_source
from crmtool.read.source import Source
from crmtool.repair import edit_delimited
from crmtool.repair.changes import Change, Coded, changed

CASES = [
    ("plain", b"a,b\nx,y\n", [edit("x", "z", 2, 0)], b"a,b\nz,y\n"),
    ("last cell without a line end", b"a,b\nx,y", [edit("y", "z", 2, 1)], b"a,b\nx,z"),
    ("CRLF", b"a,b\r\nx,y\r\n", [edit("y", "z", 2, 1)], b"a,b\r\nx,z\r\n"),
    ("CR alone", b"a,b\rx,y\rx,y", [edit("y", "z", 2, 1), edit("x", "w", 3, 0)], b"a,b\rx,z\rw,y"),
    ("CR in a cell among LF", b"a,b\nx\rx,y\n", [edit("y", "z", 2, 1)], b"a,b\nx\rx,z\n"),
    ("mixed line ends", b"a,b\r\nx,y\nx,y\r\n", [edit("y", "z", 3, 1)], b"a,b\r\nx,y\nx,z\r\n"),
    ("blank lines and titles", b"list\n\na,b\n\nx,y\n", [edit("x", "z", 5)], b"list\n\na,b\n\nz,y\n"),
    ("quotes stay", b'a,b\n"x","y"\n', [edit("x", "z", 2)], b'a,b\n"z","y"\n'),
    ("doubled quotes", b'a,b\n"x""x",y\n', [edit('x"x', "z", 2)], b'a,b\n"z",y\n'),
    ("quotes as data", b'a,b\n5" x,y\n', [edit("y", "z", 2, 1)], b'a,b\n5" x,z\n'),
    (
        "quotes as data and around cells",
        b'a,b\n="1",y\n"x",y\n',
        [edit('="1"', '="2"', 2)],
        b'a,b\n"=""2""",y\n"x",y\n',
    ),
    ("a delimiter needs quotes", b"a,b\nx,y\n", [edit("x", "z,z", 2)], b'a,b\n"z,z",y\n'),
    (
        "a cell over two lines",
        b'a,b\n"x\nx",y\nx,y\n',
        [edit("x\nx", "z", 2), edit("y", "w", 4, 1)],
        b'a,b\n"z",y\nx,w\n',
    ),
    ("behind a cell over two lines", b'a,b\n"x\nx",y\n', [edit("y", "z", 2, 1)], b'a,b\n"x\nx",z\n'),
    ("two in one line", b"a,b\nx,y\n", [edit("x", "z", 2), edit("y", "longer", 2, 1)], b"a,b\nz,longer\n"),
    ("end of file mark", b"a,b\nx,y\x1a", [edit("y", "z", 2, 1)], b"a,b\nx,z\x1a"),
    ("spaces around", b"a,b\n x ,y\n", [edit(" x ", "z", 2)], b"a,b\nz,y\n"),
    ("an empty neighbour", b"a,b,c\n,,x\n", [edit("x", "z", 2, 2)], b"a,b,c\n,,z\n"),
]


@pytest.mark.parametrize(("name", "before", "edits", "after"), CASES, ids=[case[0] for case in CASES])
def test_cells(name: str, before: bytes, edits: list, after: bytes) -> None:
    done = edit_delimited(before, "utf-8", ",", edits)
    assert done.data == after
    assert [change.edit for change in done.changes] == edits
    assert not done.left


@pytest.mark.parametrize(("old", "line", "place"), [("y", 2, 0), ("x", 9, 0), ("x", 2, 9), ("", 2, 0)])
def test_another_text_is_left_alone(old: str, line: int, place: int) -> None:
    done = edit_delimited(b"a,b\nx,y\n", "utf-8", ",", [edit(old, "z", line, place)])
    assert done.data == b"a,b\nx,y\n"
    assert [left.why for left in done.left] == ["the cell holds something else"]


MARKED = {"utf-8-sig": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@pytest.mark.parametrize("delimiter", ["|", "^", "\t"])
@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("gb18030", "gb18030"),
        ("big5", "cp950"),
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16", "utf-16-be"),
    ],
)
def test_encodings(encoding: str, codec: str, delimiter: str) -> None:
    """Delimiters are also second bytes of characters: of 東 and 絕 in GBK, of 四 and 英 in Big5."""
    mark = b"" if encoding == "utf-8" else MARKED.get(encoding if encoding in MARKED else codec, b"")
    text = f"姓名{delimiter}車牌\r\n東絕四英{delimiter}湘A0OO01\r\n李{delimiter}x\r\n"
    done = edit_delimited(mark + text.encode(codec), encoding, delimiter, [edit("湘A0OO01", "湘A00001", 2, 1)])
    assert done.data == mark + text.replace("0OO", "000").encode(codec)


def test_big5_characters_of_two_codes() -> None:
    """卅 is A2CE and A4CA, of which Python writes one only: what is not repaired keeps its own."""
    before = b"n,v\n\xa2\xce\xa4\xca,x\n\xa2\xcc,y\n"
    done = edit_delimited(before, "big5", ",", [edit("y", "z", 3, 1)])
    assert done.data == b"n,v\n\xa2\xce\xa4\xca,x\n\xa2\xcc,z\n"


def test_a_character_the_encoding_lacks() -> None:
    before = "n,v\n張,x\n".encode("cp950")
    done = edit_delimited(before, "big5", ",", [edit("x", "沪A00001", 2, 1)])
    assert done.data == before
    assert [left.why for left in done.left] == ["the file's encoding has no such character"]


def test_a_place_that_the_bytes_do_not_confirm_is_left_alone() -> None:
    done = changed(b"axb", Coded(b"", "ascii", "ayb"), [Change(edit("y", "z", 1, 0), 1, 2, "z")])
    assert done.data == b"axb"
    assert [left.why for left in done.left] == ["the cell holds something else"]


CELL = st.text(st.sampled_from('ab"1, \t\u3000張\u00e9|'), max_size=5)
GRIDS = st.lists(st.lists(st.tuples(CELL, st.booleans()), min_size=2, max_size=4), min_size=1, max_size=6)


def raw(text: str, delimiter: str, *, quoted: bool) -> str:
    if quoted or delimiter in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


@given(GRIDS, st.sampled_from(",\t|"), st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_nothing_else_changes(grid: list, delimiter: str, newline: str, data: st.DataObject) -> None:
    """A file is put together cell by cell, once as it is and once with other cells: the two differ in nothing else."""
    places = [(line, place) for line, row in enumerate(grid) for place in range(len(row))]
    chosen = sorted(data.draw(st.sets(st.sampled_from(places), min_size=1)))
    new = {place: data.draw(CELL.filter(bool)) for place in chosen}
    before = [[raw(text, delimiter, quoted=quoted) for text, quoted in row] for row in grid]
    after = [
        [
            raw(new[line, place], delimiter, quoted=cell.startswith('"')) if (line, place) in new else cell
            for place, cell in enumerate(row)
        ]
        for line, row in enumerate(before)
    ]
    edits = [edit(grid[line][place][0], new[line, place], line + 1, place) for line, place in chosen]
    as_bytes = [newline.join(delimiter.join(row) for row in rows).encode("gb18030") for rows in (before, after)]
    done = edit_delimited(as_bytes[0], "gb18030", delimiter, edits)
    assert done.data == as_bytes[1]


def test_a_line_of_two_thousand_cells_and_one_of_five_megabytes() -> None:
    cells = ["长" * 1_700_000, *(str(number) for number in range(2000))]
    before = ("\n".join([",".join(f"h{at}" for at in range(2001)), ",".join(cells)])).encode()
    done = edit_delimited(before, "utf-8", ",", [edit("1999", "x", 2, 2000)])
    assert done.data == before.removesuffix(b"1999") + b"x"


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_lines_and_places_are_the_readers(case: tuple) -> None:
    """What the reader says of a cell finds that cell, in a longer file of the same habit."""
    _, before, _, _ = case
    newline = b"\r" if b"\n" not in before else b"\n"
    head = b"name,phone" + (b"\r\n" if b"\r\n" in before else newline)
    rows = newline.join(b"n%d,1300000%04d" % (at, at) for at in range(20))
    reading = read_source(Source("a.csv", head + before + newline + rows))
    [table] = reading.tables
    found = [
        edit(cell, "13", line, table.places[column])
        for row, line in zip(table.cells.rows(), table.lines, strict=True)
        for column, cell in enumerate(row)
        if cell is not None
    ]
    done = edit_delimited(head + before + newline + rows, reading.encoding, reading.delimiter, found)
    assert not done.left
    assert {key for key, _ in groupby(sorted(change.edit.new for change in done.changes))} == {"13"}
