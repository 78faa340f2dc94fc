"""The market as it truly is: people, companies and cars, with everything that makes telling them apart hard.

Families share a home, a telephone, a surname and a car; twins have neighbouring IDs; namesakes live in one city;
fleets have neighbouring VINs; cars are sold to strangers and get new plates; given-up numbers go to strangers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmtool.sample.companies import Company, Registry
from crmtool.sample.dice import Dice
from crmtool.sample.people import LAST_DAY, People, Person
from crmtool.sample.vehicles import Vehicle, Works, purchase_day

if TYPE_CHECKING:
    from collections.abc import Sequence

Customer = Person | Company
COMPANY_SHARE = 0.07


@dataclass(slots=True)
class World:
    """Customers by key, cars by their owners' keys (a resold car stands under each owner), and the passers-by."""

    customers: dict[str, Customer]
    garage: dict[str, list[Vehicle]]
    people: People
    outsiders: list[Person] = field(default_factory=list)


def build(customers: int, seed: int) -> World:
    """A market of exactly ``customers`` customers."""
    dice = Dice(f"{seed}/world")
    people, registry = People(Dice(f"{seed}/people"), customers), Registry(Dice(f"{seed}/companies"))
    works = Works(Dice(f"{seed}/vehicles"))
    world = World({}, {}, people, [people.lone() for _ in range(max(8, customers // 60))])
    persons: list[Person] = []
    companies = int(customers * COMPANY_SHARE)
    while len(persons) < customers - companies:
        persons += people.household()
    del persons[customers - companies :]
    _keep_households(persons)
    firms = [registry.found() for _ in range(companies)]
    for firm in firms:
        firm.contacts = [_contact(dice, persons, people) for _ in range(dice.between(1, 2))]
    world.customers |= {person.key: person for person in persons}
    world.customers |= {firm.key: firm for firm in firms}
    _buy(world, works, dice, persons, firms)
    _resell(world, works, dice)
    _recycle(dice, persons)
    return world


def _keep_households(persons: list[Person]) -> None:
    """The last household was cut to the number asked for: forget those who are no customers."""
    kept = {person.key for person in persons}
    for person in persons[-4:]:
        person.household = [other for other in person.household if other.key in kept]


def _contact(dice: Dice, persons: Sequence[Person], people: People) -> Person:
    """The person who speaks for a company: in three of ten cases a private customer as well."""
    return dice.pick(persons) if persons and dice.chance(0.3) else people.lone()


def _buy(world: World, works: Works, dice: Dice, persons: Sequence[Person], firms: Sequence[Company]) -> None:
    """First owners: none to three cars a person, one to twelve a company, fleets in a row of serial numbers."""
    for person in persons:
        roll = dice.random()
        count = 0 if roll < 0.2 else 1 if roll < 0.83 else 2 if roll < 0.97 else 3
        for _ in range(count):
            day = purchase_day(dice, person.grown)
            _hand_over(world, works.build(person.city, day), day, person.key)
    for firm in firms:
        car: Vehicle | None = None
        for _ in range(1 + int(dice.random() ** 3 * 12)):
            like = car if dice.chance(0.6) else None
            day = like.owners[0][0] if like else purchase_day(dice, firm.grown)
            car = works.build(firm.city, day, like)
            _hand_over(world, car, day, firm.key)


def _resell(world: World, works: Works, dice: Dice) -> None:
    """One car in eight is sold to a stranger, mostly with a new plate; some owners change the plate themselves."""
    keys = tuple(world.customers)
    for car in [car for cars in world.garage.values() for car in cars]:
        bought, roll = car.owners[0][0], dice.random()
        if bought > LAST_DAY - 500 or roll > 0.16:
            continue
        day = dice.between(bought + 360, LAST_DAY - 60)
        if roll < 0.12:
            buyer = dice.pick(keys)
            if buyer == car.owners[0][1] or world.customers[buyer].grown > day:
                continue
            _hand_over(world, car, day, buyer)
            if dice.chance(0.25):
                continue
        owner = world.customers[car.owners[-1][1]]
        car.plates.append((day + 5, works.plate(car, owner.city)))


def _hand_over(world: World, car: Vehicle, day: int, buyer: str) -> None:
    """Enters a sale to ``buyer`` in the car's history and among the buyer's cars."""
    car.owners.append((day, buyer))
    world.garage.setdefault(buyer, []).append(car)


def _recycle(dice: Dice, persons: Sequence[Person]) -> None:
    """One given-up number in eight goes, a year later, to a stranger as a new number."""
    for person in persons:
        if len(person.phones) > 1 and dice.chance(0.12):
            day = person.phones[1][0] + 365
            heir = dice.pick(persons)
            if day < LAST_DAY - 60 and heir is not person and len(heir.phones) == 1:
                heir.phones.append((day, person.phones[0][1]))
