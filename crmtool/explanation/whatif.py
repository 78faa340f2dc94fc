"""What if a record had been delivered otherwise: standardised, matched to its car and weighed anew; nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.explanation.evidence import evidence
from crmtool.explanation.links import strongest_first
from crmtool.explanation.pair import weighed
from crmtool.explanation.scored import NO_CARS, cars
from crmtool.explanation.steps import NEW_CAR
from crmtool.explanation.told import Supposed
from crmtool.identifiers import spreadsheet
from crmtool.masking import mask
from crmtool.match.blocking import block_keys
from crmtool.match.scoring import MATCH, score
from crmtool.standardise import BESIDE, standardise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from crmtool.explanation.evidence import Holdings
    from crmtool.explanation.pair import Models, Weighed
    from crmtool.fields import Fields

WHOSE = ("source_file", "row", "dealer", "kind", "delivery_date", "id_means", "record_key")
CAR = ("vin", "plate", "engine_no")
LONGEST = 300


def assignments(texts: Sequence[str], fields: Fields, option: str) -> dict[str, str]:
    """``FIELD=VALUE`` texts as values by field. Raises UsageError for an unknown field or a text without ``=``."""
    given = {}
    for text in texts:
        name, equals, value = text.encode(errors="replace").decode().partition("=")
        if not equals:
            raise UsageError(f"{text!r} is no assignment", where=option, fix="write it as mobile=13900001111")
        given[fields.need(name.strip(), option).name] = value
    return given


def supposed(
    held: Holdings, record: int, given: Mapping[str, str], kinds: Mapping[str, str], as_of: date
) -> pl.DataFrame:
    """The record's row as it would be standardised, by ``kinds``, had it been delivered with the values ``given``."""
    file = str(held.newest["source_file"][record])
    rows = held.rows.with_row_index("at").filter(pl.col("source_file") == file)
    names = rows.collect_schema().names()
    raw = [pl.col(f"{name}_raw").alias(name) for name in kinds if f"{name}_raw" in names]
    delivered = rows.select("at", *WHOSE, *raw).collect()
    here = (delivered["at"] == held.newest["at"][record]).alias("here")
    columns = [
        _of_one_row(_with_value(delivered, name, here, given.get(name)), kind, here) for name, kind in kinds.items()
    ]
    needed = pl.any_horizontal(here, *[column.is_not_null() for column in columns])
    one = delivered.select(WHOSE).with_columns(here, *columns).filter(needed)
    return standardise(one, kinds, as_of).filter("here").drop("here")


def _with_value(delivered: pl.DataFrame, name: str, here: pl.Series, value: str | None) -> pl.Series:
    """A column of the delivery with the value given in its place, null where that is blank."""
    column = delivered[name] if name in delivered.columns else pl.repeat(None, len(here), dtype=pl.String, eager=True)
    if value is None:
        return column.alias(name)
    text = pl.Series([value if value.strip() else None], dtype=pl.String)
    return text.new_from_index(0, len(here)).zip_with(here, column).alias(name)


def _of_one_row(column: pl.Series, kind: str, here: pl.Series) -> pl.Series:
    """A column with no more of the other rows than understanding the one that is ``here`` takes."""
    if kind == "document":
        column = spreadsheet.marked(column)
    elif kind in BESIDE and column.filter(here).to_frame().select(BESIDE[kind](pl.first())).item():
        return column
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, len(here))
    return column.zip_with(here, nothing)


def suppositions(
    held: Holdings, record: int, changed: pl.DataFrame, given: Mapping[str, str], fields: Fields, *, unmask: bool
) -> tuple[Supposed, ...]:
    """Each field given: what it was and what it would be, masked unless ``unmask``."""
    before = held.known[int(held.newest["at"][record])]
    return tuple(
        Supposed(
            field=name,
            label={"en": fields[name].label_en, "zh": fields[name].label_zh},
            text=_shown(text, fields[name].shown_as, unmask=unmask),
            before=_shown(_value(before, name), fields[name].shown_as, unmask=unmask),
            after=_shown(_value(changed, name), fields[name].shown_as, unmask=unmask),
            reason=_value(changed, f"{name}_reason"),
        )
        for name, text in given.items()
    )


def _value(row: pl.DataFrame, name: str) -> str:
    value = row[name][0] if name in row.columns else None
    return "" if value is None else str(value)


def _shown(text: str, kind: str, *, unmask: bool) -> str:
    if unmask:
        return text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return str(pl.select(mask(kind, pl.lit(text, pl.String))).item())


def reweighed(
    held: Holdings, found: Weighed, number: int, changed: pl.DataFrame, models: Models, entity: str
) -> Weighed:
    """The pair weighed anew with the row ``changed`` in place of its end ``number`` (0 or 1)."""
    record, other = found.ends[number], found.ends[1 - number]
    wanted = pl.Series([record, other], dtype=pl.UInt32)
    driven = pl.DataFrame(schema=NO_CARS)
    if entity == "customer":
        driven = _cars(held, record, other, changed, models)
    features = evidence(held, wanted, driven, models[entity], changed)
    ends = [int(features["place"].search_sorted(end)) for end in sorted((record, other))]
    pair = pl.DataFrame({"l": ends[:1], "r": ends[1:]}, schema={"l": pl.UInt32, "r": pl.UInt32})
    return weighed(held, pair, features, models[entity], wanted[:1] if number == 0 else wanted[1:])


def _cars(held: Holdings, record: int, other: int, changed: pl.DataFrame, models: Models) -> pl.DataFrame:
    """The cars as before, but for the one that the changed row speaks of, if that is another."""
    both = pl.Series([record, other], dtype=pl.UInt32)
    before = held.known[int(held.newest["at"][record])]
    if all(_value(before, name) == _value(changed, name) for name in CAR):
        return cars(held, both, models.get("vehicle"))
    mate = _mate(held, record, changed, models)
    asked = both[1:] if mate is None else pl.concat([both[1:], pl.Series([mate], dtype=pl.UInt32)]).unique()
    known = cars(held, asked, models["vehicle"]).filter(pl.col("record") != record)
    if not any(_value(changed, name) for name in CAR):
        return known
    driven = known.filter(pl.col("record") == mate)["vehicle"] if mate is not None else pl.Series([NEW_CAR])
    own = pl.DataFrame({"record": [record], "vehicle": [driven[0]]}, schema=NO_CARS)
    return pl.concat([known, own]).sort("record")


def _mate(held: Holdings, record: int, changed: pl.DataFrame, models: Models) -> int | None:
    """The record whose car the changed row speaks of most clearly, if there is any."""
    model = models["vehicle"]
    features = evidence(held, pl.Series([record], dtype=pl.UInt32), pl.DataFrame(schema=NO_CARS), model, changed)
    own = int(features["place"].search_sorted(record))
    keys = block_keys(features, model)
    beside = keys.join(keys.filter(pl.col("record") == own).select("block"), on="block", how="semi")["record"].unique()
    others = beside.filter(beside != own).sort()
    pairs = pl.DataFrame({"o": others}).select(
        l=pl.min_horizontal("o", pl.lit(own, pl.UInt32)),
        r=pl.max_horizontal("o", pl.lit(own, pl.UInt32)),
        rule=pl.lit(0, pl.UInt8),
    )
    found = score(pairs, features, model, held.total).filter(pl.col("verdict") == MATCH)
    if found.height == 0:
        return None
    best = strongest_first(found)
    return int(features["place"][int(best["l"][0]) + int(best["r"][0]) - own])
