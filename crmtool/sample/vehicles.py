"""Cars: a catalogue of models, VINs with right check digits, plates over time, owners over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.numbers import plate, vin
from crmtool.sample.people import LAST_DAY

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.places import City

# brand | English | models: name, English name, first eight characters of the VIN, price in thousands, e = electric
CATALOGUE = """大众|Volkswagen|帕萨特 Passat LSVCB4NP 210;途观L Tiguan L LSVUD65N 235;朗逸 Lavida LSVNB4BR 125;ID.4X ID.4X LSVFA2E6 196 e
大众|Volkswagen|迈腾 Magotan LFV3A23C 205;速腾 Sagitar LFV2A21K 145;探岳 Tayron LFV2B25G 215
奥迪|Audi|A4L A4L LFV3A28W 320;A6L A6L LFV3A24K 430;Q5L Q5L LFV3B2FY 400
别克|Buick|英朗 Excelle LSGPC54U 110;君威 Regal LSGZG54E 190;GL8 GL8 LSGUD84X 300
雪佛兰|Chevrolet|科鲁泽 Monza LSGKB54U 105;迈锐宝XL Malibu XL LSGZR53X 165
宝马|BMW|3系 3 Series LBV5S310 340;5系 5 Series LBV21BK0 470;iX3 iX3 LBVWA200 400 e
奔驰|Mercedes-Benz|C级 C-Class LE4WG4CB 350;E级 E-Class LE4ZG4JB 480;GLC GLC LE40G4KB 440
本田|Honda|思域 Civic LVHFC166 150;CR-V CR-V LVHRW285 200;雅阁 Accord LHGCV367 210
丰田|Toyota|凯美瑞 Camry LVGBM53E 200;汉兰达 Highlander LVGEN56A 280;卡罗拉 Corolla LFMAP86C 130;RAV4 RAV4 LFMJW4GF 200
日产|Nissan|轩逸 Sylphy LGBH52E0 125;天籁 Teana LGBF1CE4 195;奇骏 X-Trail LGBM2DE4 205
福特|Ford|福克斯 Focus LVSHCFAE 125;蒙迪欧 Mondeo LVSHFFAL 185
现代|Hyundai|伊兰特 Elantra LBECBAFC 115;途胜 Tucson LBELFAKC 165
起亚|Kia|K3 K3 LJDFAA14 110
红旗|Hongqi|H5 H5 LFPH4ACP 170;H9 H9 LFPH5CCP 350
比亚迪|BYD|秦PLUS Qin PLUS LGXC74C4 120 e;汉EV Han EV LC0CE4CB 230 e;宋Pro Song Pro LGXC76C4 140 e
吉利|Geely|帝豪 Emgrand L6T7722S 85;博越 Boyue LB37722Z 125
长城|Great Wall|哈弗H6 Haval H6 LGWEF4A5 115;坦克300 Tank 300 LGWFF7A5 210
特斯拉|Tesla|Model 3 Model 3 LRW3E7FS 250 e;Model Y Model Y LRWYGCEK 275 e
沃尔沃|Volvo|S90 S90 LVYPSADA 400;XC60 XC60 LYVUDAED 390
五菱|Wuling|宏光MINIEV MINI EV LZWADAGA 40 e;宏光S Hongguang S LZWACAGA 60
保时捷|Porsche|Cayenne Cayenne WP1AA292 950;911 911 WP0ZZZ99 1400;Macan Macan WP1AA295 600"""
COLORS = "白色 黑色 银色 灰色 红色 蓝色 珍珠白 星空灰 宝石蓝 棕色 金色 绿色"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as sold: brand and name in both languages, how its VINs begin, list price in yuan."""

    brand: str
    brand_en: str
    name: str
    name_en: str
    vin_head: str
    price: int
    electric: bool


@dataclass(slots=True)
class Vehicle:
    """A car. Owners (keys of customers) and plates are histories of (since, value); days are ordinals."""

    key: str
    vin: str
    model: Model
    year: int
    color: str
    engine_no: str
    made: int
    daily_km: int
    owners: list[tuple[int, str]] = field(default_factory=list)
    plates: list[tuple[int, str]] = field(default_factory=list)

    def mileage(self, day: int) -> int:
        """Kilometres on the clock, which only grow."""
        return max(3, (day - self.made) * self.daily_km)


def _models() -> tuple[Model, ...]:
    """The catalogue, parsed: English names may hold spaces, the price is the first number after the VIN head."""
    found = []
    for line in CATALOGUE.splitlines():
        brand, brand_en, models = line.split("|")
        for text in models.split(";"):
            words = text.removesuffix(" e").split()
            half = (len(words) - 2) // 2 if brand_en in {"Tesla"} else 1
            name, name_en = " ".join(words[:half]), " ".join(words[half:-2])
            price = int(words[-1]) * 1000
            found.append(Model(brand, brand_en, name, name_en, words[-2], price, text.endswith(" e")))
    return tuple(found)


MODELS = _models()


class Works:
    """Makes cars one after another; two never share a VIN or a plate."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._vins: set[str] = set()
        self._plates: set[str] = set()
        self._count = 0

    def build(self, city: City, bought: int, like: Vehicle | None = None) -> Vehicle:
        """A car bought on day ``bought``; ``like`` another of a fleet: same model, the next serial number."""
        dice = self.dice
        model = like.model if like else dice.pick(MODELS)
        made = bought - dice.between(15, 200)
        year = date.fromordinal(made).year + (1 if dice.chance(0.2) else 0)
        code = self._vin(model, year, like)
        self._count += 1
        engine = f"{dice.pick(('EA888', 'LFV', 'CUJ', 'G4F', 'HR16', 'B48', 'TZ2'))}{dice.digits(6)}"
        vehicle = Vehicle(
            f"V{self._count:06d}", code, model, year, dice.pick(COLORS.split()), engine, made, dice.between(18, 65)
        )
        vehicle.plates.append((bought + dice.between(3, 25), self.plate(vehicle, city)))
        return vehicle

    def _vin(self, model: Model, year: int, like: Vehicle | None) -> str:
        """A VIN nobody has: the neighbour of ``like``'s where it is free."""
        serial = int(like.vin[11:]) + 1 if like else self.dice.between(1000, 699_999)
        code = vin(model.vin_head, year, like.vin[10] if like else self.dice.pick("12ABCNPR"), serial)
        while code in self._vins:
            serial += self.dice.between(1, 9)
            code = vin(model.vin_head, year, code[10], serial)
        self._vins.add(code)
        return code

    def plate(self, vehicle: Vehicle, city: City) -> str:
        """A plate nobody has had."""
        while True:
            number = plate(self.dice, city, electric=vehicle.model.electric)
            if number not in self._plates:
                self._plates.add(number)
                return number


def purchase_day(dice: Dice, since: int) -> int:
    """A day on which a car was bought: any after ``since``, recent years oftener."""
    return LAST_DAY - 30 - int(dice.random() ** 1.3 * max(1, LAST_DAY - since - 60))
