"""How much of the truth can be found at all: pairs of one customer's records that a chain of clues connects.

A clue is a value that two records share, or would but for a slip: an ID or a credit code; a telephone; a member
number, e-mail or the dealer's own customer code; a car or an address beside a usable name; a company's name. Records
of one customer with no such chain cannot be joined by anybody, so their pairs bound the recall of every program.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crmtool.sample.records import Record

NO_PHONE = frozenset({"phone_missing", "phone_placeholder", "phone_staff", "phone_hotline", "phone_driver"})
SLIPPED_PHONE = frozenset({"phone_digit", "phone_transposed", "phone_dropped", "phone_added", "phone_masked"})
NO_NAME = frozenset({"name_missing", "name_placeholder", "name_nickname"})
WEAK_NAME = frozenset({*NO_NAME, "name_surname", "name_masked"})


def true_pairs(sizes: Iterable[int]) -> int:
    """Pairs within groups of these sizes."""
    return sum(size * (size - 1) // 2 for size in sizes)


def ceiling(records: Sequence[Record]) -> tuple[int, int]:
    """True pairs of records of one customer, and how many of them a chain of shared clues connects."""
    by_customer: dict[str, list[Record]] = {}
    for record in records:
        by_customer.setdefault(record.customer, []).append(record)
    found = sum(true_pairs(_components(group)) for group in by_customer.values() if len(group) > 1)
    return true_pairs(len(group) for group in by_customer.values()), found


def _components(records: Sequence[Record]) -> list[int]:
    """Sizes of the groups into which shared clues join the records of one customer."""
    parent = list(range(len(records)))

    def root(place: int) -> int:
        while parent[place] != place:
            place = parent[place]
        return place

    first: dict[str, int] = {}
    for place, record in enumerate(records):
        for clue in clues(record):
            parent[root(place)] = root(first.setdefault(clue, place))
    return list(Counter(root(place) for place in range(len(records))).values())


def clues(record: Record) -> list[str]:
    """What in a record points at its customer, as text that equals another record's where the two agree."""
    values, labels = record.values, set(record.labels)
    company = record.customer.startswith("C")
    named = bool(values.get("name")) and not labels & NO_NAME
    found = []
    if values.get("id_number") and not labels & {"id_missing", "id_placeholder"}:
        found.append(f"id {'other' if 'id_relative' in labels else 'own'}")
    if values.get("mobile") and not labels & NO_PHONE and (not labels & SLIPPED_PHONE or named):
        found.append(f"phone {record.phone}")
        found += [f"phone {number}" for number in str(values["mobile"]).split("/")[1:]]
    if values.get("second_mobile") and named:
        found.append(f"phone {values['second_mobile']}")
    found += [f"{name} {values[name]}" for name in ("email", "member_no", "customer_no") if values.get(name)]
    if str(values.get("record_id", "")).startswith("KH"):
        found.append(f"customer_no {values['record_id']}")
    if company and named:
        found.append("company")
    if named and record.vehicle:
        found.append(f"car {record.vehicle}")
    if values.get("address") and "address_short" not in labels and values.get("name") and not labels & WEAK_NAME:
        found.append(f"door {record.door}")
    if (
        values.get("birth_date")
        and not labels & (WEAK_NAME | {"birth_wrong", "birth_placeholder"})
        and values.get("name")
    ):
        found.append("birthday")
    return found
