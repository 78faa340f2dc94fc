"""What a single value looks like: expressions over its folded text and over its code, the text without separators."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import resident_id, vin
from crmtool.values import surnames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.fields import Fields

CODE = pl.col("code")
TEXT = pl.col("text")
YEAR, MONTH, DAY = "(?:1[89]|20)[0-9]{2}", "(?:1[0-2]|0?[1-9])", "(?:[12][0-9]|3[01]|0?[1-9])"
MONTH_NAME = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*"
DATES = (
    rf"{YEAR}[-/.年 ]\s?{MONTH}[-/.月 ]\s?{DAY}",
    rf"{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{{6}})?(?:[ T]|$)",
    rf"[0-3]?[0-9][-/. ](?:[0-3]?[0-9]|{MONTH_NAME})[-/. ],?\s?{YEAR}",
    rf"{MONTH_NAME}\.? [0-3]?[0-9],? {YEAR}",
    f"{YEAR}年{MONTH}月$",
)
PROVINCE_CODE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
ID_18 = rf"{PROVINCE_CODE}[0-9]{{4}}(?:19[0-9]|20[01])[0-9](?:0[1-9]|1[0-2])[0-3][0-9][0-9]{{3}}[0-9X]"
ID_OTHERS = (
    rf"{PROVINCE_CODE}[0-9]{{6}}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{{3}}",
    rf"{PROVINCE_CODE}[0-9]{{0,13}}[*X]{{4,}}[0-9X*]*",
    "8[123]0{4}(?:19|20)[0-9]{9}[0-9X]",
    "9[0-9]{5}(?:19|20)[0-9]{9}[0-9X]",
    r"[1-9]\.?[0-9]+E\+?17",
    "[军士文武][^0-9]{0,2}字.*",
)
MOBILES = (
    "(?:[3-9][0-9]{9}|[3-9][0-9]{1,3}[*X]{4,6}[0-9]{2,4})",
    r"\.?[3-9][0-9]*E\+?10",
)
LANDLINES = (
    r"(?:\+?(?:00)?86)?\(0?[1-9][0-9]{1,2}\)[2-9][0-9]{6,7}.*",
    r"(?:\+?(?:00)?86)?0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}(?:(?:转|EXT|[*#X])?[0-9]{1,5})?",
    "[48]00[0-9]{7}",
)
PROVINCE_SIGN = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新遼滬蘇閩贛魯粵瓊貴雲陝甯使"
PLATES = (rf"[{PROVINCE_SIGN}][A-Z][0-9A-Z]{{4,5}}[0-9A-Z警学挂港澳领]", rf"WJ[{PROVINCE_SIGN}]?[0-9]{{4,5}}[0-9A-Z]?")
GENDERS = ("男性?", "女性?", "男士", "女士", "先生", "小姐", "M", "F", "MALE", "FEMALE", "[12]-?[男女]")
TRADITIONAL = "張劉陳楊黃趙吳孫馬鄭羅謝許韓鄧馮蕭葉呂盧鍾鐘薑譚陸範廖賈鄒閆龍賀顧錢湯嚴溫蘭聶龐齊喬倫莊"
SURNAMES = 400
SHORT = 12
HONORIFIC = "(?:先生|女士|小姐|太太|总|经理|老师|老板|师傅)"
DOT = "[·•・‧∙.]"
UNITS = "(?:省|自治区|市|区|县|镇|乡|村|路|街|道|巷|弄|胡同|号|栋|幢|座|单元|室|楼|苑|园|區|縣|鄉|號|棟|園)"
MONEY, YUAN, KM = "[¥￥$]|RMB|CNY|人民[币幣]", "[元圆圓][整正]?", "KM|公里|千米"
NUMBER = rf"(?:{MONEY})?\s?-?[0-9][0-9,]*(?:\.[0-9]+)?\s?[千仟万萬亿億W]?\s?(?:{KM}|{YUAN}|{MONEY})?"
COMPANIES = (
    "有限|股份|集团|集團|公司|商行|经营部|事务所|合作社|委员会|服务部|工作室|LIMITED|GMBH",
    r"CO\.? ?,? ?LTD|(?:,| )(?:INC|LLC)\.?$",
    "(?:.厂|.廠|店|中心|学校|大学|医院|银行|超市|酒店|协会|.局|政府|研究所|研究院|车队|门市部)$",
)

GENDER = TEXT.str.contains(f"^(?:{'|'.join(GENDERS)})$")
DAY_NUMBER = TEXT.str.contains(r"^(?:3[6-9]|4[0-6])[0-9]{3}(?:\.[0-9]+)?$")
FIGURES = rf"^(?:[^\p{{Han}}A-Z]|[军士文武]|{MONTH_NAME}|{MONEY})"
"""How a value begins that is a date, a number, a phone or an odd ID number: with no letter, but for a few words."""


@cache
def signs() -> Mapping[str, Mapping[str, pl.Expr]]:
    """Each sign's name with a Boolean expression over ``text`` (folded, upper case) and ``code``, in groups.

    A group is called by the sign of an earlier one that any value with one of its signs has: only values that have it
    need to be looked at. The first group, "", is of signs that any value may have.
    """
    return {
        "": _of_any(),
        "figures": _of_figures(),
        "letters": _of_letters(),
        "digits": _within(),
        "at_sign": {"email": _is(TEXT, r"[^\s@]+\s?@\s?[^\s@]+\.[A-Z]{2,}")},
        "long_as_vin": _of_vins(),
        "long_as_id": _of_documents(),
    }


def _of_any() -> Mapping[str, pl.Expr]:
    return {
        "figures": TEXT.str.contains(FIGURES),
        "letters": TEXT.str.contains(r"[\p{Han}A-Z]"),
        "digits": CODE.str.contains("[0-9]"),
        "at_sign": TEXT.str.contains("@", literal=True),
        "seconds": TEXT.str.contains("[0-9]:[0-9]{2}:(?:[0-5][1-9]|[1-5]0)"),
        "fraction": TEXT.str.contains(rf"^(?:{MONEY})|[0-9]\.[0-9]|[万萬]$|(?:{YUAN}|RMB)$"),
        "phone_like": _is(CODE, r"[+0-9*()/,;、转#XET]{5,32}"),
        "code_like": _is(CODE, r"[0-9A-Z_/#*()+\\]*[0-9][0-9A-Z_/#*()+\\]*"),
        "prefixed": CODE.str.contains("^[A-Z]{1,6}_?[0-9]{4,}"),
        "short": TEXT.str.len_chars() <= SHORT,
        "shortest": TEXT.str.len_chars() <= 2,
        "long": TEXT.str.len_chars() > 40,
        "long_as_vin": CODE.str.len_bytes() == 17,
        "long_as_id": CODE.str.len_bytes() == 18,
    }


def _of_figures() -> Mapping[str, pl.Expr]:
    return {
        "id_other": _is(CODE, *ID_OTHERS),
        "mobile": CODE.str.contains(rf"^(?:\+?(?:00)?86)?0?1(?:{'|'.join(MOBILES)})(?:[^0-9A-Z].*)?$"),
        "landline": _is(CODE, *LANDLINES),
        "date": TEXT.str.contains(f"^(?:{'|'.join(DATES)})"),
        "date_mark": TEXT.str.contains(rf"^{YEAR}[-/.年]{MONTH}[-/.月]|^[0-9]{{1,2}}[-/][0-9]{{1,2}}[-/]"),
        "date_like": _is(TEXT, "[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月].*)?", "[0-9]{1,2}月[0-9]{1,2}日?", "[0-9]{6}"),
        "serial": _is(TEXT, r"[1-5][0-9]{4}(?:\.[0-9]+)?"),
        "day_number": DAY_NUMBER,
        "number": _is(TEXT, NUMBER),
        "year": _is(TEXT, r"(?:19[89]|20[0-4])[0-9]\s?年?款?"),
    }


def _of_letters() -> Mapping[str, pl.Expr]:
    return {
        "permit": _is(CODE, "[EG][A-Z]?[0-9]{7,8}", "[CHMSDP][A-Z]?[0-9]{7,10}", "[A-Z]{3}[0-9]{12}"),
        "plate": _is(CODE, *PLATES),
        "gender": GENDER,
        "name": _name(),
        "company": TEXT.str.contains("|".join(COMPANIES)),
        "address": _address(),
        "distance": TEXT.str.contains(f"(?:{KM})$"),
    }


def _within() -> Mapping[str, pl.Expr]:
    """Numbers with or without words beside them: 王女士13000001357, 身份证：11010519491231002X."""
    return {
        "mobile_within": CODE.str.contains("(?:^|[^0-9])1[3-9][0-9]{9}(?:[^0-9]|$)"),
        "id_within": CODE.str.contains("(?:^|[^0-9A-Z])[1-8][0-9]{16}[0-9X](?:[^0-9A-Z]|$)"),
        "vin_within": CODE.str.contains("(?:^|[^0-9A-Z])[0-9A-Z]{17}(?:[^0-9A-Z]|$)"),
    }


def _of_vins() -> Mapping[str, pl.Expr]:
    legible = CODE.str.replace_all("[OQ]", "0").str.replace_all("I", "1")
    return {
        "vin_shape": CODE.str.contains("^[0-9A-Z]{17}$") & CODE.str.contains("[A-Z]"),
        "vin": legible.map_batches(vin.check, return_dtype=pl.Boolean, is_elementwise=True),
    }


def _of_documents() -> Mapping[str, pl.Expr]:
    shape = _is(CODE, ID_18)
    return {
        "id_shape": shape,
        "id": shape & (resident_id.check_character(CODE.str.head(17)) == CODE.str.slice(17, 1)),
        "uscc": _is(CODE, "(?:9[123]|1[12]|5[123]|N[123]|A1|Y1)[0-9]{6}[0-9A-Z]{10}"),
    }


def _is(value: pl.Expr, *patterns: str) -> pl.Expr:
    """Whether a whole value is of one of the patterns."""
    return value.str.contains(f"^(?:{'|'.join(patterns)})$")


def _name() -> pl.Expr:
    """A common surname and one or two characters, perhaps with an honorific or more behind; a dotted or Latin name."""
    surname = "|".join(sorted(surnames.common(SURNAMES), key=len, reverse=True))
    patterns = (
        rf"(?:{surname}|[{TRADITIONAL}])\s?[\p{{Han}}*某]{{1,2}}\s?{HONORIFIC}?(?:[(/、 ,0-9].*)?",
        rf"\p{{Han}}(?:{HONORIFIC}|\*{{1,2}})",
        rf"\p{{Han}}{{1,7}}(?:{DOT}\p{{Han}}{{1,8}}){{1,2}}",
        "[A-Z]{2,}(?:[ /,][A-Z'-]{2,}){1,3}",
    )
    return _is(TEXT, *patterns) & ~TEXT.str.contains("[省市区县镇哥姐叔爷]$")


def _address() -> pl.Expr:
    """Two units of an address, and not a company named after its place."""
    company = "(?:公司|厂|合作社|中心|学校|医院|分局|部|[4四]S店)$"
    units = TEXT.str.contains(f"^.*{UNITS}.*{UNITS}") & ~TEXT.str.contains(company)
    return units & (TEXT.str.len_chars() > 5)


def typical(fields: Fields) -> Mapping[str, Mapping[str, pl.Expr]]:
    """Further groups of signs: ``values:<field>`` where a short text is, begins with or ends in a word of the field."""
    words = {f"values:{field.name}": field.values for field in fields.values() if field.values}
    any_word = tuple({word for some in words.values() for word in some})
    return {"short": {"values": _holds(any_word)}, "values": {sign: _holds(some) for sign, some in words.items()}}


def _holds(words: tuple[str, ...]) -> pl.Expr:
    either = "|".join(pl.escape_regex(word.upper()) for word in sorted(words, key=len, reverse=True))
    return TEXT.str.contains(rf"^(?:{either})|(?:{either})$")
