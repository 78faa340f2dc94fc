"""Which delivered column holds which field, and what a delivery is."""

from crmtool.mapping.columns import ColumnReport, describe, map_columns
from crmtool.mapping.delivery import describe_delivery
from crmtool.mapping.extract import apply
from crmtool.mapping.profile import Profile, profile_from_toml, profile_toml

__all__ = [
    "ColumnReport",
    "Profile",
    "apply",
    "describe",
    "describe_delivery",
    "map_columns",
    "profile_from_toml",
    "profile_toml",
]
