"""Which delivered column holds which field, and what a delivery is."""

from crmtool.mapping.columns import Unmapped, column_keys, map_tables
from crmtool.mapping.delivery import describe_deliveries
from crmtool.mapping.extract import apply
from crmtool.mapping.profile import Profile, profile_from_toml, profile_toml
from crmtool.mapping.told import agreed, dealers, kinds

__all__ = [
    "Profile",
    "Unmapped",
    "agreed",
    "apply",
    "column_keys",
    "dealers",
    "describe_deliveries",
    "kinds",
    "map_tables",
    "profile_from_toml",
    "profile_toml",
]
