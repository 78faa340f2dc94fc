"""Makers of files that the tests of reading have too; a delivery in a folder of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

sys.path.append(str(Path(__file__).parent.parent / "read"))


@pytest.fixture
def deliver(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes bytes as a delivery of dealer A with the suffix given, and says where it lies."""

    def delivered(suffix: str, data: bytes) -> Path:
        path = tmp_path / "in" / f"A_sales_20260901.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        return path

    return delivered
