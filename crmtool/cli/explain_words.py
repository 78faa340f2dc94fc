"""The words of explanations, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPLAINED: Mapping[str, tuple[str, str]] = {
    "one vehicle": ("In the master: one vehicle", "主数据中：同一车辆"),
    "two vehicles": ("In the master: two vehicles", "主数据中：两辆车"),
    "verdict vehicle match": ("The pair by itself: the same", "单看这一对：同一车辆"),
    "verdict vehicle review": ("The pair by itself: unsure", "单看这一对：不确定"),
    "verdict vehicle no match": ("The pair by itself: not the same", "单看这一对：不是同一车辆"),
    "explain limits": ("match from {} on, review from {} on", "{} 起为匹配，{} 起需复核"),
    "explain veto": ("veto", "否决"),
    "explain vetoed": (
        "Veto: {} ({}). That decides, whatever else agrees",
        "否决：{}（{}），无论其余证据如何一致",
    ),
    "explain contradicts": (
        "The two contradict each other: lasting evidence against them weighs {} (a contradiction from {} on)",
        "两者相互矛盾：不随时间变化的反面证据合计 {}（{} 起即为矛盾）",
    ),
    "explain at run": (
        "The last run found {}: weights or rules have changed since; the next run will use them",
        "上次运行时为 {}：权重或规则此后有变，下次运行将采用",
    ),
    "explain alone": (
        "Joined by the run at {}: alone beside the only other customer of its name; that, visits and the dealer count",
        "上次运行以 {} 合并：孤立记录与唯一同名客户，依客户中姓名的罕见程度、到店频率及是否同一经销商",
    ),
    "explain seen": ("on {:,} of {:,} records", "见于 {:,} 条，共 {:,} 条记录"),
    "explain uncounted": ("Not counted:", "未计入："),
    "explain missing left": ("The first side says nothing", "前者未提供"),
    "explain missing right": ("The second side says nothing", "后者未提供"),
    "explain missing both": ("Neither side says anything", "双方均未提供"),
    "explain not_with": ("says nothing where {} is: {}", "当{}为“{}”时不计"),
    "explain unless": ("{} says it already ({})", "{}已包含此信息（{}）"),
    "explain inside": (
        "No blocking rule puts these two side by side; weighed because others tie them together",
        "没有分块规则将两者放在一起；因其他记录将两者相连而比较",
    ),
    "explain too common": (
        "Shared too, but too common to compare by, since the names are not the same: {}",
        "另有共同之处，但过于常见且姓名不同，不据此比较：{}",
    ),
    "explain nearest": ("The nearest rule: {} ({})", "最接近的规则：{}（{}）"),
    "explain key same": ("{}: the same", "{}：相同"),
    "explain key missing": ("{}: a side says nothing", "{}：一方未提供"),
    "explain key slip": ("{}: one character apart", "{}：相差一个字符"),
    "explain key different": ("{}: {} characters apart", "{}：相差 {} 个字符"),
    "column phones": ("phone", "电话"),
    "column surname": ("surname", "姓氏"),
    "column full_sound": ("name as it sounds", "姓名读音"),
    "column rare_sound": ("rare name as it sounds", "罕见姓名读音"),
    "column id_key": ("document", "证件"),
    "column customer_ref": ("customer number", "客户编号"),
    "column vehicle": ("car", "车辆"),
    "column born": ("birth date", "出生日期"),
    "column street_key": ("street", "街道"),
    "column company_key": ("company", "单位"),
    "explain no customer": ("none", "无"),
    "explain no vehicle": ("none", "无"),
    "explain unjoined": (
        "The pair matches, but the last run did not join it: blocking never compared it, or the weights were others",
        "这一对可匹配，但上次运行未合并：分块未比较，或当时权重不同",
    ),
    "explain chain": (
        "Joined through others; the weakest link of the strongest chain weighs {} ({} ~ {})",
        "经其他记录相连；最强链路中最弱一环为 {}（{} ~ {}）",
    ),
    "explain no chain": (
        "Nothing weighed ties these two together: joined by what is around them",
        "没有经比较的证据将两者相连：由其相关记录合并",
    ),
    "explain refused": ("Kept apart although the pair matches ({})", "这一对虽可匹配（{}），仍未合并"),
    "explain refused link": ("Kept apart although {} ~ {} matches ({})", "虽有 {} ~ {} 可匹配（{}），仍未合并"),
    "explain refused unknown": (
        "{}: no contradiction is known; too weak a link, another's number, or a decision or new weights did it",
        "{}：未见矛盾；仅凭此弱关联不足以合并两个已知客户，或号码更像他人所有，或系人工决定、权重变化",
    ),
    "explain refused veto": (
        "{}: it would join {} and {}, which a veto forbids ({})",
        "{}：否则 {} 与 {} 将合并，而两者有否决性矛盾（{}）",
    ),
    "explain refused by": (
        "{}: it would join {} and {}, which contradict each other more than it outweighs ({})",
        "{}：否则 {} 与 {} 将合并，而两者的矛盾大于该证据（{}）",
    ),
    "explain one by": ("Joined by", "合并依据："),
    "explain two by": ("Kept apart by", "分开依据："),
    "explain decision": ("decision {} of {} on {}", "决定 {}（{}，{}）"),
    "explain decided": ("Decided by stewards:", "人工决定："),
    "explain same": ("one and the same", "为同一个"),
    "explain different": ("not the same", "不是同一个"),
    "explain unsaid": ("unsaid", "未提供"),
    "explain off": ("not counted", "不计"),
    "explain lacks": ("To match it lacks {}. What would change most:", "距匹配还差 {}。影响最大的是："),
    "explain lacks veto": ("A veto stands in the way. What would change most:", "存在否决性矛盾。影响最大的是："),
    "explain wish": ("{}: now {}; if {}, {} in all", "{}：现为{}；若为{}，合计 {}"),
    "explain becomes match": ("a match", "可匹配"),
    "explain becomes review": ("for review", "需复核"),
    "explain becomes no match": ("still no match", "仍不匹配"),
    "explain retired": ("{} is retired and was merged into {}", "{} 已停用，并入 {}"),
    "explain earlier version": (
        "{} is an earlier version of {}, which is what counts",
        "{} 是 {} 的早先版本，以后者为准",
    ),
    "explain same by id": (
        "One and the same record: the source's own id names it on all {} rows",
        "同一条记录：来源编号相同，共交付 {} 行",
    ),
    "explain same by content": (
        "One and the same record: {} rows with the same content",
        "同一条记录：内容相同，共 {} 行",
    ),
    "explain newest": ("The newest version counts: {}", "以最新版本为准：{}"),
    "explain supposed": ("What if {} had been delivered otherwise?", "假设 {} 交付内容不同："),
    "explain field": ("field", "字段"),
    "explain before": ("as it is", "现状"),
    "explain after": ("as it would be", "假设"),
    "explain nothing changed": ("Nothing was changed in the master.", "主数据未作任何更改。"),
    "explain customer of": (
        "{}: records {:,}, rows {:,}, deliveries {:,} ({})",
        "{}：{:,} 条记录，{:,} 行，来自 {:,} 个交付文件（{}）",
    ),
    "explain vehicle of": (
        "{}: records {:,}, rows {:,}, deliveries {:,} ({})",
        "{}：{:,} 条记录，{:,} 行，来自 {:,} 个交付文件（{}）",
    ),
    "explain density": (
        "Of its {1:,} pairs of records {0:,} match by themselves ({2:.0%})",
        "共 {1:,} 对记录，其中 {0:,} 对单独即可匹配（{2:.0%}）",
    ),
    "explain loose customer": (
        "{} groups that nothing weighed ties together: decisions did",
        "分为 {} 组，各组之间没有经比较的证据，系人工决定合并",
    ),
    "explain loose vehicle": (
        "{} groups that nothing about the car ties together: halves (a VIN here, a plate there) of one customer's car",
        "分为 {} 组，各组之间没有车辆本身的证据：同一客户一车的两部分（一方有车架号，一方有车牌）",
    ),
    "explain weakest": (
        "The weakest link weighs {}: {} ~ {}; without it the records fall into {} and {} ({})",
        "最弱一环为 {}：{} ~ {}；若无此环，将分为 {} 条和 {} 条记录（{}）",
    ),
    "explain link": ("link", "关联"),
    "explain why": ("by", "依据"),
    "explain joins": ("joins", "合并"),
    "explain between": ("... {:,} more links, from {} down to {} ...", "……另有 {:,} 条关联，权重由 {} 至 {}……"),
    "explain outweighed": ("Contradictions inside, outweighed:", "内部矛盾，已被更强证据抵消："),
    "explain kept out": ("Kept out:", "被拒绝合并："),
    "explain unsure": ("For review:", "待复核："),
    "explain title": ("Explanation", "解释"),
    "explain in master": ("In the master", "主数据"),
    "explain made": ("Link by link", "逐条关联"),
    "explain compared": ("Compared?", "是否比较"),
}
