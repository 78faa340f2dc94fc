"""Raw text becomes canonical values: each field by itself, then those that speak of the same thing together."""

from crmtool.standardise.by_field import BESIDE, promise, standardise

__all__ = ["BESIDE", "promise", "standardise"]
