"""The market has what makes matching hard, and nothing impossible."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from crmtool.sample import market, world
from crmtool.sample.companies import Company
from crmtool.sample.people import LAST_DAY, Person
from crmtool.sample.visits import visits


@pytest.fixture(scope="module")
def town() -> world.World:
    """A market of three thousand."""
    return world.build(3000, 1)


def test_exactly_as_many_customers_as_asked(town: world.World) -> None:
    assert len(town.customers) == 3000
    assert len({customer.key for customer in town.customers.values()}) == 3000


def test_no_two_persons_share_an_id_and_no_two_cars_a_vin(town: world.World) -> None:
    ids = [customer.id_number for customer in town.customers.values() if isinstance(customer, Person)]
    cars = {car.key: car for garage in town.garage.values() for car in garage}
    assert len(ids) == len(set(ids))
    assert len({car.vin for car in cars.values()}) == len(cars)


def test_twins_namesakes_families_and_recycled_numbers(town: world.World) -> None:
    persons = [customer for customer in town.customers.values() if isinstance(customer, Person)]
    heads = Counter(person.id_number[:14] for person in persons if person.id_type == "resident")
    twins = [p for p in persons for o in p.household if o.id_number[:14] == p.id_number[:14] and o.name != p.name]
    assert len(twins) > 10
    assert heads.most_common(1)[0][1] >= 2
    assert Counter(person.name for person in persons).most_common(1)[0][1] >= 3
    assert sum(person.gives_phone_of is not None for person in persons) > 50
    first = {person.phones[0][1]: person for person in persons}
    assert any(number in first and first[number] is not p for p in persons for _, number in p.phones[1:])


def test_fleets_resales_and_new_plates(town: world.World) -> None:
    cars = {car.key: car for garage in town.garage.values() for car in garage}.values()
    assert sum(len(car.owners) > 1 for car in cars) > 100
    assert sum(len(car.plates) > 1 for car in cars) > 100
    fleets = [garage for key, garage in town.garage.items() if isinstance(town.customers[key], Company)]
    assert any(len(garage) > 5 for garage in fleets)
    serials = [sorted(int(car.vin[11:]) for car in garage) for garage in fleets if len(garage) > 1]
    assert any(b - a == 1 for fleet in serials for a, b in pairwise(fleet))


def test_nobody_buys_before_growing_up_and_nothing_happens_after_today(town: world.World) -> None:
    found = visits(town, market.build(town.people, 3000, 1, None), 1)
    assert {visit.customer.key for visit in found} == set(town.customers)
    for visit in found:
        assert visit.day <= LAST_DAY
        if isinstance(visit.customer, Person) and visit.kind in {"sales", "lead"}:
            age = (visit.day - visit.customer.born) / 365.25
            assert age > 17.5, date.fromordinal(visit.day)


def test_dealers_can_be_chosen(town: world.World) -> None:
    built = market.build(town.people, 3000, 1, 21)
    assert len({stream.source.name for stream in built.streams if stream.source.dealer}) == 21
