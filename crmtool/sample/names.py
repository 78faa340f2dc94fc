"""People's names as they are borne: surnames by frequency, given names by sound, and what typing makes of them.

The five first surnames cover about 30 % of people, compound surnames some 0.2 %, given names of one character a
tenth (ministry of public security, 2020). Characters are listed by their sound, so that homophones and Latin
spellings need no dictionary and are independent of the one the program itself uses.
"""

from __future__ import annotations

from crmtool.sample.dice import Dice, Weighted

SURNAMES = """王wang72 李li71 张zhang67 刘liu54 陈chen53 杨yang31 黄huang27 赵zhao25 吴wu25 周zhou24 徐xu20 孙sun19 马ma18
朱zhu17 胡hu16 林lin16 郭guo15 何he15 高gao14 罗luo13 郑zheng12 梁liang12 谢xie10 宋song9 唐tang9 许xu8 邓deng8 冯feng8
韩han8 曹cao8 曾zeng7 彭peng7 萧xiao4 肖xiao5 蔡cai7 潘pan7 田tian6 董dong6 袁yuan6 于yu6 余yu6 叶ye6 蒋jiang6 杜du5 苏su5
魏wei5 程cheng5 吕lv5 丁ding5 沈shen5 任ren4 姚yao4 卢lu4 傅fu3 付fu2 钟zhong4 姜jiang4 崔cui4 谭tan4 廖liao4 范fan4 汪wang4
陆lu4 金jin4 石shi4 戴dai3 代dai1 贾jia3 韦wei3 夏xia3 邱qiu3 丘qiu1 方fang3 侯hou3 邹zou3 熊xiong3 孟meng3 秦qin3 白bai3
江jiang3 阎yan1 闫yan2 薛xue3 尹yin3 段duan3 雷lei2 黎li2 史shi2 龙long2 陶tao2 贺he2 顾gu2 毛mao2 郝hao2 龚gong2 邵shao2
万wan2 钱qian2 严yan2 覃qin1 武wu2 莫mo2 孔kong2 向xiang2 汤tang2 章zhang1 俞yu1 祁qi1 单shan1 解xie1 查zha1 仇qiu1 区ou1
翟zhai1 缪miao1 阚kan1 卜bu1 佘she1 洗xian1 冼xian1 伍wu1 柳liu1 欧阳ouyang2 上官shangguan1 司徒situ1 诸葛zhuge1
司马sima1 令狐linghu1 皇甫huangfu1 尉迟yuchi1 夏侯xiahou1 慕容murong1"""
GIVEN_MEN = """wei伟玮炜维卫巍 jun军俊君骏钧 qiang强 lei磊雷蕾 yong勇永泳 jie杰捷 tao涛韬 ming明铭鸣 chao超潮 gang刚钢罡 ping平
hui辉晖 jian建健剑 bo波博 peng鹏朋 bin斌彬宾滨 yu宇雨羽煜 hao浩昊豪皓 hai海 fei飞 liang亮良 cheng成诚城承 long龙隆 kai凯恺 bing兵
guo国 zhi志智治 wen文 xin新鑫欣昕 feng峰锋丰枫 xiang翔祥 dong东栋冬 sheng胜晟升生 rui睿瑞锐 ze泽 yang洋扬阳 xuan轩 han涵翰瀚
zi子梓 hang航杭 jia嘉佳 hong宏洪弘鸿 qing庆清青 guang光广 lin林霖麟 zhen振震镇 de德 shao少绍 jin金进锦晋 shi世士 yi一毅亦奕
tian天田 chun春 sen森 kun坤昆 xu旭 yao耀尧 chen晨辰宸 run润 qi琦奇启祺 li力利立 zhong忠中 an安 ning宁 yuan元源远 nan楠南"""
GIVEN_WOMEN = """fang芳方 na娜 min敏闽 jing静晶京菁婧 li丽莉俐 yan艳燕妍彦 juan娟 xia霞夏 xiu秀 ying英颖莹盈 hua华花 yu玉钰瑜 ping萍
hong红虹 mei梅美媚 ling玲灵凌 qian倩茜 ting婷亭 xue雪 lin琳 wei薇 yun云芸 jie洁婕 shu淑书 lan兰岚 feng凤 xin欣心馨 yi怡依仪宜
han涵晗 xuan萱璇 meng梦萌 jia佳嘉 shan珊姗 qing晴 na娜 hui慧惠卉 dan丹 zhen珍贞 qin琴勤 ai爱 xiao晓小筱 fei菲 rong蓉荣 lu璐露
ru如茹 si思 yue月悦 ya雅亚 bing冰 zi紫 man曼 ni妮 wan婉 xi希曦 chun春 ju菊 hai海 wen文雯 qi琪 jun君 ning宁 ke可 tong彤 ran然"""
COMMON_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚英华玉红梅玲建文志国海婷欣浩宇子涵佳嘉晓"
RARE_GIVEN = {"䶮": "yan", "㛃": "jie", "喆": "zhe", "堃": "kun", "玥": "yue", "垚": "yao"}
LOOK_ALIKES = """余佘 侯候 冼洗 祁祈 己已 末未 晴睛 杨扬 陈阵 李季 刘浏 徐涂 汪江 吴昊 伟纬 敏繁 静净 丽俪 磊垒 明朋 涛祷 洁浩 霞露
平乎 刚钢 桂挂 英莫 华毕 晓哓 琳淋 琪棋 婷停 颖颍 萍苹 辉挥 斌赋 彬杉 浩洁 晨展 宇字 子孑 建健 凤风 锋峰 雪霄 玉王 田由 王玉 林材
段叚 贺贸 雷霍 胡故 田甲 孙孔 马乌 朱未 郭敦 萧箫 钟钏 范苑 崔催 邹邻 薛薜 冯玛 宋宗 韩翰 曹曾 邓郑 谢射"""
MINORITY_FIRST = "阿卜杜拉abudula 艾力aili 古丽guli 买买提maimaiti 玉素甫yusufu 阿依古丽ayiguli 木拉提mulati 热依汗reyihan"
MINORITY_SECOND = "买买提maimaiti 艾合买提aihemaiti 吐尔逊tuerxun 卡德尔kadeer 依明yiming 肉孜rouzi 努尔nuer 库尔班kuerban"
FOREIGN = "John Smith,Maria Garcia,Hans Müller,Kim Min-jun,Tanaka Kenji,Anna Ivanova,David Brown,Sophie Martin,Lee Ji-eun"
NICKNAMES = """追风少年 快乐每一天 一路向北 平平淡淡 老司机 阳光海岸 大海 小雨点 山城车友 自由飞翔 云淡风轻 车轮滚滚 知足常乐
向日葵 小太阳 夜归人 雪山飞狐 蓝天白云 花开富贵 天道酬勤 上善若水 静水流深 半糖主义 一米阳光 冬日暖阳 清风徐来"""


def _sounds(table: str) -> list[tuple[str, str]]:
    """Pairs of a character and its sound from a table of ``sound + characters`` words."""
    words = []
    for word in table.split():
        sound = word.rstrip("".join(c for c in word if c > "z"))
        words.extend((character, sound) for character in word[len(sound) :])
    return words


def _spelled(table: str) -> list[tuple[str, str]]:
    """Pairs of a Chinese text and its Latin spelling from a table of such words."""
    return [(word.rstrip("abcdefghijklmnopqrstuvwxyz"), "".join(c for c in word if c <= "z")) for word in table.split()]


def _surnames() -> list[tuple[str, str, int]]:
    """Surname, its sound and its weight, from the table."""
    found = []
    for word in SURNAMES.split():
        text = word.rstrip("0123456789")
        name = text.rstrip("abcdefghijklmnopqrstuvwxyz")
        found.append((name, text[len(name) :], int(word[len(text) :])))
    return found


SURNAME_CHOICE = Weighted([(name, weight) for name, _, weight in _surnames()])
SURNAME_SOUND = {name: sound for name, sound, _ in _surnames()}
GIVEN_SOUND = {**dict(_sounds(GIVEN_MEN)), **dict(_sounds(GIVEN_WOMEN)), **RARE_GIVEN}
GIVEN_CHOICE = {
    sex: Weighted([(c, 4.0 if c in COMMON_GIVEN else 1.0) for c, _ in _sounds(table)])
    for sex, table in (("M", GIVEN_MEN), ("F", GIVEN_WOMEN))
}
SAME_SOUND = {c: tuple(o for o, s in GIVEN_SOUND.items() if s == sound and o != c) for c, sound in GIVEN_SOUND.items()}
SAME_SURNAME_SOUND = {
    n: tuple(o for o, s in SURNAME_SOUND.items() if s == sound and o != n) for n, sound in SURNAME_SOUND.items()
}
LOOK_ALIKE = {pair[0]: pair[1] for pair in LOOK_ALIKES.split()}
MINORITY = (_spelled(MINORITY_FIRST), _spelled(MINORITY_SECOND))
MINORITY_SOUND = dict(MINORITY[0] + MINORITY[1])


def given_name(dice: Dice, sex: str) -> str:
    """A given name of one (a tenth) or two characters; one in 250 has a character that GBK cannot hold or few can."""
    first = dice.weighted(GIVEN_CHOICE[sex])
    if dice.chance(0.004):
        return first + dice.pick(tuple(RARE_GIVEN))
    return first if dice.chance(0.1) else first + dice.weighted(GIVEN_CHOICE[sex])


def minority_name(dice: Dice) -> str:
    """A name of two parts with a middle dot and no surname."""
    return f"{dice.pick(MINORITY[0])[0]}·{dice.pick(MINORITY[1])[0]}"


def sound(surname: str, given: str) -> tuple[str, str]:
    """The Latin spelling of a name: of the surname ("" where there is none) and of the rest.

    >>> sound("欧阳", "伟丽")
    ('ouyang', 'weili')
    >>> sound("", "艾力·依明")
    ('', 'aili yiming')
    """
    if not surname:
        return "", " ".join(MINORITY_SOUND.get(part, part.lower()) for part in given.split("·"))
    return SURNAME_SOUND.get(surname, ""), "".join(GIVEN_SOUND.get(c, "") for c in given)
