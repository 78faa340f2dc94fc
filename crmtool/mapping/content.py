"""What the values of a column look like: shares of a sample that could be a VIN, an ID number, a phone, a name.

All columns are sampled over their whole length, the samples stacked into one frame, and every sign is one expression
over it. A sign says what a value looks like, not that it is right; only VIN and ID number are checked further, since
other codes have their shape. ``facts`` gives the findings of a column as plain numbers for ``evidence``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.identifiers import resident_id, vin
from crmtool.mapping.signs import CODE, TEXT, YEAR, signs
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from crmtool.fields import Fields

SAMPLE, CELLS, FEWEST = 400, 4_800, 20
LONGEST_WORD, LONGEST_TYPICAL, LONGEST = 8, 12, 160
BIRTH_AGES = (16, 100)


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found in a column.

    ``filled`` is the share of cells that hold anything, ``usable`` the share of the sample that is no placeholder,
    ``distinct`` the share of different values among the
    ``looked_at`` cells of the sample, ``judged`` how many of these values were looked at closer; ``shares`` has the
    share of them with each sign, and figures about years, numbers, lengths; ``ascending`` says that they count up.
    """

    filled: float
    usable: float
    distinct: float
    looked_at: int
    judged: int
    shares: Mapping[str, float]
    ascending: bool = False
    examples: tuple[str, ...] = ()

    def share(self, *signs: str) -> float:
        """The summed shares of signs, at most 1; signs of one sum must not overlap much."""
        total = 0.0
        for sign in signs:
            total += self.shares.get(sign, 0.0)
        return min(1.0, total)


def examine(cells: pl.DataFrame, fields: Fields, as_of: date) -> tuple[Facts, ...]:
    """The facts about every column of raw cells (String), in their order.

    ``as_of`` tells births from other dates. Signs named ``values:<field>`` say that a value holds one of the field's
    typical values.
    """
    size = max(FEWEST, min(SAMPLE, CELLS // max(1, cells.width)))
    samples = [_spread(cells[name], size) for name in cells.columns]
    kinds = [sample.n_unique() for sample in samples]
    judged = [
        (sample if different == len(sample) else sample.unique(maintain_order=True)).head(size)
        for sample, different in zip(samples, kinds, strict=True)
    ]
    stacked = _stacked(judged)
    shares, usable = _shares(stacked, fields, as_of), _usable(samples, judged, stacked)
    return tuple(
        Facts(
            filled=1 - cells[name].null_count() / max(1, cells.height),
            usable=usable[column],
            distinct=kinds[column] / max(1, len(sample)),
            looked_at=len(sample),
            judged=int(shares.get(column, {}).get("judged", 0)),
            shares=shares.get(column, {}),
            ascending=4 < len(sample) == kinds[column] and sample.is_sorted(),
            examples=tuple(sample.head(3)),
        )
        for column, (name, sample) in enumerate(zip(cells.columns, samples, strict=True))
    )


def _spread(values: pl.Series, size: int) -> pl.Series:
    """Up to about twice so many filled cells, evenly from the whole column."""
    filled = values.drop_nulls()
    return filled.gather_every(max(1, len(filled) // (2 * size)))


def _stacked(samples: list[pl.Series]) -> pl.DataFrame:
    """All samples: ``column`` (its number), ``value`` as it stands, ``text`` (folded, upper case), ``code`` (bare)."""
    numbers = np.repeat(np.arange(len(samples)), [len(sample) for sample in samples])
    values = pl.concat([pl.Series([], dtype=pl.String), *(sample.rename("") for sample in samples)])
    frame = pl.DataFrame({"column": numbers, "value": values, "text": values.str.head(LONGEST)})
    folded = frame.with_columns(text=fold(TEXT).str.to_uppercase().str.replace(r"^([0-9]+)\.0+$", "${1}"))
    words = folded["text"].filter(folded["text"].str.len_chars() <= LONGEST_WORD).unique().to_frame()
    nothing = words.filter(is_placeholder(TEXT) & ~signs()["gender"])["text"]
    return folded.filter(TEXT.is_not_null() & ~TEXT.is_in(nothing.implode())).with_columns(
        code=TEXT.str.replace_all(r"[\s'\"`‘’“”=·•・‧∙.‐‑–—−-]", "")
    )


def _usable(samples: list[pl.Series], judged: list[pl.Series], stacked: pl.DataFrame) -> list[float]:
    """The share of each sample, repeated values included, that is no placeholder, as far as its values were judged."""
    kept = stacked.select("column", "value").partition_by("column", as_dict=True)
    shares = []
    for column, (sample, values) in enumerate(zip(samples, judged, strict=True)):
        seen = sample.is_in(values.implode()).sum()
        usable = sample.is_in(kept[column,]["value"].implode()).sum() if (column,) in kept else 0
        shares.append(usable / max(1, seen))
    return shares


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
    found = shares.join(_years(looks.filter("date"), as_of), on="column", how="left")
    found = found.join(_numbers(looks.filter("number")), on="column", how="left")
    return {
        row.pop("column"): {name: value for name, value in row.items() if value is not None}
        for row in found.iter_rows(named=True)
    }


def _years(dates: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Of each column's dates: the share that can be births of adults, the middle year, how far the years are apart."""
    year = TEXT.str.extract(f"({YEAR})").cast(pl.Int32, strict=False)
    births = year.is_between(as_of.year - BIRTH_AGES[1], as_of.year - BIRTH_AGES[0])
    apart = year.quantile(0.9) - year.quantile(0.1)
    return dates.group_by("column").agg(
        births=births.mean(), middle_year=year.median(), first_year=year.quantile(0.1), years_apart=apart
    )


def _numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    """Of each column's numbers: the middle and the largest one, the share of full hundreds."""
    number = TEXT.str.extract(r"([0-9][0-9,]*(?:\.[0-9]+)?)").str.replace_all(",", "").cast(pl.Float64, strict=False)
    return numbers.group_by("column").agg(middle=number.median(), top=number.max(), hundreds=(number % 100 == 0).mean())


def _holds(words: tuple[str, ...]) -> pl.Expr:
    """Whether a short text is, begins with or ends in one of the words."""
    either = "|".join(pl.escape_regex(word.upper()) for word in sorted(words, key=len, reverse=True))
    return (TEXT.str.len_chars() <= 12) & TEXT.str.contains(rf"^(?:{either})|(?:{either})$")
