"""The rules at work: records and what reading noticed become findings."""

from __future__ import annotations

from crmtool.validate.findings import FINDINGS, validate

__all__ = ["FINDINGS", "validate"]
