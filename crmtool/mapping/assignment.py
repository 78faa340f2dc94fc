"""The best way to give fields to columns: each field to at most one column, each column at most one field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

NOBODY = -1


def assigned(gains: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """Column to field so that the sum of ``gains`` is largest; a column without a field gains nothing.

    ``gains`` has for each column the fields it may hold and what each gains, which is more than 0.

    >>> assigned({7: {0: 1.0, 1: 0.9}, 8: {0: 0.8}})
    {7: 1, 8: 0}
    >>> assigned({7: {0: 1.0, 1: 0.1}, 8: {0: 0.8}})
    {7: 0}
    """
    best = {column: max(row, key=row.__getitem__) for column, row in gains.items() if row}
    return best if len(set(best.values())) == len(best) else contested(gains)


def contested(gains: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """``assigned`` where columns want the same field.

    Fields look for columns, not columns for fields: of fields there are few, however many columns a file has.
    """
    columns = list(gains)
    fields = sorted({field for row in gains.values() for field in row})
    place = {field: at for at, field in enumerate(fields)}
    costs = np.zeros((len(fields), len(columns) + len(fields)))  # the last ones are no columns: a field stays free
    for at, row in enumerate(gains.values()):
        for field, gain in row.items():
            costs[place[field], at] = -gain
    owners = zip(columns, _owners(costs)[: len(columns)].tolist(), strict=True)
    return {column: fields[at] for column, at in owners if at != NOBODY and fields[at] in gains[column]}


def _owners(costs: np.ndarray) -> np.ndarray:
    """The row that owns each column (NOBODY: none), so that every row owns one and the sum of ``costs`` is least.

    The Hungarian method with shortest augmenting paths (Jonker and Volgenant, 1987): row after row takes the column
    that is cheapest by present prices, on a path along which others move on to their next best.
    """
    height, width = costs.shape
    wealth, prices, owner = np.zeros(height), np.zeros(width), np.full(width, NOBODY)
    for row in range(height):
        before, least, reached = np.full(width, NOBODY), np.full(width, np.inf), np.zeros(width, bool)
        at, column = row, NOBODY
        while at != NOBODY:
            if column != NOBODY:
                reached[column] = True
            spare = costs[at] - wealth[at] - prices
            shorter = ~reached & (spare < least)
            least[shorter], before[shorter] = spare[shorter], column
            column = int(np.argmin(np.where(reached, np.inf, least)))
            step = least[column]
            wealth[row] += step
            wealth[owner[reached]] += step
            prices[reached] -= step
            least[~reached] -= step
            at = int(owner[column])
        while column != NOBODY:
            owner[column] = row if before[column] == NOBODY else owner[before[column]]
            column = int(before[column])
    return owner
