"""Which findings of a check are looked at, which are tolerated, and which were known before."""

from crmtool.gate.baseline import NOTHING_KNOWN, Baseline, as_text, from_text, with_fingerprints
from crmtool.gate.selection import selected
from crmtool.gate.thresholds import Policy, apply, policy

__all__ = [
    "NOTHING_KNOWN",
    "Baseline",
    "Policy",
    "apply",
    "as_text",
    "from_text",
    "policy",
    "selected",
    "with_fingerprints",
]
