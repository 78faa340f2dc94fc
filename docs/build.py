#!/usr/bin/env python3
"""Writes what the code already says: docs/reference/, the worked pairs, and the output shown on the other pages.

    python docs/build.py            write the reference and the worked pairs
    python docs/build.py --check    write nothing; exit 1 and name the pages that are stale
    python docs/build.py --shown    play the shell blocks of all pages and write down what they print

What the code cannot say about itself stands in docs/meanings.toml. With --check --shown the blocks are played and
compared; figures may differ, because a busy machine or a better model changes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from builder import knowledge, master, matching, program, rulebook, shown

DOCS = Path(__file__).resolve().parent


def written() -> dict[Path, str]:
    """The text of every page that the code writes."""
    pages = {**program.pages(), **rulebook.pages(), **master.pages(), **knowledge.pages(), **matching.pages()}
    texts = {DOCS / "reference" / name: text for name, text in pages.items()}
    explanation = DOCS / "explanation" / "matching.md"
    return {**texts, explanation: matching.with_pairs(explanation.read_text("utf-8"))}


def main(words: list[str]) -> int:
    """Write or check; gives the exit code."""
    pages = shown.played(DOCS.parent) if "--shown" in words else written()
    same = shown.alike if "--shown" in words else str.__eq__
    stale = [page for page, text in pages.items() if not page.exists() or not same(page.read_text("utf-8"), text)]
    for page in stale:
        sys.stdout.write(f"{page.relative_to(DOCS.parent)} is stale\n")
    if "--check" in words:
        for page in stale if "--shown" in words else []:
            sys.stdout.writelines(shown.difference(page.read_text("utf-8"), pages[page]))
        return 1 if stale else 0
    for page, text in pages.items():
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
