"""Links between records: the tree of the strongest, the path between two, what it is that holds or parts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.told import Link, Refusal
from crmtool.match.scoring import ALONE, MATCH, contradicts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crmtool.match.model import MatchModel

    Place = Callable[[int], str]
    Edge = tuple[int, int, float]

TELLING = 3
"""So many comparisons are named as the reason of a link."""


def strongest_first(scored: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs in the order in which clusters are made of them."""
    return scored.sort("match_weight", "l", "r", descending=[True, False, False])


def spanning_tree(edges: pl.DataFrame) -> list[tuple[Edge, tuple[int, int]]]:
    """The edges (``l``, ``r``, ``match_weight``) that join what was not joined before, strongest first (Kruskal).

    With each, the number of records on both sides at that moment. Between two records the tree has the strongest path:
    that whose weakest link is strongest.
    """
    parent: dict[int, int] = {}
    size: dict[int, int] = {}
    made = []
    for left, right, weight in strongest_first(edges).select("l", "r", "match_weight").iter_rows():
        one, other = _root(parent, left), _root(parent, right)
        if one == other:
            continue
        sizes = size.get(one, 1), size.get(other, 1)
        parent[other] = one
        size[one] = sum(sizes)
        made.append(((left, right, weight), sizes))
    return made


def _root(parent: dict[int, int], record: int) -> int:
    while (above := parent.get(record, record)) != record:
        parent[record] = parent.get(above, above)
        record = above
    return record


def path(tree: Iterable[Edge], start: int, end: int) -> list[Edge]:
    """The edges of a tree that lead from one record to the other, in order; none where it does not."""
    beside: dict[int, list[Edge]] = {}
    for edge in tree:
        beside.setdefault(edge[0], []).append(edge)
        beside.setdefault(edge[1], []).append(edge)
    came: dict[int, Edge | None] = {start: None}
    waiting = [start]
    while waiting and end not in came:
        here = waiting.pop()
        for edge in beside.get(here, ()):
            there = edge[0] + edge[1] - here
            if there not in came:
                came[there] = edge
                waiting.append(there)
    steps, here = [], end
    while (back := came.get(here)) is not None:
        steps.append(back)
        here = back[0] + back[1] - here
    return steps[::-1]


def halves(tree: Sequence[Edge], cut: Edge) -> tuple[int, int]:
    """How many records remain on each side of a tree without one of its edges, the left one's side first."""
    rest = [edge for edge in tree if edge != cut]
    parent: dict[int, int] = {}
    for left, right, _ in rest:
        parent[_root(parent, right)] = _root(parent, left)
    records = {record for edge in tree for record in edge[:2]}
    left = sum(_root(parent, record) == _root(parent, cut[0]) for record in records)
    return left, len(records) - left


def link(pair: Mapping[str, object], model: MatchModel, place: Place, first: int | None = None) -> Link:
    """A scored pair as a link, from the record ``first`` on where that is one of its ends."""
    ends = [int(str(pair["l"])), int(str(pair["r"]))]
    if ends[1] == first:
        ends.reverse()
    weights = [
        (comparison.title, str(pair[f"gamma_{comparison.name}"]), float(str(pair[f"mw_{comparison.name}"])))
        for comparison in model.comparisons
        if pair.get(f"gamma_{comparison.name}") is not None
    ]
    weight, veto = float(str(pair["match_weight"])), bool(pair["veto"])
    if veto or (weight < model.review and float(str(pair["against"])) <= model.conflict):
        weights = [one for one in weights if one[2] < 0]  # what parts is told of a contradiction,
    elif weight >= model.match:
        weights = [one for one in weights if one[2] > 0]  # what joins of a link, and both of a question
    telling = sorted((one for one in weights if one[2]), key=lambda one: -abs(one[2]))[:TELLING]
    return Link(place(ends[0]), place(ends[1]), weight, tuple(telling), veto, pair["rule"] == ALONE)


def worst_conflict(between: pl.DataFrame, model: MatchModel) -> Mapping[str, object] | None:
    """Of scored pairs the contradiction that weighs most: a veto before all others."""
    found = between.filter(contradicts(model)).sort(
        "veto", "match_weight", "l", "r", descending=[True, False, False, False]
    )
    return found.row(0, named=True) if found.height else None


def crossing(scored: pl.DataFrame, here: pl.Series, there: pl.Series) -> pl.DataFrame:
    """The scored pairs with one end on each side."""
    one, other = (
        pl.col(a).is_in(here.implode()) & pl.col(b).is_in(there.implode()) for a, b in (("l", "r"), ("r", "l"))
    )
    return scored.filter(one | other)


def refusal(
    strongest: Mapping[str, object],
    between: pl.DataFrame,
    model: MatchModel,
    place: Place,
    other: str,
    asked: Mapping[str, str],
) -> Refusal:
    """Why a link between two clusters was not made.

    ``between`` are all scored pairs across them; ``asked`` says of whom else a steward is asked, and for what reason.
    """
    conflict = worst_conflict(between, model)
    against = link(conflict, model, place) if conflict else None
    return Refusal(link(strongest, model, place), other, against, asked.get(other, ""))


def matches(scored: pl.DataFrame) -> pl.DataFrame:
    """The pairs that match by themselves."""
    return scored.filter(pl.col("verdict") == MATCH)
