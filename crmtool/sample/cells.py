"""From values to cells: days, amounts, telephones and plates spelled as the export spells them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.sample.layouts import Layout
    from crmtool.sample.records import Record

Cell = str | int | float | datetime | None
Speller = Callable[[str | int | float], Cell]
SERIAL_ZERO = date(1899, 12, 30).toordinal()
DAY_FIELDS = frozenset({"event_date", "end_date", "birth_date", "created"})
PHONE_FIELDS = frozenset({"mobile", "second_mobile", "other_phone", "staff_phone"})
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@cache
def day_text(ordinal: int, pattern: str) -> str:
    """A day in a pattern of strftime, or as the serial number of spreadsheets; times are made of the day itself.

    >>> day_text(date(2026, 3, 5).toordinal(), "%Y/%-m/%-d")
    '2026/3/5'
    >>> day_text(date(2026, 3, 5).toordinal(), "serial")
    '46086'
    """
    if pattern == "serial":
        return str(ordinal - SERIAL_ZERO)
    day = moment(ordinal)
    text = pattern.replace("%-m", str(day.month)).replace("%-d", str(day.day)).replace("%-H", str(day.hour))
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    text = text.replace("%b", months[day.month - 1]).replace("%Y", f"{day.year:04d}")
    return day.strftime(text)


@cache
def moment(ordinal: int) -> datetime:
    """A time of day that belongs to the day, within opening hours."""
    return datetime.fromordinal(ordinal).replace(
        hour=8 + ordinal % 10, minute=ordinal * 7 % 60, second=ordinal * 13 % 60
    )


def amount_text(amount: int, style: str) -> str:
    """An amount in yuan as exports spell it.

    >>> [amount_text(128800, style) for style in ("plain", "thousands", "wan", "yen")]
    ['128800', '128,800.00', '12.88万元', '￥128800.00']
    """
    spelled = {
        "decimals": f"{amount}.00",
        "thousands": f"{amount:,}.00",
        "yen": f"￥{amount}.00",
        "wan": f"{amount / 10000:.4f}".rstrip("0").rstrip(".") + "万元" if amount >= 10000 else f"{amount}元",
        "yuan": f"{amount}元",
        "rmb": f"RMB {amount:,}",
    }
    return spelled.get(style, str(amount))


def phone_text(number: str, style: str) -> str:
    """A mobile number as exports spell it; anything but eleven digits is left alone.

    >>> [phone_text("13000001357", style) for style in ("spaced", "dashed", "+86", "float")]
    ['130 0000 1357', '130-0000-1357', '+8613000001357', '13000001357.0']
    """
    if len(number) != 11 or not number.isdigit():
        return number
    parts = (number[:3], number[3:7], number[7:])
    spelled = {
        "spaced": " ".join(parts),
        "dashed": "-".join(parts),
        "+86": f"+86{number}",
        "86": f"86-{number}",
        "quote": f"'{number}",
        "float": f"{number}.0",
        "wide": number.translate(WIDE),
        "0": f"0{number}",
    }
    return spelled.get(style, number)


def plate_text(plate: str, style: str) -> str:
    """A plate as exports spell it.

    >>> [plate_text("沪A00001", style) for style in ("dot", "dash", "lower")]
    ['沪A·00001', '沪A-00001', '沪a00001']
    """
    if style == "lower":
        return plate.lower()
    sign = {"dot": "·", "space": " ", "dash": "-"}.get(style)
    return f"{plate[:2]}{sign}{plate[2:]}" if sign and len(plate) > 6 else plate


def _day_speller(layout: Layout, name: str) -> Speller:
    """Days: native in exports that have them so, else in the export's pattern; birthdays have no time of day."""
    pattern, native = layout.date, layout.has("dates")
    if name == "birth_date":
        pattern, native_day = pattern.split(" ")[0].split("T")[0], datetime.fromordinal
    else:
        pattern, native_day = ("%Y-%m-%d %H:%M:%S" if name == "created" else pattern), moment
    return lambda v: v if isinstance(v, str) else native_day(int(v)) if native else day_text(int(v), pattern)


def _speller(layout: Layout, name: str) -> Speller:
    """How this export spells one field."""
    if name in DAY_FIELDS:
        return _day_speller(layout, name)
    if name in PHONE_FIELDS and layout.has("numbers"):
        return lambda v: int(v) if str(v).isdigit() and len(str(v)) == 11 else v
    if name in PHONE_FIELDS:
        return lambda v: phone_text(str(v), layout.phone)
    if name == "plate":
        return lambda v: plate_text(str(v), layout.plate)
    if name == "amount" and not layout.has("numbers"):
        return lambda v: amount_text(int(v), layout.amount)
    return lambda v: v


def rows(records: Sequence[Record], layout: Layout) -> list[list[Cell]]:
    """All cells of a delivery; empty values as the export marks them (None for nothing)."""
    spellers, empty = [_speller(layout, name) for name in layout.fields], layout.empty or None
    table: list[list[Cell]] = []
    for number, record in enumerate(records, 1):
        values = [number if name == "seq" else record.values[name] for name in layout.fields]
        table.append([spell(v) if v != "" else empty for spell, v in zip(spellers, values, strict=True)])
    return table
