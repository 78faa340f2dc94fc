"""Pairs of records by number, so that some of billions can be drawn without listing them.

The records of each group stand in a row. All pairs within groups are counted through, group by group, and so are all
pairs between two groups for a list of such. A number becomes a pair, and a pair its number, by arithmetic alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]


class Groups:
    """Records 0 .. n - 1 in groups 0 .. g - 1; ``group`` says which each is in.

    ``members`` are the records by group, ``places`` says where in its group each is.
    """

    def __init__(self, group: Numbers) -> None:
        self.group = group
        self.members = np.argsort(group, kind="stable")
        self._sizes = np.bincount(group)
        self._starts = np.cumsum(self._sizes) - self._sizes
        self.places = np.empty(len(group), np.int64)
        self.places[self.members] = np.arange(len(group)) - np.repeat(self._starts, self._sizes)
        self._within = np.r_[0, np.cumsum(self._sizes * (self._sizes - 1) // 2)]

    @property
    def within(self) -> int:
        """How many pairs there are within groups."""
        return int(self._within[-1])

    def number_within(self, left: Numbers, right: Numbers) -> Numbers:
        """The numbers of pairs of records of one group."""
        a, b = self.places[left], self.places[right]
        low, high = np.minimum(a, b), np.maximum(a, b)
        numbers: Numbers = self._within[self.group[left]] + high * (high - 1) // 2 + low
        return numbers

    def pair_within(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The pairs that have these numbers."""
        group = np.searchsorted(self._within, numbers, side="right") - 1
        rest = numbers - self._within[group]
        high = (np.sqrt(8.0 * rest + 1).astype(np.int64) + 1) // 2
        high -= high * (high - 1) // 2 > rest  # the root of a large number may be one too great
        start = self._starts[group]
        return self.members[start + rest - high * (high - 1) // 2], self.members[start + high]

    def between(self, a: Numbers, b: Numbers) -> Between:
        """The pairs between the groups ``a`` and ``b``, place by place; no two of them are named twice."""
        return Between(self, a, b)

    def shape(self, groups: Numbers) -> tuple[Numbers, Numbers]:
        """Where each of these groups begins among ``members``, and how many it has."""
        return self._starts[groups], self._sizes[groups]


class Between:
    """Pairs of a record of one group and a record of another, for a list of pairs of groups, ``a`` < ``b``."""

    def __init__(self, groups: Groups, a: Numbers, b: Numbers) -> None:
        self._groups = groups
        order = np.lexsort((b, a))
        self._a, self._b = a[order], b[order]
        self._start_a, size_a = groups.shape(self._a)
        self._start_b, self._size_b = groups.shape(self._b)
        self._bases = np.r_[0, np.cumsum(size_a * self._size_b)]

    @property
    def total(self) -> int:
        """How many pairs there are."""
        return int(self._bases[-1])

    def number(self, left: Numbers, right: Numbers) -> Numbers:
        """The numbers of those of the given pairs that lie between listed groups."""
        group = self._groups.group
        swapped = group[left] > group[right]
        left, right = np.where(swapped, right, left), np.where(swapped, left, right)
        wide = len(group) + 1
        listed, asked = self._a * wide + self._b, group[left] * wide + group[right]
        block = np.searchsorted(listed, asked)
        known = block < len(listed)
        known[known] = listed[block[known]] == asked[known]
        block, places = block[known], self._groups.places
        numbers: Numbers = self._bases[block] + places[left[known]] * self._size_b[block] + places[right[known]]
        return numbers

    def pair(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The pairs that have these numbers."""
        block = np.searchsorted(self._bases, numbers, side="right") - 1
        a, b = np.divmod(numbers - self._bases[block], self._size_b[block])
        members = self._groups.members
        return members[self._start_a[block] + a], members[self._start_b[block] + b]


def draw_others(total: int, taken: Numbers, size: int, rng: Generator) -> Numbers:
    """``size`` numbers below ``total`` that are not among ``taken``, each set of them as likely as any other."""
    used = np.unique(taken)
    ranks = np.sort(rng.choice(total - len(used), size, replace=False)).astype(np.int64)
    return ranks + np.searchsorted(used - np.arange(len(used)), ranks, side="right")
