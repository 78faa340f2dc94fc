"""Who delivered a file, what kind of records it holds and of which day: from its name and its profile.

Names are ``DEALER_KIND_YYYYMMDD.EXT``. The dealer may hold underscores, hyphens and Chinese; the kind may be Chinese or
a phrase (售后, 维修记录, after sales), the date written otherwise (2026-11-20, 2026年11月). A name without a kind says
nothing reliable: then the dealer is the folder, or else the file's stem, and the kind is ``other``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from crmtool.model import Delivery
from crmtool.values.characters import simplify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.mapping.profile import Profile

WORDS: Mapping[str, str] = {
    "sales": "sales sale sold retail 销售 购车 成交 零售 新车 交车 订单 开票 新车销售 整车销售",
    "service": "service services aftersales repair repairs workshop maintenance 售后 维修 服务 保养 工单 修理 "
    "售后服务 售后维修 维修保养",
    "lead": "lead leads prospect prospects inquiry inquiries 线索 潜客 潜在客户 商机 留资 客流 销售线索 意向客户",
    "club": "club member members membership loyalty 会员 俱乐部 车友会 车主会 会员俱乐部 车友",
    "insurance": "insurance insur policy policies insurer 保险 保单 续保 承保 车险 保险续保",
    "other": "other others 其他 其它",
    "call": "call calls callcenter callcentre hotline 呼叫 呼叫中心 客服 客服中心 来电 热线 话务 呼入 400",
}
KINDS = {word: kind for kind, words in WORDS.items() for word in words.split()}
PHRASES = {"aftersales": "service", "callcenter": "call", "callcentre": "call"}
DECORATION = re.compile(
    r"(?:客户|车主|用户)?(?:数据|记录|明细|清单|报表|表|名单|台账|汇总|信息|档案|资料|导出|列表|流水|统计|纪录|台帐|资讯|汇出"
    r"|data|export|list|records?|report)+$"
)
SUFFIX = re.compile(
    r"(?:\.(?:csv|tsv|txt|tab|dat|xlsx|xlsm|xlsb|xls|zip|gz|parquet|pq|jsonl|ndjson|json))+$", re.IGNORECASE
)
COPY = re.compile(r"(?:\s*\(\d{1,3}\)|\s*-?\s*(?:副本|copy|final|最终版?|新)(?:\s*\d+)?|[_\s-]v\d+)+$", re.IGNORECASE)
DATES = (
    re.compile(
        r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)", re.ASCII
    ),
    re.compile(
        r"(?<!\d)(?P<year>20\d\d)[-_./年](?P<month>0?[1-9]|1[0-2])[-_./月](?P<day>0?[1-9]|[12]\d|3[01])(?!\d)日?",
        re.ASCII,
    ),
    re.compile(r"(?<!\d)(?P<year>20\d\d)[-_.年]?(?P<month>0[1-9]|1[0-2]|[1-9](?=月))(?!\d)月?", re.ASCII),
    re.compile(r"(?<!\d)(?P<year>[12]\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?!\d)", re.ASCII),
)
SEPARATORS = " _-.—–~至到()[]"
TOKEN = re.compile(r"[^\s_\-.—–()\[\]]+")
LONGEST_WORD = 11


def describe_deliveries(files: Sequence[tuple[str, str, str]], profile: Profile | None = None) -> list[Delivery]:
    """What is known of delivered files, each told by its name, the name of its folder ("" for the top) and ``sha256``.

    The ``profile`` wins over the name. ``assumed`` names what neither of them said: dealer, kind, date. A month without
    a day counts as its first day.

    >>> for one in describe_deliveries([("SH_01-浦东店_售后_20261120.csv", "", "0"), ("export (2).xlsx", "D07", "0")]):
    ...     print(one)
    Delivery(source_file='SH_01-浦东店_售后_20261120.csv', sha256='0', dealer='SH_01-浦东店', kind='service',
        date=datetime.date(2026, 11, 20), assumed=())
    Delivery(source_file='export (2).xlsx', sha256='0', dealer='D07', kind='other', date=None,
        assumed=('dealer', 'kind', 'date'))
    """
    stems = [SUFFIX.sub("", unicodedata.normalize("NFKC", name)).strip() for name, _, _ in files]
    dated = [_without_date(COPY.sub("", stem)) for stem in stems]
    plain = _simplified([rest for rest, _ in dated])
    said = profile.dealer if profile else ""
    deliveries = []
    for (name, folder, sha256), stem, (rest, day), simple in zip(files, stems, dated, plain, strict=True):
        dealer, kind = _dealer_and_kind(rest, simple)
        kind = (profile.kind if profile else "") or kind
        known = {"dealer": said or dealer, "kind": kind, "date": day}
        deliveries.append(
            Delivery(
                source_file=name,
                sha256=sha256,
                dealer=said or dealer or folder or stem or name,
                kind=kind or "other",
                date=day,
                assumed=tuple(fact for fact, value in known.items() if not value),
            )
        )
    return deliveries


def kinds_meant(words: Sequence[str]) -> dict[str, str]:
    """The kind that each word means, traditional characters or simplified; "" for none.

    >>> kinds_meant(["銷售", "售后维修", "Lead", "二手车"])
    {'銷售': 'sales', '售后维修': 'service', 'Lead': 'lead', '二手车': ''}
    """
    return {word: _kind(plain, exact=False) for word, plain in zip(words, _simplified(words), strict=True)}


def _simplified(texts: Sequence[str]) -> list[str]:
    """The same texts, character for character, in simplified characters."""
    if all(map(str.isascii, texts)):
        return list(texts)
    return simplify(pl.Series(texts, dtype=pl.String)).to_list()


def _without_date(stem: str) -> tuple[str, date | None]:
    """The stem without its dates, and the last of them: of a span the end counts."""
    for pattern in DATES:
        found = [(match, day) for match in pattern.finditer(stem) if (day := _day(match))]
        if found:
            match, day = found[-1]
            rest = stem[: match.start()] + " " + stem[match.end() :]
            return pattern.sub(" ", rest).strip(SEPARATORS), day
    return stem, None


def _day(match: re.Match[str]) -> date | None:
    parts = {"day": "1", **match.groupdict()}
    try:
        return date(2000 + int(parts["year"]) % 100, int(parts["month"]), int(parts["day"]))
    except ValueError:
        return None


def _dealer_and_kind(rest: str, plain: str) -> tuple[str, str]:
    """Dealer and kind from a stem without its date, as it is and in simplified characters (``plain``).

    The word nearest the end counts; both are empty without a kind.
    """
    tokens = list(TOKEN.finditer(plain))
    for place in range(len(tokens) - 1, -1, -1):
        for first in (place - 1, place):
            text = plain[tokens[max(first, 0)].start() : tokens[place].end()] if first >= 0 else ""
            if kind := _kind(text, exact=first < place):
                before, after = rest[: tokens[first].start()], rest[tokens[place].end() :]
                return before.strip(SEPARATORS) or after.strip(SEPARATORS), kind
    for token in reversed(tokens):
        bare = DECORATION.sub("", token.group().lower())
        for length in range(min(LONGEST_WORD, len(bare) - 1), 1, -1):
            word, before = bare[-length:], bare[-length - 1]
            if (kind := KINDS.get(word, "")) and not (word.isascii() and "a" <= before <= "z"):
                return rest[: token.start() + len(bare) - length].strip(SEPARATORS), kind
    return "", ""


def _kind(text: str, *, exact: bool) -> str:
    """The kind that a word, or a phrase of two (``exact``), means; "" for none."""
    if exact:
        return PHRASES.get(re.sub(r"[\s_\-.]", "", text.lower()), "")
    word = text.lower()
    return KINDS.get(word) or KINDS.get(DECORATION.sub("", word), "")
