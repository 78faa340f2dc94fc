"""Addresses: province, city and district told apart from the street, and the street spelled in one way to the door.

The head is read by ``places``: parts left out are filled in where they are certain. The rest is written by everyone in
his own way, so ``street_key`` keeps only names and numbers: 幸福路12号3栋2单元501室, 幸福路12号3-2-501 and
幸福路１２号３号楼２单元５０１ are all 幸福路12-3-2-501. ``street`` is its road and number (or estate, or village),
``door`` what follows: building, unit, room. A subdistrict (街道), and a town before a road, are left out of the key,
since they are as often omitted as given.

>>> from datetime import date
>>> texts = ["浙江杭州西湖幸福路12号3栋2单元501室", "杭州市西湖区文新街道幸福路十二号3-2-501"]
>>> frame = standardise(pl.Series([*texts, "朝阳区幸福路1号", "不详"]), date(2024, 1, 1))
>>> frame.select("province", "city", "district", "street_key", "street", "door").rows()
[('浙江省', '杭州市', '西湖区', '幸福路12-3-2-501', '幸福路12', '3-2-501'),
 ('浙江省', '杭州市', '西湖区', '幸福路12-3-2-501', '幸福路12', '3-2-501'),
 (None, None, '朝阳区', '幸福路1', '幸福路1', None), (None, None, None, None, None, None)]
>>> frame["canonical"][0], frame["region_code"][0], frame["reason"].to_list()
('浙江省杭州市西湖区幸福路12号3栋2单元501室', '330106', ['ok', 'ok', 'ok', 'placeholder'])
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values import places, street
from crmtool.values.characters import simplify
from crmtool.values.distinct import distinct
from crmtool.values.placeholders import said
from crmtool.values.text import changed

if TYPE_CHECKING:
    from datetime import date

COLUMNS = (
    "canonical", "valid", "reason", "province", "city", "district", "region_code", "street_key", "street", "door",
)  # fmt: skip
ZONES = re.compile(
    r"(?P<高新区>高新(?:技术)?(?:产业)?(?:开发)?区)|(?P<经开区>经(?:济技术|济)?开发?区)|(?P<开发区>开发区)|(?P<工业园区>工业园区)"
)
LABEL = "(?:收货|详细|联系|家庭|通讯|邮寄|身份证|单位|现居?|居)?(?:住址|地址)[: -]*"
OPENING = (  # a text up to its first digit, with the word for a street that may follow: all that tells the head
    f"^[^0-9]*(?:[{places.BETWEEN}]{{1,3}}(?:{places.STREETS}))?"
)
HEAD = dict.fromkeys(("region_code", "province", "city", "district"), pl.String()) | {"end": pl.UInt32()}
POSTCODE = "(?:邮编[: ]*)?[0-9]{6}[ -]*"
# What typing adds, in order: brackets and quotes, a phone, a label, a postcode, and any sign that parts the rest;
# between letters and digits such a sign is a dash.
TIDY = (
    (r"[()\[\]{}<>【】〔〕《》〈〉\"'`“”‘’*]", ""),
    (r"(?-u:\b)1[3-9][0-9]{9}(?-u:\b)", " "),
    (rf"^(?:[-\s]*(?:{LABEL}|{POSTCODE}))+(\p{{Han}})", "$1"),
    (r"[\s,，、.。;；:/\\_~—–-]+", "-"),
    (r"(\p{Han})-([^0-9])", "$1$2"),
    (r"-(\p{Han})", "$1"),
)
UNTIDY = (  # what a text shows that tidying may change
    "[^0-9A-Z\u4e00-\u9fff-]|-[^0-9A-Z]|[\u4e00-\u9fff]-[A-Z]|^-|-$|1[3-9][0-9]{9}|^[0-9]{6}|邮编|[住地]址"
)
BRACKETS = "()（）"
HAN = "\u4e00-\u9fff--[址编編]"
NAME = f"[{BRACKETS}]*[{HAN}][{BRACKETS}{HAN}]*"
NUMBERS = "[0-9]{1,6}(?:-[0-9]{1,6})*"
PLAIN = f"^(?:{NAME}{NUMBERS})+{NAME}(?:{NUMBERS})?[{BRACKETS}]*$"
"""Names and numbers in turn: nothing to tidy but brackets, and with a number before a name it is no placeholder."""

LONGEST = 200  # characters; what follows is no address any more and is dropped
STREET_LIKE = r"[0-9]|[路街道巷弄村镇乡屯苑园庄区号楼]"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """One row for each value, in order; all columns String but ``valid``.

    Columns: canonical (full region names and the rest as written, tidied), valid, reason (ok, region_only, incomplete,
    placeholder), province, city, district, region_code (null where the district is not certain), street_key, street,
    door.
    """
    text = _text(values.cast(pl.String))
    frame = pl.DataFrame({"given": values, "text": text}).with_columns(opening=pl.col("text").str.extract(OPENING, 0))
    known, places = distinct(frame.select("opening"))
    heads = pl.DataFrame(list(map(_head, known["opening"])), schema=HEAD, orient="row")
    frame = frame.hstack(heads[places])
    rest = pl.col("text").str.slice(pl.col("end"))
    return _with_parts(frame.with_columns(rest=pl.when(rest != "").then(rest)))


def _text(values: pl.Series) -> pl.Series:
    """What each value says, in simplified characters and tidied; null where it says nothing."""
    odd = ~values.str.contains(PLAIN) | (values.str.len_bytes() > LONGEST)
    text = values.str.replace_all(f"[{BRACKETS}]", "").scatter(odd.arg_true(), _said(values.filter(odd)))
    return changed(simplify(text), odd, _tidied)


def _said(values: pl.Series) -> pl.Series:
    return said(values).select(pl.when(~pl.col("empty")).then("text")).to_series()


def _tidied(values: pl.Series) -> pl.Series:
    tidied = changed(values, values.str.contains(UNTIDY), _tidy).str.head(LONGEST).str.strip_chars("-")
    return tidied.set(tidied == "", None)


def _tidy(values: pl.Series) -> pl.Series:
    return street.replaced(values.str.to_uppercase().str.head(LONGEST), TIDY)


def _head(opening: str) -> tuple[str | None, str | None, str | None, str | None, int]:
    """Region code, province, city, district and where the street begins; a development zone counts as a district."""
    code, province, city, district, end = places.read(opening)
    zone = ZONES.match(opening, end) if city and not district else None
    if zone and not places.opens_a_street(opening, zone.end()):
        district, end = zone.lastgroup, zone.end()
    return code, province, city, district, len(opening) - len(opening[end:].lstrip("-"))


def _with_parts(heads: pl.DataFrame) -> pl.DataFrame:
    """Adds what follows from head and rest: the street's key and parts, the whole in one spelling, and the verdict."""
    keys = street.key(heads["rest"])
    frame = heads.with_columns(street.parts(keys)).with_columns(street_key=keys)
    city = (
        pl.when(pl.col("city") != pl.col("province"))
        .then("city")
        .otherwise(pl.when(pl.col("province").is_null()).then("city"))
    )
    whole = pl.concat_str("province", city, "district", "rest", ignore_nulls=True)
    located = pl.any_horizontal(pl.col("province", "district").is_not_null())
    reason = (
        pl.when(pl.col("text").is_null()).then(pl.when(pl.col("given").is_not_null()).then(pl.lit("placeholder")))
        .when(located & pl.col("rest").is_null()).then(pl.lit("region_only"))
        .when(located | pl.col("rest").str.contains(STREET_LIKE)).then(pl.lit("ok"))
        .otherwise(pl.lit("incomplete"))
    )  # fmt: skip
    return frame.with_columns(canonical=pl.when(whole != "").then(whole), reason=reason).with_columns(
        valid=pl.col("reason").is_in(["ok", "region_only"])
    )[COLUMNS]
