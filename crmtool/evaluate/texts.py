"""What the workbook, the page and the command say of how good a master is, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "customers": ("Customers", "客户"),
    "vehicles": ("Vehicles", "车辆"),
    "rows": ("rows", "数据行"),
    "precision": ("precision", "精确率"),
    "recall": ("recall", "召回率"),
    "f1": ("F1", "F1"),
    "of weighed": (
        "Recall is of pairs that were weighed or lie beside one: records that share no clue are in no audit",
        "召回率限于已比较及与之相邻的记录对；毫无共同线索的记录不在审核范围内",
    ),
    "not in truth": (
        "{place} stands in the truth and not in the crosswalk",
        "{place} 在标准答案中有，但不在对照表中",
    ),
    "chart written": ("Chart written to {path}", "图表已写入 {path}"),
    "audit same": ("same", "同一客户"),
    "audit pair": ("pair", "编号"),
    "audit note": ("comment", "判断说明"),
    "audit place": ("delivered row", "交付文件与行号"),
    "audit question": (
        (
            "Are both records of one customer? A cell has the values of both, one above the other; "
            "= says that they are the same in full. Answer unsure where you cannot tell."
        ),
        "两条记录是否属于同一客户？每格上下为两条记录的值；下方为“=”表示完整值相同。无法判断时选“不确定”。",
    ),
    "audit answers": ("Answer yes, no or unsure, or leave it empty", "请填 是、否 或 不确定，或留空"),
    "answer yes": ("yes", "是"),
    "answer no": ("no", "否"),
    "answer unsure": ("unsure", "不确定"),
    "stratum": ("drawn from", "抽样层"),
    "stratum sure": ("joined, clear", "已合并，证据充分"),
    "stratum near": ("joined, near the threshold", "已合并，接近阈值"),
    "stratum through": ("joined through others only", "已合并，仅经由其他记录"),
    "stratum review": ("apart, near the threshold", "未合并，接近阈值"),
    "stratum beside": ("apart, beside such a pair", "未合并，与上述记录对相邻"),
    "stratum unlike": ("apart, contradicting", "未合并，相互矛盾"),
    "stratum far": ("apart, clear", "未合并，明显不同"),
    "pairs": ("pairs", "记录对"),
    "drawn": ("drawn", "抽取"),
    "audit written": (
        "{count:,} pairs to judge are in {path}: fill in the column '{column}', then crmtool evaluate --judged {path}",
        "{path} 中有 {count:,} 对记录待判断：填写“{column}”列后运行 crmtool evaluate --judged {path}",
    ),
    "audit masked": (
        "Names and numbers are masked; --unmask shows them to stewards who may see them",
        "姓名和号码已脱敏；有权限者可用 --unmask 显示完整内容",
    ),
    "interval": ("{value}  ({low} to {high})", "{value}（{low} 至 {high}）"),
    "doubt": ("{low} to {high} as the unsure turn out", "“不确定”全不利至全有利：{low} 至 {high}"),
    "not judged": ("{count:,} of {drawn:,} pairs are not judged yet", "{drawn:,} 对中有 {count:,} 对尚未判断"),
    "audit gone": (
        (
            "The master has changed: {count:,} of {drawn:,} pairs are no longer there; the figures are of the "
            "master as it was when they were drawn"
        ),
        "主数据已变化：{drawn:,} 对中有 {count:,} 对已不存在；以上数字反映抽样时的主数据",
    ),
    "audit moved": (
        "The master has changed: {count:,} pairs are joined now that were not, or the other way round",
        "主数据已变化：{count:,} 对的合并状态与抽样时不同",
    ),
    "chart title": ("How good is the master", "主数据质量"),
    "chart curve": ("Customers, by threshold of match weight", "客户：按匹配权重阈值"),
    "chart figures": ("Figures", "指标"),
    "chart by": ("By {column}", "按 {column} 细分"),
    "chart present": ("threshold now", "当前阈值"),
    "chart axis": ("threshold of match weight (log2 odds)", "匹配权重阈值（log2 胜率）"),
    "chart note": (
        (
            "Dots are the master as it is. The lines join records at each threshold without looking for "
            "contradictions, so they lie below the dots where clusters would contradict themselves."
        ),
        "圆点为主数据现状。曲线在各阈值下直接合并，不检查矛盾，因此在簇内有矛盾处低于圆点。",
    ),
    "chart from": ("Master {master}, {day}", "主数据 {master}，{day}"),
    "missing": ("missing", "缺失"),
    "pairwise": ("pairwise", "按记录对"),
    "b-cubed": ("B-cubed", "B-cubed"),
    "threshold": ("threshold", "阈值"),
    "pairs_true": ("true pairs", "真实记录对"),
    "pairs_found": ("pairs found", "找到的记录对"),
    "pairs_right": ("right", "其中正确"),
    "none given": ("(empty)", "（空）"),
}


def text(key: str, lang: str) -> str:
    """The text for ``key`` in ``lang``; raises KeyError where there is none."""
    english, chinese = TEXTS[key]
    return chinese if lang == "zh" else english
