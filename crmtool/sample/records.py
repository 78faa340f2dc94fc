"""From a true event to a delivered record: what the export would hold, then what people made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.companies import Company
from crmtool.sample.people import LAST_DAY, Person, at
from crmtool.sample.tables import lines
from crmtool.sample.vehicles import MODELS

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.layouts import Layout
    from crmtool.sample.places import Address
    from crmtool.sample.visits import Visit

Values = dict[str, str | int | float]
SOURCES = ("自然到店", "老客户介绍", "汽车之家", "懂车帝", "官网", "抖音", "车展", "电话", "小程序", "朋友推荐")
REMARKS = {kind: tuple(words.split(";")) for kind, _, words in (line.partition("=") for line in lines("remarks"))}
ASKED_DIRECTLY = frozenset({"lead", "call", "club"})
UPDATED = 0.6  # share of records whose telephone was brought up to date since
STATUSES = ("已完成", "正常", "有效", "跟进中", "已关闭", "1")


@dataclass(slots=True)
class Record:
    """A delivered row: values by field (days and amounts as numbers), labels of damage, and the truth beside it.

    ``vehicle`` is the car the record is about; ``phone`` the number that was meant and ``door`` the true address.
    """

    values: Values
    customer: str
    vehicle: str
    phone: str
    door: str
    labels: list[str] = field(default_factory=list)


def fill(dice: Dice, visit: Visit, number: int) -> Record:
    """The record of ``visit``, the ``number``-th of its export, before anybody damaged it."""
    layout, customer = visit.stream.layout, visit.customer
    fields = frozenset(layout.fields)
    record = Record({}, customer.key, visit.vehicle.key if visit.vehicle else "", "", "")
    if isinstance(customer, Company):
        _company(dice, record, customer, layout)
    else:
        _person(dice, record, customer, visit)
    home = customer.home if isinstance(customer, Company) else at(customer.homes, visit.day)
    _place(dice, record, home, layout.address, fields)
    _car(dice, record, visit)
    _business(dice, record, visit, number)
    _second(dice, record, visit, fields)
    record.values = {name: record.values.get(name, "") for name in layout.fields}
    return record


def _person(dice: Dice, record: Record, person: Person, visit: Visit) -> None:
    """What is known of a person on that day; the telephone is not always his own or his newest."""
    roll, layout = dice.random(), visit.stream.layout
    day = LAST_DAY if visit.kind not in ASKED_DIRECTLY and dice.chance(UPDATED) else visit.day
    phone = at(person.phones, day)
    if person.gives_phone_of and roll < (0.12 if visit.kind in ASKED_DIRECTLY else 0.45):
        phone = at(person.gives_phone_of.phones, day)
        record.labels.append("phone_family")
    elif person.second_phone and roll < (0.04 if visit.kind in ASKED_DIRECTLY else 0.08):
        phone = person.second_phone
    elif len(person.phones) > 1 and roll > (1 if visit.kind in ASKED_DIRECTLY else 0.95):
        phone = person.phones[0][1]
    record.phone = phone
    both = person.second_phone and dice.chance(0.05)
    record.values |= {
        "name": person.name,
        "nickname": person.nickname,
        "customer_type": layout.customer_types[0],
        "gender": layout.genders[person.sex == "F"],
        "id_type": layout.id_types[person.id_type],
        "id_number": person.id_number,
        "birth_date": person.born,
        "mobile": f"{phone}/{person.second_phone}" if both and phone != person.second_phone else phone,
        "second_mobile": person.second_phone if person.second_phone != phone else "",
        "phone": person.landline,
        "email": person.email,
        "member_no": person.member_no,
    }


def _company(dice: Dice, record: Record, company: Company, layout: Layout) -> None:
    """What is known of a company: its name is in the name's column unless there is one for companies."""
    contact = dice.pick(company.contacts)
    name, label = company.written(dice)
    if label:
        record.labels.append(label)
    record.phone = contact.phones[-1][1]
    record.values |= {
        "name": contact.name if "company" in layout.fields else name,
        "company": name,
        "other": contact.name,
        "other_phone": record.phone,
        "customer_type": layout.customer_types[1],
        "id_type": layout.id_types["company"],
        "id_number": company.code,
        "mobile": company.landline if dice.chance(0.06) else record.phone,
        "phone": company.landline,
        "member_no": "",
    }


def _place(dice: Dice, record: Record, home: Address, style: str, fields: frozenset[str]) -> None:
    """The address down to the door, in the order and with the words of the export, or of whoever typed it."""
    city = home.city
    record.door = f"{home.road}{home.number}{home.estate}{home.building}-{home.room}"
    record.values |= {"province": city.province, "city": city.name, "district": home.district}
    record.values["postcode"] = f"{city.postcode}{home.number % 1000:03d}"
    if "address" not in fields:
        return
    head = home.district if style == "city" else city.name + home.district
    if style == "full" and city.province != city.name:
        head = city.province + head
    door = f"{home.building}幢{home.unit}单元{home.room}室"
    street = f"{home.road}{home.number}号"
    roll = dice.random()
    if roll < 0.12:
        door = f"{home.building}-{home.unit}-{home.room}"
    elif roll < 0.2:
        door = f"{home.building}号楼{home.unit}单元{home.room}"
    elif roll < 0.26:
        head, door = head.replace("省", "").replace("市", "").replace("区", ""), f"{home.building}栋{home.room}"
    elif roll < 0.3:
        head = home.district
    if 0.3 < roll < 0.4:
        record.values["address"] = f"{head}{home.estate}{door}（{street}）"
    elif style == "street":
        record.values["address"] = f"{street}{home.estate}{door}"
    else:
        record.values["address"] = f"{head}{street}{home.estate}{door}"


def _car(dice: Dice, record: Record, visit: Visit) -> None:
    """The car as it was on that day, or the model somebody asks about."""
    car = visit.vehicle
    model = car.model if car else dice.pick(MODELS)
    record.values |= {"brand": model.brand, "model": model.name if dice.chance(0.8) else model.name_en}
    if car is None:
        return
    known = visit.kind != "sales" or dice.chance(0.5)
    record.values |= {
        "vin": car.vin,
        "plate": at(car.plates, visit.day) if known else "",
        "engine_no": car.engine_no,
        "model_year": car.year,
        "color": car.color,
        "mileage": car.mileage(visit.day),
    }


def _business(dice: Dice, record: Record, visit: Visit, number: int) -> None:
    """The event itself: its id, day, amount, who served the customer, remarks."""
    values, stream, day = record.values, visit.stream, visit.day
    staff = dice.pick(stream.source.staff)
    price = visit.vehicle.model.price if visit.vehicle else 0
    values |= {
        "event_date": day,
        "end_date": day + 364,
        "created": day,
        "dealer_name": stream.source.name,
        "staff_name": staff.name,
        "staff_phone": staff.phones[0][1],
        "source": dice.pick(SOURCES),
        "remark": dice.pick(REMARKS[visit.kind]).replace("/n", "\n") if dice.chance(0.4) else "",
        "status": dice.pick(STATUSES),
        "print_count": str(dice.between(0, 3)),
        "customer_no": _code(stream.source.name, record.customer, 0),
        "record_id": f"{stream.kind[:2].upper()}{date.fromordinal(day):%y%m%d}{number:05d}",
    }
    if stream.layout.customer_ids:
        values["record_id"] = _code(stream.source.name, record.customer, dice.chance(0.06))
    if visit.kind == "service":
        values["amount"] = 80 + int(dice.random() ** 3 * 12000)
    elif price:
        values["amount"] = int(price * (0.86 + dice.random() * 0.14) if visit.kind == "sales" else 1500 + price * 0.015)


def _code(source: str, customer: str, second: int) -> str:
    """A dealer's own code of a customer; some customers were entered a second time under another."""
    return f"KH{sum(map(ord, source)) % 90 + 10}{int(customer[1:]) * 2 + second:07d}"


def _second(dice: Dice, record: Record, visit: Visit, fields: frozenset[str]) -> None:
    """The second person: driver, policy holder or insured, a contact, or the customer once more."""
    other, values = visit.other, record.values
    if isinstance(visit.customer, Company) and other is None:
        values["other"] = values["name"] if visit.kind == "insurance" and dice.chance(0.6) else values["other"]
        return
    if other is None:
        family = visit.customer.household if isinstance(visit.customer, Person) else []
        if visit.kind in {"service", "insurance"}:
            values["other"] = values["name"] if dice.chance(0.7) else ""
        elif family and dice.chance(0.5):
            other = dice.pick(family)
    if other is None:
        return
    phone = at(other.phones, visit.day) if isinstance(other, Person) else other.landline
    values["other"], values["other_phone"] = other.name, phone
    asks_one = visit.kind == "service" and "other" in fields and "other_phone" not in fields
    if asks_one and isinstance(visit.customer, Person) and dice.chance(0.25):
        values["mobile"] = record.phone = phone
        record.labels = [label for label in record.labels if label != "phone_family"] + ["phone_driver"]
