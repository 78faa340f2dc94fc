"""How a delivery looks: format, encoding, delimiter, headings, column order, spellings of dates, amounts and numbers.

The first streams of every sample go through ``HABITS`` in order, so that a sample of twenty deliveries shows each of
them; further streams recombine them at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crmtool.sample.headers import STYLES, header
from crmtool.sample.tables import lines

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

# by kind, the columns in the usual order, each with the share of exports that have it
FIELDS = {kind: tuple(fields.split()) for kind, _, fields in (line.partition("|") for line in lines("columns"))}
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S", "%Y/%-m/%-d", "%d/%m/%Y",
                "%Y.%m.%d", "serial", "%Y-%m-%dT%H:%M:%S", "%d-%b-%Y", "%Y/%-m/%-d %-H:%M")  # fmt: skip
AMOUNT_FORMATS = ("plain", "decimals", "thousands", "yen", "wan", "yuan", "rmb")
PHONE_FORMATS = ("plain", "plain", "plain", "spaced", "dashed", "+86", "86", "quote", "float", "wide", "0")
PLATE_FORMATS = ("plain", "plain", "dot", "space", "dash", "lower")
GENDERS = (("男", "女"), ("M", "F"), ("1", "2"), ("先生", "女士"), ("Male", "Female"), ("1", "0"))
ID_TYPES = (
    {
        "resident": "居民身份证",
        "passport": "护照",
        "home_return": "港澳居民来往内地通行证",
        "military": "军官证",
        "company": "统一社会信用代码",
    },
    {"resident": "身份证", "passport": "护照", "home_return": "回乡证", "military": "军官证", "company": "营业执照"},
    {
        "resident": "二代身份证",
        "passport": "外国护照",
        "home_return": "港澳通行证",
        "military": "军人证",
        "company": "统一社会信用代码证",
    },
    {"resident": "ID", "passport": "Passport", "home_return": "HMT", "military": "Military", "company": "USCC"},
)
EMPTY = ("", "", "", "", "", "-", "NULL", "无", "/", "N/A")
CUSTOMER_TYPES = (
    ("个人", "公司"),
    ("个人客户", "单位客户"),
    ("私人", "单位"),
    ("1", "2"),
    ("P", "C"),
    ("个人", "企业"),
)


@dataclass(frozen=True, slots=True)
class Habit:
    """What belongs together in an export program: file format, encoding, delimiter, style of headings, extras."""

    suffix: str
    encoding: str
    delimiter: str
    style: str
    extras: str = ""


HABITS = (
    Habit("csv", "utf-8", ",", "chinese"),
    Habit("xlsx", "", "", "unit", "title footer numbers dates"),
    Habit("csv", "gbk", ",", "starred", "title footer"),
    Habit("csv", "utf-8-sig", ",", "title"),
    Habit("txt", "gb18030", "\t", "initials"),
    Habit("xlsb", "", "", "snake", "sheets hidden id_numbers"),
    Habit("csv", "big5", ",", "traditional"),
    Habit("xls", "", "", "starred", "title groups id_floats"),
    Habit("txt", "utf-8", "|", "abbreviated"),
    Habit("parquet", "", "", "snake", "numbers dates"),
    Habit("zip", "gbk", ",", "note", "title"),
    Habit("csv", "gb18030", ";", "none"),
    Habit("jsonl", "utf-8", "", "camel", "numbers"),
    Habit("txt", "gbk", "^", "pinyin"),
    Habit("csv", "gb18030", ",", "spaced", "quoted repeat blank crlf"),
    Habit("csv", "utf-8", ",", "numbered", "customer_ids"),
    Habit("tsv", "utf-8-sig", "\t", "both"),
    Habit("xlsx", "", "", "chinese", "customer_ids sheets footer hidden"),
    Habit("csv", "gbk", ",", "letters", "crlf"),
    Habit("jsonl", "utf-8", "", "chinese"),
    Habit("csv", "gb18030", ",", "upper", "id_text"),
    Habit("csv", "gbk", ",", "chinese", "odd title blank footer"),
    Habit("xlsx", "", "", "note", "odd title dates numbers"),
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One export's looks. ``holder``: an insurance export is about the policy holder, not the insured."""

    kind: str
    habit: Habit
    fields: tuple[str, ...]
    headers: tuple[str, ...]
    date: str
    amount: str
    phone: str
    plate: str
    genders: tuple[str, str]
    customer_types: tuple[str, str]
    id_types: dict[str, str]
    address: str
    empty: str
    holder: bool
    customer_ids: bool

    def has(self, extra: str) -> bool:
        """Whether the export program has a certain habit."""
        return extra in self.habit.extras.split()


def choose(dice: Dice, number: int, kind: str, *, own_dealer: bool) -> Layout:
    """The looks of stream ``number``: its habit from the list, then recombined; all else by chance."""
    habit = HABITS[number] if number < len(HABITS) else _recombined(dice)
    holder = kind == "insurance" and dice.chance(0.35)
    variant = kind if kind != "insurance" else "holder" if holder else "insured"
    fields = _fields(dice, kind, own_dealer=own_dealer)
    return Layout(
        kind=kind,
        habit=habit,
        fields=fields,
        headers=_headers(dice, fields, kind, variant, habit),
        date=dice.pick(DATE_FORMATS),
        amount=dice.pick(AMOUNT_FORMATS),
        phone=dice.pick(PHONE_FORMATS),
        plate=dice.pick(PLATE_FORMATS),
        genders=dice.pick(GENDERS),
        customer_types=dice.pick(CUSTOMER_TYPES),
        id_types=dice.pick(ID_TYPES),
        empty=dice.pick(EMPTY),
        address=dice.pick(("full", "full", "city", "street")),
        holder=holder,
        customer_ids="customer_ids" in habit.extras.split(),
    )


def _recombined(dice: Dice) -> Habit:
    """A habit with the headings of another; Big5 keeps its own."""
    habit = dice.pick(HABITS)
    if habit.encoding == "big5" or dice.chance(0.3):
        return habit
    return replace(habit, style=dice.pick([s for s in STYLES if s != "traditional"]))


def _fields(dice: Dice, kind: str, *, own_dealer: bool) -> tuple[str, ...]:
    """The columns: those the export has, neighbours often changed round, at times whole blocks."""
    found = []
    for word in FIELDS[kind]:
        name = word.rstrip(".0123456789")
        if dice.chance(float(word[len(name) :])):
            found.append(name)
    if not own_dealer and kind in {"lead", "call"} and "dealer_name" not in found and dice.chance(0.3):
        found.append("dealer_name")
    if "name" not in found and "nickname" not in found:
        found.append("name")
    for place in range(1, len(found) - 1):
        if dice.chance(0.3):
            found[place], found[place + 1] = found[place + 1], found[place]
    if dice.chance(0.35):
        cut = dice.between(3, len(found) - 2)
        found = found[cut:] + found[:cut]
    return tuple(found)


def _headers(dice: Dice, fields: tuple[str, ...], kind: str, variant: str, habit: Habit) -> tuple[str, ...]:
    """A heading for each column, none twice."""
    headers: list[str] = []
    for position, name in enumerate(fields):
        which = variant if name in {"name", "other"} else kind
        which = "customer" if name == "record_id" and "customer_ids" in habit.extras else which
        text = header(dice, name, which, habit.style, position)
        while text in headers:
            text += "2"
        headers.append(text)
    return tuple(headers)
