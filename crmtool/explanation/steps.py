"""The waterfall of one scored pair: what every comparison found, whether it counts, and what would change most."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.scored import OTHER_HALF
from crmtool.explanation.told import COUNTED, ELSEWHERE, MISSING, SPOILT, UNFIT, Step, Wish
from crmtool.masking import mask
from crmtool.match.scoring import MATCH, NO_MATCH, REVIEW
from crmtool.merge.identity import VEHICLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.match.model import Comparison, Level, MatchModel

WISHES = 3
LEAST = 0.5
"""A change of less is no help."""
LONGEST = 300
"""A value that is not masked is cut here."""
MASKED_AS = {
    "person_name": "name",
    "name_part": "name",
    "phones": "phone",
    "document": "document",
    "vin": "vin",
    "plate": "plate",
    "address": "address",
}
COLUMNS_MASKED_AS = {"born": "birth"}
NEW_CAR = 0
"""The number of a car that nobody else is known by: no golden ID is 0."""
ABSENT = {(True, False): "left", (False, True): "right", (True, True): "both", (False, False): ""}
NUMBERED_WITHIN = ("customer_ref",)
"""Columns of a number with what it is counted within before it: other dealers' numbers can never agree."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A scored pair, the features of both ends (``sides``, the left one first), and what they were weighed by."""

    scored: Mapping[str, object]
    sides: pl.DataFrame
    model: MatchModel
    total: int

    @property
    def levels(self) -> dict[str, object]:
        """The level found, by comparison; None where there is none."""
        return {one.name: self.scored[f"gamma_{one.name}"] for one in self.model.comparisons}


def steps(pair: Pair, masks: Mapping[str, str] | None) -> tuple[Step, ...]:
    """One step a comparison, in the model's order; ``masks`` says as what a field is masked, None shows all in full."""
    return tuple(_step(comparison, pair, masks) for comparison in pair.model.comparisons)


def _step(comparison: Comparison, pair: Pair, masks: Mapping[str, str] | None) -> Step:
    levels = pair.levels
    level = next((one for one in comparison.levels if one.name == levels[comparison.name]), None)
    values = [_values(side, comparison) for side in (pair.sides[0], pair.sides[1])]
    absent = ABSENT[not values[0].len(), not values[1].len()]
    state, because = COUNTED, None
    if level is None:
        state = MISSING if absent else UNFIT
    elif silenced := _silenced(comparison, levels, pair.model):
        state, because = silenced
    seen = _seen(level, pair.sides)
    u = None if level is None else _u(level, pair.total, seen)
    return Step(
        name=comparison.name,
        comparison=comparison.title,
        left=_said(values[0], comparison, masks),
        right=_said(values[1], comparison, masks),
        alike=values[0].to_list() == values[1].to_list(),
        level=level.name if level else "",
        m=level.m if level else None,
        u=u,
        seen=seen,
        weight=float(str(pair.scored[f"mw_{comparison.name}"])),
        alone=math.log2(level.m / u) if level and u else 0.0,
        state=state,
        because=because,
        absent=absent,
        veto=bool(level and level.veto),
    )


def _silenced(
    comparison: Comparison, levels: Mapping[str, object], model: MatchModel
) -> tuple[str, tuple[Mapping[str, str], str]] | None:
    """Why a comparison does not count although it found a level (the same rule as ``scoring.silent``)."""
    titles = {one.name: one.title for one in model.comparisons}
    for other, spoiling in comparison.not_with:
        if levels.get(other) in spoiling:
            return SPOILT, (titles[other], str(levels[other]))
    for other in comparison.unless:
        if levels.get(other) is not None:
            return ELSEWHERE, (titles[other], str(levels[other]))
    return None


def _u(level: Level, total: int, seen: int | None) -> float:
    return (seen or 1) / total if level.tf else level.share(total)


def _seen(level: Level | None, sides: pl.DataFrame) -> int | None:
    """On how many records the more frequent of both values stands, for a level that asks for it."""
    if level is None or not level.tf:
        return None
    return max((count for count in sides[f"tf_{level.tf}"].to_list() if count is not None), default=None)


def _values(side: pl.DataFrame, comparison: Comparison) -> pl.Series:
    """What a side says of what is compared; of an address the most that it says."""
    most = comparison.columns[::-1] if comparison.kind == "address" else comparison.columns[:1]
    texts = [side.select(pl.col(name).explode() if isinstance(side.schema[name], pl.List) else name) for name in most]
    said = [text.to_series().drop_nulls().cast(pl.String) for text in texts]
    return next((one for one in said if one.len()), said[0])


def _said(values: pl.Series, comparison: Comparison, masks: Mapping[str, str] | None) -> str:
    if values.name == "vehicle":
        return ", ".join(_car(int(number)) for number in values)
    value = pl.col("v")
    shown = pl.when(value.str.len_chars() > LONGEST).then(value.str.slice(0, LONGEST) + "…").otherwise(value)
    if masks is not None:
        kind = {**masks, **COLUMNS_MASKED_AS}.get(values.name, MASKED_AS.get(comparison.kind, "text"))
        shown = mask(kind, value)
    return ", ".join(values.to_frame("v").select(shown).to_series().to_list())


def _car(number: int) -> str:
    """The golden ID of a car; its second half, joined only once the customers were known, has a star."""
    if number == NEW_CAR:
        return "?"
    return f"{VEHICLE}{number % OTHER_HALF:08}" + "*" * (number >= OTHER_HALF)


def wishes(pair: Pair, found: Sequence[Step], prior: float) -> tuple[Wish, ...]:
    """The comparisons that would change the pair most if both agreed in them; first those of which a side speaks."""
    told = []
    looked_at: set[tuple[str, ...]] = set()
    for comparison, step in zip(pair.model.comparisons, found, strict=True):
        if comparison.columns in looked_at:
            continue
        looked_at.add(comparison.columns)
        best = comparison.levels[0]
        after = prior + _sum(found, pair, comparison.name, best)
        vetoed = any(one.veto for one in found if one is not step)
        helps = step.veto and not vetoed
        if (helps or after > float(str(pair.scored["match_weight"])) + LEAST) and not _never_alike(
            comparison, pair.sides
        ):
            wish = Wish(step.comparison, step.level, best.name, after, _verdict(after, pair.model, vetoed=vetoed))
            told.append((step.absent == "both", not helps, -after, wish))
    return tuple(wish for *_, wish in sorted(told, key=lambda one: one[:3])[:WISHES])


def _verdict(weight: float, model: MatchModel, *, vetoed: bool) -> str:
    if vetoed or weight < model.review:
        return NO_MATCH
    return MATCH if weight >= model.match else REVIEW


def _best(level: Level, pair: Pair) -> float:
    """What a level would weigh; where that depends on a value's frequency, with the value that a side has."""
    known = pair.sides.filter(pl.col(level.tf).is_not_null())[f"tf_{level.tf}"] if level.tf else None
    seen = None if known is None else max(known.to_list(), default=None)
    return math.log2(level.m / _u(level, pair.total, seen))


def _never_alike(comparison: Comparison, sides: pl.DataFrame) -> bool:
    column = comparison.columns[0]
    if column not in NUMBERED_WITHIN:
        return False
    within = sides[column].str.split("|").list.first()
    return within.null_count() == 0 and within.n_unique() > 1


def _sum(found: Sequence[Step], pair: Pair, changed: str, level: Level) -> float:
    """What all comparisons weigh together if the one named ``changed`` had this level."""
    levels = {**pair.levels, changed: level.name}
    weights = {step.name: step.alone for step in found} | {changed: _best(level, pair)}
    return sum(
        weights[one.name]
        for one in pair.model.comparisons
        if levels[one.name] is not None and not _silenced(one, levels, pair.model)
    )
