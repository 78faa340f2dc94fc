"""Which rules take part: ``--select`` and ``--ignore``, by code or by the beginning of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crmtool.errors import UsageError
from crmtool.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def selected(
    codes: Collection[str], select: Iterable[str] = (), ignore: Iterable[str] = (), where: str = ""
) -> frozenset[str]:
    """The ``codes`` that take part, all of them where ``select`` is empty.

    Words of both are codes or the beginnings of codes (``V``, ``V2``, ``V201``), upper or lower case, several parted
    by commas. The longest that fits a code decides; of two alike ``ignore`` does. Raises UsageError, with the nearest
    code, for a word that fits none; ``where`` is how messages call what holds the words, else it is the option.

    >>> sorted(selected(("V201", "V202", "U101"), ["v"], ["V202"]))
    ['V201']
    """
    wanted = _words(codes, select, where or "--select")
    unwanted = _words(codes, ignore, where or "--ignore")
    return frozenset(
        code
        for code in codes
        if _fit(code, unwanted) < (_fit(code, wanted) if wanted else 0) or not (wanted or _fit(code, unwanted))
    )


def _fit(code: str, words: Iterable[str]) -> int:
    """The length of the longest word that the code begins with; 0 for none."""
    return max((len(word) for word in words if code.startswith(word)), default=0)


def _words(codes: Collection[str], given: Iterable[str], where: str) -> list[str]:
    words = [word.strip().upper() for text in given for word in text.split(",")]
    for word in words:
        if not word or not any(code.startswith(word) for code in codes):
            letters = ", ".join(sorted({code[0] for code in codes}))
            fix = did_you_mean(word, codes, f"Codes begin with {letters}; crmtool rules lists them")
            raise UsageError(f"no rule is called {word!r}", where=where, fix=fix)
    return words
