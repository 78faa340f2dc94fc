"""Where customers live: cities with districts, streets and estates, and the withdrawn region codes of their IDs.

Each province lists region codes that were withdrawn by 1983, a year before the first ID numbers were given, so that
no ID made of them can belong to anyone. Peking and Shanghai had no such code; theirs were withdrawn by 1985 and 1991
and serve people born later (civil affairs ministry lists 1980-2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

CITIES_TABLE = """北京市|北京市|010|京|100|朝阳区 海淀区 丰台区 通州区 大兴区 昌平区|ACENQ
上海市|上海市|021|沪|200|浦东新区 徐汇区 闵行区 静安区 宝山区 松江区 嘉定区|ABCDE
浙江省|杭州市|0571|浙A|310|西湖区 上城区 拱墅区 滨江区 余杭区 萧山区 临平区|A
浙江省|宁波市|0574|浙B|315|海曙区 江北区 鄞州区 镇海区 北仑区 慈溪市|B
江苏省|苏州市|0512|苏E|215|姑苏区 虎丘区 吴中区 相城区 吴江区 昆山市 张家港市|E
江苏省|南京市|025|苏A|210|玄武区 秦淮区 建邺区 鼓楼区 栖霞区 江宁区 浦口区|A
广东省|广州市|020|粤A|510|天河区 越秀区 海珠区 白云区 番禺区 黄埔区 增城区|A
广东省|深圳市|0755|粤B|518|福田区 罗湖区 南山区 宝安区 龙岗区 龙华区|B
福建省|厦门市|0592|闽D|361|思明区 湖里区 集美区 海沧区 同安区 翔安区|D
四川省|成都市|028|川A|610|锦江区 青羊区 武侯区 成华区 双流区 郫都区 新都区|AG
湖北省|武汉市|027|鄂A|430|江岸区 江汉区 武昌区 洪山区 汉阳区 东西湖区 江夏区|A
陕西省|西安市|029|陕A|710|雁塔区 碑林区 莲湖区 未央区 灞桥区 长安区|A
山东省|青岛市|0532|鲁B|266|市南区 市北区 崂山区 李沧区 城阳区 黄岛区 即墨区|BU
河南省|郑州市|0371|豫A|450|金水区 中原区 二七区 管城回族区 惠济区 中牟县|AV
湖南省|长沙市|0731|湘A|410|岳麓区 芙蓉区 天心区 开福区 雨花区 望城区 长沙县|A
辽宁省|沈阳市|024|辽A|110|和平区 沈河区 皇姑区 铁西区 浑南区 于洪区|A
河北省|石家庄市|0311|冀A|050|长安区 桥西区 新华区 裕华区 藁城区 正定县|A
江西省|南昌市|0791|赣A|330|东湖区 西湖区 青云谱区 青山湖区 红谷滩区 新建区|AM"""
CODES_TABLE = """13 130305 132101 132104 132106 132134 132203 132422 132503 132603 132625 132701 132703 132724 132728 132732 132921
21 210825 210826 212101 212102 212121 212122 212123 212124 212125 212126 212201 212221 212222 212223 212224 212225 212226
32 320603 322123 322125 322221 322223 322225 322232 322323 322326 322327 322426 322521 322601 322623 322627 322630 322723
33 332121 332123 332124 332127 332202 332224 332226 332227 332230 332321 332322 332323 332324 332325 332822 332824 332829
35 350422 352125 352222 352223 352321 352323 352324 352325 352327 352621 352701 352721 352722 352723 352725 352726 352730
37 372101 372102 372123 372125 372126 372127 372132 372201 372228 372231 372326 372329 372332 372623 372722 372726 372730
41 412121 412125 412127 412128 412129 412203 412204 412227 412401 412421 412423 412425 412431 412432 412434 412521 412630
42 420619 420620 422122 422131 422222 422321 422430 422502 422521 422522 422523 422524 422525 422527 422528 422821 422921
43 432121 432122 432123 432124 432125 432126 432127 432201 432221 432324 432523 432721 432723 432724 432725 432825 433028
44 440620 442221 442322 442323 442328 442331 442624 442627 442628 442630 442631 442724 442729 442731 442924 442925 442928
51 510404 512122 512123 512125 512127 512131 512132 512321 512502 512524 512721 512724 512725 512726 512727 512802 512821
61 612121 612122 612123 612131 612221 612222 612223 612224 612225 612227 612228 612229 612230 612231 612232 612233 612633
36 360411 362138 362224 362230 362231 362328 362332 362433 362530 362621 362623 362624 362625 362626 362627 362628 362630
23 231020 232121 232222 232224 232225 232226 232231 232401 232423 232426 232427 232429 232430 232503 232521 232522 232581"""
LATER_CODES = {"北京市": (1986, ("110110", "110225")), "上海市": (1992, ("310111", "310221", "310222", "310224"))}
PROVINCE_CODE = {
    "浙江省": "33", "江苏省": "32", "广东省": "44", "福建省": "35", "四川省": "51", "湖北省": "42", "陕西省": "61", "山东省": "37",
    "河南省": "41", "湖南省": "43", "辽宁省": "21", "河北省": "13", "江西省": "36",
}  # fmt: skip
ROADS = """中山路 人民路 解放路 建设路 文化路 和平路 新华路 青年路 学院路 科技路 滨江大道 迎宾大道 长江路 黄河路 泰山路 友谊路 朝阳路
光明路 胜利路 花园路 东风路 北京路 南京路 文三路 体育路 公园路 工业大道 金沙江路 振兴街 幸福街 民生街 向阳街 兴业路 创新大道 丰收路 锦绣路
湖滨路 凤凰路 梅园路 桃源路 松柏路 银杏路 海棠路 玉兰路 紫荆路 梧桐路 芙蓉路 月季街 翠竹路 杏林街"""
ESTATE_FIRST = "阳光 翠湖 金色 碧水 锦绣 东方 盛世 绿城 万科 中海 保利 龙湖 和谐 恒大 香樟 紫金 御景 世纪 时代 江南 银河 丽景"
ESTATE_SECOND = "花园 家园 新村 小区 公寓 名苑 雅苑 豪庭 华府 春天 广场 国际 佳苑 山庄 里 城"


@dataclass(frozen=True, slots=True)
class City:
    """A city with what its numbers begin with: area code of telephones, plates, post codes."""

    province: str
    name: str
    area_code: str
    plate: str
    offices: str
    postcode: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Address:
    """A home or an office, down to the door."""

    city: City
    district: str
    road: str
    number: int
    estate: str
    building: int
    unit: int
    room: int


def _cities() -> tuple[City, ...]:
    """The cities of the table, the larger markets first."""
    rows = (line.split("|") for line in CITIES_TABLE.splitlines())
    return tuple(City(p, n, area, plate[0], offices, post, tuple(d.split())) for p, n, area, plate, post, d, offices in rows)


CITIES = _cities()
CODES = {line[:2]: tuple(line.split()[1:]) for line in CODES_TABLE.splitlines()}
ALL_CODES = tuple(code for codes in CODES.values() for code in codes)
ROAD_NAMES = tuple(ROADS.split())
ESTATES = tuple(first + second for first in ESTATE_FIRST.split() for second in ESTATE_SECOND.split())


def address(dice: Dice, city: City) -> Address:
    """A made-up address in ``city``."""
    return Address(
        city,
        dice.pick(city.districts),
        dice.pick(ROAD_NAMES),
        dice.between(1, 1999),
        dice.pick(ESTATES),
        dice.between(1, 48),
        dice.between(1, 6),
        dice.between(1, 33) * 100 + dice.between(1, 4),
    )


def region_code(dice: Dice, city: City, born: int) -> str:
    """The withdrawn region code of an ID: two in three from the province of ``city``, the others from anywhere."""
    since, late = LATER_CODES.get(city.province, (0, ()))
    if late and born >= since and dice.chance(0.5):
        return dice.pick(late)
    near = CODES.get(PROVINCE_CODE.get(city.province, ""), ALL_CODES)
    return dice.pick(near if dice.chance(0.65) else ALL_CODES)
