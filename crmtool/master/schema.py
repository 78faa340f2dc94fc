"""The master's tables: what each has at least, how a commit changes it, what it is looked up by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlite_utils import Database

VERSION = 1
"""Raised by one whenever a master written before cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the master.

    ``columns`` are those it has at least, in this order; frames may bring more. A commit replaces the whole table with
    the frame given; where ``per`` names columns, only the rows that agree with a new one in them; where ``grows``,
    nothing: rows are added. ``indexes`` is one text each, columns parted by commas. ``order`` names the columns that
    rows are sorted by, where the order in which they were found says nothing; other tables keep theirs.
    """

    columns: Mapping[str, pl.DataType]
    key: str = ""
    indexes: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    grows: bool = False
    order: tuple[str, ...] = ()


_TYPES = {"": pl.String(), "#": pl.Int64(), "%": pl.Float64(), "@": pl.Date(), "?": pl.Boolean()}


def _columns(text: str) -> dict[str, pl.DataType]:
    """Column names, String unless marked: # Int64, % Float64, @ Date, ? Boolean."""
    words = [(word.rstrip("#%@?"), word) for word in text.split()]
    return {name: _TYPES[word[len(name) :]] for name, word in words}


TABLES: Mapping[str, Table] = {
    "customers": Table(
        _columns("""customer_id customer_type name id_type id_number gender birth_date mobile phone email address
            province city member_no dealers records# first_seen@ last_seen@ status"""),
        key="customer_id",
        indexes=("mobile", "id_number"),
    ),
    "vehicles": Table(
        _columns("""vehicle_id vin vin_valid? plate engine_no brand model model_year# records# first_seen@ last_seen@
            mileage_km#"""),
        key="vehicle_id",
        indexes=("vin", "plate"),
    ),
    "crosswalk": Table(
        _columns("source_file sheet row# line# dealer kind record_id customer_id vehicle_id"),
        indexes=("customer_id", "vehicle_id", "source_file,row"),
    ),
    "ownerships": Table(
        _columns("customer_id vehicle_id role since@ until@ records#"), indexes=("customer_id", "vehicle_id")
    ),
    "households": Table(_columns("household_id customer_id reason"), indexes=("household_id", "customer_id")),
    "lineage": Table(_columns("entity id field value source_file row# strategy runner_up")),
    "findings": Table(
        _columns("source_file sheet row# line# dealer field code severity value message suggestion"),
        indexes=("source_file,row",),
        order=("source_file", "row", "line", "field", "code", "value", "message"),
    ),
    "review": Table(
        _columns("""case_id reason match_weight% match_probability% source_file_l row_l# source_file_r row_r#
            customer_id_l customer_id_r decision"""),
        indexes=("case_id",),
    ),
    "scorecard": Table(_columns("dealer dimension metric value# of# share% previous% codes"), indexes=("dealer",)),
    "events": Table(_columns("run# at entity kind id into"), indexes=("id", "run"), grows=True),
    "deliveries": Table(
        _columns("source_file sha256 dealer kind date@ encoding rows# accepted# refused_because run#"),
        indexes=("source_file", "sha256"),
        per=("source_file", "sha256"),
    ),
    "rejects": Table(
        _columns("source_file sheet row# line# codes messages delivered"),
        indexes=("source_file,row",),
        per=("source_file",),
    ),
    "columns": Table(_columns("source_file sheet place# header field key"), per=("source_file",)),
    "runs": Table(_columns("run# at command version by seconds%"), key="run", grows=True),
    "decisions": Table(
        _columns("decision# verdict by at reason record_keys undoes# entity golden_ids"),
        key="decision",
        indexes=("verdict",),
        grows=True,
    ),
}
"""Every table of the master by name, those that others refer to first; ``meta`` and ``contents`` are the master's own
book-keeping beside them."""

REFERRED = {"customers": ("customer_id", "customer_id_l", "customer_id_r"), "vehicles": ("vehicle_id",)}
"""The columns that hold a table's key: database browsers show them as links."""

VIEWS = {
    "owners": """
        SELECT o.role, o.since, o.until, c.*, v.vehicle_id, v.vin, v.plate, v.brand, v.model
        FROM ownerships o JOIN customers c USING (customer_id) JOIN vehicles v USING (vehicle_id)""",
    "customer_rows": """
        SELECT w.customer_id, c.name, w.source_file, w.row, w.line, w.dealer, w.kind, w.record_id, w.vehicle_id
        FROM crosswalk w JOIN customers c USING (customer_id)""",
}
"""Questions everybody asks, ready for Datasette: who owned which car when, which rows became which customer."""


def foreign_keys(name: str, columns: Iterable[str]) -> list[tuple[str, str, str]]:
    """Which columns of a table hold another table's key: column, other table, its key.

    >>> foreign_keys("ownerships", ["customer_id", "vehicle_id", "role"])
    [('customer_id', 'customers', 'customer_id'), ('vehicle_id', 'vehicles', 'vehicle_id')]
    """
    others = {column: other for other, its in REFERRED.items() if other != name for column in its}
    return [(column, others[column], TABLES[others[column]].key) for column in columns if column in others]


def create(db: Database) -> None:
    """The book-keeping tables of an empty master and its views; tables follow with their first rows."""
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("contents").create({"name": str, "rows": int, "columns": str, "fingerprint": str}, pk="name")
    for name, query in VIEWS.items():
        db.create_view(name, query)
