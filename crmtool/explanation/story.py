"""How a customer or a vehicle came about: link by link, from the strongest to the weakest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.explanation.links import crossing, halves, link, matches, refusal, spanning_tree, strongest_first
from crmtool.explanation.ruled import about
from crmtool.explanation.scored import scored_among, scored_touching
from crmtool.explanation.told import Link, Refusal, Story, Union
from crmtool.match.scoring import ALONE, MATCH, contradicts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.explanation.evidence import Holdings
    from crmtool.explanation.pair import Notes
    from crmtool.match.model import MatchModel

MOST = 20
"""So many contradictions, refusals and open questions are told of each kind, the worst first."""


def story(held: Holdings, golden_id: str, rows: pl.DataFrame, model: MatchModel, notes: Notes = ()) -> Story:
    """The links of the golden record ``golden_id``, whose lines of the crosswalk are ``rows``."""
    records = held.records_of(rows)
    scored = scored_among(held, records, model)
    edges = matches(scored)
    pairs = {(pair["l"], pair["r"]): pair for pair in edges.iter_rows(named=True)}
    tree = spanning_tree(edges)
    unions = tuple(Union(link(pairs[left, right], model, held.place), sizes) for (left, right, _), sizes in tree)
    count = records.len()
    asked = held.asked(golden_id)
    return Story(
        entity=model.entity,
        id=golden_id,
        records=tuple(held.place(record) for record in records),
        rows=rows.height,
        deliveries=rows["source_file"].n_unique(),
        dealers=tuple(rows["dealer"].drop_nulls().unique().sort()),
        unions=unions,
        weakest=_weakest(unions, [edge for edge, _ in tree]),
        matching=edges.filter(pl.col("rule") != ALONE).height,
        possible=count * (count - 1) // 2,
        outweighed=_links(scored.filter(contradicts(model)), held, model),
        refused=tuple(_refused(held, records, model, asked)),
        unsure=tuple(_unsure(held, records, model, asked)),
        loose=count - 1 - len(tree),
        decisions=about(held, records, model.entity),
        match=model.match,
        notes=notes,
    )


def _weakest(unions: tuple[Union, ...], tree: list[tuple[int, int, float]]) -> Union | None:
    """The last link made, and the two parts that remain without it."""
    return Union(unions[-1].link, halves(tree, tree[-1])) if unions else None


def _links(pairs: pl.DataFrame, held: Holdings, model: MatchModel) -> tuple[Link, ...]:
    worst = pairs.sort("veto", "match_weight", "l", "r", descending=[True, False, False, False]).head(MOST)
    return tuple(link(pair, model, held.place) for pair in worst.iter_rows(named=True))


def _across(
    held: Holdings, records: pl.Series, pairs: pl.DataFrame, entity: str
) -> Iterator[tuple[Mapping[str, object], str]]:
    """The strongest of ``pairs`` to each other golden record, with its ID, strongest first."""
    inside = [pl.col(side).is_in(records.implode()) for side in ("l", "r")]
    leaving = pairs.filter(inside[0] != inside[1]).with_columns(other=pl.when(inside[0]).then("r").otherwise("l"))
    ids = held.ids_of(leaving["other"].unique()).select(other="record", id=f"{entity}_id")
    ordered = strongest_first(leaving.join(ids, on="other"))
    for pair in ordered.unique("id", keep="first", maintain_order=True).head(MOST).iter_rows(named=True):
        yield pair, str(pair["id"] or "")


def _refused(held: Holdings, records: pl.Series, model: MatchModel, asked: pl.DataFrame) -> Iterator[Refusal]:
    """Links to other customers that match but were not made."""
    if model.entity != "customer":
        return
    reasons = dict(asked.select("other", "reason").rows())
    for pair, other in _across(held, records, matches(scored_touching(held, records, model)), model.entity):
        there = held.records_of(held.master.select("crosswalk", "customer_id = ?", other))
        between = crossing(scored_touching(held, there, model), records, there)
        yield refusal(pair, between, model, held.place, other, reasons)


def _unsure(held: Holdings, records: pl.Series, model: MatchModel, asked: pl.DataFrame) -> Iterator[tuple[Link, str]]:
    """Pairs with other customers' records that do not match, and that a steward is asked about."""
    if model.entity == "customer":
        open_ = scored_touching(held, records, model).filter(pl.col("verdict") != MATCH).join(asked, on=["l", "r"])
        for pair in strongest_first(open_).head(MOST).iter_rows(named=True):
            yield link(pair, model, held.place), str(pair["other"])
