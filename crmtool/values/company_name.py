"""Names of companies and other organisations, and what of them says which one is meant.

The same company is 上海某某汽车销售有限公司, 某某汽车销售（上海）有限公司 and 某某汽车销售有限公司: its ``key``
has no legal form, no brackets and no place at its head. A branch (上海分公司, 西湖支行) is another customer than its
head office and stays in the key. Where nothing but a trade would be left (上海贸易有限公司), the last place is the
company's own name and stays; a county or town so used (广州市瑞金商贸) does not tell where the company is. One slip in
有限公司 does not hide the legal form.

>>> from datetime import date
>>> names = ["上海某某汽车销售有限公司", "某某汽车销售（上海）有限公司", "XX Trading (Shanghai) Co., Ltd.", "张三"]
>>> standardise(pl.Series(names), date(2024, 1, 1)).select("key", "city", "legal_form", "is_company").rows()
[('某某汽车销售', '上海市', '有限公司', True), ('某某汽车销售', '上海市', '有限公司', True),
 ('xx trading', '上海市', '有限公司', True), ('张三', None, None, False)]
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from crmtool.values import places, region_columns, surnames
from crmtool.values.characters import HAN, simplify
from crmtool.values.placeholders import said
from crmtool.values.text import CAPITAL, SMALL, fold

if TYPE_CHECKING:
    from datetime import date

# Words that name an organisation wherever they stand, those that do so at the end of a name, and single characters that
# do so only after enough others: 张建店 is a person.
ANYWHERE = (
    "公司|集团|股份|合作社|事务所|工作室|经营部|经销部|服务部|门市部|营业部|销售部|项目部|委员会|办事处|代表处|人民政府|公安局|派出所"
    "|居委会|村委会|街道办|个体工商户|商行"
)
LIMITED = (  # 有限公司 with one character wrong, twice, missing or in the wrong place, for longer names
    "有{1,2}限{1,2}公{1,2}司{1,2}|有限.司|有限公.|有[^限]公司|[友又由右存冇]限公司|有限[公司]|(?<![极无上下])限公司"
    "|(?<![国所私])有公司|限有公司|有公限司|有限司公"
)
ENDING = (
    "中心|学校|医院|政府|[银支分总]行|[酒饭]店|宾馆|物业|租赁|[商经外汽]贸|贸易|[商书药分总]店|超市|餐厅|药房|诊所|幼儿园|[中小大]学|[学法]院"
    "|研究[院所]|设计院|检察院|[分总]局|税务局|[协商学工]会|基金会|联合会|出版社|报社|旅行社|驾校|4s店|汽[配修]|修理厂|物流|货运"
    "|运输|[车大支中]队|科技|电子|机械|建材|建筑|装饰|广告|服饰|食品|餐饮|传媒|文化|咨询|投资|实业|工程|制造|工厂|[总分]厂|[农林渔市商]场"
    "|有限.司|有限公.?|有限司|有公限司|商城|俱乐部|会所|专卖店|旗舰店|美容院|养老院|图书馆|博物馆"
)
LATIN = r"\b(?:co|ltd|inc|llc|plc|corp|corporation|company|limited|gmbh|group|hotel|bank|school|university|hospital)\b"
IN_CHINESE = rf"{ANYWHERE}|^.{{2,}}(?:{ENDING})(?:\(.*\))?$|^.{{4,}}[店厂局院社站馆部所行庄场铺坊室队处会]$"
IS_COMPANY = rf"(?i){IN_CHINESE}|{LATIN}"

LONGEST = 200  # characters; what follows is no name any more and is dropped
FORMS = (
    ("股份有限公司", r"股份(?:有限)?(?:责任)?(?:公司)?"),
    ("有限公司", rf"有限(?:责任)?(?:公司)?|责任公司|(?<=..)(?:{LIMITED})"),
    ("合伙企业", r"合伙企业(?:\((?:普通|有限|特殊普通)合伙\))?"),
    ("个体工商户", r"\(?个体(?:工商户|户)\)?"),
    ("合作社", r"(?:农民)?(?:专业)?合作社"),
    ("集团", r"集团(?:公司)?"),
    ("公司", r"总?公司"),
)
FORM = re.compile("|".join(f"(?P<f{at}>{pattern})$" for at, (_, pattern) in enumerate(FORMS)))
LAST_OF_FORMS = frozenset("份限任司公业)户社团")
LATIN_FORM = re.compile(r"\b(?:co|company|corp|corporation|ltd|limited|inc|llc|plc|gmbh)\b")
LATIN_LIMITED = re.compile(r"\b(?:ltd|limited|llc|plc|gmbh)\b")
BRANCH = re.compile(
    r"(?P<head>.+?公司)(?P<branch>.*(?:[分支]公司|[分支]行|[分总门]店|分厂|营业[部厅]|办事处|代表处|项目部|4s店))"
)
BRACKETS = re.compile(r"[(\[{<【〔《](?P<inside>[^()\[\]{}<>【】〔〕《》]*)[)\]}>】〕》]")
GENERIC = re.compile(
    r"(?:汽车|汽贸|汽配|销售|服务|[商经外工农]?贸易?|科技|技术|物流|运输|货运|客运|租赁|出租|物业|管理|实业|投资|控股|产业|建筑|建设|建材"
    r"|装饰|装潢|园林|工程|咨询|信息|网络|通[信讯]|文化|传媒|广告|电子|电[器气力]|机[械电]|设备|器械|材料|五金|化工|钢铁|纺织|服[装饰]"
    r"|家[具居]|食品|餐饮|酒业|农[业林]|生物|医[药疗]|环保|能源|教育|劳务|置业|房地产|商务|国际|进出口|供应链|开发|发展|智能|制造"
    r"|银行|酒店|中心|医院|学校|大学|学院|第[一二三四五六七八九十]|公安局?|税务局?|人民|政府|市|省|区|县|局|厂|店|与|和|及)*"
)


TELLING = rf"[()\[\]{{}}<>【】〔〕《》]|有限公|[{''.join(sorted(LAST_OF_FORMS))}]$"
"""Brackets, and what legal forms end with."""
NOISE = re.compile(r"[\s\-·.,，、'\"()]")
SHORT_COMPANY = r"\p{Han}{4}"


class Parts(NamedTuple):
    """What a company's name says: its comparison key, the city named and its legal form."""

    key: str
    city: str | None
    legal_form: str | None


def is_company(text: str) -> bool:
    """Whether a folded, simplified text names an organisation and not a person.

    >>> [is_company(text) for text in ("某某汽车有限公司", "西湖区第二小学", "ACME Co.", "张建店", "王文化")]
    [True, True, True, False, False]
    """
    return _is_company().search(text) is not None


@cache
def _is_company() -> re.Pattern[str]:
    return re.compile(IS_COMPANY)


def are_companies(texts: pl.Series) -> pl.Series:
    """As ``is_company``; words in Latin letters, whose borders are slow to find, are sought only where letters are."""
    chinese = texts.str.contains(f"(?i){IN_CHINESE}")
    latin = (~chinese & texts.str.contains(CAPITAL + "|" + SMALL)).arg_true()
    return chinese.scatter(latin, texts.gather(latin).str.contains(f"(?i){LATIN}")) if len(latin) else chinese


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """One row for each value, in order.

    Columns: canonical (the whole name, folded, simplified, without spaces between Chinese characters), valid, reason
    (ok, person, placeholder), key, city, legal_form (String), is_company (Boolean).
    """
    raw = said(values)
    frame = raw.with_columns(text=simplify(raw["text"])).with_columns(text=pl.when(~pl.col("empty")).then(_tidy()))
    known = frame["text"].drop_nulls().unique()
    parts = _parts(known.to_frame().with_columns(named=are_companies(known)))
    reason = (
        pl.when("empty").then(pl.lit("placeholder")).when("named").then(pl.lit("ok"))
        .when(pl.col("text").is_not_null()).then(pl.lit("person"))
    )  # fmt: skip
    frame = frame.join(parts, on="text", how="left", maintain_order="left").with_columns(reason=reason)
    return frame.select(
        canonical="text",
        valid=pl.col("reason") == "ok",
        reason="reason",
        key="key",
        city="city",
        legal_form="legal_form",
        is_company=pl.col("reason") == "ok",
    )


def in_names(names: pl.Series, states: pl.Series, as_of: date) -> pl.DataFrame:
    """The ``company`` that each distinct name names, ``company_key`` and ``company_city``; null where it names none.

    That is a name that says so, or one of four and more characters that begins with a city (成都泰成), if that is no
    surname, too (南宫思清).
    """
    certain = states == "company"
    likely = certain | (states.is_in(["full", "none"]) & names.str.contains(SHORT_COMPANY))
    texts = names.filter(likely).to_frame("raw").select(fold(pl.col("raw"))).to_series()
    known = standardise(texts, as_of).with_columns(company=texts, certain=certain.filter(likely))
    person = (texts.str.len_chars() == 4) & texts.str.head(2).is_in(list(surnames.compound()))
    in_city = pl.col("city").is_not_null() & ~pl.lit(person)
    meant = pl.col("certain") | pl.col("is_company").fill_null(value=False) | in_city
    found = {"company": "company", "company_key": "key", "company_city": "city"}
    at = pl.select(pl.when(likely).then(likely.cum_sum() - 1)).to_series()
    return known.select(pl.when(meant).then(column).gather(at).alias(name) for name, column in found.items())


def _tidy() -> pl.Expr:
    text = pl.col("text").str.head(LONGEST)
    return text.str.replace_all(r"([\p{Han})]) +", "$1").str.replace_all(r" +([\p{Han}(])", "$1")


def _parts(known: pl.DataFrame) -> pl.DataFrame:
    """What ``read`` says of distinct texts, beside whether each is ``named`` as a company.

    Most are people's names, in which there is nothing to read: no organisation, no bracket, no legal form, no place.
    """
    text, schema = pl.col("text"), dict.fromkeys(Parts._fields, pl.String())
    telling = ~text.str.contains(HAN.pattern) | text.str.contains(TELLING) | places.may_begin(text)
    nothing = known.select(text.filter(~pl.col("named") & ~telling))
    key = text.str.to_lowercase().str.replace_all(NOISE.pattern, "")
    plain = nothing.with_columns(key=pl.when(key == "").then(text).otherwise(key))
    others = known.join(nothing, on="text", how="anti")["text"]
    read_one_by_one = pl.DataFrame([read(name) for name in others], schema=schema, orient="row").with_columns(others)
    return known.join(pl.concat([read_one_by_one, plain], how="diagonal"), on="text")


def read(name: str) -> Parts:
    """Key, city and legal form of a folded, simplified name.

    >>> read("杭州市西湖区某某(集团)股份有限公司")
    Parts(key='某某', city='杭州市', legal_form='股份有限公司')
    >>> read("某某保险有限公司上海分公司").key, read("上海贸易有限公司").key, read("大众(中国)有限公司").key
    ('某某保险上海分公司', '上海贸易', '大众中国')
    >>> read("瑞金商贸有限公司")[:2], read("广州市瑞金商贸有限巩司")
    (('瑞金商贸', None), Parts(key='瑞金商贸', city='广州市', legal_form='有限公司'))
    """
    text = name.lower()
    if not HAN.search(text):
        return _read_latin(text)
    text, city = _without_brackets(text)
    split = BRANCH.fullmatch(text) if "公司" in text[:-2] else None
    head, branch = split.group("head", "branch") if split else (text, "")
    head, legal_form = _without_form(head)
    found = places.read(head)
    rest = head[found.end :]
    if len(rest) < 2 or GENERIC.fullmatch(rest):
        name, before = places.last_name(head)
        rest, found = name + rest, before if found.district else found
    key = NOISE.sub("", rest + branch.replace("市分公司", "分公司"))
    return Parts(key or text, found.city or city or places.read(branch).city, legal_form)


def _without_brackets(text: str) -> tuple[str, str | None]:
    """The text without brackets, and the city one of them names; what else they hold stays, unless it follows 公司."""
    city = None
    for bracket in BRACKETS.finditer(text):
        inside = bracket["inside"]
        found = places.read(inside)
        city = city or found.city
        place = found.end > 0 and found.end == len(inside)
        aside = (
            place
            or inside in ("集团", "总部", "")
            or inside.endswith("合伙")
            or (bracket.end() == len(text) and "公司" in text[: bracket.start()])
        )
        text = text.replace(bracket[0], "" if aside else inside, 1)
    return text, city


def _without_form(text: str) -> tuple[str, str | None]:
    """The text without the legal forms at its end, and the last of them: 某某集团有限公司 is a 有限公司."""
    legal_form = None
    while (text[-1:] in LAST_OF_FORMS or text[-4:-1] == "有限公") and (match := FORM.search(text)):
        legal_form = legal_form or FORMS[int(str(match.lastgroup)[1:])][0]
        if match.start() == 0:
            break
        text = text[: match.start()]
    return text, legal_form


def _read_latin(text: str) -> Parts:
    """A name in Latin letters: its words without legal form and city."""
    legal_form = "有限公司" if LATIN_LIMITED.search(text) else "公司" if LATIN_FORM.search(text) else None
    words = re.findall(r"[^\W_]+", LATIN_FORM.sub(" ", text))
    city = next((_cities_in_latin()[word] for word in words if word in _cities_in_latin()), None)
    rest = [word for word in words if word not in _cities_in_latin()]
    return Parts(" ".join(rest or words) or text, city, legal_form)


@cache
def _cities_in_latin() -> dict[str, str]:
    """Cities in force and municipalities by their reading: shanghai, hangzhou; none that two share."""
    cities = {
        sound: [name for name in names if name.endswith("市")] for sound, names in region_columns.in_latin().items()
    }
    return {sound: names[0] for sound, names in cities.items() if len(names) == 1}
