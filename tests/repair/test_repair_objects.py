"""Values of JSON are changed at their place, and no other byte is."""

from __future__ import annotations

import json

import pytest
from edits import edit
from hypothesis import given
from hypothesis import strategies as st

from crmtool.repair import edit_json_array, edit_json_lines

LINES = [
    ("plain", '{"v": "x", "w": 1}', "x", '{"v": "z", "w": 1}'),
    ("a number", '{"w":1.50,"v":13800000000}', "13800000000", '{"w":1.50,"v":"z"}'),
    ("the last of two", '{"v":"a","v":"x"}', "x", '{"v":"a","v":"z"}'),
    ("escapes stay", '{"w":"\\u5f20\\/","v":"x"}\t', "x", '{"w":"\\u5f20\\/","v":"z"}\t'),
    ("an escaped key", '{"\\u0076":"x"}', "x", '{"\\u0076":"z"}'),
    ("the same text elsewhere", '{"w":"\\"v\\":\\"x\\"","v":"x"}', "x", '{"w":"\\"v\\":\\"x\\"","v":"z"}'),
    ("nested", '{"w":{"v":"x"},"v":"x","u":[{"v":"x"}]}', "x", '{"w":{"v":"x"},"v":"z","u":[{"v":"x"}]}'),
    ("spaces", ' { "v" : "x" , "w" : null } ', "x", ' { "v" : "z" , "w" : null } '),
]


@pytest.mark.parametrize(("name", "before", "old", "after"), LINES, ids=[line[0] for line in LINES])
def test_lines(name: str, before: str, old: str, after: str) -> None:
    other = '{"v":"x"}'
    for newline in ("\n", "\r\n"):
        text = newline.join([other, "", before, other, "not json"])
        done = edit_json_lines(text.encode(), "utf-8", [edit(old, "z", 3, header="v")])
        assert done.data.decode() == newline.join([other, "", after, other, "not json"])


@pytest.mark.parametrize("layout", ["[{0},{1},{2}]", "[\n{0},\n{1},\n{2}\n]\n", '{{"data": [{0} , {1} , {2}]}}'])
@pytest.mark.parametrize(("name", "before", "old", "after"), LINES, ids=[line[0] for line in LINES])
def test_arrays(name: str, before: str, old: str, after: str, layout: str) -> None:
    other = '{"v": "x"}'
    text = layout.format(other, before, other)
    done = edit_json_array(text.encode(), "utf-8", [edit(old, "z", 1, header="v", at=1)])
    assert done.data.decode() == layout.format(other, after, other)


def test_what_is_not_there_is_left_alone() -> None:
    before = b'{"v":"x"}\n[1]\n{"v":["x"]}\n'
    edits = [edit("y", "z", 1, header="v"), edit("x", "z", 3, header="v"), edit("x", "z", 3, header="w")]
    done = edit_json_lines(before, "utf-8", edits)
    assert done.data == before
    assert len(done.left) == 3


def test_chinese_stays_as_it_is_written() -> None:
    """Escaped where everything is, itself where anything is."""
    escaped, plain = json.dumps({"姓名": "张", "v": "x"}), json.dumps({"姓名": "张", "v": "x"}, ensure_ascii=False)
    new = edit("x", "沪A00001", 1, header="v")
    assert edit_json_lines(escaped.encode(), "utf-8", [new]).data.isascii()
    assert edit_json_lines(plain.encode("gb18030"), "gb18030", [new]).data.decode("gb18030") == plain.replace(
        '"x"', '"沪A00001"'
    )


TEXT = st.text(max_size=6)
OBJECT = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | TEXT | st.lists(TEXT), max_size=4)


@given(st.lists(st.tuples(OBJECT, st.booleans()), min_size=1, max_size=5), st.data())
def test_one_value_and_nothing_else(objects: list, data: st.DataObject) -> None:
    lines = [json.dumps({**value, "v": "x"}, ensure_ascii=escaped, indent=None) for value, escaped in objects]
    line = data.draw(st.integers(1, len(lines)))
    done = edit_json_lines("\n".join(lines).encode(), "utf-8", [edit("x", "z", line, header="v")])
    after = [json.loads(one) for one in done.data.decode().split("\n")]
    expected = [{**value, "v": "z" if at == line else "x"} for at, (value, _) in enumerate(objects, 1)]
    assert after == expected
    others = [one for at, one in enumerate(lines, 1) if at != line]
    assert [one for at, one in enumerate(done.data.decode().split("\n"), 1) if at != line] == others
