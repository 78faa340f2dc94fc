"""Why two records, customers or vehicles are one or two: the strongest pair of their records, weighed anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.blocked import blocking
from crmtool.explanation.evidence import evidence
from crmtool.explanation.links import crossing, link, matches, path, refusal, spanning_tree, strongest_first
from crmtool.explanation.ruled import joining, parting
from crmtool.explanation.scored import NO_CARS, cars, scored_among, scored_touching
from crmtool.explanation.steps import Pair, steps, wishes
from crmtool.explanation.told import Decision, Explanation, Link, Refusal
from crmtool.match.scoring import ALONE, GIVEN, MATCH, prior, score

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.explanation.evidence import Holdings
    from crmtool.match.model import MatchModel

    Models = Mapping[str, MatchModel]
    Notes = tuple[tuple[str, tuple[str, ...]], ...]

MOST = 50
"""So many records of a side are compared with those of the other; of larger sides the pair the run found strongest."""
CHANGED = 0.01
"""A weight that differs by more from what the run found comes from other weights or rules."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A pair of records, weighed: the scored ``pair``, ``features`` around it, ``ends`` (records of the master)."""

    pair: Mapping[str, object]
    features: pl.DataFrame
    ends: tuple[int, int]
    pairs: int

    @property
    def sides(self) -> pl.DataFrame:
        """The features of both ends, the first first."""
        known = self.features.filter(pl.col("place").is_in(self.ends))
        return known if known["place"][0] == self.ends[0] else known.reverse()


@dataclass(frozen=True, slots=True)
class Became:
    """What became of two records in the master: their golden ``ids``, and why they are one, two or a question."""

    ids: tuple[str, str]
    chain: tuple[Link, ...] = ()
    apart: Refusal | None = None
    asked: str = ""
    decisions: tuple[Decision, ...] = ()


def strongest(held: Holdings, left: pl.Series, right: pl.Series, models: Models, entity: str) -> Weighed | None:
    """The pair of records of two sides that weighs most; None where both are one and the same record."""
    model = models[entity]
    if left.len() * right.len() > MOST * MOST:
        left, right = _narrowed(held, left, right, model)
    asked = pl.concat([left, right]).unique().sort()
    driven = cars(held, asked, models.get("vehicle")) if entity == "customer" else pl.DataFrame(schema=NO_CARS)
    features = evidence(held, asked, driven, model)
    here = features.select("record", "place")
    one, other = (here.filter(pl.col("place").is_in(side.implode())) for side in (left, right))
    pairs = one.join(other, how="cross", suffix="_r").filter(pl.col("record") != pl.col("record_r"))
    if pairs.height == 0:
        return None
    ordered = pairs.select(l=pl.min_horizontal("record", "record_r"), r=pl.max_horizontal("record", "record_r"))
    return weighed(held, ordered.unique(), features, model, left)


def weighed(held: Holdings, pairs: pl.DataFrame, features: pl.DataFrame, model: MatchModel, left: pl.Series) -> Weighed:
    """The strongest of ``pairs`` (records of ``features``), the end that is of ``left`` first."""
    found = score(pairs.with_columns(rule=pl.lit(GIVEN, pl.UInt8)), features, model, held.total)
    best = strongest_first(found).row(0, named=True)
    ends = [int(features["place"][best[side]]) for side in ("l", "r")]
    first = ends if ends[0] in left else ends[::-1]
    return Weighed(best, features, (first[0], first[1]), pairs.height)


def _narrowed(held: Holdings, left: pl.Series, right: pl.Series, model: MatchModel) -> tuple[pl.Series, pl.Series]:
    """The ends of the pair that the run found strongest between two large sides; else the first records of each."""
    if model.entity == "customer":
        across = crossing(scored_touching(held, left, model), left, right)
        if across.height:
            best = strongest_first(across)
            ends = pl.concat([best["l"][:1], best["r"][:1]])
            return ends.filter(ends.is_in(left.implode())), ends.filter(ends.is_in(right.implode()))
    return left[:MOST], right[:MOST]


def explained(
    held: Holdings,
    found: Weighed,
    model: MatchModel,
    notes: Notes,
    masks: Mapping[str, str] | None,
    standing: Explanation | None = None,
) -> Explanation:
    """All that is to say of a weighed pair: its waterfall, blocking, and what became of the two in the master.

    ``masks`` says as what the values of each field are masked; None shows them in full.
    ``standing`` is the same of the pair as it is, where ``found`` is one that is only supposed: what became stands.
    """
    pair = found.pair
    base = prior(model, held.total)
    seen = Pair(pair, found.sides, model, held.total)
    waterfall = steps(seen, masks)
    ends = sorted(found.ends)
    stored = _stored(held, ends, model) if standing is None else None
    stored_rule = int(str(stored["rule"])) if stored else None
    blocked = blocking(int(str(pair["l"])), int(str(pair["r"])), found.features, model, stored_rule)
    became = _became(held, found.ends, model) if standing is None else _as_before(standing)
    weight, against, veto = float(str(pair["match_weight"])), float(str(pair["against"])), bool(pair["veto"])
    at_run = float(str(stored["match_weight"])) if stored else weight
    return Explanation(
        entity=model.entity,
        left=held.place(found.ends[0]),
        right=held.place(found.ends[1]),
        records=held.total,
        pairs=found.pairs,
        prior=base,
        steps=waterfall,
        weight=weight,
        match=model.match,
        review=model.review,
        against=against,
        conflict=model.conflict,
        contradiction=veto or (weight < model.review and against <= model.conflict),
        veto=veto,
        verdict=str(pair["verdict"]),
        rules=blocked.rules,
        blocking=blocked,
        customers=became.ids,
        chain=became.chain,
        apart=became.apart,
        asked=became.asked,
        decisions=became.decisions,
        at_run=at_run if abs(at_run - weight) > CHANGED and stored_rule != ALONE else None,
        alone=at_run if stored_rule == ALONE else None,
        wishes=() if pair["verdict"] == MATCH else wishes(seen, waterfall, base),
        notes=notes,
    )


def _stored(held: Holdings, ends: list[int], model: MatchModel) -> Mapping[str, object] | None:
    """The pair as the last run weighed it, if that kept it."""
    scored = held.master.scan("scored") if model.entity == "customer" else None
    if scored is None:
        return None
    kept = scored.filter(pl.col("l") == ends[0], pl.col("r") == ends[1]).collect()
    return kept.row(0, named=True) if kept.height else None


def _ids(held: Holdings, ends: tuple[int, int], model: MatchModel) -> tuple[str, str]:
    known = held.ids_of(pl.Series(ends, dtype=pl.UInt32))
    ids = dict(known.select("record", f"{model.entity}_id").iter_rows())
    return str(ids.get(ends[0]) or ""), str(ids.get(ends[1]) or "")


def members(held: Holdings, golden_id: str, entity: str) -> pl.Series:
    """The records of a golden record."""
    return held.records_of(held.master.select("crosswalk", f"{entity}_id = ?", golden_id))


def _became(held: Holdings, ends: tuple[int, int], model: MatchModel) -> Became:
    """What became of two records, and why."""
    ids = _ids(held, ends, model)
    if not all(ids):
        return Became(ids)
    here, there = (members(held, golden_id, model.entity) for golden_id in ids)
    if ids[0] != ids[1]:
        between = crossing(scored_among(held, pl.concat([here, there]), model), here, there)
        best = strongest_first(matches(between)).head(1).iter_rows(named=True)
        asked = dict(held.asked(ids[0]).select("other", "reason").rows())
        refused = [refusal(pair, between, model, held.place, ids[1], asked) for pair in best]
        decisions = parting(held, here, there, model.entity)
        return Became(ids, (), refused[0] if refused else None, asked.get(ids[1], ""), decisions)
    matching = matches(scored_among(held, here, model))
    chain = _chain(held, ends, matching, model)
    return Became(ids, chain, decisions=joining(held, ends, here, matching, model.entity))


def _as_before(standing: Explanation) -> Became:
    return Became(standing.customers, standing.chain, standing.apart, standing.asked, standing.decisions)


def _chain(held: Holdings, ends: tuple[int, int], matching: pl.DataFrame, model: MatchModel) -> tuple[Link, ...]:
    """The strongest path between two records of one cluster; none where nothing weighed ties them together."""
    pairs = {(pair["l"], pair["r"]): pair for pair in matching.iter_rows(named=True)}
    links, here = [], ends[0]
    for left, right, _ in path([edge for edge, _ in spanning_tree(matching)], *ends):
        links.append(link(pairs[left, right], model, held.place, here))
        here = left + right - here
    return tuple(links)
