"""Companies that own cars: names as registered and as people write them, credit codes, contact persons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crmtool.sample.numbers import company_code, landline
from crmtool.sample.people import FIRST_DAY
from crmtool.sample.places import CITIES, Address, City, address, region_code
from crmtool.sample.tables import words

if TYPE_CHECKING:
    from crmtool.sample.dice import Dice
    from crmtool.sample.people import Person

BRANDS = tuple(first + second for first in words("brands_first") for second in words("brands_second"))
TRADES = words("trades")
FORMS = ("有限公司", "有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")


@dataclass(slots=True)
class Company:
    """A customer that is a company; the contact persons hold the telephones."""

    key: str
    city: City
    brand: str
    trade: str
    form: str
    bracketed: bool
    code: str
    home: Address
    landline: str
    contacts: list[Person] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The registered name: 杭州恒达贸易有限公司, or 恒达贸易（杭州）有限公司."""
        city = self.city.name.removesuffix("市")
        if self.bracketed:
            return f"{self.brand}{self.trade}（{city}）{self.form}"
        return f"{city}{self.brand}{self.trade}{self.form}"

    @property
    def grown(self) -> int:
        """The day from which the company buys cars: all are older than the market."""
        return FIRST_DAY

    def written(self, dice: Dice) -> tuple[str, str]:
        """A name as somebody types it, and what is wrong with it ("" for nothing)."""
        city, kind = self.city.name.removesuffix("市"), dice.random()
        if kind < 0.1:
            return f"{self.brand}{self.trade}{self.form}", "company_city"
        if kind < 0.2:
            return f"{city}{self.brand}{self.trade}", "company_form"
        if kind < 0.24:
            return f"{city}{self.brand}", "company_short"
        if kind < 0.34:
            return f"{self.city.name}{self.brand}{self.trade}{self.form}", "company_city"
        if kind < 0.39:
            return f"{self.brand}（{city}）{self.trade}{self.form}", "company_order"
        return (self.name.replace("（", "(").replace("）", ")") if kind < 0.6 else self.name), ""


class Registry:
    """Founds companies one after another; no two share a credit code or a name."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._names: set[str] = set()

    def found(self) -> Company:
        """A company; its brand word is often borne by others of another trade or city."""
        dice = self.dice
        while True:
            count = len(self._names) + 1
            city = dice.pick(CITIES)
            brand = dice.pick(BRANDS)
            company = Company(
                key=f"C{count:06d}",
                city=city,
                brand=brand,
                trade=dice.pick(TRADES),
                form=dice.pick(FORMS),
                bracketed=dice.chance(0.2),
                code=company_code(region_code(dice, city, 0), 1 + count % 99_999),
                home=address(dice, city),
                landline=landline(dice, city),
            )
            if company.name not in self._names:
                self._names.add(company.name)
                return company
