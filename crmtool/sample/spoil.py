"""A whole record spoiled as its source spoils records: names by kind of delivery, staff's numbers, broken exports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample import noise, slips
from crmtool.sample.headers import traditional
from crmtool.sample.people import LAST_DAY, Person
from crmtool.sample.records import ASKED_DIRECTLY

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.layouts import Layout
    from crmtool.sample.records import Record
    from crmtool.sample.visits import Visit

WRONG_DAYS: tuple[int | str, ...] = (
    date(1900, 1, 1).toordinal(),
    date(2099, 12, 31).toordinal(),
    LAST_DAY + 300,
    "2026-02-30",
    "0000-00-00",
    "",
)
VEHICLE_FIELDS = ("vin", "plate", "engine_no")


def spoil(dice: Dice, record: Record, visit: Visit, level: float) -> None:
    """Damages ``record`` at noise ``level`` (1: as usual) times the quality of its source, and labels what it did."""
    source = visit.stream.source
    rate, care = level * source.quality, 0.35 if visit.kind in ASKED_DIRECTLY else 1.0
    _name(dice, record, visit, rate)
    _values(dice, record, rate * care)
    if record.values.get("mobile") and dice.random() < source.staff_share * min(level, 2.0) * care:
        _staff(dice, record, visit)
    _relative(dice, record, visit, level)
    _days(dice, record, visit, rate)
    _export(record, visit.stream.layout)


def finish(record: Record, layout: Layout) -> None:
    """What holds for undamaged records too: characters the encoding lacks become "?"; no visible car, no vehicle."""
    encoding = layout.habit.encoding
    if encoding in {"gbk", "big5"}:
        _lose(record, encoding)
    shown = (name for name in VEHICLE_FIELDS if record.values.get(name))
    if all(f"{name}_placeholder" in record.labels for name in shown):
        record.vehicle = ""


def _name(dice: Dice, record: Record, visit: Visit, rate: float) -> None:
    """A person's name, oftener and otherwise for leads, calls and clubs, whatever the source's care."""
    person = visit.customer
    if not record.values.get("name") or not isinstance(person, Person):
        return
    share = noise.NAME_RATE.get(visit.kind)
    if dice.random() >= (share * min(1.2, rate**0.3) if share else noise.USUAL_NAME_RATE * rate):
        return
    record.values["name"], label = noise.damaged_name(dice, visit.kind, person, record.phone)
    if label:
        record.labels.append(label)


def _values(dice: Dice, record: Record, rate: float) -> None:
    """Every field that has a rate, each by itself."""
    values = record.values
    for name, share in noise.RATES.items():
        text = values.get(name)
        if text and dice.random() < share * rate:
            values[name], label = noise.damage(dice, name, str(text))
            if label:
                record.labels.append(label)


def _staff(dice: Dice, record: Record, visit: Visit) -> None:
    """One of three sellers, mostly the first, types his own number, or the dealer's hotline, to fill the field."""
    source, hotline = visit.stream.source, dice.chance(0.12)
    seller = source.staff[int(dice.random() ** 3 * 3)]
    record.values["mobile"] = source.hotline if hotline else seller.phones[0][1]
    record.labels = [label for label in record.labels if not label.startswith("phone_")]
    record.labels.append("phone_hotline" if hotline else "phone_staff")


def _relative(dice: Dice, record: Record, visit: Visit, level: float) -> None:
    """Once in a thousand the ID of somebody else in the household."""
    person = visit.customer
    if (
        isinstance(person, Person)
        and person.household
        and record.values.get("id_number")
        and dice.random() < 0.002 * level
    ):
        record.values["id_number"] = dice.pick(person.household).id_number
        record.labels = [label for label in record.labels if not label.startswith("id_")] + ["id_relative"]


def _days(dice: Dice, record: Record, visit: Visit, rate: float) -> None:
    """Days that cannot be or were typed wrong, and a sex that is not the person's."""
    values = record.values
    if values.get("event_date") and dice.random() < 0.012 * rate:
        values["event_date"] = dice.pick(WRONG_DAYS)
        record.labels.append("date_wrong" if values["event_date"] else "date_missing")
    born = values.get("birth_date")
    if isinstance(born, int) and dice.random() < 0.06 * rate:
        wrong = born + dice.pick((-3653, -365, -30, -1, 1, 31, 366, 3652))
        label = dice.pick(("birth_wrong", "birth_placeholder", "birth_missing"))
        spoiled: dict[str, int | str] = {"birth_wrong": wrong, "birth_placeholder": "1900-01-01"}
        values["birth_date"] = spoiled.get(label, "")
        record.labels.append(label)
    if values.get("gender") and dice.random() < 0.015 * rate:
        man, woman = visit.stream.layout.genders
        values["gender"] = woman if values["gender"] == man else man
        record.labels.append("gender_wrong")


def _export(record: Record, layout: Layout) -> None:
    """IDs of digits only that a spreadsheet took for numbers: typed (15 digits kept), written as float, or as text."""
    number = record.values.get("id_number")
    if not isinstance(number, str) or len(number) != 18 or not number.isdigit():
        return
    if layout.has("id_numbers"):
        record.values["id_number"] = float(int(number[:15]) * 1000)
        record.labels.append("id_precision")
    elif layout.has("id_floats"):
        record.values["id_number"] = float(int(number))
        record.labels.append("id_precision")
    elif layout.has("id_text"):
        record.values["id_number"] = slips.float_text(number)
        record.labels.append("id_float")


def _lose(record: Record, encoding: str) -> None:
    """Replaces characters that ``encoding`` cannot hold by "?", as old programs do."""
    for name, value in record.values.items():
        if not isinstance(value, str) or value.isascii():
            continue
        text = traditional(value) if encoding == "big5" else value
        kept = text.encode(encoding, "replace").decode(encoding)
        if kept != text:
            record.values[name] = kept
            record.labels.append(f"{name}_lost")
