"""Cars: a catalogue of models, VINs with right check digits, plates over time, owners over time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.numbers import plate, vin
from crmtool.sample.people import LAST_DAY
from crmtool.sample.tables import lines

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.places import City

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
    """The table, a line a brand: name | English name | models divided by semicolons.

    A model is a name, the English name, how its VINs begin, the price in thousands, ``e`` where it is electric. Only
    Tesla's Chinese names hold a space.
    """
    found = []
    for line in lines("models"):
        brand, brand_en, models = line.split("|")
        for text in models.split(";"):
            words = text.removesuffix(" e").split()
            half = (len(words) - 2) // 2 if brand_en == "Tesla" else 1
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
