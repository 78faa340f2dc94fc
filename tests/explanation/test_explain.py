"""``crmtool explain``: pairs, what-ifs and stories on the terminal, as JSON and as a page; names that lead nowhere."""

from __future__ import annotations

import json
import shutil
from datetime import date
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING

import polars as pl
import pytest
from main_job import HEADER, bring_in, crmtool, csv, files, table

from crmtool.sample.numbers import resident_id

if TYPE_CHECKING:
    from pathlib import Path

FULL = "客户编号,姓名,手机,证件号码,车牌,地址"
HOSTILE = ("<script>alert(1)</script>", "\x1b[31m红", "[bold]甲[/]", "\u202e乙")
ADDRESS = "江苏省张家港市南京路155号13幢3201"


STRANGER = "K4,赵建国,13100024682,,沪B20002,"
ROWS = [
    f"K1,王志强,13000013571,,沪A00001,{ADDRESS}",
    f"K2,王志强,13000013571,,沪A00001,{ADDRESS}",
    f"K3,李秀英,13000013571,,沪A00001,{ADDRESS}",
    STRANGER,
    "K5,孙丽华,13200013571,,,多,余,的",
]


def delivered(folder: Path, stranger: str) -> Path:
    """The master of a household, a stranger delivered twice, a row that is rejected and an empty delivery."""
    rows = [stranger if one == STRANGER else one for one in ROWS]
    csv(folder / "in" / "A_sales_20260901.csv", FULL, rows)
    csv(folder / "in" / "A_sales_20260902.csv", FULL, [stranger, "K6,周明轩,13300013571,,,"])
    csv(folder / "in" / "B_sales_20260901.csv", HEADER, [])
    bring_in([folder / "in"], folder / "master")
    return folder / "master"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """To be read only."""
    return delivered(tmp_path_factory.mktemp("small"), STRANGER)


def row(number: int, day: int = 1) -> str:
    return f"A_sales_2026090{day}.csv:{number}"


# Names


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([row(5), row(1)], "the row was rejected (I0"),
        ([row(9), row(1)], "the delivery has rows 1 to 5"),
        (["B_sales_20260901.csv:1", row(1)], "the delivery was refused"),
        (["nowhere.csv:1", row(1)], "'nowhere.csv:1' is neither a customer nor a row"),
        (["C00009999", row(1)], "'C00009999' is neither a customer nor a row"),
        ([row(1), row(1)], "both are one and the same"),
        (["C00000001", "c00000001"], "crmtool explain C00000001 tells how it came about"),
        ([row(1), row(4), "--set", "moblie=1"], "unknown field 'moblie'. Did you mean 'mobile'?"),
        ([row(1), row(4), "--set", "mobile"], "'mobile' is no assignment"),
        ([row(1), row(4), "--set", "mobile=1", "--set-b", "mobile=1"], "cannot both be changed"),
        ([row(1), "--set", "mobile=1"], "only one side"),
        ([row(4), row(1, 2), "--set", "mobile=1"], "one and the same record"),
        ([row(1), row(4), "--out", "a.txt"], "cannot write .txt"),
        ([row(1), row(4), "--out", "nowhere/a.html"], "there is no such folder"),
        (["\x1b[2J:1", row(1)], r"\x1b[2J:1"),
    ],
)
def test_what_cannot_be_explained_ends_with_2(small: Path, names: list[str], said: str) -> None:
    done = crmtool("explain", *names, "--master", small)
    assert (done.code, done.out) == (2, "")
    (line,) = done.errors
    assert said in line


def test_a_row_delivered_twice_is_one_record(small: Path) -> None:
    done = crmtool("explain", row(4), row(1, 2), "--master", small)
    assert done.code == 0
    assert "One and the same record" in done.out
    assert {row(4), row(1, 2)} <= set(done.out.split())
    assert crmtool("explain", row(4), row(1, 2), "--master", small, "--format", "json").data["record"] == row(1, 2)


def test_an_earlier_version_stands_for_the_newest(small: Path) -> None:
    done = crmtool("explain", row(4), row(1), "--master", small)
    assert f"{row(4)} is an earlier version of {row(1, 2)}" in " ".join(done.out.split())
    assert f"{row(1, 2)}  ~  {row(1)}" in done.out


def test_a_retired_id_leads_to_its_successor(tmp_path: Path) -> None:
    master, header = tmp_path / "master", "客户编号,姓名,手机,证件号码,邮箱"
    csv(tmp_path / "one" / "A_sales_20260901.csv", header, ["K1,王志强,13000013571,,", "K2,王志强,,,wzq@example.com"])
    bring_in([tmp_path / "one"], master)
    before = set(table(master, "customers")["customer_id"])
    csv(tmp_path / "two" / "B_sales_20260902.csv", header, ["X1,王志强,13000013571,,wzq@example.com"])
    bring_in([tmp_path / "two"], master)
    (kept,) = table(master, "customers")["customer_id"]
    (gone,) = before - {kept}
    done = crmtool("explain", gone, "--master", master)
    assert done.code == 0
    assert f"{gone} is retired and was merged into {kept}" in done.out
    assert (
        f"both are one and the same. crmtool explain {kept}" in crmtool("explain", gone, kept, "--master", master).err
    )


# Pairs


def test_why_not(small: Path) -> None:
    done = crmtool("explain", row(1), row(3), "--master", small)
    assert "says nothing where name is: different" in done.out
    assert "Compared, because both share: phone" in done.out
    assert "To match it lacks" in done.out
    assert "if the same" in done.out


def test_why_not_of_strangers_names_the_nearest_rule(small: Path) -> None:
    found = crmtool("explain", row(1), row(1, 2), "--master", small, "--format", "json").data
    assert (found["rules"], found["verdict"]) == ([], "no match")
    assert found["blocking"]["nearest"]
    assert len(found["wishes"]) == 3
    assert [one["total"] for one in found["wishes"]] == sorted((one["total"] for one in found["wishes"]), reverse=True)


def test_sides_are_as_they_were_asked_for(master: Path, pair: tuple[str, str]) -> None:
    one, other = (
        crmtool("explain", *names, "--master", master, "--format", "json").data for names in (pair, pair[::-1])
    )
    assert (one["left"], one["right"]) == (other["right"], other["left"]) == pair
    assert [(step["left"], step["right"]) for step in one["steps"]] == [
        (step["right"], step["left"]) for step in other["steps"]
    ]
    assert (one["weight"], one["verdict"], one["rules"]) == (other["weight"], other["verdict"], other["rules"])


def test_vehicles(master: Path) -> None:
    ids = table(master, "vehicles").sort("records")["vehicle_id"].to_list()[-2:]
    found = crmtool("explain", *ids, "--master", master, "--format", "json").data
    assert (found["entity"], found["customers"]) == ("vehicle", ids)
    crosswalk = table(master, "crosswalk").filter(pl.col("vehicle_id") == ids[0])
    place = "{}:{}".format(*crosswalk.select("source_file", "row").row(0))
    assert crmtool("explain", place, ids[1], "--master", master, "--format", "json").data["entity"] == "vehicle"
    mixed = crmtool("explain", ids[0], "C00000001", "--master", master, "--format", "json").data
    assert mixed["entity"] == "customer"


def test_a_match_that_was_kept_apart_says_why(tmp_path: Path) -> None:
    """Two documents that are both valid part two rows that a third ties together."""
    rows = [
        "K1,王志强,13000013571,11010519491231002X,沪A00001,",
        "K2,王志强,13000013571,,沪A00001,",
        "K3,王志强,13000013571,110105194912310038,沪A00001,",
    ]
    csv(tmp_path / "in" / "A_sales_20260901.csv", FULL, rows)
    bring_in([tmp_path / "in"], tmp_path / "master")
    whose = dict(table(tmp_path / "master", "crosswalk").select("row", "customer_id").iter_rows())
    alone = 3 if whose[1] == whose[2] else 1
    assert whose[1] != whose[3]
    done = crmtool("explain", row(2), row(alone), "--master", tmp_path / "master")
    said = " ".join(done.out.split())
    assert "Kept apart although the pair matches" in said
    assert "which a veto forbids (document" in said
    assert "Veto: document" in crmtool("explain", row(1), row(3), "--master", tmp_path / "master").out
    story = crmtool("explain", whose[2], "--master", tmp_path / "master", "--format", "json").data
    assert [one["other"] for one in story["refused"]] == [whose[alone]]
    assert story["refused"][0]["contradiction"]["veto"]


CALL = ("A_service_20260930.csv:4", "B_service_20260930.csv:1")
CALLERS = "工单号,客户名称,证件号码,手机"
DOCUMENTS = [resident_id("310101", date(1980, 1, 2).toordinal(), 2 * number + 1) for number in range(32)]


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A customer, a caller at another dealer, a record alone of a known name, one of a name at another dealer."""
    folder = tmp_path_factory.mktemp("questions")
    numbers = ("13900001357",) * 3 + ("13100024682",)
    here = [f"W{at},王伟,{DOCUMENTS[-1]},{number}" for at, number in enumerate(numbers)] + ["W9,赵明轩,,"]
    often = [
        f"S{visit}{at},{one}{two},{DOCUMENTS[at]},137{(at + 1) * 7919417 % 10**8:08}"
        for at, (one, two) in enumerate(product("赵钱孙李周吴", ("明轩", "浩宇", "思远", "文博", "海涛")))
        for visit in range(6)
    ]
    csv(folder / "in" / "A_service_20260930.csv", CALLERS, here)
    csv(folder / "in" / "A_sales_20260930.csv", CALLERS, often)
    csv(folder / "in" / "B_service_20260930.csv", CALLERS, ["X1,,,13100024682", "X2,钱浩宇,,"])
    bring_in([folder / "in"], folder / "master")
    return folder / "master"


@pytest.mark.parametrize(
    ("sides", "reason", "en", "zh"),
    [
        (CALL, "caller", "rather somebody else's", "更像他人所有"),
        (("A_sales_20260930.csv:37", "B_service_20260930.csv:2"), "namesakes", "but a rare name", "除罕见姓名外"),
    ],
)
def test_a_question_says_why_it_is_one(questions: Path, sides: tuple[str, str], reason: str, en: str, zh: str) -> None:
    words = ("explain", *sides, "--master", questions)
    assert crmtool(*words, "--format", "json").data["asked"] == reason
    for lang, said in (("en", en), ("zh", zh)):
        assert said in crmtool(*words, "--lang", lang, COLUMNS="200").out
    ids = crmtool(*words, "--format", "json").data["customers"]
    story = crmtool("explain", ids[0], "--master", questions, "--format", "json").data
    asked = {one["other"]: one["asked"] for one in story["refused"]} | {other: "" for _, other in story["unsure"]}
    assert asked == {ids[1]: reason if reason == "caller" else ""}


def test_a_record_alone_says_why_it_was_joined(questions: Path) -> None:
    alone = "A_service_20260930.csv:5"
    story = crmtool("explain", alone, "--master", questions, "--format", "json").data
    assert (story["matching"], story["possible"]) == (15, 21)
    assert [one["link"]["alone"] for one in story["unions"]] == [False] * 5 + [True]
    assert "the only other customer of its name" in crmtool("explain", alone, "--master", questions, COLUMNS="200").out
    link = story["unions"][-1]["link"]
    pair = crmtool("explain", link["left"], link["right"], "--master", questions)
    assert "alone beside the only other customer of its name" in " ".join(pair.out.split())


# Decisions


@pytest.fixture
def decided(small: Path, tmp_path: Path) -> Path:
    """The household's two names are one man; the stranger is whoever was delivered beside him, and is not after all."""
    master = shutil.copytree(small, tmp_path / "decided")
    rows = table(master, "crosswalk").select(pl.format("{}:{}", "source_file", "row"), "customer_id")
    whose = dict(rows.iter_rows())
    for words in (
        ("merge", whose[row(1)], whose[row(3)], "--by", "lin", "--reason", "asked him"),
        ("merge", whose[row(4)], whose[row(2, 2)]),
        ("split", whose[row(4)], row(2, 2), "--by", "wu"),
    ):
        done = crmtool(*words, "--master", master)
        assert done.code == 0, done.err
    return master


def test_a_decision_is_the_reason(decided: Path) -> None:
    joined = crmtool("explain", row(1), row(3), "--master", decided)
    assert "Joined by decision 1 of lin on 20" in joined.out
    assert "(asked him)" in joined.out
    found = crmtool("explain", row(1), row(3), "--master", decided, "--format", "json").data
    assert [(one["number"], one["verdict"], one["by"]) for one in found["decisions"]] == [(1, "same", "lin")]
    assert len(set(found["customers"])) == 1
    parted = crmtool("explain", row(2, 2), row(4), "--master", decided)
    assert "Kept apart by decision 3 of wu on 20" in parted.out
    for lang, said in (("en", "Kept apart by"), ("zh", "分开依据")):
        page = decided.parent / "a.html"
        assert crmtool("explain", row(2, 2), row(4), "--master", decided, "--out", page, "--lang", lang).code == 0
        assert said in page.read_text("utf-8")
    supposed = crmtool("explain", row(1), row(3), "--set", "name=李秀英", "--master", decided)
    assert "Joined by decision 1" in supposed.out
    assert crmtool("explain", row(1), row(2, 2), "--master", decided, "--format", "json").data["decisions"] == []


def test_a_decision_about_others_ties_two_together(decided: Path, tmp_path: Path) -> None:
    """The new row belongs to the man by its evidence; to his other name by the decision alone."""
    csv(tmp_path / "A_sales_20260903.csv", FULL, [f"K9,王志强,13000013571,,沪A00001,{ADDRESS}"])
    bring_in([tmp_path / "A_sales_20260903.csv"], decided)
    found = crmtool("explain", row(1, 3), row(3), "--master", decided, "--format", "json").data
    assert (found["chain"], [one["number"] for one in found["decisions"]]) == ([], [1])
    found = crmtool("explain", row(1, 3), row(1), "--master", decided, "--format", "json").data
    assert (len(found["chain"]) > 0, found["decisions"]) == (True, [])


def test_a_story_names_its_decisions(decided: Path) -> None:
    story = crmtool("explain", row(1), "--master", decided)
    assert "2 groups that nothing weighed ties together: decisions did" in story.out
    assert "asked him): one and the same" in " ".join(story.out.split())
    told = crmtool("explain", row(4), "--master", decided, "--format", "json").data
    assert [one["number"] for one in told["decisions"]] == [3]


# What if


def test_what_if_weighs_as_if_it_had_been_delivered(small: Path, tmp_path: Path) -> None:
    before = files(small)
    words = [
        "explain",
        row(4),
        row(1),
        "--set",
        "mobile=130 0001 3571",
        "--set",
        "name=王志强",
        "--set",
        "plate=沪A00001",
    ]
    told = crmtool(*words, "--master", small, "--format", "json").data
    assert files(small) == before
    assert told["what_if"]["after"]["weight"] > told["weight"] + 10
    assert "car" in told["what_if"]["after"]["rules"]
    other = delivered(tmp_path, "K4,王志强,130 0001 3571,,沪A00001,")
    real = crmtool("explain", row(4), row(1), "--master", other, "--format", "json").data
    assert told["what_if"]["after"]["weight"] == pytest.approx(real["weight"])
    assert told["what_if"]["after"]["rules"] == real["rules"]


def test_what_if_of_the_other_side(small: Path) -> None:
    words = ["explain", row(1), row(3), "--set-b", "name=王志强", "--master", small, "--format", "json"]
    told = crmtool(*words).data
    assert told["what_if"]["record"] == row(3)
    assert told["what_if"]["after"]["verdict"] == "match"
    assert told["what_if"]["after"]["left"] == row(1)


@pytest.mark.parametrize("value", ["".join(HOSTILE), "=1+1", "", "甲" * 20_000])
def test_what_if_takes_any_value(small: Path, value: str, tmp_path: Path) -> None:
    given = [f"{field}={value}" for field in ("name", "mobile", "address", "remark", "id_number", "birth_date")]
    sets = [word for one in given for word in ("--set", one)]
    words = ["explain", row(1), row(3), *sets, "--master", small, "--unmask"]
    done = crmtool(*words)
    assert (done.code, done.err) == (0, "")
    assert not {"\x1b", "\u202e"} & set(done.out)
    assert len(done.out) < 20_000
    assert json.loads(crmtool(*words, "--format", "json").out)
    page = tmp_path / "a.html"
    assert crmtool(*words, "--out", page).code == 0
    assert "<script" not in page.read_text("utf-8")


# Stories


def test_a_customer_link_by_link(master: Path, customer: dict[str, str]) -> None:
    known = table(master, "customers").sort("records", "customer_id").row(-1, named=True)
    told = crmtool("explain", known["customer_id"], "--master", master, "--format", "json").data
    assert len(told["records"]) == known["records"] == len(told["unions"]) + 1 + told["loose"]
    weights = [one["link"]["weight"] for one in told["unions"]]
    assert weights == sorted(weights, reverse=True)
    assert told["weakest"]["link"]["weight"] == weights[-1]
    assert sum(told["weakest"]["sizes"]) == known["records"]
    assert told["unions"][-1]["sizes"][0] + told["unions"][-1]["sizes"][1] == known["records"]
    assert customer["customer_id"] in crmtool("explain", customer["customer_id"], "--master", master).out


def test_a_large_customer_is_told_in_short(tmp_path: Path) -> None:
    rows = [f"K{number},王志强,13000013571,11010519491231002X,沪A{number:05}," for number in range(500)]
    csv(tmp_path / "in" / "A_sales_20260901.csv", FULL, rows)
    bring_in([tmp_path / "in"], tmp_path / "master")
    (golden,) = table(tmp_path / "master", "customers")["customer_id"]
    done = crmtool("explain", golden, "--master", tmp_path / "master")
    assert (done.code, done.err) == (0, "")
    assert "records 500, rows 500" in done.out
    assert "475 more links" in done.out
    assert len(done.out.splitlines()) < 120
    assert len(crmtool("explain", golden, "--master", tmp_path / "master", "--format", "json").data["unions"]) == 499


# Pages


class Elements(HTMLParser):
    """Checks that what is opened is closed, and that nothing is fetched or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "img", "link", "iframe", "object")
        assert not {name for name, _ in attrs if name.startswith("on") or name in ("src", "href")}
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("supposed", [[], ["--set", "name=<b>&"]])
def test_a_page(master: Path, pair: tuple[str, str], tmp_path: Path, lang: str, supposed: list[str]) -> None:
    page = tmp_path / "a.html"
    for names in (pair, pair[:1]) if not supposed else (pair,):
        done = crmtool("explain", *names, *supposed, "--master", master, "--out", page, "--lang", lang)
        assert (done.code, done.out) == (0, "")
        text = page.read_text("utf-8")
        checked = Elements()
        checked.feed(text)
        assert checked.open == []
        assert page.stat().st_mode & 0o777 == 0o600
        assert ("解释" in text or "权重" in text) == (lang == "zh")
        assert "explain " not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_eighty_columns_and_no_key_without_a_word(
    small: Path, decided: Path, questions: Path, master: Path, pair: tuple[str, str], lang: str
) -> None:
    asked = [
        ("explain", *pair, "--master", master),
        ("explain", pair[0], "--master", master),
        ("explain", "V00000001", "--master", master),
        ("explain", *pair, "--set", "name=王志强", "--set", "vin=LSVAA49J132047371", "--master", master),
        *(("explain", row(1), other, "--master", small) for other in (row(2), row(3), row(4), row(1, 2))),
        ("explain", row(4), row(1, 2), "--master", small),
        *(("explain", *names, "--master", decided) for names in ([row(1), row(3)], [row(4), row(2, 2)], [row(1)])),
        *(("explain", *names, "--master", questions) for names in (CALL, CALL[:1], ("A_service_20260930.csv:5",))),
    ]
    for words in asked:
        done = crmtool(*words, "--lang", lang)
        assert (done.code, done.err) == (0, "")
        assert "explain " not in done.out.replace("crmtool explain", "")
        shown = pl.Series([line for line in done.out.splitlines() if " ~ " not in line])
        places = shown.str.len_chars() + shown.str.count_matches(r"[\u2e80-\u9fff\uff00-\uff60]")
        assert places.max() <= 80
