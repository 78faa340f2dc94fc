"""What a single value looks like: expressions over its folded text and over its code, the text without separators."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values import surnames

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = pl.col("code")
TEXT = pl.col("text")
YEAR, MONTH, DAY = "(?:1[89]|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
MONTH_NAME = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*"
DATES = (
    rf"{YEAR}[-/.年]\s?{MONTH}[-/.月]\s?{DAY}",
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


@cache
def signs() -> Mapping[str, pl.Expr]:
    """Each sign's name with a Boolean expression over ``text`` (folded, upper case) and ``code``."""
    return {
        "vin_shape": CODE.str.contains("^[0-9A-Z]{17}$") & CODE.str.contains("[A-Z]"),
        "id_shape": _is(CODE, ID_18),
        "id_other": _is(CODE, *ID_OTHERS),
        "uscc": _is(CODE, "(?:9[123]|1[12]|5[123]|N[123]|A1|Y1)[0-9]{6}[0-9A-Z]{10}"),
        "permit": _is(CODE, "[EG][A-Z]?[0-9]{7,8}", "[CHMSDP][A-Z]?[0-9]{7,10}", "[A-Z]{3}[0-9]{12}"),
        "mobile": CODE.str.contains(rf"^(?:\+?(?:00)?86)?0?1(?:{'|'.join(MOBILES)})(?:[^0-9A-Z].*)?$"),
        "landline": _is(CODE, *LANDLINES),
        "plate": _is(CODE, *PLATES),
        "email": _is(TEXT, r"[^\s@]+\s?@\s?[^\s@]+\.[A-Z]{2,}"),
        "at_sign": TEXT.str.contains("@", literal=True),
        "date": TEXT.str.contains(f"^(?:{'|'.join(DATES)})"),
        "date_mark": TEXT.str.contains(rf"^{YEAR}[-/.年]{MONTH}[-/.月]|^[0-9]{{1,2}}[-/][0-9]{{1,2}}[-/]"),
        "date_like": _is(TEXT, "[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月].*)?", "[0-9]{1,2}月[0-9]{1,2}日?", "[0-9]{6}"),
        "seconds": TEXT.str.contains("[0-9]:[0-9]{2}:(?:[0-5][1-9]|[1-5]0)"),
        "serial": _is(TEXT, r"[1-5][0-9]{4}(?:\.[0-9]+)?"),
        "day_number": _is(TEXT, r"(?:3[6-9]|4[0-6])[0-9]{3}(?:\.[0-9]+)?"),
        "gender": _is(TEXT, *GENDERS),
        "name": _name(),
        "company": TEXT.str.contains("|".join(COMPANIES)),
        "address": _address(),
        "number": _is(TEXT, NUMBER),
        "fraction": TEXT.str.contains(rf"^(?:{MONEY})|[0-9]\.[0-9]|[万萬]$|(?:{YUAN}|RMB)$"),
        "distance": TEXT.str.contains(f"(?:{KM})$"),
        "year": _is(TEXT, r"(?:19[89]|20[0-4])[0-9]\s?年?款?"),
        "digits": CODE.str.contains("[0-9]"),
        "phone_like": _is(CODE, r"[+0-9*()/,;、转#XET]{5,32}"),
        "code_like": _is(CODE, r"[0-9A-Z_/#*()+\\]*[0-9][0-9A-Z_/#*()+\\]*"),
        "prefixed": CODE.str.contains("^[A-Z]{1,6}_?[0-9]{4,}"),
        "letters": TEXT.str.contains(r"[\p{Han}A-Z]"),
        "short": TEXT.str.len_chars() <= 12,
        "shortest": TEXT.str.len_chars() <= 2,
        "long": TEXT.str.len_chars() > 40,
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
    units = TEXT.str.contains(f"{UNITS}.*{UNITS}") & ~TEXT.str.contains(company)
    return units & (TEXT.str.len_chars() > 5)
