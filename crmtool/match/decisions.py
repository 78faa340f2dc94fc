"""What stewards have decided, as matching needs it: which records are one, and which are not.

A decision speaks of each two of its records: those of one group are one customer (or vehicle), those of two groups are
or are not, as its verdict says. Where two decisions speak of the same two records the later one holds. One that cannot
be honoured any more, because later ones together say otherwise, is dropped as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Pairs = list[tuple[int, int]]

SAME, DIFFERENT, UNDO = "same", "different", "undo"
PAIRS = {"l": pl.UInt32, "r": pl.UInt32}
GROUPS = pl.col("record_keys").str.json_decode(pl.List(pl.List(pl.String)))
SPOKEN = {"decision": pl.Int64, "verdict": pl.String, "group": pl.Int64, "record": pl.UInt32}


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds of the records 0 .. n - 1.

    ``first`` (UInt32): the smallest of the records that are said to be one with each. ``apart``: pairs ``l`` < ``r`` of
    such smallest records that are said not to be. ``spoken``: of the decisions that are honoured, ``decision``,
    ``verdict``, ``group`` and ``record``, one row a record.
    """

    first: pl.Series
    apart: pl.DataFrame
    spoken: pl.DataFrame

    @property
    def links(self) -> pl.DataFrame:
        """Pairs ``l`` < ``r`` that tie all records together that are said to be one."""
        links = pl.DataFrame({"l": self.first, "r": pl.arange(self.first.len(), dtype=pl.UInt32, eager=True)})
        return links.filter(pl.col("l") != pl.col("r"))

    def judged(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """Those of the pairs ``l``, ``r`` that are decided, with ``judgement``: 1.0 the same, 0.0 not."""
        ends = [pl.lit(self.first).gather(pl.col(side)) for side in ("l", "r")]
        known = pairs.select("l", "r", one=pl.min_horizontal(ends), other=pl.max_horizontal(ends))
        apart = self.apart.select(one="l", other="r", judgement=0.0)
        found = known.join(apart, on=["one", "other"], how="left", maintain_order="left")
        same = pl.when(pl.col("one") == pl.col("other")).then(1.0)
        return found.select("l", "r", judgement=pl.coalesce(same, "judgement")).drop_nulls("judgement")


def undecided(total: int) -> Decided:
    """What holds of so many records where stewards have said nothing."""
    first = pl.arange(total, dtype=pl.UInt32, eager=True)
    return Decided(first, pl.DataFrame(schema=PAIRS), pl.DataFrame(schema=SPOKEN))


def decided(decisions: pl.DataFrame, entity: str, keys: pl.Series) -> Decided:
    """What the master's table ``decisions`` says of records, whose ``record_key`` each ``keys`` has in order.

    Only decisions about this ``entity`` count, and only records that there are.
    """
    if decisions.is_empty():
        return undecided(keys.len())
    standing = pl.col("decision").is_in(list(taken_back(decisions))).not_() & pl.col("undoes").is_null()
    spoken = _spoken(decisions.filter(standing, pl.col("entity") == entity), keys)
    said = _Said()
    honoured = [
        decision
        for (decision, verdict), lines in spoken.group_by("decision", "verdict", maintain_order=True)
        if said.take(list(lines.select("atom", "group").unique(maintain_order=True).iter_rows()), same=verdict == SAME)
    ]
    holding = spoken.filter(pl.col("decision").is_in(honoured))
    first = np.arange(keys.len(), dtype=np.uint32)
    first[holding["record"]] = [said.first[atom] for atom in holding["atom"]]
    apart = pl.DataFrame(said.pairs_apart(), PAIRS, orient="row")
    return Decided(pl.Series("first", first), apart.sort("l", "r"), holding.select(SPOKEN.keys()))


def taken_back(decisions: pl.DataFrame) -> dict[int, int]:
    """The numbers of decisions that do not hold, with that of the one that takes each back.

    One that is itself taken back takes nothing back: the last word counts.
    """
    back: dict[int, int] = {}
    latest = decisions.drop_nulls("undoes").sort("decision", descending=True)
    for number, undoes in latest.select("decision", "undoes").iter_rows():
        if number not in back:
            back[undoes] = number
    return back


def golden_ids(decisions: pl.DataFrame, entity: str) -> pl.DataFrame:
    """``record_key`` and ``id``: the golden IDs of records when decisions were taken, but of those that left one."""
    if decisions.is_empty():
        return pl.DataFrame(schema={"record_key": pl.String, "id": pl.String})
    about = decisions.filter(pl.col("entity") == entity)
    borne = about.select(record_key=GROUPS, id=pl.col("golden_ids").str.json_decode(pl.List(pl.String)))
    told = borne.filter(pl.col("record_key").list.len() == pl.col("id").list.len())
    return told.explode("record_key", "id").explode("record_key").drop_nulls().filter(pl.col("id") != "")


def _spoken(decisions: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """The records that decisions speak of, latest decision first: the columns of ``SPOKEN``, and ``atom``.

    Records that stand in the same group of the same decisions are alike to all of them: one ``atom``, called by its
    smallest record.
    """
    listed = decisions.select("decision", "verdict", group=pl.int_ranges(GROUPS.list.len()), record_key=GROUPS)
    lines = listed.explode("group", "record_key").explode("record_key").drop_nulls("record_key").unique()
    known = lines.join(keys.alias("record_key").to_frame().with_row_index("record"), on="record_key")
    ordered = known.sort("decision", "group", "record", descending=[True, False, False])
    place = pl.format("{}:{}", "decision", "group").str.join(" ").over("record")
    alike = ordered.with_columns(place=place)
    return alike.with_columns(atom=pl.col("record").min().over("place")).select(*SPOKEN, "atom")


class _Said:
    """What decisions say, taken from the latest to the earliest; ``first`` is the smallest atom that each is one with.

    ``_pairs`` are the pairs of atoms spoken of, ``_members`` the atoms by the first of them, ``_against`` the first
    ones that are not the same.
    """

    def __init__(self) -> None:
        self.first: dict[int, int] = {}
        self._members: dict[int, set[int]] = {}
        self._against: dict[int, set[int]] = {}
        self._pairs: set[tuple[int, int]] = set()

    def take(self, atoms: Sequence[tuple[int, int]], *, same: bool) -> bool:
        """Add a decision about ``atoms``, each with its group, unless nothing is left of it or that contradicts."""
        one, two = self._left(atoms, same=same)
        if len(atoms) > 1 and not (one or two):
            return False
        joined = _joined((self._of(left), self._of(right)) for left, right in one)
        ends = [[joined.get(self._of(atom), self._of(atom)) for atom in pair] for pair in two]
        met = ((joined[first], joined.get(other, other)) for first in joined for other in self._against.get(first, ()))
        if any(left == right for left, right in (*ends, *met)):
            return False
        for atom, _ in atoms:
            self._members.setdefault(self.first.setdefault(atom, atom), {atom})
        for former, first in joined.items():
            self._join(former, first)
        for left, right in ends:
            self._against.setdefault(left, set()).add(right)
            self._against.setdefault(right, set()).add(left)
        self._pairs.update(one, two)
        return True

    def pairs_apart(self) -> Pairs:
        """The pairs of first atoms that are not the same."""
        return [(first, other) for first, others in self._against.items() for other in others if first < other]

    def _left(self, atoms: Iterable[tuple[int, int]], *, same: bool) -> tuple[Pairs, Pairs]:
        """The pairs of a decision of which no later one speaks: those that are one, and those that are not."""
        one: Pairs = []
        two: Pairs = []
        for (left, here), (right, there) in combinations(sorted(atoms), 2):
            if (left, right) not in self._pairs:
                (one if same or here == there else two).append((left, right))
        return one, two

    def _of(self, atom: int) -> int:
        return self.first.get(atom, atom)

    def _join(self, former: int, first: int) -> None:
        """Make what ``former`` stands for one with ``first``."""
        if former == first:
            return
        for atom in self._members.pop(former):
            self.first[atom] = first
            self._members[first].add(atom)
        for other in self._against.pop(former, ()):
            self._against[other].discard(former)
            self._against[other].add(first)
            self._against.setdefault(first, set()).add(other)


def _joined(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The smallest number that each is connected with by ``pairs``."""
    first: dict[int, int] = {}
    members: dict[int, list[int]] = {}
    for pair in pairs:
        keep, gone = sorted(first.setdefault(number, number) for number in pair)
        if keep != gone:
            moved = members.pop(gone, [gone])
            members.setdefault(keep, [keep]).extend(moved)
            first.update(dict.fromkeys(moved, keep))
    return first
