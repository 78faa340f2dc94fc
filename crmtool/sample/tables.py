"""The tables beside the code, one text file each: names, places, models, headings, columns."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def text(name: str) -> str:
    """The whole table ``name``."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def words(name: str) -> tuple[str, ...]:
    """The table as words, whatever the line breaks."""
    return tuple(text(name).split())


def lines(name: str) -> tuple[str, ...]:
    """The table line by line."""
    return tuple(text(name).splitlines())
