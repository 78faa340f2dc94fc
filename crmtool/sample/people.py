"""The people of the sample: households with what they share, twins, namesakes, moves and new numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from crmtool.sample.names import (
    FOREIGN,
    NICKNAMES,
    SURNAME_CHOICE,
    given_name,
    minority_name,
    sound,
)
from crmtool.sample.numbers import Phones, landline, resident_id
from crmtool.sample.places import CITIES, Address, City, address, region_code

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice

FIRST_DAY = date(2014, 1, 1).toordinal()
LAST_DAY = date(2026, 9, 30).toordinal()
MAIL_HOSTS = ("qq.example.com", "163.example.com", "126.example.com", "mail.example.cn", "example.net")
MAX_SERIAL = 992
Value = TypeVar("Value")


@dataclass(slots=True)
class Person:
    """A customer who is a person. Days are ordinals; ``phones`` and ``homes`` begin with the first ever had."""

    key: str
    surname: str
    given: str
    sex: str
    born: int
    city: City
    id_type: str = "resident"
    id_number: str = ""
    phones: list[tuple[int, str]] = field(default_factory=list)
    second_phone: str = ""
    landline: str = ""
    homes: list[tuple[int, Address]] = field(default_factory=list)
    email: str = ""
    member_no: str = ""
    nickname: str = ""
    gives_phone_of: Person | None = None
    household: list[Person] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The full name as on the ID card."""
        return self.surname + self.given

    @property
    def grown(self) -> int:
        """The day from which somebody buys cars."""
        return max(FIRST_DAY, self.born + 18 * 366)


def at(history: list[tuple[int, Value]], day: int) -> Value:
    """What a history of (since, value) holds on ``day``; its first value before it began."""
    value = history[0][1]
    for since, later in history:
        if since <= day:
            value = later
    return value


class People:
    """Makes households one after another, never the same number twice."""

    def __init__(self, dice: Dice, customers: int) -> None:
        self.dice = dice
        self.phones = Phones(dice, int(customers * 1.6) + 200)
        self._ids: set[str] = set()
        self._count = 0
        self._names: list[tuple[str, str, str]] = []

    def household(self) -> list[Person]:
        """One to four people under one roof: alone, a couple, with a grown child, a parent with a child, siblings."""
        dice, city = self.dice, self._city()
        kind = dice.random()
        head = self._person(city, age=dice.between(24, 68))
        family = [head]
        if kind < 0.46:
            pass
        elif kind < 0.78:
            family.append(self._spouse(head))
        elif kind < 0.88:
            family += [self._spouse(head), *self._children(head)][: dice.between(2, 4)]
        elif kind < 0.95:
            family += self._children(head)[:1]
        else:
            family.append(self._sibling(head, twin=dice.chance(0.25)))
        self._share(family)
        return family

    def lone(self) -> Person:
        """Somebody who is no customer: a driver, a contact, a member of staff."""
        return self._person(self._city(), age=self.dice.between(22, 58))

    def _city(self) -> City:
        """A city, the first of the table oftener."""
        return CITIES[int(self.dice.random() ** 1.5 * len(CITIES))]

    def _person(self, city: City, age: int, surname: str = "", sex: str = "", given: str = "") -> Person:
        """Somebody with all numbers; one in forty bears the name of somebody else."""
        dice = self.dice
        sex = sex or ("M" if dice.chance(0.62) else "F")
        surname = surname or dice.weighted(SURNAME_CHOICE)
        given = given or given_name(dice, sex)
        if self._names and dice.chance(0.025):
            surname, given, sex = dice.pick(self._names)
        elif dice.chance(0.004):
            surname, given = "", minority_name(dice)
        self._names.append((surname, given, sex))
        self._count += 1
        born = LAST_DAY - age * 365 - dice.between(0, 364)
        person = Person(f"P{self._count:06d}", surname, given, sex, born, city)
        self._number(person)
        self._reach(person)
        return person

    def _number(self, person: Person) -> None:
        """An ID number; in one of 150 cases another document: passport, home return permit, officer's card."""
        dice, kind = self.dice, self.dice.random()
        if kind < 0.0025:
            person.surname, person.given = "", dice.pick(FOREIGN)
            person.id_type, person.id_number = "passport", f"E0000{dice.digits(4)}"
        elif kind < 0.0045:
            person.id_type, person.id_number = "home_return", f"H0000{dice.digits(4)}"
        elif kind < 0.0065:
            person.id_type, person.id_number = "military", f"军字第000{dice.digits(4)}号"
        else:
            serial = dice.between(0, MAX_SERIAL // 2 - 1) * 2 + (1 if person.sex == "M" else 2)
            person.id_number = resident_id(region_code(dice, person.city, person.born), person.born, serial)
        if person.id_number in self._ids:
            self._number(person)
        self._ids.add(person.id_number)

    def _reach(self, person: Person) -> None:
        """Telephones over time, homes over time, e-mail, member number, nickname."""
        dice = self.dice
        person.phones = [(FIRST_DAY, self.phones.give())]
        if dice.chance(0.13):
            person.phones.append((dice.between(FIRST_DAY + 700, LAST_DAY - 200), self.phones.give()))
        if dice.chance(0.13):
            person.second_phone = self.phones.give()
        if dice.chance(0.15):
            person.landline = landline(dice, person.city)
        person.homes = [(FIRST_DAY, address(dice, person.city))]
        if dice.chance(0.15):
            city = person.city if dice.chance(0.8) else dice.pick(CITIES)
            person.homes.append((dice.between(FIRST_DAY + 700, LAST_DAY - 200), address(dice, city)))
        if dice.chance(0.5):
            person.email = self._email(person)
        if dice.chance(0.35):
            person.member_no = f"VIP{self._count:07d}"
        person.nickname = dice.pick(NICKNAMES) if dice.chance(0.6) else f"{person.surname}{person.given[-1:]}哥"

    def _email(self, person: Person) -> str:
        """An address under a reserved domain, as free mail hosts give them."""
        surname, given = sound(person.surname, person.given)
        local = (surname + given).replace(" ", "").replace("ü", "u")
        return f"{local}{self.dice.digits(4)}@{self.dice.pick(MAIL_HOSTS)}"

    def _spouse(self, head: Person) -> Person:
        """Husband or wife, about as old."""
        age = max(21, (LAST_DAY - head.born) // 365 + self.dice.between(-5, 5))
        return self._person(head.city, age, sex="F" if head.sex == "M" else "M")

    def _children(self, head: Person) -> list[Person]:
        """One grown child, now and then twins, with the father's surname."""
        age = (LAST_DAY - head.born) // 365 - self.dice.between(23, 30)
        if age < 19:
            head.born -= (19 - age) * 365
            self._number(head)
            age = 19
        child = self._person(head.city, age, surname=head.surname)
        return [child, self._sibling(child, twin=True)] if self.dice.chance(0.08) else [child]

    def _sibling(self, person: Person, *, twin: bool) -> Person:
        """A brother or sister; twins share birthday, region and often a character, with the next serial."""
        dice = self.dice
        if not twin or person.id_type != "resident" or not person.surname:
            return self._person(
                person.city, (LAST_DAY - person.born) // 365 + dice.between(2, 6), surname=person.surname
            )
        sex = person.sex if dice.chance(0.6) else ("F" if person.sex == "M" else "M")
        given = given_name(dice, sex)
        if dice.chance(0.6):
            given = person.given[0] + given[-1]
        other = self._person(person.city, 30, surname=person.surname, sex=sex, given=given)
        other.surname, other.given, other.sex, other.born = person.surname, given, sex, person.born
        serial = int(person.id_number[14:17]) + (2 if sex == person.sex else 1)
        other.id_type = "resident"
        other.id_number = resident_id(person.id_number[:6], person.born, serial)
        self._ids.add(other.id_number)
        return other

    def _share(self, family: list[Person]) -> None:
        """What a household has in common: the home and its line, and for some the number that is always given."""
        dice, head = self.dice, family[0]
        for person in family[1:]:
            if dice.chance(0.93):
                person.homes, person.city = head.homes, head.city
            if dice.chance(0.6):
                person.landline = head.landline
            if dice.chance(0.14):
                person.gives_phone_of = head
        for person in family:
            person.household = [other for other in family if other is not person]
