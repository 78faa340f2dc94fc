"""Weighed pairs among some records: of customers as the last run left them, of cars weighed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.evidence import evidence
from crmtool.explanation.links import matches, spanning_tree
from crmtool.match.blocking import block_keys, candidate_pairs
from crmtool.match.scoring import GIVEN, contradicts, score
from crmtool.match.stage import schema
from crmtool.merge.clusters import LARGE

if TYPE_CHECKING:
    from crmtool.explanation.evidence import Holdings
    from crmtool.match.model import MatchModel

NO_CARS = {"record": pl.UInt32, "vehicle": pl.UInt32}
OTHER_HALF = 2**31
"""Added to a car's number for the half of it that was joined to the other only once the customers were known."""


def scored_among(held: Holdings, records: pl.Series, model: MatchModel) -> pl.DataFrame:
    """All weighed pairs ``l`` < ``r`` whose ends are both among ``records``, numbered as the master's records."""
    if model.entity == "customer":
        return scored_touching(held, records, model).filter(
            pl.col("l").is_in(records.implode()) & pl.col("r").is_in(records.implode())
        )
    features = evidence(held, records, pl.DataFrame(schema=NO_CARS), model)
    members = features.filter(pl.col("place").is_in(records.implode()))
    proposed = candidate_pairs(block_keys(features, model), model.cap)
    inside = [pl.col(side).is_in(members["record"].implode()) for side in ("l", "r")]
    found = score(proposed.filter(inside), features, model, held.total)
    if members.height <= LARGE:
        ends = (
            members.select(l="record").join(members.select(r="record"), how="cross").filter(pl.col("l") < pl.col("r"))
        )
        rest = ends.join(found, on=["l", "r"], how="anti").with_columns(rule=pl.lit(GIVEN, pl.UInt8))
        found = pl.concat([found, score(rest, features, model, held.total).filter(contradicts(model))])
    places = features["place"]
    return found.with_columns(l=places.gather(found["l"]), r=places.gather(found["r"]))


def scored_touching(held: Holdings, records: pl.Series, model: MatchModel) -> pl.DataFrame:
    """The customers' weighed pairs of the last run with an end among ``records``."""
    scored = held.master.scan("scored")
    if scored is None:
        return pl.DataFrame(schema=schema(model))
    wanted = records.unique().implode()
    return scored.filter(pl.col("l").is_in(wanted) | pl.col("r").is_in(wanted)).collect()


def cars(held: Holdings, records: pl.Series, vehicles: MatchModel | None) -> pl.DataFrame:
    """``record`` and ``vehicle`` of all records of the cars of these, as matching customers saw them.

    None of them in a market without a model of ``vehicles``.

    Two halves of one car (its VIN here, its plate there) are joined by what their customer is, so they were two then:
    cars with a plate that no row gives beside the VIN are looked at.
    """
    if vehicles is None:
        return pl.DataFrame(schema=NO_CARS)
    known = held.cars_of(records)
    said = held.known.select("vin", "plate")[held.newest["at"].gather(known["record"])]
    members = known.hstack(said)
    borne = members.drop_nulls(["vin", "plate"])
    bare = members.filter(pl.col("vin").is_null(), pl.col("plate").is_not_null())
    loose = bare.join(borne, on=["vehicle", "plate"], how="anti")
    doubtful = members.drop_nulls("vin").join(loose, on="vehicle", how="semi")["vehicle"].unique().sort()
    other = [record for vehicle in doubtful for record in _other_half(held, known, vehicle, vehicles)]
    moved = pl.col("record").is_in(pl.Series(other, dtype=pl.UInt32).implode())
    return known.with_columns(vehicle=pl.col("vehicle") + pl.when(moved).then(OTHER_HALF).otherwise(0).cast(pl.UInt32))


def _other_half(held: Holdings, known: pl.DataFrame, vehicle: int, model: MatchModel) -> list[int]:
    """The records of a car that nothing weighed ties to its first record."""
    records = known.filter(pl.col("vehicle") == vehicle)["record"]
    edges = [edge for edge, _ in spanning_tree(matches(scored_among(held, records, model)))]
    reached, before = {int(records[0])}, 0
    while len(reached) > before:
        before = len(reached)
        reached |= {end for left, right, _ in edges if left in reached or right in reached for end in (left, right)}
    return [record for record in records if record not in reached]
