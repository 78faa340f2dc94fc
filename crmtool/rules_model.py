"""The rulebook as plain data: what a rule says, where it applies and how it explains itself."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crmtool.fields import Fields

Severity = Literal["error", "warning", "info"]
Wording = dict[str, str]
"""The same text in English (``en``) and Chinese (``zh``)."""

DIMENSIONS: dict[str, str] = {
    "I": "import",
    "C": "completeness",
    "V": "validity",
    "K": "consistency",
    "U": "uniqueness",
    "T": "timeliness",
    "F": "falsification",
}
"""What a code's letter stands for."""

Example = tuple[dict[str, Any], ...]
"""Rows that a rule must find something in, or nothing: values by field, as a dealer would deliver them."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many rows of a delivery may have a fault before it counts: so many, or such a share (0 to 1) of all rows."""

    count: int = 0
    share: float = 0.0


def threshold(given: object) -> Threshold:
    """The threshold that a table says, ``{ count = 5 }`` or ``{ share = 0.01 }``; raises ValueError for anything else.

    >>> threshold({"share": 0.01})
    Threshold(count=0, share=0.01)
    """
    if not isinstance(given, dict) or len(given) != 1 or not given.keys() <= {"count", "share"}:
        raise ValueError("must be { count = 5 } or { share = 0.01 }")
    if "count" in given:
        if type(given["count"]) is not int or given["count"] < 0:
            raise ValueError("count must be a whole number, 0 or more")
    elif type(given["share"]) not in (int, float) or not 0 <= given["share"] <= 1:
        raise ValueError("share must be a number from 0 to 1")
    return Threshold(**given)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the rulebook, read from a table of ``rules/checks/*.toml``.

    ``check`` names the check kind and ``params`` what the table's ``with`` gives it. The rule holds for each of
    ``fields`` by itself; a check is called once for each and finds it in ``field``. ``where`` limits the rule to
    records with these values of a column; ``scope`` says whether a finding points at a row or at the whole file.
    ``message`` may name what the check found in braces; it is the title where the table gives none. Findings within the
    ``threshold`` are shown by ``crmtool check`` but do not fail it. A ``safe`` rule's suggestion leaves no doubt:
    ``check --fix`` writes it. What a ``scored`` rule finds counts in the scorecard. ``source`` is file and line.
    """

    code: str
    title: Wording
    why: Wording
    fix: Wording
    severity: Severity
    check: str
    message: Wording
    fields: tuple[str, ...] = ()
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    scope: Literal["row", "file"] = "row"
    threshold: Threshold = Threshold()
    safe: bool = False
    scored: bool = True
    good: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    source: str = ""

    @property
    def field(self) -> str:
        """The field a finding is about; "" for a rule about whole rows or files."""
        return self.fields[0] if self.fields else ""

    @property
    def dimension(self) -> str:
        """The dimension of data quality that the code's letter names."""
        return DIMENSIONS[self.code[0]]


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a rules folder says.

    ``checks`` has the rules by code, in order of code; ``match`` the parsed ``match/<name>.toml`` by name;
    ``survivorship`` the parsed ``survivorship.toml``; ``dealers`` the parsed profiles by dealer; ``folder`` is for
    messages. ``kinds`` says how each field is standardised: those of ``fields``, and those that ship with the program
    but that this market does not have, whose columns stay empty.
    """

    fields: Fields
    checks: Mapping[str, Rule]
    match: Mapping[str, dict[str, Any]]
    survivorship: Mapping[str, Any]
    dealers: Mapping[str, dict[str, Any]]
    folder: str = ""
    kinds: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def refusal(self, code: str, path: str, message: str, lang: str, fix: str = "") -> str:
        """Why the delivery at ``path`` was refused: the ``message``, behind the rule's own words in another language.

        Messages are English, begin with the path and end with what to do (``fix``), which the rule says, too; what they
        say of lines and bytes no rule knows.
        """
        if lang == "en" or code not in self.checks:
            return message
        rule = self.checks[code]
        particulars = message.removeprefix(path).removesuffix(fix).strip(":,. ")
        return f"{path}: {rule.title[lang]}。{rule.fix[lang]}（{particulars}）"
