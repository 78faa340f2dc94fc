"""A dealer's profile, ``rules/dealers/<dealer>.toml``: what is known of a dealer's files beyond what they show.

``crmtool profile FILE`` writes it from what was found; a steward changes what is wrong. Encoding, delimiter and header
line are found anew in each delivery; the profile only says, in a comment, what they were.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmtool.fields import DELIVERY_KINDS, as_table, as_text, one_of, only_keys
from crmtool.mapping.columns import column_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.model import ColumnMapping, Delivery, RawFile

TEXTS = ("dealer", "kind")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile says; "" says nothing.

    ``columns`` maps headers (``#3``: the third column) to fields, "" for a column to leave alone.
    """

    dealer: str = ""
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def profile_from_toml(data: Mapping[str, Any], where: str = "dealer profile") -> Profile:
    """A profile from its parsed TOML; raises UsageError, with the nearest known word, on what it may not say.

    Field names are checked where the profile is used.

    >>> profile_from_toml({"kind": "call", "columns": {"客户": "name"}}).kind
    'call'
    """
    only_keys(data, (*TEXTS, "columns"), where)
    texts = {key: as_text(data.get(key, ""), f"{where} {key}") for key in TEXTS}
    columns = as_table(data.get("columns", {}), f"{where} [columns]")
    columns = {key: as_text(name, f"{where} [columns] {key}") for key, name in columns.items()}
    if texts["kind"]:
        one_of(texts["kind"], DELIVERY_KINDS, "kind", where)
    return Profile(**texts, columns=columns)


def profile_toml(
    delivery: Delivery,
    file: RawFile,
    mappings: Sequence[Sequence[ColumnMapping]],
    former: Profile | None = None,
) -> str:
    """The text of a profile that maps this file's columns as they were mapped, one list of mappings for each table.

    What was found is written as comments, to be put in force by hand. Columns of the ``former`` profile that this file
    lacks, of the dealer's other kinds of delivery, are kept.
    """
    lines = [
        f"# How the deliveries of {_comment(delivery.dealer)} are read.",
        f"# Written by crmtool profile from {_comment(file.name)}.",
        '# Change what is wrong: the field of a column, or "" for a column to keep in extra only.',
        f"dealer = {_quoted(delivery.dealer)}",
        "",
        f"# Found in this file: encoding {_quoted(file.encoding)}, delimiter {_quoted(file.delimiter)}.",
        "# Without # this holds for every delivery of this dealer.",
        f"# kind = {_quoted(delivery.kind)}",
        "",
        "[columns]",
    ]
    seen: set[str] = set()
    for table, columns in zip(file.tables, mappings, strict=True):
        keys = column_keys(table.headers)
        for mapping in columns:
            key = keys[mapping.index]
            if key not in seen:
                seen.add(key)
                why = _comment(f"{mapping.confidence:.0%} {mapping.evidence}" if mapping.field else mapping.evidence)
                lines.append(f"{_quoted(key)} = {_quoted(mapping.field)}" + (f"  # {why}" if why else ""))
    kept = former.columns if former else {}
    lines += [f"{_quoted(key)} = {_quoted(name)}" for key, name in kept.items() if key not in seen]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, where DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Text that stays on its line."""
    return "".join(c if c.isprintable() else " " for c in text)
