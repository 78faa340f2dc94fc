"""What an explanation says, as plain data: the waterfall of a pair, what blocking did, how a cluster came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.match.scoring import MATCH

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTED, MISSING, SPOILT, ELSEWHERE, UNFIT = "counted", "missing", "not_with", "unless", "does not apply"
"""What becomes of a comparison: it counts; a side says nothing; another one's level makes it say nothing; another one
carries the same evidence; it has no level for what was found."""


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison: ``comparison`` (en, zh), what each side says, the level found, m, u, its weight (log2).

    ``state`` says whether it counts (see above), ``because`` the comparison and level that keep it from counting.
    ``alone`` is what it would weigh if nothing did; ``seen`` on how many records the value stands, where that decides.
    """

    name: str
    comparison: Mapping[str, str]
    left: str
    right: str
    alike: bool
    level: str
    m: float | None
    u: float | None
    seen: int | None
    weight: float
    alone: float
    state: str
    because: tuple[Mapping[str, str], str] | None
    absent: str
    veto: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A comparison that, at the ``level`` named, would bring the pair nearest to a match: from ``now`` to ``total``."""

    comparison: Mapping[str, str]
    now: str
    level: str
    total: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Key:
    """A part of a blocking rule's key: ``state`` is same, missing or different; ``slips`` apart where different."""

    column: str
    state: str
    slips: int | None


@dataclass(frozen=True, slots=True)
class Blocking:
    """Whether blocking compares the pair: the rules under which it does, and those whose key is too common for it.

    ``inside``: the run weighed it though no rule proposed it, because others had tied the two together. ``nearest`` is
    the rule that came nearest where none does, with what stands against it.
    """

    rules: tuple[str, ...]
    too_common: tuple[str, ...]
    inside: bool
    nearest: str
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A weighed pair: where both stand, its weight, and the comparisons (en, zh) that weigh most, with their levels.

    ``alone``: it ties a record alone to the only other customer of its name.
    """

    left: str
    right: str
    weight: float
    because: tuple[tuple[Mapping[str, str], str, float], ...]
    veto: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class Union:
    """A link of a cluster's spanning tree, and how many records it brought together with how many."""

    link: Link
    sizes: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A link that was not made: it would have joined ``other``, where a record contradicts one of here.

    ``asked`` is the reason for which a steward is asked about the two, as in ``review``; empty where none is.
    """

    link: Link
    other: str
    contradiction: Link | None
    asked: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A steward's decision: its ``number`` and ``verdict`` (same, different), who took it, when and why."""

    number: int
    verdict: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The strongest pair of records of the two sides and what it weighs; ``weight`` is log2 odds with the prior.

    ``entity`` is what the two are weighed as; ``customers`` are the golden IDs (of vehicles, where these are weighed);
    ``rules`` those of ``blocking``. ``chain`` leads from one to the other where both are one customer, by the strongest
    path; ``apart`` says what kept a matching pair apart; ``asked`` for what reason a steward is asked about the two, as
    in ``review``; ``decisions`` are those of stewards that made them one or two. ``at_run`` is the weight that the last
    run found, if that is another one; ``alone`` the one with which it joined a record alone to the only other customer
    of its name. ``notes`` are pairs of a word and what it speaks of.
    """

    entity: str
    left: str
    right: str
    records: int
    pairs: int
    prior: float
    steps: tuple[Step, ...]
    weight: float
    match: float
    review: float
    against: float
    conflict: float
    contradiction: bool
    veto: bool
    verdict: str
    rules: tuple[str, ...]
    blocking: Blocking
    customers: tuple[str, str]
    chain: tuple[Link, ...]
    apart: Refusal | None
    asked: str
    decisions: tuple[Decision, ...]
    at_run: float | None
    alone: float | None
    wishes: tuple[Wish, ...]
    notes: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def through_others(self) -> bool:
        """Whether the two are one only because others tie them together."""
        compared = bool(self.rules) or self.blocking.inside
        return len(self.chain) > 1 and not self.decisions and not (compared and self.verdict == MATCH)


@dataclass(frozen=True, slots=True)
class Supposed:
    """A field as it would be delivered: ``text`` as given, what it was (``before``) and would be (``after``)."""

    field: str
    label: Mapping[str, str]
    text: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The pair as it is and as it would be if one record were delivered otherwise."""

    record: str
    supposed: tuple[Supposed, ...]
    before: Explanation
    after: Explanation


@dataclass(frozen=True, slots=True)
class Same:
    """Two rows that are one record: every place where it was delivered, newest version last."""

    record: str
    places: tuple[str, ...]
    by_id: bool
    customers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """How a customer or a vehicle came about.

    ``unions`` in the order in which they were made, strongest first; ``weakest`` is the one without which the cluster
    falls into two. ``matching`` of ``possible`` pairs of records match by themselves. ``outweighed`` are contradictions
    inside; ``refused`` links to others that were not made; ``unsure`` other pairs for review and whose the other record
    is. ``loose`` counts the groups that nothing weighed ties together (halves of a car, a steward's decision).
    ``decisions`` are those of stewards about its records.
    """

    entity: str
    id: str
    records: tuple[str, ...]
    rows: int
    deliveries: int
    dealers: tuple[str, ...]
    unions: tuple[Union, ...]
    weakest: Union | None
    matching: int
    possible: int
    outweighed: tuple[Link, ...]
    refused: tuple[Refusal, ...]
    unsure: tuple[tuple[Link, str], ...]
    loose: int
    decisions: tuple[Decision, ...]
    match: float
    notes: tuple[tuple[str, tuple[str, ...]], ...]
