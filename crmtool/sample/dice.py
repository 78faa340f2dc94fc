"""Chance that repeats: everything made up is drawn from here, so that a seed decides every byte."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Thing = TypeVar("Thing")


class Weighted:
    """Words to draw from, each as often as its weight says."""

    __slots__ = ("sums", "words")

    def __init__(self, pairs: Sequence[tuple[str, float]]) -> None:
        self.words = tuple(word for word, _ in pairs)
        self.sums = tuple(accumulate(weight for _, weight in pairs))


class Dice(Random):
    """Python's generator, used through ``random()`` alone: the one method whose numbers Python promises to keep.

    Made from text, so that each part of the sample has a stream of its own and one part's change leaves the others.

    >>> Dice("1/names").pick("abc") == Dice("1/names").pick("abc")
    True
    """

    def chance(self, share: float) -> bool:
        """True in ``share`` of all cases."""
        return self.random() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of ``things``, each equally often."""
        return things[int(self.random() * len(things))]

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included; ``low`` where the range is empty."""
        return low + int(self.random() * (high - low + 1)) if high > low else low

    def weighted(self, choice: Weighted) -> str:
        """One of the words of ``choice``."""
        return choice.words[bisect_right(choice.sums, self.random() * choice.sums[-1])]

    def mixed(self, things: Sequence[Thing]) -> list[Thing]:
        """The same things in another order."""
        return [thing for _, thing in sorted(((self.random(), thing) for thing in things), key=lambda pair: pair[0])]

    def digits(self, count: int) -> str:
        """``count`` digits."""
        return f"{int(self.random() * 10**count):0{count}d}"
