"""What a single value looks like: expressions over its folded text and its code without separators."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values import surnames

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE = pl.col("code")
TEXT = pl.col("text")
TRADITIONAL = "張劉陳楊黃趙吳孫馬鄭羅謝許韓鄧馮蕭葉呂盧鍾鐘薑譚陸範廖賈鄒閆龍賀顧錢湯嚴溫蘭聶龐齊喬倫莊魯岳"
PROVINCE = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新遼滬蘇閩贛魯粵瓊貴雲陝甯使"
MONTH, DAY = "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
YEAR = "(?:1[89]|20)[0-9]{2}"
DATE = (
    rf"^(?:{YEAR}[-/.年]\s?{MONTH}[-/.月]\s?{DAY}|{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{{6}})?(?:[ T]|$)"
    rf"|[0-3]?[0-9][-/. ](?:[0-3]?[0-9]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*[-/. ],?\s?{YEAR}"
    rf"|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.? [0-3]?[0-9],? {YEAR}|{YEAR}年{MONTH}月$)"
)
UNITS = "省|自治区|市|区|县|镇|乡|村|路|街|道|巷|弄|胡同|大道|号|栋|幢|座|单元|室|楼|苑|园|小区|區|縣|鄉|號|棟|園"
LEGAL = (
    r"有限|股份|集团|集團|公司|商行|经营部|事务所|合作社|委员会|服务部|工作室|CO\.? ?,? ?LTD|(?:,| )(?:INC|LLC)\.?$|GMBH|LIMITED"
    r"|(?:.厂|.廠|店|中心|学校|大学|医院|银行|超市|酒店|协会|.局|政府|研究所|研究院|车队|门市部)$"
)
PROVINCE_CODE = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"


@cache
def signs() -> Mapping[str, pl.Expr]:
    """Each sign's name with a Boolean expression over ``text`` (folded, upper case) and ``code``."""
    return {
        "vin_shape": CODE.str.contains("^[0-9A-Z]{17}$") & CODE.str.contains("[A-Z]"),
        "id_shape": CODE.str.contains(
            rf"^(?:{PROVINCE_CODE})[0-9]{{4}}(?:19[0-9]|20[01])[0-9](?:0[1-9]|1[0-2])[0-3][0-9][0-9]{{3}}[0-9X]$"
        ),
        "id_other": CODE.str.contains(
            rf"^(?:(?:{PROVINCE_CODE})(?:[0-9]{{6}}(?:0[1-9]|1[0-2])[0-3][0-9][0-9]{{3}}|[0-9]{{0,13}}[*X]{{4,}}[0-9X*]*)"
            r"|8[123]0{4}(?:19|20)[0-9]{9}[0-9X]|9[0-9]{5}(?:19|20)[0-9]{9}[0-9X]|[1-9]\.?[0-9]+E\+?17|[军士文武][^0-9]{0,2}字.*)$"
        ),
        "uscc": CODE.str.contains(r"^(?:9[123]|1[12]|5[123]|N[123]|A1|Y1)[0-9]{6}[0-9A-Z]{10}$"),
        "permit": CODE.str.contains(r"^(?:[EG][A-Z]?[0-9]{7,8}|[CHMSDP][A-Z]?[0-9]{7,10}|[A-Z]{3}[0-9]{12})$"),
        "mobile": CODE.str.contains(
            r"^(?:\+?(?:00)?86)?0?1(?:[3-9][0-9]{9}|[3-9][0-9][0-9]{0,2}[*X]{4,6}[0-9]{2,4}|\.?[3-9][0-9]*E\+?10)(?:[^0-9A-Z].*)?$"
        ),
        "landline": CODE.str.contains(
            r"^(?:\+?(?:00)?86)?\(?0?[1-9][0-9]{1,2}\)[2-9][0-9]{6,7}|^\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[2-9][0-9]{6,7}(?:(?:转|EXT|[*#X])?[0-9]{1,5})?$"
            r"|^[48]00[0-9]{7}$"
        ),
        "plate": CODE.str.contains(
            rf"^[{PROVINCE}][A-Z][0-9A-Z]{{4,5}}[0-9A-Z警学挂港澳领]$|^WJ[{PROVINCE}]?[0-9]{{4,5}}[0-9A-Z]?$"
        ),
        "email": TEXT.str.contains(r"^[^\s@]+\s?@\s?[^\s@]+\.[A-Z]{2,}$"),
        "at_sign": TEXT.str.contains("@", literal=True),
        "date": TEXT.str.contains(DATE),
        "date_mark": TEXT.str.contains(rf"^{YEAR}[-/.年]{MONTH}[-/.月]|^[0-9]{{1,2}}[-/][0-9]{{1,2}}[-/]"),
        "date_like": TEXT.str.contains(
            r"^[0-9]{1,4}[-/.年][0-9]{1,2}(?:[-/.月].*)?$|^[0-9]{1,2}月[0-9]{1,2}日?$|^[0-9]{6}$"
        ),
        "serial": TEXT.str.contains(r"^[1-5][0-9]{4}(?:\.[0-9]+)?$"),
        "gender": TEXT.str.contains(r"^(?:男|女|男性|女性|男士|女士|先生|小姐|M|F|MALE|FEMALE|1男|2女|[12]-[男女])$"),
        "name": TEXT.str.contains(
            rf"^(?:{'|'.join(sorted(surnames.common(), key=len, reverse=True))}|[{TRADITIONAL}])"
            r"[\p{Han}*某]{1,2}(?:先生|女士|小姐|太太|总|经理|老师|老板|师傅)?(?:[(/、 ,0-9].*)?$"
            r"|^[\p{Han}]{1,7}[·•・‧∙.][\p{Han}]{1,8}(?:[·•・‧∙.][\p{Han}]{1,8})?$|^\p{Han}(?:先生|女士|小姐|太太|总|老师|老板|师傅)$|^\p{Han}\*{1,2}$"
            r"|^[A-Z]{2,}(?:[ /,][A-Z'-]{2,}){1,3}$"
        ),
        "company": TEXT.str.contains(LEGAL),
        "address": (TEXT.str.len_chars() > 5)
        & TEXT.str.contains(rf"(?:{UNITS}).*(?:{UNITS})")
        & ~TEXT.str.contains(r"(?:公司|厂|合作社|中心|学校|医院|分局|部|[4四]S店)$"),
        "number": TEXT.str.contains(
            r"^[¥￥$]?\s?-?[0-9][0-9,]*(?:\.[0-9]+)?\s?(?:万|KM|公里|千米|万公里|元|万元|RMB)?$"
        ),
        "fraction": TEXT.str.contains(r"^[¥￥$]|[0-9]\.[0-9]|[万元]$|RMB$"),
        "distance": TEXT.str.contains(r"(?:KM|公里|千米)$"),
        "year": TEXT.str.contains(r"^(?:19[89]|20[0-4])[0-9]\s?年?款?$"),
        "digits": CODE.str.contains("[0-9]"),
        "phone_like": CODE.str.contains(r"^[+0-9*()/,;、转#XET]{5,32}$"),
        "code_like": CODE.str.contains(r"^[0-9A-Z_/#*()+\\]*[0-9][0-9A-Z_/#*()+\\]*$"),
        "prefixed": CODE.str.contains(r"^[A-Z]{1,6}[-_]?[0-9]{4,}"),
        "han": TEXT.str.contains(r"\p{Han}"),
        "letters": TEXT.str.contains(r"[\p{Han}A-Z]"),
        "short": TEXT.str.len_chars() <= 12,
        "shortest": TEXT.str.len_chars() <= 2,
        "long": TEXT.str.len_chars() > 40,
    }
