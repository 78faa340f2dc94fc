"""How sure mapping is without headers: whole sample deliveries of a few rows, whose columns are known."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from made_columns import shipped_fields, table

from crmtool import mapping
from crmtool.read import find, read_file
from crmtool.sample import deliveries

if TYPE_CHECKING:
    from pathlib import Path

    from crmtool.model import RawTable

TODAY = date(2026, 9, 30)
IDENTITY = ("name", "mobile", "id_number", "vin", "plate", "email")
FEWEST = 12  # rows; below that chance decides


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, RawTable]]:
    """Tables with telling headers, each with the kind of its delivery."""
    folder: Path = tmp_path_factory.mktemp("sample")
    deliveries.write(folder, customers=300, seed=7)
    files = [read_file(path) for path in find([folder])]
    kinds = [file.name.rsplit("_", 2)[-2] if file.name.count("_") > 1 else "other" for file in files]
    return [(kind, one) for kind, file in zip(kinds, files, strict=True) for one in file.tables]


@pytest.mark.parametrize("header", ["", "列{}", "col_{}"])
def test_what_identifies_is_found_by_content(tables: list[tuple[str, RawTable]], header: str) -> None:
    """What headers and values say together the values say alone, but for a few phones."""
    fields = shipped_fields()
    kept = [(kind, one) for kind, one in tables if one.cells.height >= FEWEST and any(map(str.isalpha, one.headers))]
    bare = [
        table(*((header.format(at + 1), list(one.cells[f"c{at}"])) for at in range(one.cells.width))) for _, one in kept
    ]
    named = mapping.map_tables([mapping.Unmapped(one, kind, {}) for kind, one in kept], fields, TODAY)
    alone = mapping.map_tables(
        [mapping.Unmapped(one, kind, {}) for one, (kind, _) in zip(bare, kept, strict=True)], fields, TODAY
    )
    found: Counter[tuple[str, str]] = Counter()
    for said, seen in zip(named, alone, strict=True):
        for one, other in zip(said, seen, strict=True):
            if one.field in IDENTITY or other.field in IDENTITY:
                found[one.field, other.field] += 1
    wrong = {pair: count for pair, count in found.items() if pair[1] not in (pair[0], "")}
    right = sum(count for (said, seen), count in found.items() if said == seen)
    assert right >= 0.97 * found.total()
    assert sum(wrong.values()) <= 0.01 * found.total(), wrong
