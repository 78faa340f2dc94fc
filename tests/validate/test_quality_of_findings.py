"""How much of what is wrong is found where it is, and how little of what is right is blamed.

Good deliveries in many formats and spellings are read and mapped as a run does it; then known faults are put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest
from corruptions import seat_salesmen, spoil
from made_records import AS_OF, NO_NOTES

from crmtool.arrivals import Arrived, understand
from crmtool.read import find, read_file
from crmtool.records import with_record_keys
from crmtool.sample import write
from crmtool.standardise import standardise
from crmtool.validate import validate

if TYPE_CHECKING:
    from crmtool.rules_model import Rules

CUSTOMERS, SEEDS = 900, (31, 32)
FOUND, STAFF_FOUND, FALSE_ERRORS = 0.98, 0.95, 0.002


@pytest.fixture(scope="module", params=SEEDS)
def delivered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> pl.DataFrame:
    """Rows of good deliveries, as read and mapped."""
    folder = tmp_path_factory.mktemp("good")
    write(folder, CUSTOMERS, request.param, noise=0)
    paths = [path for path in find([folder]) if path.name != "truth.csv"]
    understood = understand([read_file(path) for path in paths], rules, AS_OF)
    arrived = [one.rows for one in understood if isinstance(one, Arrived)]
    assert len(arrived) == len(paths)
    return pl.concat(arrived, how="diagonal")


def findings(rows: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    kinds = {name: field.kind for name, field in rules.fields.items()}
    missing = [pl.lit(None, pl.String).alias(name) for name in ("record_id", "extra") if name not in rows.columns]
    records = standardise(rows.with_columns(missing), kinds, AS_OF)
    keyed = with_record_keys(records, [*(f"{name}_raw" for name in kinds), "extra"])
    return validate(keyed, NO_NOTES, rules, AS_OF, "en").filter(pl.col("row").is_not_null())


def blamed(found: pl.DataFrame, spoiled: pl.DataFrame) -> int:
    """How many rows in which nothing was spoiled have an error."""
    errors = found.filter(pl.col("severity") == "error").join(spoiled, on=["source_file", "row"], how="anti")
    return errors.select("source_file", "row").n_unique()


def test_a_fault_is_found_at_its_row_and_field_and_a_good_row_left_alone(delivered: pl.DataFrame, rules: Rules) -> None:
    rows = delivered.to_dicts()
    done = pl.DataFrame(spoil(rows, 0.6, CUSTOMERS), ["source_file", "row", "field", "fault"], orient="row")
    assert done.height > CUSTOMERS
    found = findings(pl.DataFrame(rows, delivered.schema), rules)
    seen = done.join(found, on=["source_file", "row", "field"], how="semi")
    missed = done.join(found, on=["source_file", "row", "field"], how="anti")
    assert seen.height / done.height >= FOUND, missed.group_by("field", "fault").len().rows()
    assert blamed(found, done) <= FALSE_ERRORS * (len(rows) - done.height)


def test_a_salesmans_phone_is_found_on_his_customers_rows(delivered: pl.DataFrame, rules: Rules) -> None:
    rows = delivered.to_dicts()
    done = pl.DataFrame(seat_salesmen(rows, CUSTOMERS), ["source_file", "row"], orient="row")
    assert done.height > 50
    found = findings(pl.DataFrame(rows, delivered.schema), rules)
    phones = found.filter(pl.col("code").is_in(["F101", "F102", "F103"]), pl.col("field") == "mobile")
    seen = done.join(phones, on=["source_file", "row"], how="semi")
    assert seen.height / done.height >= STAFF_FOUND
    assert blamed(found, done) == 0
    strangers = phones.join(done, on=["source_file", "row"], how="anti")
    assert strangers.height <= FALSE_ERRORS * len(rows)


def test_a_good_row_has_no_error_and_hardly_a_warning(delivered: pl.DataFrame, rules: Rules) -> None:
    found = findings(delivered, rules)
    assert found.filter(pl.col("severity") == "error").rows() == []
    assert found.filter(pl.col("severity") == "warning").height <= 0.005 * delivered.height
