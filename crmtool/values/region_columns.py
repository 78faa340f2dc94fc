"""Province, city and district delivered in columns of their own, by the names that addresses are read by.

郑州 is 郑州市, 廣東 is 广东省, 浦东 within 上海 is 浦东新区. What a column leaves open follows from the others where
that is certain: the province from the city, the city from a county-level city that stands in its place (昆山). Pinyin
is understood. What fits no listed place, or another one than the column beside it says, stays as it is.

>>> rows = [(None, "郑州", None), ("廣東", "廣州", "天河"), ("上海", None, "浦东"), (None, "昆山市", None)]
>>> frame = pl.DataFrame([*rows, (None, None, "鼓楼"), ("Jilin", "Jilin", None)], COLUMNS, orient="row")
>>> standardise(frame).rows()
[('河南省', '郑州市', None), ('广东省', '广州市', '天河区'), ('上海市', '上海市', '浦东新区'),
 ('江苏省', '苏州市', '昆山市'), (None, None, '鼓楼'), ('吉林省', '吉林市', None)]
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from crmtool.values import pinyin, places, regions
from crmtool.values.characters import simplify
from crmtool.values.distinct import distinct

COLUMNS = ("province", "city", "district")
IN_FORCE = "2019"
UNIT_IN_LATIN = re.compile(r" ?(?:province|city|municipality|prefecture|sheng|shi)$")
NOT_BY_SOUND = {
    "shaanxi": "陕西省", "shanxi": "山西省", "inner mongolia": "内蒙古自治区", "nei mongol": "内蒙古自治区",
    "luan": "六安市", "tibet": "西藏自治区", "hong kong": "香港特别行政区",
    "macau": "澳门特别行政区", "macao": "澳门特别行政区",
}  # fmt: skip
IN_PLACES = str.maketrans("长重厦蚌都什", "昌崇夏崩督石")  # what these sound like in names of places
Names = tuple[str | None, str | None, str | None]


def standardise(columns: pl.DataFrame) -> pl.DataFrame:
    """The columns ``province``, ``city`` and ``district`` (String, folded) in full names, row by row."""
    given = columns.select(COLUMNS)
    if all(given[name].null_count() == given.height for name in COLUMNS):
        return given
    some = pl.any_horizontal(pl.all().is_not_null())
    known, places = distinct(given.select(pl.when(some).then(some).alias("some"), *COLUMNS))
    simple = known.select(simplify(known[name]) for name in COLUMNS)
    full = pl.DataFrame(list(map(_full, *simple)), dict.fromkeys(COLUMNS, pl.String), orient="row")
    return full[places]


def _full(province: str | None, city: str | None, district: str | None) -> Names:
    """The three in full names, each as it was where it is no listed place or does not fit."""
    first = _province(province) if province else ""
    second = _city(city, first) if city else ""
    found = _read(first + second + (district or ""))
    if found and (district is None or found.district) and (found.city or not (city or district)):
        return found.province or first or None, found.city, found.district
    if district:
        return *_full(province, city, None)[:2], district
    alone = _read(second)
    return first or None, (alone.city if alone else None) or second or None, None


def _read(text: str) -> places.Found | None:
    """The places of a text that is nothing but their names."""
    found = places.read(text)
    return found if text and found.end == len(text) else None


def _province(text: str) -> str:
    if text.isascii():
        return next((name for name in in_latin().get(_bare(text), ()) if _is_province(name)), text)
    found = _read(text)
    return (found.province if found else None) or text


def _city(text: str, province: str) -> str:
    """A city in full where that is certain; one called as its province (吉林) is the city here."""
    if text.isascii():
        cities = [name for name in in_latin().get(_bare(text), ()) if name.endswith("市")]
        fitting = [name for name in cities if not province or _read(province + name)]
        return fitting[0] if len(fitting) == 1 else text
    found = _read(text)
    longer = _read(f"{text}市") if found and not found.city else None
    return f"{text}市" if longer and longer.city else text


def _is_province(name: str) -> bool:
    found = _read(name)
    return found is not None and found.province == name


def _bare(text: str) -> str:
    return UNIT_IN_LATIN.sub("", text.lower().replace("'", "").strip())


@cache
def in_latin() -> dict[str, tuple[str, ...]]:
    """Provinces and cities in force by how they are read.

    >>> in_latin()["changsha"], in_latin()["suzhou"]
    (('长沙市',), ('苏州市', '宿州市'))
    """
    listed = regions.table().filter(pl.col("listed_to") == IN_FORCE, pl.col("code").str.contains("00$"))
    names = [name for name in listed["name"] if name not in places.OF_NO_CITY]
    bare = [places.SUFFIX.sub("", places.SELF_GOVERNED.sub("", name)) for name in names]
    found: dict[str, tuple[str, ...]] = {}
    for name, sound in zip(names, pinyin.read(pl.Series([name.translate(IN_PLACES) for name in bare])), strict=True):
        found[sound] = (*found.get(sound, ()), name)
    return found | {sound: (name,) for sound, name in NOT_BY_SOUND.items()}
