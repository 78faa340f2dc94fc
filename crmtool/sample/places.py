"""Where customers live: cities with districts, streets and estates, and the withdrawn region codes of their IDs.

Each province lists region codes that were withdrawn by 1983, a year before the first ID numbers were given, so that
no ID made of them can belong to anyone. Peking and Shanghai had no such code; theirs were withdrawn by 1985 and 1991
and serve people born later (civil affairs ministry lists 1980-2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.tables import lines, words

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

LATER_CODES = {
    "北京市": (date(1986, 1, 1).toordinal(), ("110110", "110225")),
    "上海市": (date(1992, 1, 1).toordinal(), ("310111", "310221", "310222", "310224")),
}
PROVINCE_CODE = {word[2:]: word[:2] for word in words("provinces")}


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
    latin: str


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
    table = (line.split("|") for line in lines("cities"))
    return tuple(
        City(province, name, area, plate[0], offices, post, tuple(districts.split()), latin)
        for province, name, area, plate, post, districts, offices, latin in table
    )


CITIES = _cities()
CODES = {line[:2]: tuple(line.split()[1:]) for line in lines("region_codes")}
ALL_CODES = tuple(code for codes in CODES.values() for code in codes)
ROAD_NAMES = words("roads")
ESTATES = tuple(first + second for first in words("estates_first") for second in words("estates_second"))


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
