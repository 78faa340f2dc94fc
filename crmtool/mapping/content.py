"""What the values of a column look like: shares of a sample that could be a VIN, an ID number, a phone, a name.

All columns are sampled over their whole length, the samples stacked into one frame, and every sign is one expression
over it. A sign says what a value looks like, not that it is right; only VIN and ID number are checked further, since
other codes have their shape. ``examine`` gives the findings of a column as plain numbers for ``evidence``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from crmtool.mapping.signs import CODE, DAY, DAY_NUMBER, GENDER, MONTH, TEXT, YEAR, signs, typical
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import fold, respelled, upper

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from crmtool.fields import Fields

CELLS, FEWEST = 2_000, 20
LONGEST_WORD, LONGEST = 8, 160
BIRTH_AGES = (16, 100)
SEPARATORS = r"[\s'\"`‘’“”=·•・‧∙.‐‑–—−-]"
GUARDED, GUARD = r"^(?:=?[\"“”]|['‘’`])", r"^[='\"`‘’“”]+|['\"`‘’“”]+$"
"""A cell that a spreadsheet is to take for text (``="138"``, ``'138``), and what stands around it."""
WHOLE = r"^[0-9]+\.0+$"
VALUE = pl.col("value")
FIRST_YEAR, DAYS_A_YEAR = 1900, 365.25


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a column.

    ``filled`` is the share of cells that hold anything, ``usable`` the share of the sample that is no placeholder,
    ``distinct`` the share of different values among the ``looked_at`` usable cells of the sample, ``judged`` how many
    of these values were looked at closer; ``shares`` has the share of them with each sign, and figures about years,
    numbers, lengths; ``ascending`` says that they count up. What ``apart`` and ``anothers`` say is found beside other
    columns (``beside``).
    """

    filled: float
    usable: float
    distinct: float
    looked_at: int
    judged: int
    shares: Mapping[str, float]
    ascending: bool = False
    apart: float = 1.0
    anothers: bool = False

    @property
    def held(self) -> float:
        """The share of cells that hold something usable."""
        return self.filled * self.usable

    def share(self, *signs: str) -> float:
        """The summed shares of signs, at most 1; signs of one sum must not overlap much."""
        total = 0.0
        for sign in signs:
            total += self.shares.get(sign, 0.0)
        return min(1.0, total)


def examine(
    tables: Sequence[pl.DataFrame], sizes: Sequence[int], fields: Fields, as_of: date
) -> list[tuple[Facts, ...]]:
    """The facts about every column of each table of raw cells (String), in their order.

    ``sizes``: how many distinct values of a column to look at, for each table. All tables are looked at together,
    because a pattern costs more to prepare than to match. ``as_of`` tells births from other dates. Signs named
    ``values:<field>`` say that a value holds one of the field's typical values.
    """
    sampled = _sampled(tables, sizes)
    stacked = _stacked(sampled.explode("value", "times"))
    shares = _shares(stacked, fields, as_of)
    seen = {row["column"]: row for row in _counts(sampled, stacked).iter_rows(named=True)}
    facts = []
    column = 0
    for cells in tables:
        empty = cells.null_count().row(0) if cells.width else ()
        numbers = range(column, column + cells.width)
        found = [
            _facts(seen.get(number), shares.get(number, {}), 1 - nulls / max(1, cells.height))
            for number, nulls in zip(numbers, empty, strict=True)
        ]
        facts.append(tuple(found))
        column += cells.width
    return facts


def _counts(sampled: pl.DataFrame, stacked: pl.DataFrame) -> pl.DataFrame:
    """Of each column the cells of the sample, those with a value that was judged, those of them that hold anything."""
    held = stacked.group_by("column").agg(usable=pl.col("times").sum(), held=pl.len())
    whole = sampled.select("column", "looked_at", "rising", times=pl.col("times").list.sum())
    return whole.join(held, on="column", how="left").fill_null(0)


def _facts(seen: Mapping[str, Any] | None, shares: Mapping[str, float], filled: float) -> Facts:
    if seen is None:
        return Facts(filled=0.0, usable=0.0, distinct=0.0, looked_at=0, judged=0, shares={})
    usable = seen["usable"] / seen["times"]
    return Facts(
        filled=filled,
        usable=usable,
        distinct=seen["held"] / max(1, seen["usable"]),
        looked_at=round(seen["looked_at"] * usable),
        judged=int(shares.get("judged", 0)),
        shares=shares,
        ascending=seen["looked_at"] > 4 and seen["rising"],
    )


def _sampled(tables: Sequence[pl.DataFrame], limits: Sequence[int]) -> pl.DataFrame:
    """About twice ``size`` filled cells of each column, evenly spread, unless it has none.

    ``column``, how many there are (``looked_at``), whether each is larger than the one before (``rising``), and of the
    first ``size`` different values each ``value`` and the ``times`` it is there (both Lists).
    """
    samples: list[pl.Series] = []
    sizes: list[int] = []
    for cells, largest in zip(tables, limits, strict=True):
        size = max(FEWEST, min(largest, CELLS // max(1, cells.width)))
        samples += _spread(cells, 2 * size)
        sizes += [size] * cells.width
    lengths = [len(sample) for sample in samples]
    stacked = pl.DataFrame(
        {
            "column": np.repeat(np.arange(len(samples)), lengths),
            "value": pl.concat([pl.Series(dtype=pl.String), *samples]),
            "size": np.repeat(np.array(sizes, dtype=np.int64), lengths),
        }
    )
    most = pl.col("size").first()
    larger = (VALUE.shift(1) < VALUE) | (pl.col("column") != pl.col("column").shift(1))
    return (
        stacked.with_columns(rising=larger)
        .group_by("column", maintain_order=True)
        .agg(
            value=VALUE.unique(maintain_order=True).head(most),
            times=VALUE.unique_counts().head(most),
            looked_at=pl.len(),
            rising=pl.col("rising").all(),
        )
    )


def _spread(cells: pl.DataFrame, most: int) -> list[pl.Series]:
    """Of each column every so many filled cells, ``most`` to twice as many of them; all where there are fewer."""
    if not cells.width:
        return []
    steps = (max(1, (cells.height - empty) // most) for empty in cells.null_count().row(0))
    every = [
        pl.col(name).drop_nulls().gather_every(step).implode() for name, step in zip(cells.columns, steps, strict=True)
    ]
    return [values.item() for values in cells.select(every).iter_columns()]


def _stacked(judged: pl.DataFrame) -> pl.DataFrame:
    """The values looked at, but placeholders, with ``text`` (folded, upper case) and ``code`` (without separators)."""
    bare = respelled(upper(fold(VALUE.str.head(LONGEST))), GUARDED, lambda texts: texts.str.replace_all(GUARD, ""))
    folded = judged.with_columns(text=respelled(bare, WHOLE, _without_decimals))
    words = folded["text"].filter(folded["text"].str.len_chars() <= LONGEST_WORD).unique().to_frame()
    nothing = words.filter(is_placeholder(TEXT) & ~GENDER)["text"]
    return folded.filter(TEXT.is_not_null() & ~TEXT.is_in(nothing.implode())).with_columns(
        code=respelled(TEXT, SEPARATORS, lambda texts: texts.str.replace_all(SEPARATORS, ""))
    )


def _without_decimals(numbers: pl.Series) -> pl.Series:
    return numbers.str.replace(r"\.0+$", "")


def _shares(stacked: pl.DataFrame, fields: Fields, as_of: date) -> dict[int, dict[str, float]]:
    """For each column number the share of its values with each sign, ``judged``, how many there are, and figures."""
    column = stacked["column"].to_numpy()
    judged = np.bincount(column)
    hits = _hits(stacked.select("text", "code"), fields)
    counts = np.stack([np.bincount(column[rows], minlength=len(judged)) for rows in hits.values()], axis=1)
    held = np.flatnonzero(judged)
    shares = (counts[held] / judged[held, None]).tolist()
    found = {at: dict(zip(hits, row, strict=True)) for at, row in zip(held.tolist(), shares, strict=True)}
    dates = stacked.filter(_mask(stacked.height, hits["date"], hits["day_number"]))
    numbers = stacked.filter(_mask(stacked.height, hits["number"]))
    for figures in (_lengths(stacked), _years(dates, as_of), _numbers(numbers)):
        names = figures.columns[1:]
        for at, *row in figures.iter_rows():
            found[at].update((name, value) for name, value in zip(names, row, strict=True) if value is not None)
    return found


def _hits(values: pl.DataFrame, fields: Fields) -> dict[str, np.ndarray]:
    """For each sign the places of the values that have it; all of them for ""."""
    hits = {"": np.arange(values.height)}
    for common, group in (*signs().items(), *typical(fields).items()):
        places = hits[common]
        some = values.filter(_mask(values.height, places)) if common else values
        hits |= {flags.name: places[flags.to_numpy()] for flags in some.select(**group).iter_columns()}
    return hits


def _mask(height: int, *places: np.ndarray) -> np.ndarray:
    mask = np.zeros(height, bool)
    for some in places:
        mask[some] = True
    return mask


def _lengths(stacked: pl.DataFrame) -> pl.DataFrame:
    """How many values of each column were judged, the middle length of their codes, the share of the most usual one."""
    length = pl.col("length")
    return (
        stacked.select("column", length=CODE.str.len_chars())
        .group_by("column")
        .agg(length.median(), judged=pl.len(), same_length=length.unique_counts().max() / pl.len())
    )


def _years(dates: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Of each column's dates: the share that can be births of adults, the middle year, how far the years are apart."""
    numbered = pl.when(DAY_NUMBER).then(FIRST_YEAR + TEXT.str.head(5).cast(pl.Int32, strict=False) / DAYS_A_YEAR)
    year = pl.coalesce(numbered.floor().cast(pl.Int32), TEXT.str.extract(f"({YEAR})").cast(pl.Int32, strict=False))
    month = TEXT.str.extract(f"{YEAR}[-/.年]?({MONTH})").cast(pl.Int32, strict=False)
    day = TEXT.str.extract(f"{YEAR}[-/.年]?{MONTH}[-/.月]?({DAY})").cast(pl.Int32, strict=False)
    timed = dates.with_columns(numbered=numbered, year=year, month=month.fill_null(7), day=day.fill_null(1))
    when = pl.coalesce("numbered", pl.col("year") + (pl.col("month") - 1) / 12 + pl.col("day") / DAYS_A_YEAR)
    timed, year, when = timed.with_columns(when=when), pl.col("year"), pl.col("when")
    return timed.group_by("column").agg(
        births=year.is_between(as_of.year - BIRTH_AGES[1], as_of.year - BIRTH_AGES[0]).mean(),
        middle_year=year.median(),
        first_year=year.quantile(0.1),
        years_apart=year.quantile(0.9) - year.quantile(0.1),
        middle_time=when.median(),
        in_order=(when.diff() >= 0).mean(),
    )


def _numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    """Of each column's numbers: the middle and the largest one, the share of full hundreds."""
    number = respelled(TEXT, "[^0-9.]", _figure).cast(pl.Float64, strict=False)
    return numbers.group_by("column").agg(middle=number.median(), top=number.max(), hundreds=(number % 100 == 0).mean())


def _figure(texts: pl.Series) -> pl.Series:
    """The first number in each text."""
    return texts.str.extract(r"([0-9][0-9,]*(?:\.[0-9]+)?)").str.replace_all(",", "")
