"""Which delivered column holds which field, and what a delivery is."""

from crmtool.mapping.columns import Unmapped, column_keys, map_tables
from crmtool.mapping.delivery import describe_delivery
from crmtool.mapping.extract import apply
from crmtool.mapping.profile import Profile, profile_from_toml, profile_toml

__all__ = [
    "Profile",
    "Unmapped",
    "apply",
    "column_keys",
    "describe_delivery",
    "map_tables",
    "profile_from_toml",
    "profile_toml",
]
