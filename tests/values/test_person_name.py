"""Names of people."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crmtool.values import person_name, pinyin, surnames

AS_OF = date(2026, 11, 21)
VECTORS = json.loads((Path(__file__).parent / "names.json").read_text(encoding="utf-8"))

# value, canonical, reason, name_state
CASES = (
    ("王", "王", "surname_only", "surname_only"),
    ("王总", "王", "honorific_surname_only", "surname_only"),
    ("张老师", "张", "honorific_surname_only", "surname_only"),
    ("小王", "王", "honorific_surname_only", "surname_only"),
    ("老李", "李", "honorific_surname_only", "surname_only"),
    ("小张师傅", "张", "honorific_surname_only", "surname_only"),
    ("𠮷伟A1", "𠮷伟", "annotation", "full"),
    ("𠮷**", "𠮷**", "name_mask", "masked"),
    ("买买提·𠮷尔", "买买提·𠮷尔", "ok", "full"),
    ("欧阳先生", "欧阳", "honorific_surname_only", "surname_only"),
    ("Mr.张", "张", "honorific_surname_only", "surname_only"),
    ("MR ZHANG", "zhang", "honorific_surname_only", "surname_only"),
    ("李 女 士", "李", "honorific_surname_only", "surname_only"),
    ("王伟总", "王伟", "honorific", "full"),
    ("张三（先生）", "张三", "honorific", "full"),
    ("张三 先生", "张三", "honorific", "full"),
    ("尊敬的张三", "张三", "annotation", "full"),
    ("张三（车主）", "张三", "annotation", "full"),
    ("联系人：张三", "张三", "annotation", "full"),
    ("张三(已换车)", "张三", "annotation", "full"),
    ("张三【老客户】(2)", "张三", "annotation", "full"),
    ("张三-VIP", "张三", "annotation", "full"),
    ("VIP张三", "张三", "annotation", "full"),
    ("张三01", "张三", "annotation", "full"),
    ("1.张三", "张三", "annotation", "full"),
    ("张三 已换车", "张三", "annotation", "full"),
    ("展厅 张三", "张三", "annotation", "full"),
    ("张三(Zhang San)", "张三", "annotation", "full"),
    ("Zhang San(张三)", "张三", "annotation", "full"),
    ("张三（上海某某公司）", "张三", "annotation", "full"),
    ("张三（女）", "张三", "annotation", "full"),
    ("13000001357 张三", "张三", "embedded_phone", "full"),
    ("依明 尼亚孜", "依明·尼亚孜", "ok", "full"),
    ("阿不都 玉山", "阿不都·玉山", "ok", "full"),
    ("阿依古丽 尼亚孜", "阿依古丽·尼亚孜", "ok", "full"),
    ("阿依古丽 司机", "阿依古丽", "annotation", "full"),
    ("阿依古丽 客户", "阿依古丽", "annotation", "full"),
    ("阿依古丽 张伟", "张伟", "annotation", "full"),
    ("张三 李四", None, "two_names", "two_names"),
    ("张 三/李 四", None, "two_names", "two_names"),
    ("哈力克·热合曼/张静慧", None, "two_names", "two_names"),
    ("哈力克 热合曼、张静慧", None, "two_names", "two_names"),
    ("哈力克·热合曼(张静慧)", None, "two_names", "two_names"),
    ("张三 130 0000 1357", "张三", "embedded_phone", "full"),
    ("张 三", "张三", "ok", "full"),
    ("张\u3000小　三", "张小三", "ok", "full"),
    ("諸葛 亮", "诸葛亮", "ok", "full"),
    ("“张三”", "张三", "ok", "full"),
    ("张·三", "张三", "ok", "full"),
    ("张乾", "张乾", "ok", "full"),
    ("李和平", "李和平", "ok", "full"),
    ("王建国", "王建国", "ok", "full"),
    ("阿卜杜拉.买买提", "阿卜杜拉·买买提", "ok", "full"),
    ("阿卜杜拉 买买提", "阿卜杜拉·买买提", "ok", "full"),
    ("阿卜杜拉买买提", "阿卜杜拉买买提", "ok", "full"),
    ("张jun", "张jun", "ok", "full"),
    ("John Smith", "john smith", "latin", "latin"),
    ("SMITH/JOHN MR", "john smith", "latin", "latin"),
    ("Wei Zhang", "zhang wei", "pinyin", "latin"),
    ("张**", "张**", "name_mask", "masked"),
    ("张*三", "张*三", "name_mask", "masked"),
    ("张XX", "张**", "name_mask", "masked"),
    ("张某", "张*", "name_mask", "masked"),
    ("张某某", "张**", "name_mask", "masked"),
    ("张○○", "张**", "name_mask", "masked"),
    ("李xx先生", "李**", "name_mask", "masked"),
    ("张？三", "张*三", "name_mask", "masked"),
    ("X先生", None, "placeholder", "placeholder"),
    ("某女士", None, "placeholder", "placeholder"),
    ("**", None, "placeholder", "placeholder"),
    ("  ", None, "placeholder", "placeholder"),
    ("13000001357", None, "embedded_phone", "placeholder"),
    ("张三、李四", None, "two_names", "two_names"),
    ("张三 李四", None, "two_names", "two_names"),
    ("张三和李四", None, "two_names", "two_names"),
    ("张三（李四代办）", None, "two_names", "two_names"),
    ("张先生/李女士", None, "two_names", "two_names"),
    ("Zhang San / Li Si", None, "two_names", "two_names"),
    ("XX公司张三", None, "company", "company"),
    ("某某公司（张三）", None, "company", "company"),
    ("上海 某某 有限公司", None, "company", "company"),
    ("恒大物业", None, "company", "company"),
    ("ABC Trading Co., Ltd.", None, "company", "company"),
    ("张三老婆", None, "relative", "none"),
    ("王先生爱人", None, "relative", "none"),
    ("白色", None, "not_a_name", "none"),
    ("不知道叫什么名字", None, "not_a_name", "none"),
    ("a@example.com", None, "not_a_name", "none"),
    ("张三三三三三", None, "not_a_name", "none"),
)


def standardise(*names: str | None) -> pl.DataFrame:
    return person_name.standardise(pl.Series("name", names, dtype=pl.String), AS_OF)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["value"])
def test_vectors(vector: dict[str, object]) -> None:
    row = standardise(str(vector["value"])).row(0, named=True)
    assert row["valid"] == vector["valid"]
    assert row["reason"] == vector["reason"]
    assert row["canonical"] == vector["normalised"]
    assert {part: row[part] for part in ("surname", "given", "pinyin") if part in vector} == {
        part: vector[part] for part in ("surname", "given", "pinyin") if part in vector
    }


@pytest.mark.parametrize(("value", "canonical", "reason", "state"), CASES, ids=[case[0] for case in CASES])
def test_cases(value: str, canonical: str | None, reason: str, state: str) -> None:
    row = standardise(value).row(0, named=True)
    assert (row["canonical"], row["reason"], row["name_state"]) == (canonical, reason, state)
    assert row["valid"] == (state in ("full", "surname_only", "latin"))


def test_all_at_once_as_one_by_one() -> None:
    values = [case[0] for case in CASES] + [None, "张三", "张三"]
    assert standardise(*values).rows() == [standardise(value).row(0) for value in values]


def test_parts() -> None:
    frame = standardise("欧阳娜娜", "单小三", "ZHANG/SAN MR", "阿卜杜拉·买买提", "李女士", "张jun", "John Smith", "张*")
    assert frame.select("surname", "given", "pinyin", "script").rows() == [
        ("欧阳", "娜娜", "ouyang nana", "han"),
        ("单", "小三", "shan xiaosan", "han"),
        ("zhang", "san", "zhang san", "latin"),
        (None, None, "abodulamaimaiti", "dotted"),
        ("李", None, "li", "han"),
        ("张", "jun", "zhang jun", "mixed"),
        ("smith", "john", None, "latin"),
        ("张", None, None, "han"),
    ]


def test_what_stands_around_a_name() -> None:
    frame = standardise(
        "张三先生", "李女士", "王先生/女士", "张三（女）", "MR ZHANG", "张三13000001357", "张三/李四", "某某公司张三"
    )
    assert frame.select("honorific", "gender", "embedded_phone", "second_name", "first_name_of_two").rows() == [
        ("先生", "M", None, None, None),
        ("女士", "F", None, None, None),
        ("先生", None, None, None, None),
        (None, "F", None, None, None),
        ("mr", "M", None, None, None),
        (None, None, "13000001357", None, None),
        (None, None, None, "李四", "张三"),
        (None, None, None, "张三", None),
    ]


@pytest.mark.parametrize(
    "same",
    [
        ("张乾", "張乾", "张干"),
        ("阿卜杜拉·买买提", "阿卜杜拉•买买提", "阿卜杜拉买买提"),
        ("John Smith", "Smith John", "SMITH/JOHN"),
    ],
)
def test_one_key(same: tuple[str, ...]) -> None:
    assert standardise(*same)["key"].n_unique() == 1


def test_null_stays_null() -> None:
    row = standardise(None).row(0, named=True)
    assert row.pop("name_state") == "none"
    assert set(row.values()) == {None}


def test_no_values() -> None:
    assert standardise().shape == (0, len(person_name.COLUMNS))
    assert person_name.standardise(pl.Series([None]), AS_OF).height == 1


FAMILY = st.sampled_from(sorted(surnames.readings()))
GIVEN = st.text(
    st.sampled_from("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志"), min_size=1, max_size=2
)
AROUND = st.sampled_from(
    ("{}", " {} ", "{}先生", "{}女士", "{}（试驾）", "{}-VIP", "{}1", "{} 13000001357", "客户{}", "【{}】")
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(FAMILY, GIVEN, AROUND), min_size=1, max_size=10))
def test_notes_around_a_name_change_nothing(names: list[tuple[str, str, str]]) -> None:
    plain = [family + given_name for family, given_name, _ in names]
    written = [around.format(name) for name, (*_, around) in zip(plain, names, strict=True)]
    assert standardise(*written)["canonical"].to_list() == plain
    assert standardise(*plain)["canonical"].to_list() == plain


@settings(deadline=None, max_examples=50)
@given(FAMILY, GIVEN)
def test_chinese_and_latin_letters_meet_in_pinyin(family: str, given_name: str) -> None:
    assume(family + given_name[0] not in surnames.compound())
    spoken = f"{pinyin.of_surname(family)} {pinyin.read(pl.Series([given_name]))[0]}"
    assert standardise(family + given_name)["pinyin"][0] == spoken


TYPED = st.text(
    st.sampled_from("张三李四王先生女士小老某*X/ 、（）()-V1·阿卜买提.Zhang,公司和客户老婆張乾总哥店@?　"), max_size=10
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.none() | TYPED | st.text(max_size=30), max_size=8))
def test_any_text(values: list[str | None]) -> None:
    frame = standardise(*values)
    assert frame.height == len(values)
    assert frame["valid"].is_null().to_list() == [value is None for value in values]
    assert (frame["valid"] & frame["canonical"].is_null()).sum() == 0


def test_hostile_text() -> None:
    long = ("张三" * 50_000, "(" * 20_000, "张三/" * 20_000, "zhang " * 20_000, "先生" * 20_000, "13" * 50_000)
    assert standardise(*long).height == len(long)
