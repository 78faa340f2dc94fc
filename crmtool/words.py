"""The few words the commands print, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "planned": ("What this run would do (nothing was changed):", "本次运行将产生的结果（未作任何更改）："),
    "committed": ("Committed:", "已提交："),
    "unchanged": ("Nothing new; the master is as it was:", "没有新内容，主数据未变："),
    "deliveries": ("Deliveries", "交付文件"),
    "known": ("already held", "已在库"),
    "refused": ("refused", "被拒收"),
    "rows": ("Rows", "数据行"),
    "rejected": ("rejected", "不可读"),
    "findings": ("Findings", "问题"),
    "error": ("errors", "错误"),
    "warning": ("warnings", "警告"),
    "info": ("notes", "提示"),
    "customers": ("Customers", "客户"),
    "joined": ("duplicate records joined", "条重复记录已合并"),
    "vehicles": ("Vehicles", "车辆"),
    "review": ("For review", "待复核"),
    "cases": ("cases", "例"),
    "changes": ("Changes", "变更"),
    "nothing": ("none", "无"),
    "seconds": ("Seconds", "耗时（秒）"),
    "customer created": ("customers new", "新增客户"),
    "customer joined": ("customers joined", "并入客户"),
    "customer merged": ("customers merged", "合并客户"),
    "customer split": ("customers split", "拆分客户"),
    "customer retired": ("customers retired", "停用客户"),
    "vehicle created": ("vehicles new", "新增车辆"),
    "vehicle joined": ("vehicles joined", "并入车辆"),
    "vehicle merged": ("vehicles merged", "合并车辆"),
    "vehicle split": ("vehicles split", "拆分车辆"),
    "vehicle retired": ("vehicles retired", "停用车辆"),
    "read": ("Reading deliveries", "读取交付文件"),
    "map": ("Mapping columns", "识别列含义"),
    "standardise": ("Standardising", "标准化"),
    "validate": ("Validating", "校验"),
    "match vehicles": ("Matching vehicles", "匹配车辆"),
    "match customers": ("Matching customers", "匹配客户"),
    "merge": ("Merging", "合并"),
    "commit": ("Committing", "提交"),
    "records": ("Records", "记录"),
    "missing": ("missing", "缺失"),
    "curve": ("By threshold of match weight", "按匹配权重阈值"),
    "from": ("from (why, what it beat)", "来源（依据，次优值）"),
    "ownerships": ("Ownerships", "车辆归属"),
    "events": ("Events", "变更历史"),
    "evidence": ("evidence", "证据"),
    "weight": ("weight", "权重"),
    "verdict match": ("The pair by itself: the same", "单看这一对：同一客户"),
    "verdict review": ("The pair by itself: unsure, a steward should look", "单看这一对：不确定，需人工复核"),
    "verdict no match": ("The pair by itself: not the same", "单看这一对：不是同一客户"),
    "veto": ("a contradiction decides, whatever else agrees", "存在矛盾，其余证据不计"),
    "one customer": ("In the master: one customer", "主数据中：同一客户"),
    "two customers": ("In the master: two customers", "主数据中：两个客户"),
    "compared under": ("Compared, because both share", "已比较，因两者共有"),
    "never compared": (
        "Never compared: no blocking rule puts these two side by side",
        "从未比较：没有任何分块规则将两者放在一起",
    ),
    "prior": ("before any evidence", "无任何证据时"),
    "total": ("in all", "合计"),
}


def say(key: str, lang: str) -> str:
    """The word for ``key`` in ``lang``; the key itself where there is none."""
    english, chinese = WORDS.get(key, (key, key))
    return chinese if lang == "zh" else english
