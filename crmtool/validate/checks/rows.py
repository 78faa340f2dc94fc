"""Check kinds that look at one row at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from crmtool.validate.terms import DAYS_A_YEAR, day, delivered, number, on_record, shifted, usable
from crmtool.values.characters import simplify

if TYPE_CHECKING:
    from crmtool.validate.parameters import FieldName, Regex
    from crmtool.validate.terms import Given

OLDEST = 110
"""Years that nobody who buys a car has lived."""
YEAR_DAY_MONTH = r"^\s*([12][0-9]{3})[-/.](1[3-9]|2[0-9]|3[01])[-/.](0?[1-9]|1[0-2])(?:[ T][0-9:.]*)?\s*$"
PLATE_PROVINCES = {
    "京": "北京", "津": "天津", "冀": "河北", "晋": "山西", "蒙": "内蒙古", "辽": "辽宁", "吉": "吉林", "黑": "黑龙江",
    "沪": "上海", "苏": "江苏", "浙": "浙江", "皖": "安徽", "闽": "福建", "赣": "江西", "鲁": "山东", "豫": "河南",
    "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西", "琼": "海南", "渝": "重庆", "川": "四川", "贵": "贵州",
    "云": "云南", "藏": "西藏", "陕": "陕西", "甘": "甘肃", "青": "青海", "宁": "宁夏", "新": "新疆",
}  # fmt: skip
"""First character of a licence plate to the province that issued it (GA 36-2018)."""


def reason(
    given: Given, *, reasons: tuple[str, ...], matching: Regex = "", suggest: bool = False, swapped: bool = False
) -> pl.LazyFrame:
    """Values for which standardising gave one of these ``reasons`` and, if given, whose canonical form is ``matching``.

    The suggestion is what standardising suggests or, with ``suggest``, the canonical value: only for reasons that leave
    no doubt about it. With ``swapped`` it is the date with day and month exchanged, where only that is a date.
    """
    field = given.field
    found = given.records.filter(pl.col(f"{field}_reason").is_in(reasons) & delivered(field))
    if matching:
        found = found.with_columns(text=pl.coalesce(field, f"{field}_raw")).filter(
            pl.col("text").str.contains(matching)
        )
    better = pl.coalesce(f"{field}_suggestion", field) if suggest else pl.col(f"{field}_suggestion")
    if swapped:
        better = _exchanged(pl.col(f"{field}_raw"))
    return found.select("at", suggestion=better)


def pattern(given: Given, *, matching: Regex) -> pl.LazyFrame:
    """Usable values whose canonical form is ``matching``; says how many (``such``) of all (``values``)."""
    held = given.records.filter(usable(given.field))
    found = held.filter(pl.col(given.field).str.contains(matching)).select("at", such=pl.len())
    return found.join(held.select(values=pl.len()), how="cross")


def present(given: Given, *, beside: FieldName = "", matching: Regex = "") -> pl.LazyFrame:
    """Usable values where none should be: under the rule's ``where``, and where ``beside`` (raw) is ``matching``."""
    wrong = usable(given.field)
    if beside:
        wrong &= pl.col(f"{beside}_raw").str.contains(matching)
    return given.records.filter(wrong).select(
        "at", beside=pl.col(f"{beside}_raw") if beside else pl.lit(None, pl.String)
    )


def required(
    given: Given, *, unless: tuple[FieldName, ...] = (), beside: tuple[FieldName, ...] = (), column_too: bool = False
) -> pl.LazyFrame:
    """Rows that hold nothing for the field or for any field of ``unless``, but something ``beside`` it if that is said.

    A file that holds it in no row at all has no such column: that is one finding about the file (``absent``) and none
    here, unless ``column_too``.
    """
    fields = (given.field, *unless)
    missing = given.records.filter(~pl.any_horizontal(delivered(field) for field in fields))
    if beside:
        missing = missing.filter(pl.any_horizontal(delivered(field) for field in beside))
    if column_too:
        return missing.select("at")
    have_it = given.files.filter(pl.any_horizontal(pl.col(f"{field}_filled") > 0 for field in fields))
    return missing.select("at", "file").join(have_it, on="file", how="semi", maintain_order="left").select("at")


def army_like(given: Given) -> pl.LazyFrame:
    """Plates of an army's form that an electric car's would have, too, without its province."""
    army = (pl.col(f"{given.field}_reason") == "military") & pl.col(given.field).str.slice(1, 1).is_in(["D", "F"])
    return given.records.filter(army).select("at")


def later_than_today(given: Given, *, days: int = 0) -> pl.LazyFrame:
    """Dates more than ``days`` after the day the rules speak of, but for those that may be read as another day."""
    certain = pl.col(f"{given.field}_reason") != "ambiguous_order"
    return given.records.filter(certain & (day(given.field) > shifted(given.as_of, days))).select("at")


def older_than(given: Given, *, years: int) -> pl.LazyFrame:
    """Dates more than so many years ago."""
    return given.records.filter(day(given.field) < shifted(given.as_of, -years * DAYS_A_YEAR)).select("at")


def younger_than(given: Given, *, years: int) -> pl.LazyFrame:
    """Dates within the last so many years; not later ones than today, nor those that the ID number contradicts."""
    recent = day(given.field).is_between(shifted(given.as_of, -years * DAYS_A_YEAR), given.as_of, closed="right")
    return given.records.filter(recent & ~_contradicted(given.field)).select("at")


def after_delivery(given: Given, *, days: int = 0) -> pl.LazyFrame:
    """Dates more than ``days`` after the delivery that holds them, as far as they are not in the future anyway."""
    delivery, held = pl.col("delivery_date"), day(given.field)
    late = (held > delivery + timedelta(days=days)) & (held <= given.as_of)
    return given.records.filter(late).select("at", delivered=delivery.cast(pl.String))


def out_of_bounds(given: Given, *, low: float = float("-inf"), high: float = float("inf")) -> pl.LazyFrame:
    """Numbers below ``low`` or above ``high``."""
    return given.records.filter(~number(given.field).is_between(low, high)).select("at")


def contradicts_id(given: Given) -> pl.LazyFrame:
    """Values, of birth_date or gender, that differ from what a valid ID number of the same row says.

    Not birth dates that nobody can have. The suggestion is the ID number's date if only day and month are exchanged.
    """
    said, wrong = pl.col(f"id_{given.field}"), _contradicted(given.field)
    if given.field != "birth_date":
        return given.records.filter(wrong).select("at", said=said)
    wrong &= day(given.field).is_between(shifted(given.as_of, -OLDEST * DAYS_A_YEAR), given.as_of)
    same = pl.concat_str(said.str.head(4), pl.lit("-"), said.str.tail(2), pl.lit("-"), said.str.slice(5, 2))
    return given.records.filter(wrong).select(
        "at", said=said, suggestion=pl.when(same == pl.col("birth_date")).then(said)
    )


def from_another_province(given: Given) -> pl.LazyFrame:
    """Plates issued by another province than the row's ``province``, in whatever characters that is written."""
    both = given.records.filter(usable(given.field), pl.col("province").is_not_null())
    issued = pl.col(given.field).str.slice(0, 1).replace_strict(PLATE_PROVINCES, default=None, return_dtype=pl.String)
    found = both.select("at", "province", issued=issued).filter(~pl.col("province").str.starts_with(pl.col("issued")))
    same = pl.col("province").map_batches(simplify, return_dtype=pl.String).str.starts_with(pl.col("issued"))
    return found.filter(~same)


def newer_than_event(given: Given, *, years: int) -> pl.LazyFrame:
    """Model years, as delivered, more than ``years`` after the year of the row's ``event_date``."""
    event = day("event_date").dt.year()
    wrong = pl.col(f"{given.field}_raw").is_not_null() & (number(given.field) > event + years) & on_record(given)
    return given.records.filter(wrong).select("at", event=event)


def _contradicted(field: str) -> pl.Expr:
    other = usable("id_number") & usable(field) & (pl.col(field) != pl.col(f"id_{field}"))
    return other.fill_null(value=False)


def _exchanged(raw: pl.Expr) -> pl.Expr:
    """The date that a text such as 2026-15-03 means, as 2026-03-15; null for others."""
    parts = raw.str.extract_groups(YEAR_DAY_MONTH)
    return pl.concat_str(
        parts.struct["1"], parts.struct["3"].str.zfill(2), parts.struct["2"].str.zfill(2), separator="-"
    )
