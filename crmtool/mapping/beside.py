"""What the columns of a table show only side by side: who comes again and again, and whose a second phone or name is.

A customer's name is as various as the phones and cars in the table, a salesman's comes again and again, and the shorter
the table, the more it takes the comparison to see that. The name and phone of whoever brings the car, or speaks for a
company, are often the customer's own, row for row; a second phone of the customer is another one by its nature.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from crmtool.mapping.content import Facts

NAMES, PHONES, CARS = ("name", "company"), ("mobile", "landline"), ("vin_shape", "plate")
HALF, SPARSE = 0.5, 0.9
FEW_CELLS, ALIKE = 5, 0.85
FEWEST_AGAIN, OFTEN = 2, 0.1
ROWS_COMPARED = 2_000
SOMETHING = r"\p{Han}\p{Han}|[0-9０-９].*[0-9０-９]|\p{L}{3}.* "
"""What shows that a cell holds a name or a number: two of either, or Latin words."""


def beside_each_other(cells: pl.DataFrame, facts: Sequence[Facts]) -> tuple[Facts, ...]:
    """The facts about the columns of one table with ``apart`` and ``anothers``.

    ``apart`` is how various a column of names, phones or cars is against the most various of them that is mostly
    filled. ``anothers`` are names that often repeat another column's, and phones that are not always there and repeat
    a fuller column's or are there where a further name is.
    """
    names, phones, cars = (
        [at for at, one in enumerate(facts) if one.share(*signs) > HALF] for signs in (NAMES, PHONES, CARS)
    )
    identifying = {*names, *phones, *cars}
    known = [facts[at].distinct for at in identifying if facts[at].looked_at >= FEW_CELLS and facts[at].held > HALF]
    most = max(known, default=1.0)
    found = [replace(one, apart=one.distinct / most) if at in identifying else one for at, one in enumerate(facts)]
    if len(names) > 1 or len(phones) > 1:
        rows = _Rows({at: cells.to_series(at).head(ROWS_COMPARED) for at in (*names, *phones)})
        for at in (*_names_again(names, rows), *_phones_of_others(names, phones, found, rows)):
            found[at] = replace(found[at], anothers=True)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The first cells of some columns, by place."""

    cells: Mapping[int, pl.Series]
    found: dict[int, pl.Series] = field(default_factory=dict)

    def held(self, column: int) -> pl.Series:
        """Which cells hold a name or a number; looked at once."""
        if column not in self.found:
            self.found[column] = self.cells[column].str.contains(SOMETHING).fill_null(value=False)
        return self.found[column]

    def again(self, column: int, other: int) -> bool:
        """Whether more than a few cells of a column say the same as those of the ``other`` beside them."""
        same = self.cells[column] == self.cells[other]
        if _count(same) < FEWEST_AGAIN:
            return False
        held = self.held(column)
        again = _count(same & held)
        return again >= FEWEST_AGAIN and again >= OFTEN * _count(held)

    def together(self, column: int, other: int) -> bool:
        """Whether two columns hold something in the same rows, but for few."""
        one, two = self.held(column), self.held(other)
        either = _count(one | two)
        return either >= FEW_CELLS and _count(one & two) >= ALIKE * either


def _count(flags: pl.Series) -> int:
    return int(flags.sum())


def _names_again(names: Sequence[int], rows: _Rows) -> Iterator[int]:
    """Columns of names that repeat another one."""
    return (at for at in names if any(rows.again(at, other) for other in names if other != at))


def _phones_of_others(
    names: Sequence[int], phones: Sequence[int], facts: Sequence[Facts], rows: _Rows
) -> Iterator[int]:
    """Columns of phones that are somebody else's: not always there, and like a contact's where they are."""
    further = [at for at in names if facts[at].held < SPARSE]
    for at in phones:
        fuller = [other for other in phones if facts[other].held > facts[at].held]
        sparse = fuller and facts[at].held < SPARSE
        if sparse and (
            any(rows.again(at, other) for other in fuller) or any(rows.together(at, one) for one in further)
        ):
            yield at
