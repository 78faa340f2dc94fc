"""Who delivers: dealers, insurers, a call centre, an owners' club and a website, and which files come on which day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from crmtool.sample.dice import Dice
from crmtool.sample.layouts import Layout, choose
from crmtool.sample.places import CITIES, City

if TYPE_CHECKING:
    from crmtool.sample.people import People, Person

DELIVERY_DAYS = tuple(date(2026, month, day).toordinal() for month, day in ((6, 30), (8, 31), (9, 30)))
DEALER_NAMES = (
    "{latin}{n:02d}",
    "DL{n:03d}",
    "{city}宝顺",
    "{latin}-DMS{n}",
    "{city}{n}店",
    "{latin}_AUTO{n}",
    "4S{n:04d}",
    "{city}恒信4S店",
)
OTHERS = (
    ("WEB", "lead"), ("CALLCENTER", "call"), ("CLUB", "club"), ("平安保险", "insurance"), ("RENBAO", "insurance"),
    ("车友会", "club"), ("AUTOHOME", "lead"), ("太保", "insurance"), ("HOTLINE400", "call"),
)  # fmt: skip


@dataclass(slots=True)
class Source:
    """Somebody who delivers: ``quality`` multiplies noise, ``staff_share`` is how often staff type their own number."""

    name: str
    city: City
    dealer: bool
    quality: float
    staff_share: float
    staff: list[Person]
    hotline: str


@dataclass(slots=True)
class Stream:
    """One export of a source, delivered in one layout on one to three days."""

    source: Source
    kind: str
    layout: Layout
    days: tuple[int, ...]


@dataclass(slots=True)
class Market:
    """All sources and streams; ``by_kind`` chooses a stream: first the customer's own dealers, else any."""

    streams: list[Stream]
    by_kind: dict[str, list[Stream]] = field(default_factory=dict)
    near: dict[tuple[str, str], list[Stream]] = field(default_factory=dict)

    def stream(self, dice: Dice, kind: str, city: City) -> Stream:
        """Where a customer of ``city`` leaves a record of ``kind``: mostly near, at whoever is largest."""
        near = self.near.get((kind, city.name))
        streams = near if near and dice.chance(0.8) else self.by_kind[kind]
        return streams[int(dice.random() ** 1.4 * len(streams))]


def build(people: People, customers: int, seed: int, dealers: int | None) -> Market:
    """Sources for ``customers`` customers: eight dealers for a thousand, one more for each 1,500."""
    dice = Dice(f"{seed}/market")
    count = dealers if dealers is not None else min(240, 8 + customers // 1500)
    sources = [_dealer(dice, people, number) for number in range(count)]
    wanted = [(source, kind) for kind in ("sales", "service") for source in sources]
    for name, kind in OTHERS[: 5 if customers < 3000 else len(OTHERS)]:
        wanted.append((_source(dice, people, name, dice.pick(CITIES), dealer=False), kind))
    wanted += [(source, kind) for source in sources for kind in _extra(dice)]
    market = Market([])
    for number, (source, kind) in enumerate(wanted):
        layout = choose(Dice(f"{seed}/layout/{number}"), number, kind, own_dealer=source.dealer)
        days = (DELIVERY_DAYS[1:] if dice.chance(0.75) else DELIVERY_DAYS) if dice.chance(0.3) else DELIVERY_DAYS[-1:]
        stream = Stream(source, kind, layout, days)
        market.streams.append(stream)
        market.by_kind.setdefault(kind, []).append(stream)
        if source.dealer:
            market.near.setdefault((kind, source.city.name), []).append(stream)
    return market


def _extra(dice: Dice) -> list[str]:
    """What a dealer sends beside sales and service."""
    return [kind for kind, share in (("lead", 0.25), ("insurance", 0.2), ("call", 0.12)) if dice.chance(share)]


def _dealer(dice: Dice, people: People, number: int) -> Source:
    """A dealer whose name is spelled in one of many ways."""
    city = CITIES[number % len(CITIES)]
    short = city.name.removesuffix("市")
    pattern = DEALER_NAMES[number % len(DEALER_NAMES)]
    name = pattern.format(latin=city.latin, city=short, n=number + 1)
    name = name if number < len(CITIES) * 4 else f"{name}{number}"
    return _source(dice, people, name, city, dealer=True)


def _source(dice: Dice, people: People, name: str, city: City, *, dealer: bool) -> Source:
    """A source with its staff; a third of them type their own number for a quota of customers."""
    staff = [people.lone() for _ in range(dice.between(4, 9))]
    share = dice.between(10, 30) / 1000 if dealer and dice.chance(0.4) else 0.001
    hotline = dice.pick((f"400-000-{dice.digits(4)}", f"{city.area_code}-60009{dice.digits(3)}"))
    return Source(name, city, dealer, 0.4 + dice.random() * 1.3, share, staff, hotline)
