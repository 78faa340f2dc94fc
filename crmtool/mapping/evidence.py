"""How much a column's values speak for or against each field.

Points are shares weighed by how telling the sign is: 1 and more for what can hardly be chance (check digits, mobile
numbers), about 0.7 for names and addresses, nothing for text that could be anything; up to -1.2 where values cannot be
what the field holds. A header that names the field is worth 1 (``headers``), so a check digit outweighs a wrong header.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crmtool.fields import Field
    from crmtool.mapping.content import Facts

AGAINST = 1.2
NO_VALUES = -0.03
ENOUGH = 3
STRICT = frozenset(("vin", "document", "phone", "plate", "email"))
TELLING = ("vin", "id_shape", "mobile", "plate", "email")
FEW, MIXED, MANY_CELLS = 0.1, 0.5, 20
ALIKE, FAR_FEWER, SOME_CELLS = 0.85, 0.35, 12
NOT_QUITE = 0.75
DAY_NUMBERS, NUMBERED = 0.9, 0.1
OLDEST_EVENT, RECENT, ADULT = 25, 12, 18
ROAD_LIFE, USUAL_ROAD = (6_000.0, 120_000.0), 30_000.0
ALWAYS = 0.9
ANOTHERS, NOBODYS = 0.6, 0.25
MOSTLY = 0.7
BY_LETTERS = 0.65
LEAST_SHOWN = 0.4  # times the largest weight this is below the threshold of a column without a telling header
SHOWN_BY: Mapping[str, tuple[str, ...]] = {
    "vin": ("vin_shape", "vin"),
    "document": ("id_shape", "id_other", "uscc", "permit"),
    "phone": ("mobile", "landline"),
    "plate": ("plate",),
    "email": ("email",),
    "date": ("date", "day_number"),
    "gender": ("gender",),
    "name": ("name", "company"),
    "company": ("company",),
    "address": ("address",),
    "year": ("year",),
    "mileage": ("number", "distance"),
    "amount": ("number",),
    "code": ("code_like",),
}
"""By which signs values show a field of each kind; their shares together are at least what ``weigh`` finds."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """``points`` for (or against) a field, and what was seen."""

    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Fit:
    """The share of values that look like the field's, the share that may be, how telling the look is, and its name."""

    looks: float
    may_be: float
    weight: float
    what: str


def weigh(field: Field, facts: Facts, this_year: int) -> Evidence:
    """What the facts about a column say about a field; a little against any where there are no values."""
    if not facts.judged:
        return Evidence(NO_VALUES, "no values")
    fit = FITS.get(field.kind, _text)(field, facts, this_year)
    listed = bool(field.values) or field.kind == "gender"  # one of few words is no less telling when it comes again
    trust = min(1.0, ((facts.looked_at if listed else facts.judged) + 1) / (ENOUGH + 1))
    against = AGAINST * (1 - min(1.0, max(fit.looks, fit.may_be)))
    points = trust * (fit.weight * fit.looks - against)
    if fit.looks >= fit.may_be or against < AGAINST / 2:
        return Evidence(points, f"{fit.looks:.0%} of {facts.judged} values {fit.what}" if fit.looks else "")
    return Evidence(points, f"{1 - fit.may_be:.0%} of {facts.judged} values cannot be {field.label_en}")


def shows(field: Field) -> bool:
    """Whether values alone can show that a column holds this field."""
    return bool(field.values) or field.of == "record" or field.kind not in ("text", "code", "member_no", "engine_no")


def may_show(field: Field, facts: Facts) -> bool:
    """Whether values might show the field by themselves: cheaper than to ``weigh`` and never too strict."""
    found = 0.0
    for sign in SHOWN_BY.get(field.kind) or (f"values:{field.name}",):
        found += facts.shares.get(sign, 0.0)
    return found > LEAST_SHOWN


def _sameness(facts: Facts) -> float:
    """Whether a few values come again and again, by themselves or beside others, as staff do: 0 (hardly) to 1."""
    beside = _between(ALIKE, facts.apart, FAR_FEWER) * min(1.0, facts.looked_at / SOME_CELLS)
    return max(beside, _between(MIXED, facts.distinct, FEW) if facts.looked_at >= MANY_CELLS else 0.0)


def _between(none: float, value: float, all_of_it: float) -> float:
    """How far a value is on the way from what shows nothing (0) to what shows everything (1)."""
    return min(1.0, max(0.0, (none - value) / (none - all_of_it)))


def _vin(field: Field, facts: Facts, this_year: int) -> Fit:
    shape, passing = facts.share("vin_shape"), facts.share("vin")
    looks = shape if passing >= 0.4 * shape else passing
    others = facts.share("mobile", "id_shape", "plate", "date", "email")
    may_be = max(facts.share("code_like") - others, facts.share("vin_within"))
    return Fit(looks, may_be, 1.2, f"are VINs{_checked(passing)}")


def _document(field: Field, facts: Facts, this_year: int) -> Fit:
    shape, passing = facts.share("id_shape"), facts.share("id")
    others = facts.share("mobile", "vin", "plate", "date", "email")
    may_be = max(facts.share("code_like") - others, facts.share("id_other", "permit"), facts.share("id_within"))
    if field.of == "company":
        return Fit(facts.share("uscc"), may_be, 1.1, "are social credit codes")
    looks = facts.share("id_shape", "id_other", "uscc")
    looks += facts.share("permit") if looks > 0.3 else 0.0
    weight = 1.2 if passing >= 0.4 * shape else 0.9
    return Fit(min(1.0, looks), may_be, weight, f"are ID numbers{_checked(passing)}")


def _phone(field: Field, facts: Facts, this_year: int) -> Fit:
    others = facts.share("vin", "id_shape", "plate", "email", "id_other")
    like = facts.share("phone_like") - others - facts.share("date")
    may_be = max(like, facts.share("mobile", "landline"), facts.share("mobile_within"))
    first = not field.like
    looks = facts.share("mobile") + facts.share("landline") * (0.6 if first else 1.0)
    if first:  # of two columns of phones the customer's is the one that is always filled
        looks *= ALWAYS + (1 - ALWAYS) * facts.held
    sameness = 0.0 if facts.anothers and field.of == "contact" else _sameness(facts)
    weight = 1.0 - 0.08 * len(field.like) - 0.55 * (1 - sameness if field.of == "staff" else sameness)
    if facts.anothers and field.of == "customer":
        weight -= ANOTHERS
    return Fit(min(1.0, looks), may_be, weight, "are phone numbers")


def _checked(passing: float) -> str:
    return f", {passing:.0%} with the right check digit" if passing else ""


def _plate(field: Field, facts: Facts, this_year: int) -> Fit:
    may_be = min(facts.share("short"), facts.share("digits")) - facts.share("mobile", "date", "landline")
    return Fit(facts.share("plate"), may_be, 1.1, "are licence plates")


def _email(field: Field, facts: Facts, this_year: int) -> Fit:
    return Fit(facts.share("email"), facts.share("at_sign"), 1.1, "are e-mail addresses")


def _date(field: Field, facts: Facts, this_year: int) -> Fit:
    numbered = facts.share("day_number")
    dates, figures = facts.share("date") + (numbered if numbered >= DAY_NUMBERS else 0.0), facts.shares
    year, first = figures.get("middle_year", 0.0), figures.get("first_year", 0.0)
    events = first >= this_year - OLDEST_EVENT or year >= this_year - RECENT
    births = not events and year <= this_year - ADULT and (figures.get("years_apart", 0.0) >= 8 or facts.judged < 8)
    may_be = min(1.0, max(dates, facts.share("date", "serial", "date_like")))
    if field.of == "customer":
        adult = figures.get("births", 0.0)
        return Fit(dates if births else 0.0, may_be - dates * (1 - adult), 0.8, "are dates that can be births")
    # Of several dates the event's is the one by which the records are sorted, the earliest of those (a policy ends
    # later), and not one to the second, which is a computer's.
    late = 0.01 * min(4.0, max(-4.0, figures.get("middle_time", 0.0) - this_year))
    order = 0.06 * _between(0.5, figures.get("in_order", 0.0), 1.0)
    weight = 0.74 - 0.04 * facts.share("seconds") + order - late - NUMBERED * (numbered >= DAY_NUMBERS)
    return Fit(dates if events else 0.0, may_be, weight, f"are dates, mostly of about {year:.0f}")


def _gender(field: Field, facts: Facts, this_year: int) -> Fit:
    return Fit(
        facts.share("gender"), max(facts.share("gender"), facts.share("shortest")), 0.9, "are words for a gender"
    )


def _name(field: Field, facts: Facts, this_year: int) -> Fit:
    may_be = NOT_QUITE * facts.share("letters") - facts.share(*TELLING, "date", "long")
    looks = facts.share("name", "company") if field.of == "customer" else facts.share("name")
    if field.of == "customer":
        # Of two columns of names the customer's is the one that is always filled, not the one of whoever came along.
        looks = min(1.0, looks / MOSTLY) * (ALWAYS + (1 - ALWAYS) * facts.held)
    weight = 0.15 + 0.5 * _sameness(facts) if field.of == "staff" else 0.75 - 0.45 * _sameness(facts)
    if field.of == "contact" and not facts.anothers:
        weight -= NOBODYS
    return Fit(looks, may_be, weight, "are names")


def _company(field: Field, facts: Facts, this_year: int) -> Fit:
    may_be = facts.share("letters") - facts.share(*TELLING, "date", "long")
    return Fit(facts.share("company"), may_be, 0.7 - 0.4 * _sameness(facts), "are companies")


def _address(field: Field, facts: Facts, this_year: int) -> Fit:
    return Fit(facts.share("address"), facts.share("letters") - facts.share(*TELLING, "date"), 0.8, "are addresses")


def _year(field: Field, facts: Facts, this_year: int) -> Fit:
    may_be = min(facts.share("digits"), facts.share("short")) - facts.share(*TELLING)
    return Fit(facts.share("year"), may_be, 0.55, "are years")


def _mileage(field: Field, facts: Facts, this_year: int) -> Fit:
    figures = facts.shares
    varied = facts.distinct > 0.3 and figures.get("same_length", 1.0) < 0.95 and facts.judged >= 5
    on_the_road = ROAD_LIFE[0] < figures.get("middle", 0.0) < ROAD_LIFE[1] and figures.get("top", 0.0) < 1e6
    money = max(figures.get("hundreds", 0.0) > 0.6, facts.share("fraction") > 0.3)
    looks = facts.share("number") if varied and on_the_road and not money and not facts.ascending else 0.0
    looks = max(looks, facts.share("distance"))
    far = abs(log10(max(1.0, figures.get("middle", 0.0)) / USUAL_ROAD))
    weight = 0.6 - 0.03 * min(2.0, far)
    return Fit(looks, facts.share("number") - facts.share("mobile", "id_shape"), weight, "can be kilometres")


def _amount(field: Field, facts: Facts, this_year: int) -> Fit:
    varied = facts.distinct > 0.3 and facts.judged >= 5
    looks = facts.share("number") if varied and facts.share("fraction") > 0.3 else 0.0
    return Fit(
        looks, facts.share("number") - facts.share("mobile", "id_shape", "distance"), 0.55, "can be sums of money"
    )


def _code(field: Field, facts: Facts, this_year: int) -> Fit:
    may_be = facts.share("digits") - facts.share(*TELLING, "landline") - facts.share("date_mark")
    if field.values:
        looks = min(facts.share(f"values:{field.name}"), facts.share("code_like"))
        return Fit(looks, max(may_be, looks), BY_LETTERS, "begin as such codes do")
    own = facts.distinct > 0.98 and facts.judged >= 5 and facts.shares.get("length", 0.0) >= 5
    if field.of != "record" or not own or facts.share("number") > 0.5:
        return Fit(0.0, may_be, 0.0, "")
    regular = facts.shares.get("same_length", 0.0) > 0.8  # engine numbers never repeat either
    order = facts.ascending or (facts.share("prefixed") > 0.9 and regular)
    looks = min(facts.share("code_like"), max(0.0, may_be)) if order or regular else 0.0
    return Fit(looks, may_be, 0.6 if order else 0.52, "are codes that never repeat")


def _text(field: Field, facts: Facts, this_year: int) -> Fit:
    typical = facts.share(f"values:{field.name}")
    odd = field.values and facts.looked_at >= 5 and typical < 0.1
    may_be = (NOT_QUITE if odd else 1.0) - facts.share(*TELLING)
    return Fit(typical if typical > 0.5 else 0.0, may_be, 0.6, f"are typical of {field.label_en}")


FITS: Mapping[str, Callable[[Field, Facts, int], Fit]] = {
    "vin": _vin,
    "document": _document,
    "phone": _phone,
    "plate": _plate,
    "email": _email,
    "date": _date,
    "gender": _gender,
    "name": _name,
    "company": _company,
    "address": _address,
    "year": _year,
    "mileage": _mileage,
    "amount": _amount,
    "code": _code,
    "member_no": _code,
    "engine_no": _code,
}
