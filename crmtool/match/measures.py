"""How far two values are apart, for the comparison kinds: distances on distinct pairs of values only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Measure = Callable[[list[str], list[str]], NDArray[np.generic]]


KEPT = 3
"""So many characters at one end of a number, or more, a slip leaves as they are."""
LEFT, RIGHT = pl.col("left"), pl.col("right")


def sides(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The two sides of a column in a frame of pairs."""
    return pl.col(f"{column}_l"), pl.col(f"{column}_r")


def both_say(column: str) -> pl.Expr:
    """Whether both sides of a column have a value."""
    return pl.all_horizontal(side.is_not_null() for side in sides(column))


def levels(pairs: pl.DataFrame, outcomes: Sequence[tuple[str, pl.Expr]]) -> pl.Series:
    """The first outcome whose condition holds, as an Enum of all; null where none does."""
    found = pl.lit(None, pl.UInt8)
    for number, (_, condition) in reversed(list(enumerate(outcomes))):
        found = pl.when(condition).then(pl.lit(number, pl.UInt8)).otherwise(found)
    return pairs.select(level=found).to_series().cat.to(pl.Enum([name for name, _ in outcomes]))


def among(pairs: pl.DataFrame, some: pl.Expr, ask: Callable[[pl.DataFrame], pl.Series]) -> pl.Series:
    """What ``ask`` gives for the pairs of which ``some`` holds, null for all others."""
    asked = pairs.select(some.fill_null(value=False)).to_series()
    found = ask(pairs.filter(asked))
    return pl.Series(found.name, [None], found.dtype).new_from_index(0, pairs.height).scatter(asked.arg_true(), found)


def where_not(
    exact: pl.Expr, pairs: pl.DataFrame, column: str, compare: Callable[[pl.DataFrame], pl.Series]
) -> pl.Series:
    """The levels that ``compare`` gives, asked only about pairs that are not ``exact``.

    Null where a side has no value in ``column``. Most pairs that blocking finds are equal or say nothing.
    """
    known, equal = both_say(column), exact.fill_null(value=False)
    found = among(pairs, known & ~equal, compare)
    return found.scatter(pairs.select(known & equal).to_series().arg_true(), "exact")


def where_unequal(pairs: pl.DataFrame, column: str, measure: Measure) -> pl.Series:
    """Measure only pairs of values that differ, each pair of values once; null elsewhere."""
    left, right = sides(column)

    def measured(values: pl.DataFrame) -> pl.Series:
        once = values.unique()
        known = once.with_columns(_measured=measure(*(once[side].to_list() for side in once.columns)))
        return values.join(known, on=once.columns, how="left", maintain_order="left")["_measured"]

    return among(pairs.select(left, right), left != right, measured)


def slips(left: list[str], right: list[str]) -> np.ndarray:
    """Edit distance with transpositions (OSA), 4 where it is more than 3."""
    return cpdist(left, right, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8, workers=-1)


def jaro_winkler(left: list[str], right: list[str]) -> np.ndarray:
    """Jaro-Winkler similarity, 0 to 1."""
    return cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32, workers=-1)


def osa_likeness(left: list[str], right: list[str]) -> np.ndarray:
    """1 less the OSA distance in shares of the longer text."""
    return cpdist(left, right, scorer=OSA.normalized_similarity, dtype=np.float32, workers=-1)


def same_words(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether two readings have the same words, in whatever order: Wei Zhang is Zhang Wei, and Li Wei is Liwei."""
    letters = [side.str.replace_all(" ", "", literal=True).str.len_bytes() for side in (LEFT, RIGHT)]
    turned = (LEFT != RIGHT) & (letters[0] == letters[1])
    agree = sorted_words(LEFT) == sorted_words(RIGHT)
    return (left == right) | _holds(left, right, turned, lambda values: values.select(agree).to_series())


def sorted_words(reading: pl.Expr) -> pl.Expr:
    """The words of a reading in alphabetical order, without spaces."""
    return reading.str.split(" ").list.sort().list.join("")


def fits(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether a value that hides characters agrees with one of its length wherever neither shows ``*``."""
    hidden = pl.any_horizontal(side.str.contains("*", literal=True) for side in (LEFT, RIGHT))
    return _holds(left, right, hidden & (LEFT.str.len_chars() == RIGHT.str.len_chars()), _shown_alike)


def _shown_alike(values: pl.DataFrame) -> pl.Series:
    shown = values.select(pl.all().str.split("")).with_row_index().explode("left", "right")
    agree = (LEFT == RIGHT) | (LEFT == "*") | (RIGHT == "*")
    return shown.group_by("index", maintain_order=True).agg(fits=agree.all())["fits"]


def _holds(left: pl.Expr, right: pl.Expr, some: pl.Expr, ask: Callable[[pl.DataFrame], pl.Series]) -> pl.Expr:
    """Whether ``ask`` says so of the pairs of values, ``left`` and ``right``, of which ``some`` holds."""
    return pl.struct(left=left, right=right).map_batches(
        lambda values: among(values.struct.unnest(), some, ask).fill_null(value=False), return_dtype=pl.Boolean
    )


def overlaps(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether one text begins or ends with the other."""
    return pl.any_horizontal(
        left.str.starts_with(right), left.str.ends_with(right), right.str.starts_with(left), right.str.ends_with(left)
    )


def shape(value: pl.Expr) -> pl.Expr:
    """A VIN with the characters that are read for one another made one."""
    return value.str.replace_many(list("OQDILSBZ"), list("00011582"))


def nearest_phone(pairs: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """What the numbers of each pair have in common.

    ``best``: the fewest people behind a common number; and where there is none, ``distance``: the least slips between
    two, ``fits``: whether a masked one does, ``lent``: how many people are behind the one that is least its own row's.

    ``columns`` are three lists: the numbers, their sharers, and how many of these a row that names nobody may be.
    """
    numbers, sharers, alike = columns
    left, right = sides(numbers)
    combined = pairs.select(pl.col(f"^({numbers}|{sharers}|{alike})_[lr]$")).with_row_index("pair")
    combined = combined.filter(left.list.len() > 0, right.list.len() > 0)
    for side in ("l", "r"):
        combined = combined.explode(f"{numbers}_{side}", f"{sharers}_{side}", f"{alike}_{side}")
    people = pl.coalesce(pl.max_horizontal(*sides(alike)), f"{sharers}_l")
    equal = combined.filter(left == right).group_by("pair").agg(best=people.min())
    rest = combined.join(equal, on="pair", how="anti")
    even = left.str.len_chars() == right.str.len_chars()
    kept = [left.str.head(KEPT) == right.str.head(KEPT), left.str.tail(KEPT) == right.str.tail(KEPT)]
    distance = among(rest, pl.any_horizontal(kept), lambda pairs: where_unequal(pairs, numbers, slips))
    rest = rest.with_columns(distance=distance, fits=fits(left, right), even=even)
    lent = pl.max_horizontal(pl.col(f"{sharers}_l").min(), pl.col(f"{sharers}_r").min())
    rest = rest.group_by("pair").agg(
        pl.col("distance").min(),
        pl.col("fits").any(),
        odd=(~pl.col("even") & (pl.col("distance") <= 1)).any(),
        lent=lent,
    )
    index = pl.select(pair=pl.int_range(pairs.height, dtype=pl.get_index_type()))
    index = index.join(equal, on="pair", how="left", maintain_order="left")
    return index.join(rest, on="pair", how="left", maintain_order="left")
