"""The scorecard: how good each dealer's newest deliveries are, by dimension, and how good those before were."""

from __future__ import annotations

from crmtool.scorecard.figures import scorecard
from crmtool.scorecard.metrics import DIMENSIONS, OVERALL
from crmtool.scorecard.standing import Line, Standing, standings

__all__ = ["DIMENSIONS", "OVERALL", "Line", "Standing", "scorecard", "standings"]
