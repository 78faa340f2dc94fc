"""Scored pairs become clusters, clusters become golden records that can explain themselves."""
