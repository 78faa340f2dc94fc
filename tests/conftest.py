"""What all tests share: laws are about results, not about how busy the machine is; one sample and its master."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from pathlib import Path

settings.register_profile("laws", deadline=None)
settings.load_profile("laws")

CUSTOMERS, SEED = 90, 21


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of made-up deliveries, to be read only."""
    from crmtool.sample import write

    folder = tmp_path_factory.mktemp("sample")
    write(folder, CUSTOMERS, SEED)
    return folder


@pytest.fixture(scope="session")
def master(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The master of the sample, to be read only; copy it to change it."""
    from main_job import bring_in

    folder = tmp_path_factory.mktemp("master")
    bring_in([sample], folder)
    return folder


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """A delivery of two customers and two cars, alone in its folder."""
    from main_job import HEADER, ROWS, csv

    return csv(tmp_path / "in" / "A_sales_20260901.csv", HEADER, ROWS)


@pytest.fixture(scope="session")
def customer(master: Path) -> dict[str, str]:
    """A person of whom much is known."""
    import polars as pl
    from main_job import table

    known = table(master, "customers").drop_nulls(["mobile", "id_number", "name"])
    return known.filter(pl.col("name").str.len_chars() > 2).sort("records", "customer_id").row(-1, named=True)


@pytest.fixture(scope="session")
def pair(master: Path) -> tuple[str, str]:
    """Two rows of one customer."""
    from main_job import clusters

    rows = max(clusters(master, "customer"), key=lambda rows: (len(rows), sorted(rows)))
    left, right = [f"{file}:{row}" for file, row in sorted(rows)][:2]
    return left, right
