import pytest

from crmtool.errors import DeliveryRefused
from crmtool.read import codes
from crmtool.read.jsonlines import read_json
from crmtool.read.source import Reading, Source


def read(text: str) -> Reading:
    return read_json(Source("list.jsonl", text.encode()))


def test_numbers_stay_as_written_and_nested_values_are_json() -> None:
    text = '{"姓名":"张三","手机":13000001357,"金额":1.10,"车":[{"vin":null,"km":1e3}]}\n\n{"金额":"","旧":true}\n'
    (table,) = read(text).tables
    assert table.headers == ("姓名", "手机", "金额", "车", "旧")
    assert table.cells.rows() == [
        ("张三", "13000001357", "1.10", '[{"vin": null, "km": 1e3}]', None),
        (None, None, None, None, "true"),
    ]
    assert (table.rows.to_list(), table.lines.to_list(), table.header_line) == ([1, 2], [1, 3], 0)


def test_lines_that_are_no_object_are_rejected() -> None:
    (table,) = read('{"a":"b"}\n{"a":\n[1]\n{"a":"c"}\n').tables
    assert table.rows.to_list() == [1, 4]
    assert table.rejects.select("row", "line", "code", "raw").rows() == [
        (2, 2, codes.NOT_JSON, '{"a":'),
        (3, 3, codes.NOT_JSON, "[1]"),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('[{"a":"b"},{"a":"c"}]', [1, 1]),
        ('[\n {"a":"b"},\n {"a":\n"c"}\n]\n', [2, 3]),
        ('{"code": 0, "data": [\n {"a":"b"},\n {"a":"c"}]}', [2, 3]),
        ('{\n "a": "b"\n}\n{\n "a": "c"\n}\n', [1, 4]),
    ],
)
def test_arrays_and_printed_objects_are_read_too(text: str, lines: list[int]) -> None:
    (table,) = read(text).tables
    assert table.cells.rows() == [("b",), ("c",)]
    assert (table.rows.to_list(), table.lines.to_list()) == ([1, 2], lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", codes.EMPTY_FILE),
        ("[]", codes.NO_TABLE),
        ("[1, 2]", codes.NO_TABLE),
        ("{}\n{}", codes.NO_TABLE),
        ('[{"a":"b"}, {"a":', codes.DAMAGED),
        ('[{"a":"b"},\n', codes.DAMAGED),
        ("hello", codes.DAMAGED),
        ("[" * 100_000, codes.DAMAGED),
    ],
)
def test_what_is_no_table_is_refused(text: str, code: str) -> None:
    with pytest.raises(DeliveryRefused, match=r"list\.jsonl") as refused:
        read(text)
    assert refused.value.code == code


@pytest.mark.parametrize("second", ['{"a":"3","b":[4]}', '{"b":[4],"a":"3"}'])
def test_columns_are_the_same_in_whatever_order_an_object_has_its_keys(second: str) -> None:
    (table,) = read('{"a":"","b":2}\n' + second).tables
    assert (table.headers, table.cells.rows()) == (("a", "b"), [(None, "2"), ("3", "[4]")])
