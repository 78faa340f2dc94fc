"""Edits for tests, made without findings."""

from __future__ import annotations

from crmtool.repair import Edit


def edit(old: str, new: str, line: int = 1, place: int = 0, **others: object) -> Edit:
    """An edit of cell ``place`` of ``line``; what is not given is as a file of one table has it."""
    given = {"table": 0, "sheet": "", "column": place, "at": line - 1, "header": "", "field": "vin", "codes": ("V306",)}
    given |= others
    return Edit(line=line, place=place, old=old, new=new, **given)
