"""What the values of a column look like: shares of a sample that could be a VIN, an ID number, a phone, a name.

All columns are sampled over their whole length, the samples stacked into one frame, and every sign is one expression
over it. A sign says what a value looks like, not that it is right; only VIN and ID number are checked further, since
other codes have their shape. ``facts`` gives the findings of a column as plain numbers for ``evidence``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from crmtool.identifiers import resident_id, vin
from crmtool.mapping.signs import CODE, DAY, MONTH, TEXT, YEAR, signs
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from crmtool.fields import Fields

CELLS, FEWEST = 2_000, 20
LONGEST_WORD, LONGEST_TYPICAL, LONGEST = 8, 12, 160
BIRTH_AGES = (16, 100)
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
    counted = sampled.group_by("column", "value", maintain_order=True).agg(times=pl.len(), size=pl.col("size").first())
    judged = counted.filter(pl.int_range(pl.len()).over("column") < pl.col("size"))
    stacked = _stacked(judged)
    shares = _shares(stacked, fields, as_of)
    seen = {row["column"]: row for row in _counts(sampled, judged, stacked).iter_rows(named=True)}
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


def _counts(sampled: pl.DataFrame, judged: pl.DataFrame, stacked: pl.DataFrame) -> pl.DataFrame:
    """Of each column: cells and different values of the sample, those that were judged, those that hold anything."""
    whole = sampled.group_by("column").agg(
        looked_at=pl.len(),
        kinds=pl.col("value").n_unique(),
        rising=(pl.col("value") >= pl.col("value").shift(1)).all(),
    )
    some = judged.group_by("column").agg(pl.col("times").sum())
    held = stacked.group_by("column").agg(usable=pl.col("times").sum(), held=pl.len())
    return whole.join(some, on="column").join(held, on="column", how="left").fill_null(0)


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
        ascending=4 < seen["looked_at"] == seen["kinds"] and seen["rising"],
    )


def _sampled(tables: Sequence[pl.DataFrame], most: Sequence[int]) -> pl.DataFrame:
    """Up to about twice ``size`` filled cells of each column, evenly spread: ``column``, ``value``, ``size``."""
    samples: list[pl.Series] = []
    sizes: list[int] = []
    for cells, largest in zip(tables, most, strict=True):
        size = max(FEWEST, min(largest, CELLS // max(1, cells.width)))
        samples += _spread(cells, 2 * size)
        sizes += [size] * cells.width
    lengths = [len(sample) for sample in samples]
    return pl.DataFrame(
        {
            "column": np.repeat(np.arange(len(samples)), lengths),
            "value": pl.concat([pl.Series(dtype=pl.String), *samples]),
            "size": np.repeat(np.array(sizes, dtype=np.int64), lengths),
        }
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
    text = pl.col("value").str.head(LONGEST)
    folded = judged.with_columns(text=fold(text).str.to_uppercase().str.replace(r"^([0-9]+)\.0+$", "${1}"))
    words = folded["text"].filter(folded["text"].str.len_chars() <= LONGEST_WORD).unique().to_frame()
    nothing = words.filter(is_placeholder(TEXT) & ~signs()["gender"])["text"]
    return folded.filter(TEXT.is_not_null() & ~TEXT.is_in(nothing.implode())).with_columns(
        code=TEXT.str.replace_all(r"[\s'\"`‘’“”=·•・‧∙.‐‑–—−-]", "")
    )


def _shares(stacked: pl.DataFrame, fields: Fields, as_of: date) -> dict[int, dict[str, float]]:
    """For each column number the share of its values with each sign, ``judged``, how many there are, and figures."""
    typical = {f"values:{field.name}": _holds(field.values) for field in fields.values() if field.values}
    looks = stacked.with_columns(**signs(), **typical, length=CODE.str.len_chars())
    looks = looks.with_columns(
        vin=vin.check(looks["code"].str.replace_all("[OQ]", "0").str.replace_all("I", "1")),
        id=pl.col("id_shape") & (resident_id.check_character(CODE.str.head(17)) == CODE.str.slice(17, 1)),
    )
    shares = looks.group_by("column").agg(
        judged=pl.len(),
        **{name: pl.col(name).mean() for name in (*signs(), *typical, "vin", "id")},
        length=pl.col("length").median(),
        same_length=(pl.col("length") == pl.col("length").mode().first()).mean(),
    )
    found = shares.join(_years(looks.filter(pl.col("date") | pl.col("day_number")), as_of), on="column", how="left")
    found = found.join(_numbers(looks.filter("number")), on="column", how="left")
    return {
        row.pop("column"): {name: value for name, value in row.items() if value is not None}
        for row in found.iter_rows(named=True)
    }


def _years(dates: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Of each column's dates: the share that can be births of adults, the middle year, how far the years are apart."""
    numbered = pl.when("day_number").then(FIRST_YEAR + TEXT.str.head(5).cast(pl.Int32, strict=False) / DAYS_A_YEAR)
    year = pl.coalesce(numbered.floor().cast(pl.Int32), TEXT.str.extract(f"({YEAR})").cast(pl.Int32, strict=False))
    month = TEXT.str.extract(f"{YEAR}[-/.年]?({MONTH})").cast(pl.Int32, strict=False)
    day = TEXT.str.extract(f"{YEAR}[-/.年]?{MONTH}[-/.月]?({DAY})").cast(pl.Int32, strict=False)
    when = pl.coalesce(numbered, year + (month.fill_null(7) - 1) / 12 + day.fill_null(1) / DAYS_A_YEAR)
    births = year.is_between(as_of.year - BIRTH_AGES[1], as_of.year - BIRTH_AGES[0])
    apart = year.quantile(0.9) - year.quantile(0.1)
    return dates.group_by("column").agg(
        births=births.mean(),
        middle_year=year.median(),
        first_year=year.quantile(0.1),
        years_apart=apart,
        middle_time=when.median(),
        in_order=(when.diff() >= 0).mean(),
    )


def _numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    """Of each column's numbers: the middle and the largest one, the share of full hundreds."""
    number = TEXT.str.extract(r"([0-9][0-9,]*(?:\.[0-9]+)?)").str.replace_all(",", "").cast(pl.Float64, strict=False)
    return numbers.group_by("column").agg(middle=number.median(), top=number.max(), hundreds=(number % 100 == 0).mean())


def _holds(words: tuple[str, ...]) -> pl.Expr:
    """Whether a short text is, begins with or ends in one of the words."""
    either = "|".join(pl.escape_regex(word.upper()) for word in sorted(words, key=len, reverse=True))
    return (TEXT.str.len_chars() <= 12) & TEXT.str.contains(rf"^(?:{either})|(?:{either})$")
