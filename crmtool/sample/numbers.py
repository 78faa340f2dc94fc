"""Made-up numbers with right check digits: resident IDs, company codes, VINs, plates, telephones.

None can be expected to belong to anyone. IDs carry region codes withdrawn before any ID was given (or before the
bearer's birth), companies the organisation codes PDY00001-PDY99999 reserved for private use, fixed lines begin with
6000, passports and permits with 0000. Mobile numbers come from the block xxx0000xxxx of all 53 networks while at most
one in 250 of it is used, which serves about 1,300 customers; a larger sample needs the sparseness of a real market (a
stranger's number one digit away must stay rare), so the block grows to xxx000xxxxx, then xxx00xxxxxx, and so on: these
are random numbers. VIN serials and plates are random numbers as well.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.tables import words

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.places import City

NETWORKS = words("networks")
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VIN_VALUES = {
    c: int(v) for c, v in zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", "012345678912345678123457923456789", strict=True)
}
VIN_YEARS = "ABCDEFGHJKLMNPRSTVWXY123456789"
PLATE_CHARACTERS = "0123456789" * 6 + "ABCDEFGHJKLMNPQRSTUVWXYZ"
USED_SHARE = 0.004


def resident_check(first17: str) -> str:
    """The 18th character of a resident ID.

    >>> resident_check("11010519491231002")
    'X'
    """
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, RESIDENT_WEIGHTS, strict=True)) % 11]


def resident_id(region: str, born: int, serial: int) -> str:
    """A resident ID of a person born on the day ``born`` (ordinal); an odd ``serial`` is a man's."""
    first17 = f"{region}{date.fromordinal(born):%Y%m%d}{serial:03d}"
    return first17 + resident_check(first17)


def legacy_id(number: str) -> str:
    """The 15-digit form of an 18-digit ID of somebody born in the 1900s.

    >>> legacy_id("11010519491231002X")
    '110105491231002'
    """
    return number[:6] + number[8:17]


def organisation_code(serial: int) -> str:
    """The nine characters PDY00001 to PDY99999 with their check character.

    >>> organisation_code(17)
    'PDY000175'
    """
    body = f"PDY{serial:05d}"
    check = 11 - sum(int(c, 36) * w for c, w in zip(body, ORGANISATION_WEIGHTS, strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def company_code(region: str, serial: int) -> str:
    """A unified social credit code of an enterprise over a reserved organisation code.

    >>> company_code("310000", 1)
    '91310000PDY00001XG'
    """
    body = f"91{region}{organisation_code(serial)}"
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(body, USCC_WEIGHTS, strict=True))
    return body + USCC_ALPHABET[-total % 31]


def vin_check(vin: str) -> str:
    """The ninth character of a VIN of 17 characters, whatever stands there now.

    >>> vin_check("LSVAA292_P1000001".replace("_", "0"))
    '7'
    """
    return "0123456789X"[sum(VIN_VALUES[c] * w for c, w in zip(vin, VIN_WEIGHTS, strict=True)) % 11]


def vin(head: str, year: int, plant: str, serial: int) -> str:
    """A VIN over its first eight characters, model year, plant and serial.

    >>> vin("LSVAA292", 2023, "1", 1)
    'LSVAA2927P1000001'
    """
    code = f"{head}0{VIN_YEARS[(year - 2010) % 30]}{plant}{serial:06d}"
    return code if head[3:6] == "ZZZ" else code[:8] + vin_check(code) + code[9:]


def plate(dice: Dice, city: City, *, electric: bool) -> str:
    """A plate of ``city``: five characters with at most two letters, six for an electric car."""
    office = dice.pick(city.offices)
    if electric:
        return f"{city.plate}{office}{'D' if dice.chance(0.7) else 'F'}{dice.digits(5)}"
    serial = [dice.pick(PLATE_CHARACTERS) for _ in range(5)]
    while sum(c > "9" for c in serial) > 2:
        serial[dice.between(0, 4)] = dice.pick("0123456789")
    return city.plate + office + "".join(serial)


def landline(dice: Dice, city: City) -> str:
    """A fixed line of ``city`` in the form 0571-60001234; seven digits after longer area codes outside large cities."""
    return f"{city.area_code}-6000{dice.digits(4)}"


class Phones:
    """Mobile numbers, each given out once, from a block that fits ``expected`` of them."""

    def __init__(self, dice: Dice, expected: int) -> None:
        free = 4
        while free < 8 and expected > USED_SHARE * len(NETWORKS) * 10**free:
            free += 1
        self._dice, self._free, self._used = dice, free, set[str]()

    def give(self) -> str:
        """A number nobody has; never one that looks like a placeholder."""
        while True:
            tail = self._dice.digits(self._free)
            number = self._dice.pick(NETWORKS) + tail.rjust(8, "0")
            if number not in self._used and len(set(tail[-4:])) > 1 and tail[-4:] != "5678":
                self._used.add(number)
                return number
