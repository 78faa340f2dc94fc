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
