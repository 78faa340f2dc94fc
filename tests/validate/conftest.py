"""The rules that come with the program, read once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crmtool.rulebook import open_rules

if TYPE_CHECKING:
    from crmtool.rules_model import Rules


@pytest.fixture(scope="session")
def rules() -> Rules:
    return open_rules(None)
