"""What people write around a name: titles, notes in brackets, phones, numbers, a second person.

``peel`` takes them off one after another and keeps what they say in a ``Peeled``.

>>> peel("尊敬的张三先生"), peel("张三（试驾）"), peel("13000001357 张三-VIP")
(Peeled(text='张三', honorific='先生', gender='M', phone=None, second=None, aside=False),
 Peeled(text='张三', honorific=None, gender=None, phone=None, second=None, aside=True),
 Peeled(text='张三', honorific=None, gender=None, phone='13000001357', second=None, aside=True))
>>> peel("张三（李四代办）").second, peel("小王").text, peel("张伟志").honorific
('李四', '王', None)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crmtool.values import surnames

MEN = "先生 大哥 大爷 大叔 叔叔 伯伯 哥 叔"
WOMEN = "女士 小姐 太太 夫人 大姐 大妈 阿姨 小姐姐 姐 姨 嫂 婶"
BOTH = (
    "总经理 副总经理 副总 董事长 经理 主任 主管 主席 书记 老师 老板 老板娘 师傅 同志 医生 大夫 律师 教授 博士 校长 院长 局长 处长 科长 厂长 "
    "店长 队长 所长 部长 会长 行长 站长 警官 法官 工程师 总监 顾问 会计 秘书 总 工 董 局"
)
HONORIFICS = {
    **dict.fromkeys(MEN.split(), "M"),
    **dict.fromkeys(WOMEN.split(), "F"),
    **dict.fromkeys(BOTH.split(), None),
}
LAST_CHARACTERS = "".join(sorted({word[-1] for word in HONORIFICS}))
AFTER_FULL_NAMES = frozenset("总哥姐")  # one-character titles that a whole name takes; the others only follow a surname
GENDERS = {"男": "M", "男士": "M", "男性": "M", "女": "F", "女性": "F"}
LEADING = re.compile(
    r"^(?:(?:尊敬的|亲爱的|(?:[准新老大]?客户|车主|顾客|用户|业主|会员|贵宾|潜客|联系人?|收件人|经办人|送修人)(?:姓名|名称)?|姓名|名字)"
    r"[:： ]*|v?i?p[0-9]*[-_ :]*(?=[\u3400-\u9fff])|[0-9]+[-_.、: ]*(?=[\u3400-\u9fff])|[a-wyz][0-9]*[-_ ]*(?=[\u3400-\u9fff]{2})"
    r"|(?:mr|ms|mrs|miss|dr)[. ]*(?=[\u3400-\u9fff]))",
    re.IGNORECASE,
)
TRAILING = re.compile(r"(?<=[\u3400-\u9fff]{2})[-_ #]*(?:[0-9]+|(?!x+$)[a-z]{1,6}[0-9]*)$", re.IGNORECASE)
PHONE = re.compile(r"(?<![0-9])(?:\+?86[- ]?)?(1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[1-9][0-9]{1,2}-?[1-9][0-9]{6,7})(?![0-9])")
BRACKETS = re.compile(r"[(\[{<【〔《]([^()\[\]{}<>【】〔〕《》]*)[)\]}>】〕》]?")
PROXY = re.compile(r"(?:的车|代理?[办签提付购驾领]?人?|送修|使用|驾驶|开)$")
SEPARATORS = re.compile(r"[/\\、,，;；|&+_~\n]| *[-—]+ *")


@dataclass(slots=True)
class Peeled:
    """A name so far: the ``text`` left, what was taken off it, and whether anything else stood ``aside``."""

    text: str
    honorific: str | None = None
    gender: str | None = None
    phone: str | None = None
    second: str | None = None
    aside: bool = False


@cache
def _not_names() -> frozenset[str]:
    """Words that look like names (白色, 金卡, 高尔夫) but are a dealer's notes."""
    return frozenset((files("crmtool.values") / "data" / "not_names.txt").read_text(encoding="utf-8").split())


def is_person(text: str) -> bool:
    """Whether a text reads as a person's name in Chinese characters and is no note that looks like one."""
    return surnames.is_full_name(text) and text not in _not_names()
