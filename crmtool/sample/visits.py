"""What customers do: buy, come to the workshop, insure, ask, call, join the club; and who comes in their stead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmtool.sample.companies import Company
from crmtool.sample.dice import Dice, Weighted
from crmtool.sample.people import LAST_DAY, Person

if TYPE_CHECKING:
    from crmtool.sample.market import Market, Stream
    from crmtool.sample.vehicles import Vehicle
    from crmtool.sample.world import Customer, World

ROWS = Weighted([("1", 31), ("2", 29), ("3", 19), ("4", 11), ("5", 6), ("6", 2), ("7", 1), ("8", 1)])
KINDS_WITH_CAR = Weighted([("service", 56), ("insurance", 21), ("call", 7), ("club", 7), ("lead", 9)])
KINDS_WITHOUT_CAR = Weighted([("lead", 66), ("call", 18), ("club", 16)])
KINDS_OF_COMPANY = Weighted([("service", 62), ("insurance", 26), ("call", 6), ("lead", 6)])

SOLD_NEW, SOLD_USED = 0.4, 0.25  # share of visits with a car not yet seen sold that are its sale


@dataclass(slots=True)
class Visit:
    """One true event. ``customer`` is who the record is about; ``other`` the second person, if there was one."""

    customer: Customer
    kind: str
    day: int
    vehicle: Vehicle | None
    stream: Stream
    other: Person | Company | None = None


@dataclass(slots=True)
class _Story:
    """A customer, the cars, and what has happened of which there is only one."""

    customer: Customer
    cars: list[Vehicle]
    kinds: set[str] = field(default_factory=set)
    sold: set[str] = field(default_factory=set)


def visits(world: World, market: Market, seed: int) -> list[Visit]:
    """All events of all customers, each customer at least one."""
    dice = Dice(f"{seed}/visits")
    strangers = [customer for customer in world.customers.values() if isinstance(customer, Person)]
    found: list[Visit] = []
    for customer in world.customers.values():
        story = _Story(customer, world.garage.get(customer.key, []))
        more = dice.between(0, 1 + len(story.cars)) if isinstance(customer, Company) else 0
        for number in range(int(dice.weighted(ROWS)) + more):
            visit = _visit(dice, market, story)
            if number and visit.kind in {"service", "insurance"}:
                _accompany(dice, world, strangers, visit)
            elif visit.kind == "service" and isinstance(customer, Company):
                visit.other = dice.pick(customer.contacts)
            found.append(visit)
    return found


def _visit(dice: Dice, market: Market, story: _Story) -> Visit:
    """One event of a customer's story."""
    customer = story.customer
    vehicle = dice.pick(story.cars) if story.cars else None
    since, until = _tenure(vehicle, customer)
    kind = _kind(dice, customer, vehicle)
    if kind == "club" and kind in story.kinds:
        kind = "service" if vehicle else "lead"
    share = SOLD_NEW if vehicle and vehicle.owners[0][1] == customer.key else SOLD_USED
    if vehicle and vehicle.key not in story.sold and dice.chance(share):
        kind = "sales"
        story.sold.add(vehicle.key)
    story.kinds.add(kind)
    day = until - int(dice.random() ** 1.2 * max(1, until - since))
    if kind == "sales":
        day = since
    elif kind == "lead":
        vehicle, day = None, max(customer.grown, day - dice.between(0, 60))
    return Visit(customer, kind, day, vehicle, market.stream(dice, kind, customer.city))


def _kind(dice: Dice, customer: Customer, vehicle: Vehicle | None) -> str:
    """What a customer with or without a car does most."""
    if isinstance(customer, Company):
        return dice.weighted(KINDS_OF_COMPANY)
    return dice.weighted(KINDS_WITH_CAR if vehicle else KINDS_WITHOUT_CAR)


def _tenure(vehicle: Vehicle | None, customer: Customer) -> tuple[int, int]:
    """The days from which and until which ``customer`` has the car; without one, the last years."""
    if vehicle is None:
        return max(customer.grown, LAST_DAY - 1800), LAST_DAY
    since, until = vehicle.owners[0][0], LAST_DAY
    for place, (day, owner) in enumerate(vehicle.owners):
        if owner == customer.key:
            since = day
            until = vehicle.owners[place + 1][0] - 1 if place + 1 < len(vehicle.owners) else LAST_DAY
    return since, until


def _accompany(dice: Dice, world: World, strangers: list[Person], visit: Visit) -> None:
    """A driver for one service in five, another policy holder for one policy in eight.

    Where the export has no column for a second person, the record is sometimes about the one who came: the driver's
    own name and telephone beside somebody else's car.
    """
    owner = visit.customer
    if not dice.chance(0.2 if visit.kind == "service" else 0.12) and not isinstance(owner, Company):
        return
    if isinstance(owner, Company):
        visit.other = dice.pick(owner.contacts)
    elif owner.household and dice.chance(0.75):
        visit.other = dice.pick(owner.household)
    else:
        visit.other = dice.pick(world.outsiders if dice.chance(0.6) else strangers)
    known = visit.other.key in world.customers
    swap = visit.stream.layout.holder or ("other" not in visit.stream.layout.fields and dice.chance(0.35))
    if known and swap and not isinstance(owner, Company) and visit.other is not owner:
        visit.customer, visit.other = visit.other, owner
