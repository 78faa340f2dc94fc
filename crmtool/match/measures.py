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


def sides(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The two sides of a column in a frame of pairs."""
    return pl.col(f"{column}_l"), pl.col(f"{column}_r")


def levels(pairs: pl.DataFrame, outcomes: Sequence[tuple[str, pl.Expr]]) -> pl.Series:
    """The first outcome whose condition holds, as an Enum of all; null where none does."""
    found = pl.lit(None, pl.UInt8)
    for number, (_, condition) in reversed(list(enumerate(outcomes))):
        found = pl.when(condition).then(pl.lit(number, pl.UInt8)).otherwise(found)
    return pairs.select(level=found).to_series().cat.to(pl.Enum([name for name, _ in outcomes]))


def where_not(
    exact: pl.Expr, pairs: pl.DataFrame, column: str, compare: Callable[[pl.DataFrame], pl.Series]
) -> pl.Series:
    """The levels that ``compare`` gives, asked only about pairs that are not ``exact``.

    Null where a side has no value in ``column``. Most pairs that blocking finds are equal or say nothing.
    """
    left, right = sides(column)
    known = pl.when(left.is_not_null() & right.is_not_null()).then(exact.fill_null(value=False))
    equal = pairs.select(known).to_series()
    found = compare(pairs.filter(~equal))
    outcomes = pl.Series("level", [None, "exact"], dtype=found.dtype)
    level = {"level": outcomes[1:].new_from_index(0, int(equal.sum()))}
    parts = [
        pl.DataFrame({"at": equal.arg_true(), **level}),
        pl.DataFrame({"at": (~equal).arg_true(), "level": found}),
        pl.DataFrame({"at": equal.is_null().arg_true(), "level": outcomes.new_from_index(0, equal.null_count())}),
    ]
    return pl.concat(parts).sort("at")["level"]


def where_unequal(pairs: pl.DataFrame, column: str, measure: Measure) -> pl.Series:
    """Measure only pairs of values that differ, each pair of values once; null elsewhere."""
    names = [f"{column}_l", f"{column}_r"]
    unequal = pl.col(names[0]) != pl.col(names[1])
    values = pairs.select(names).filter(unequal).unique()
    measured = values.with_columns(_measured=measure(values[names[0]].to_list(), values[names[1]].to_list()))
    return pairs.select(names).join(measured, on=names, how="left", maintain_order="left")["_measured"]


def slips(left: list[str], right: list[str]) -> np.ndarray:
    """Edit distance with transpositions (OSA), 4 where it is more than 3."""
    return cpdist(left, right, scorer=OSA.distance, score_cutoff=3, dtype=np.uint8, workers=-1)


def jaro_winkler(left: list[str], right: list[str]) -> np.ndarray:
    """Jaro-Winkler similarity, 0 to 1."""
    return cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32, workers=-1)


def osa_likeness(left: list[str], right: list[str]) -> np.ndarray:
    """1 less the OSA distance in shares of the longer text."""
    return cpdist(left, right, scorer=OSA.normalized_similarity, dtype=np.float32, workers=-1)


def tokens(sound: pl.Expr) -> pl.Expr:
    """A reading whatever the order of its words: Wei Zhang is Zhang Wei."""
    return sound.str.split(" ").list.sort().list.join("")


def fits(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether two values of one length agree wherever neither shows ``*``."""
    return pl.struct(left=left, right=right).map_batches(_fits_series, return_dtype=pl.Boolean)


def _fits_series(pairs: pl.Series) -> pl.Series:
    frame = pairs.struct.unnest().with_row_index()
    hidden = frame.filter(
        (pl.col("left").str.contains("*", literal=True) | pl.col("right").str.contains("*", literal=True))
        & (pl.col("left").str.len_chars() == pl.col("right").str.len_chars())
    ).select("index", pl.col("left", "right").str.split(""))
    if hidden.height == 0:
        return pl.repeat(value=False, n=frame.height, eager=True)
    fits = (
        hidden.explode("left", "right")
        .group_by("index")
        .agg(fits=((pl.col("left") == pl.col("right")) | (pl.col("left") == "*") | (pl.col("right") == "*")).all())
    )
    return frame.join(fits, on="index", how="left", maintain_order="left")["fits"].fill_null(value=False)


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
    rest = rest.with_columns(distance=where_unequal(rest, numbers, slips), fits=fits(left, right), even=even)
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
