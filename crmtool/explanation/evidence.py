"""The evidence on a few records of a master, without working out that of all.

What a record's evidence says depends on other records: how many people stand beside its phones, how often its name
occurs, how its surname is usually read, how many share a blocking key. So the records that share any such value with
the ones in question are taken along, and the rest is left alone: the evidence comes out as it does of all records.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.match.decisions import decided
from crmtool.match.features import PHONES, customer_features, with_drivers, with_frequencies
from crmtool.match.model import PART, columns_of
from crmtool.records import newest_versions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crmtool.master import Master
    from crmtool.match.decisions import Decided
    from crmtool.match.model import BlockingRule, MatchModel

PLACE = ("record_key", "delivery_date", "source_file", "row")
MADE_OF = {
    "phones": PHONES,
    "near_phones": PHONES,
    "born": ("id_birth_date", "birth_date"),
    "customer_ref": ("customer_no", "record_id"),
    "person_key": ("name_key", "first_name"),
    "person_sound": ("name_pinyin",),
    "full_sound": ("name_pinyin", "company_key"),
    "rare_sound": ("name_pinyin", "company_key"),
    "full_key": ("name_key", "first_name", "company_key"),
}
"""The columns of the records that a column of evidence is made of, where it is none of theirs."""
COMMON = ("surname", "full_sound", "full_key", "person_key", "person_sound")
"""What very many records share: a blocking rule that also looks at something else is followed by that."""
UNSAID = ("_raw", "_reason", "extra", "remark")
SAID = tuple(f"{name}_reason" for name in (*PHONES, "vin"))
"""Of what matching never looks at there is much: of reasons it knows only those of phones and VINs."""
ASKED = 400
"""So many rows of the crosswalk are asked for at once."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A column of evidence, or a part of its text, that records may have in common."""

    column: str
    start: int = 0
    length: int | None = None


class Holdings:
    """The records that a master holds, each in its newest version.

    ``newest`` has a row for each: ``record`` (UInt32, as in the master's scored pairs), ``at`` (its place in the file),
    ``record_key``, ``source_file``, ``row``. ``models`` may look at any of their columns. Raises UsageError where there
    are no records.
    """

    def __init__(self, master: Master, models: Iterable[MatchModel] = ()) -> None:
        rows = master.scan("records")
        if rows is None:
            raise UsageError("the master holds no records yet", fix="crmtool run brings deliveries in")
        self.master = master
        self.rows = rows
        self._asked = {name for model in models for _, names in columns_of(model) for name in names}
        versions = newest_versions(rows.select(PLACE).with_row_index("at").collect())
        self.newest = versions.with_row_index("record").select("record", "at", "record_key", "source_file", "row")

    @property
    def total(self) -> int:
        """How many records there are."""
        return self.newest.height

    @cached_property
    def known(self) -> pl.DataFrame:
        """All delivered rows as standardised, in the order of the file, without what no evidence is made of."""
        names = self.rows.collect_schema().names()
        wanted = [name for name in names if not name.endswith(UNSAID) or name in SAID or name in self._asked]
        return self.rows.select(wanted).collect()

    def said(self, entity: str) -> Decided:
        """What stewards have said of the records as customers or as vehicles."""
        return decided(self.master.table("decisions"), entity, self.newest["record_key"])

    def records_of(self, crosswalk: pl.DataFrame) -> pl.Series:
        """The records that the rows of a crosswalk belong to, in order."""
        keys = crosswalk.select("record_key").drop_nulls().unique()
        return self.newest.join(keys, on="record_key", how="semi", maintain_order="left")["record"]

    def ids_of(self, records: pl.Series) -> pl.DataFrame:
        """``record``, ``customer_id`` and ``vehicle_id``, one row a record in order."""
        places = self.newest.filter(pl.col("record").is_in(records.implode()))
        parts = [self.master.select("crosswalk", "0")]
        for part in places.select("source_file", "row").iter_slices(ASKED):
            values = ", ".join(["(?, ?)"] * part.height)
            asked = [value for place in part.rows() for value in place]
            parts.append(self.master.select("crosswalk", f'(source_file, "row") IN (VALUES {values})', *asked))
        found = pl.concat(parts).unique(["source_file", "row"]).drop("record_key")
        known = places.join(found, on=["source_file", "row"], how="left", maintain_order="left")
        return known.select("record", "customer_id", "vehicle_id")

    def cars_of(self, records: pl.Series) -> pl.DataFrame:
        """``record`` and ``vehicle`` (UInt32, the number of the golden ID) of all records of the cars of these."""
        ids = self.ids_of(records)["vehicle_id"].drop_nulls().unique().sort()
        marks = ", ".join("?" * len(ids))
        rows = self.master.select("crosswalk", f"vehicle_id IN ({marks})", *ids).select("record_key", "vehicle_id")
        known = self.newest.join(rows.unique("record_key"), on="record_key", maintain_order="left")
        return known.select("record", vehicle=pl.col("vehicle_id").str.slice(1).cast(pl.UInt32, strict=False))

    def asked(self, golden_id: str) -> pl.DataFrame:
        """What a steward is asked about a customer: ``l``, ``r``, the ``other`` customer's ID, the ``reason``."""
        cases = self.master.select("review", "customer_id_l = ? OR customer_id_r = ?", golden_id, golden_id)
        for side in ("l", "r"):
            places = self.newest.select("source_file", "row", pl.col("record").alias(side))
            cases = cases.join(places, left_on=[f"source_file_{side}", f"row_{side}"], right_on=["source_file", "row"])
        here = pl.col("customer_id_l") == golden_id
        return cases.select("l", "r", "reason", other=pl.when(here).then("customer_id_r").otherwise("customer_id_l"))

    def place(self, record: int) -> str:
        """Where a record stands, as ``FILE:ROW``."""
        return f"{self.newest['source_file'][record]}:{self.newest['row'][record]}"


def evidence(
    held: Holdings, wanted: pl.Series, cars: pl.DataFrame, model: MatchModel, changed: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The evidence on the records ``wanted`` and those that share anything with them, as matching has it of all.

    ``cars``: ``record`` and ``vehicle`` (UInt32) of them and of who else is known by these cars; ``changed``: how the
    first wanted would be standardised if it were delivered otherwise. ``record`` counts anew from 0; ``place`` is the
    record that it stands for.
    """
    rows, newest = held.known, held.newest
    asked = rows[newest["at"].gather(wanted)].with_columns(place=wanted)
    if changed is not None:
        asked = pl.concat([asked, _in_place(changed, asked, wanted[0])], how="diagonal")
    near = _near(rows, asked, model)[newest["at"]]
    taken = newest["record"].is_in(pl.concat([wanted, cars["record"]]).unique().implode())
    places = newest.filter(near | taken)
    chosen = rows[places["at"]].with_columns(place=places["record"])
    if changed is not None:
        others = chosen.filter(pl.col("place") != wanted[0])
        chosen = pl.concat([others, _in_place(changed, asked, wanted[0])], how="diagonal").sort("place")
    known = customer_features(chosen)
    driven = cars.select(place="record", vehicle="vehicle")
    with_car = known.join(driven, on="place", how="left", maintain_order="left")
    return with_frequencies(with_drivers(with_car), model)


def _in_place(changed: pl.DataFrame, rows: pl.DataFrame, record: int) -> pl.DataFrame:
    """A changed row with the columns of ``rows``, standing for ``record``."""
    known = changed.with_columns(place=pl.lit(record))
    return known.select(pl.col(name).cast(kind) for name, kind in rows.schema.items() if name in known.columns)


def _near(rows: pl.DataFrame, asked: pl.DataFrame, model: MatchModel) -> pl.Series:
    """Which of ``rows`` share with ``asked`` a value that counts: of a key, a frequency, a phone, a reading."""
    ties = {_tie(rule) for rule in model.blocking} | {Tie("phones")}
    ties |= {Tie(level.tf) for comparison in model.comparisons for level in comparison.levels if level.tf}
    sharing = _any(rows, [one for tie in sorted(ties, key=str) for one in _sharing(rows, asked, tie)])
    beside = rows.filter(_any(rows, _sharing(rows, asked, Tie("phones"))))
    read_by_others = pl.concat([asked.select("surname", "name_pinyin"), beside.select("surname", "name_pinyin")])
    surnames = read_by_others.filter(pl.col("name_pinyin").is_null())["surname"].drop_nulls().unique()
    return sharing | rows["surname"].is_in(surnames.implode()).fill_null(value=False)


def _tie(rule: BlockingRule) -> Tie:
    """By what the records of a rule are found: of the parts of its key, the first that not very many share."""
    parts = [part for key in rule.keys if (part := PART.match(key))]
    part = min(parts, key=lambda part: part["column"] in COMMON)
    start = int(part["start"] or 0)
    return Tie(part["column"], start, int(part["stop"]) - start if part["stop"] else None)


def _sharing(rows: pl.DataFrame, asked: pl.DataFrame, tie: Tie) -> list[pl.Expr]:
    """Whether a row has a value of the tie's column that a row of ``asked`` has, too."""
    names = [name for name in MADE_OF.get(tie.column, (tie.column,)) if name in rows.columns]
    if not names and tie.column != "vehicle":
        return [pl.lit(value=True)]  # made of what is not known here: all records count
    parts = [pl.col(name).cast(pl.String).str.slice(tie.start, tie.length) for name in names]
    known = pl.concat([pl.Series(dtype=pl.String), *[asked.select(part).to_series() for part in parts]]).drop_nulls()
    return [part.is_in(known.unique().implode()) for part in parts]


def _any(rows: pl.DataFrame, conditions: Iterable[pl.Expr]) -> pl.Series:
    found = rows.select(pl.any_horizontal(pl.lit(value=False), *[one.fill_null(value=False) for one in conditions]))
    return found.to_series()
