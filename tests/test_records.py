"""Which record a row is: by its own id, by its content, and never by a counter."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from crmtool.records import SEPARATOR, newest_versions, with_record_keys

CONTENT = ("record_id", "name", "mobile")


def rows(*lines: tuple[str, str | None, str, str], dealer: str = "D1") -> pl.DataFrame:
    """Rows of ``source_file``, ``record_id``, ``name``, ``mobile``."""
    frame = pl.DataFrame(
        lines, schema=dict.fromkeys(("source_file", "record_id", "name", "mobile"), pl.String), orient="row"
    )
    return frame.with_columns(
        dealer=pl.lit(dealer),
        kind=pl.lit("sales"),
        row=pl.int_range(pl.len()),
        delivery_date=pl.when(pl.col("source_file") == "b").then(date(2026, 2, 1)).otherwise(date(2026, 1, 1)),
    )


def keys(frame: pl.DataFrame) -> list[str]:
    return with_record_keys(frame, CONTENT)["record_key"].to_list()


def test_the_same_row_twice_is_one_record() -> None:
    first, second = keys(rows(("a", "1", "张三", "1"), ("b", "1", "张三", "1")))
    assert first == second


def test_a_known_id_with_other_content_is_a_new_version() -> None:
    known = with_record_keys(rows(("a", "1", "张三", "1"), ("b", "1", "张三", "2")), CONTENT)
    assert known["record_key"].n_unique() == 1
    assert newest_versions(known)["mobile"].to_list() == ["2"]


def test_an_id_on_several_rows_names_the_customer() -> None:
    known = with_record_keys(rows(("a", "1", "张三", "1"), ("a", "1", "张三", "2"), ("a", "2", "李四", "3")), CONTENT)
    assert known["id_means"].to_list() == ["customer"] * 3
    assert known["record_key"].n_unique() == 3


def test_a_counter_is_no_id() -> None:
    lines = [(file, str(number), f"{file}{number}", f"{file}{number}") for file in "ab" for number in range(5)]
    known = with_record_keys(rows(*lines), CONTENT)
    assert known["id_means"].to_list() == [None] * 10
    assert known["record_key"].n_unique() == 10


def test_a_counter_of_many_deliveries_is_no_id_though_names_come_back_by_chance() -> None:
    """Twenty files, thirty names: on most numbers some two rows share a name, and yet they are other people's."""
    lines = [
        (f"{month:02}", str(number), f"客户{(month * 7 + number * month**2) % 30}", f"{month}-{number}")
        for month in range(20)
        for number in range(9)
    ]
    assert sum(len({line[2] for line in lines if line[1] == str(number)}) < 20 for number in range(9)) > 5
    assert with_record_keys(rows(*lines), CONTENT)["record_key"].n_unique() == len(lines)


def test_an_id_of_many_deliveries_stays_one_though_its_rows_are_corrected() -> None:
    lines = [
        (f"{month:02}", str(number), f"客户{number}", f"{number}{month // 3}")
        for month in range(6)
        for number in range(9)
    ]
    assert with_record_keys(rows(*lines), CONTENT)["record_key"].n_unique() == 9


def test_two_dealers_may_use_the_same_ids() -> None:
    one, other = rows(("a", "1", "张三", "1")), rows(("b", "1", "张三", "1"), dealer="D2")
    assert len(set(keys(pl.concat([one, other])))) == 2


def test_without_an_id_the_content_counts() -> None:
    first, again, other = keys(rows(("a", None, "张三", "1"), ("b", None, "张三", "1"), ("b", None, "张三", "2")))
    assert first == again != other


def test_a_column_without_content_changes_no_key() -> None:
    frame = rows(("a", None, "张三", "1"), ("a", "1", "李四", "2"), ("a", "1", "李四", "3"))
    more = frame.with_columns(hobby=pl.lit(None, pl.String))
    assert with_record_keys(more, ["hobby", *CONTENT[::-1]])["record_key"].to_list() == keys(frame)


def test_the_same_text_in_another_column_is_another_record() -> None:
    assert len(set(keys(rows(("a", None, "1", None), ("a", None, None, "1"))))) == 2


def test_an_id_that_is_shared_now_and_then_is_several_records_there() -> None:
    """An order of two cars, in a delivery whose other ids name a row."""
    others = [("a", f"R{at}", f"客户{at}", str(at)) for at in range(60)]
    frame = rows(("a", "1", "张三", "1"), ("a", "1", "张三", "2"), ("b", "1", "张三", "1"), *others)
    known = with_record_keys(frame, CONTENT)
    first, second, later, *_ = known["record_key"]
    assert known["id_means"].unique().to_list() == ["row"]
    assert first == later != second


def test_an_id_twice_on_rows_of_strangers_is_a_mistake_however_few_rows_there_are() -> None:
    others = [("a", f"R{at}", f"客户{at}", str(at)) for at in range(9)]
    frame = rows(("a", "1", "张三", "1"), ("a", "1", "李四", "2"), *others)
    known = with_record_keys(frame, CONTENT)
    assert known["id_means"].unique().to_list() == ["row"]
    assert known["record_key"].n_unique() == len(frame)
    assert known["record_key"][2] == keys(rows(("b", "R0", "王五", "3")))[0], "the other ids are still ids"


def test_an_id_that_two_dealers_of_a_file_use_is_no_mistake() -> None:
    both = pl.concat(
        [rows(("a", "1", "张三", "1")), rows(("a", "1", "李四", "2"), ("a", "2", "王五", "3"), dealer="D2")]
    )
    assert with_record_keys(both, CONTENT)["id_means"].unique().to_list() == ["customer"]


def test_ids_that_are_mostly_of_strangers_are_none_of_rows() -> None:
    """Ten pages, each counted anew: too many to be mistakes."""
    pages = [("a", str(line), f"客户{page}{line}", f"{page}{line}") for page in range(10) for line in range(9)]
    assert with_record_keys(rows(*pages), CONTENT)["id_means"].unique().to_list() == ["customer"]


def test_an_id_of_rows_with_nothing_to_compare_names_an_order() -> None:
    frame = rows(("a", "1", None, None), ("a", "1", None, None), ("a", "2", "李四", "3")).with_columns(
        part=pl.int_range(pl.len()).cast(pl.String)
    )
    assert with_record_keys(frame, [*CONTENT, "part"])["id_means"].unique().to_list() == ["customer"]


def slowly(lines: list[tuple[str, str | None, str, str]]) -> list[str]:
    """The record keys of rows of one dealer whose ids do not come back in another delivery."""
    named = [sorted(zip(CONTENT, line[1:], strict=True)) for line in lines]
    whole = [SEPARATOR.join(f"{name}={part}" for name, part in cells if part is not None) for cells in named]
    found = []
    for (file, number, *_), text in zip(lines, whole, strict=True):
        own = [(line[1], other) for line, other in zip(lines, whole, strict=True) if line[0] == file and line[1]]
        shared = len(set(own)) > 1.02 * len({number for number, _ in own}) and not mistaken(lines, file)
        several = len({other for known, other in own if known == number}) > 1
        means = ("id", str(number)) if number and not shared and not several else ("row", text)
        content = SEPARATOR.join(("D1", "sales", *means)).encode()
        found.append(blake2b(content, digest_size=16, key=b"crmtool").hexdigest())
    return found


def mistaken(lines: list[tuple[str, str | None, str, str]], file: str) -> bool:
    """Whether ids stand on few rows too many, and mostly on rows of strangers."""
    of_id: dict[str, list[tuple[str, str]]] = {}
    for source, number, *who in lines:
        if source == file and number and number.strip():
            of_id.setdefault(number, []).append((who[0], who[1]))
    several = {number: people for number, people in of_id.items() if len(set(people)) > 1}
    more = sum(len(set(people)) - 1 for people in several.values())
    apart = [not any(_nearly_one(column) for column in zip(*people, strict=True)) for people in several.values()]
    sizes = [len(people) for people in several.values()]
    strangers = sum(size for size, alone in zip(sizes, apart, strict=True) if alone)
    return more <= max(5, 0.2 * len(of_id)) and strangers * 2 > sum(sizes)


def _nearly_one(values: tuple[str, ...]) -> bool:
    return (len(set(values)) - 1) * 3 <= len(values) - 1


NUMBERS = st.none() | st.sampled_from(("1", "2", "3", ""))
WORDS = st.sampled_from(("张三", "李四", ""))


@given(st.lists(st.tuples(NUMBERS, WORDS, WORDS, st.sampled_from("ab")), min_size=1))
def test_keys_as_they_are_defined(cells: list[tuple[str | None, str, str, str]]) -> None:
    lines = [(file, number and f"{file}{number}", name, mobile) for number, name, mobile, file in cells]
    assert keys(rows(*lines)) == slowly(lines)
