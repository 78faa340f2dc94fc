"""The part of an address after its district, in one spelling: names and numbers, nothing else.

Chinese numerals before a road, building or room become digits; the words 号 栋 幢 号楼 座 单元 室 between numbers
become a dash and one at the end falls away; a floor that the room number repeats is left out.

>>> key(pl.Series(["幸福路12号3栋2单元501室", "幸福路十二号3-2-501", "幸福路12号3#楼二单元5层五〇一"])).to_list()
['幸福路12-3-2-501', '幸福路12-3-2-501', '幸福路12-3-2-501']
>>> key(pl.Series(["曹杨二村5号", "幸福小区A座1203"])).to_list()
['曹杨2村5', '幸福小区A1203']
>>> key(pl.Series(["建国路1234弄56号501室", "文新街道幸福路12号附3号", "花桥镇绿地大道8号"])).to_list()
['建国路1234-56-501', '幸福路12附3', '绿地大道8']
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = {"〇": "0", "○": "0", "两": "2"} | {
    numeral: str(digit) for digit, numeral in enumerate("零一二三四五六七八九")
}
NUMERAL = "零〇○一二两三四五六七八九十百"
UNITS = "号|弄|栋|幢|座|楼|层|单元|门|梯|室|房|户|组|队|村|期|区|排|巷|路|街|大道|道|院|支"
COUNTED = re.compile(rf"第?([{NUMERAL}]+)(?={UNITS})|(?<=[栋幢座楼层元门号0-9-])-?([{NUMERAL}]{{2,}})$")
FLOOR = re.compile(r"(?<![0-9])([0-9]{1,2})[层楼](?=\1[0-9]{2}(?![0-9]))")
ROAD = "路|街|道|巷|胡同|弄|公路|线"

WITHOUT_SUBDISTRICT = (
    (r"^(?:\p{Han}{1,5}?街道(?:办事处)?)+(\p{Han})", "$1"),
    (rf"^\p{{Han}}{{1,4}}?[镇乡](\p{{Han}}{{1,10}}?(?:{ROAD})[0-9])", "$1"),
)
UNIT = "(?:号楼|号院|号房|号室|#楼|[号#栋幢座室房户梯层楼院]|支?弄|门(?:牌)?)"
WITHOUT_UNITS = (
    (rf"([0-9A-Z甲乙丙丁]){UNIT}", "$1-"),
    (r"单元", "-"),
    (r"-{2,}", "-"),
    (r"-(\p{Han})", "$1"),
    (r"(\p{Han})-", "$1"),
    (r"([A-Z])-([0-9])", "$1$2"),
    (r"(^|[^0-9])0+([1-9])", "$1$2"),
)
# What all rules come to in a plain text of Chinese names and numbers, as most are: a unit between two numbers is a
# dash, any other nothing. A word boundary of ASCII is the edge of a number there.
UNITS_OF_PLAIN = (
    (rf"(?-u:\b)(?:{UNIT}|单元)(?:单元)*(?-u:\b)", "-"),
    (rf"(?-u:\b){UNIT}|单元", ""),
)
NOT_PLAIN = rf"[^0-9\u4e00-\u9fff-]|[{NUMERAL}甲乙丙丁镇乡]|街道|[0-9][层楼]|(?:^|[^0-9])0|(?:^|[^0-9])-|-(?:[^0-9]|$)"
"""What a text shows that another rule may change."""

# Without groups, which take longer to find than the whole
ROAD_AND_NUMBER = rf"^.{{1,15}}?(?:{ROAD})[甲乙丙丁]?[0-9]+[甲乙丙丁]?(?:附[0-9]+)?"
DOOR_PART = "(?:[0-9]+[A-Z]?|[A-Z][0-9]*)"
DOOR = rf"(?-u:\b){DOOR_PART}(?:-{DOOR_PART})*$"


def key(streets: pl.Series) -> pl.Series:
    """The comparison spelling of folded streets without spaces; null where nothing is left."""
    odd = streets.str.contains(NOT_PLAIN).fill_null(value=False)
    bare = replaced(streets, UNITS_OF_PLAIN)
    bare = bare.scatter(odd.arg_true(), _bare(streets.filter(odd)))
    return bare.set(bare == "", None)


def _bare(streets: pl.Series) -> pl.Series:
    """Streets of any kind without subdistricts and units, numerals as digits."""
    text = replaced(streets, WITHOUT_SUBDISTRICT)
    spelled = _per_value(_per_value(text, f"[{NUMERAL}]", COUNTED, _digits), "[层楼]", FLOOR, lambda _: "")
    return replaced(spelled, WITHOUT_UNITS).str.strip_chars("-")


def replaced(texts: pl.Series, rules: tuple[tuple[str, str], ...]) -> pl.Series:
    """The texts after each of the rules (a pattern, and what replaces it) in turn."""
    for pattern, by in rules:
        texts = texts.str.replace_all(pattern, by)
    return texts


def _per_value(texts: pl.Series, holds: str, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> pl.Series:
    """Replaces a pattern that looks around itself, in the few texts that hold one of its characters."""
    hit = texts.str.contains(holds).fill_null(value=False)
    return texts.scatter(hit.arg_true(), [pattern.sub(by, text) for text in texts.filter(hit)]) if hit.any() else texts


def _digits(numeral: re.Match[str]) -> str:
    """The number a Chinese numeral stands for, digit by digit (五〇一) or by tens (二十三, 一百零二).

    >>> [COUNTED.sub(_digits, text) for text in ("五〇一号", "二十三栋", "十号", "一百零二室", "第三大道")]
    ['501号', '23栋', '10号', '102室', '3大道']
    """
    text = next(group for group in numeral.groups() if group)
    if not re.search("[十百]", text):
        return "".join(DIGITS[character] for character in text)
    total, last = 0, 0
    for character in text:
        if character in "十百":
            total += (last or 1) * (100 if character == "百" else 10)
            last = 0
        else:
            last = int(DIGITS[character])
    return str(total + last)


def parts(keys: pl.Series) -> pl.DataFrame:
    """Road and number (or estate, or village) as ``street``, and the building, unit and room after it as ``door``.

    >>> parts(pl.Series(["幸福路12-3-2-501", "幸福路12幸福小区3-501", "幸福小区A1203", "稠城村", None])).rows()
    [('幸福路12', '3-2-501'), ('幸福路12', '3-501'), ('幸福小区', 'A1203'), ('稠城村', None), (None, None)]
    """
    road = keys.str.extract(ROAD_AND_NUMBER, 0)
    frame = pl.DataFrame({"key": keys, "road": road.fill_null("")})
    door = frame.select(pl.col("key").str.strip_prefix(pl.col("road"))).to_series().str.extract(DOOR, 0)
    bare = pl.DataFrame({"key": keys, "door": door.fill_null("")}).filter(road.is_null())
    name = bare.select(pl.col("key").str.strip_suffix(pl.col("door")).str.strip_chars("-")).to_series()
    street = road.scatter(road.is_null().arg_true(), name.set(name == "", None))
    return pl.DataFrame({"street": street, "door": door})
