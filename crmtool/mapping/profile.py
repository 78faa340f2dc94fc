"""A dealer's profile, ``rules/dealers/<dealer>.toml``: what is known of a dealer's files beyond what they show.

``crmtool profile FILE`` writes it from what was found; a steward changes what is wrong. Encoding, delimiter and header
line are found anew in each delivery; the profile only says, in a comment, what they were.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmtool.errors import UsageError
from crmtool.fields import DELIVERY_KINDS, as_table, as_text, as_texts, one_of, only_keys
from crmtool.mapping.columns import column_keys
from crmtool.mapping.spelling import spell
from crmtool.rules_model import Threshold, threshold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.model import ColumnMapping, Delivery, RawFile

TEXTS = ("dealer", "kind")
NUMBER = re.compile("#[0-9]+")


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile says, and ``where`` it stands; "" says nothing.

    ``columns`` maps headers (``#3``: the third column) to fields, "" for a column to leave alone. ``ignore`` names the
    rules that ``crmtool check`` leaves out for this dealer, ``thresholds`` how much of a fault it lets pass, both by
    code or the beginning of codes.
    """

    dealer: str = ""
    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    where: str = ""


def profile_from_toml(data: Mapping[str, Any], where: str = "dealer profile") -> Profile:
    """A profile from its parsed TOML; raises UsageError, with the nearest known word, on what it may not say.

    Field names and rule codes are checked by whoever knows the fields and rules.

    >>> profile_from_toml({"kind": "call", "columns": {"客户": "name"}}).kind
    'call'
    """
    only_keys(data, (*TEXTS, "columns", "ignore", "thresholds"), where)
    texts = {key: as_text(data.get(key, ""), f"{where} {key}") for key in TEXTS}
    columns = as_table(data.get("columns", {}), f"{where} [columns]")
    columns = {key: as_text(name, f"{where} [columns] {key}") for key, name in columns.items()}
    if texts["kind"]:
        one_of(texts["kind"], DELIVERY_KINDS, "kind", f"{where} kind")
    limits = as_table(data.get("thresholds", {}), f"{where} [thresholds]")
    return Profile(
        **texts,
        columns=columns,
        ignore=as_texts(data.get("ignore", ()), f"{where} ignore"),
        thresholds={code: _threshold(limit, f"{where} [thresholds] {code}") for code, limit in limits.items()},
        where=where,
    )


def _threshold(limit: object, where: str) -> Threshold:
    try:
        return threshold(limit)
    except ValueError as wrong:
        raise UsageError(f"a threshold {wrong}", where=where, fix="Write it as V201 = { share = 0.01 }") from None


def profile_toml(
    delivery: Delivery,
    file: RawFile,
    mappings: Sequence[Sequence[ColumnMapping]],
    former: Profile | None = None,
) -> str:
    """The text of a profile that maps this file's columns as they were mapped, one list of mappings for each table.

    What was found is written as comments, to be put in force by hand, and so are new columns without a telling header
    (列1, #3): the next file may have others there. What the ``former`` profile ignores and lets pass is kept, and so
    are its columns that this file lacks, of the dealer's other kinds of delivery.
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
        *_let_pass(former or Profile()),
        "[columns]",
    ]
    kept = former.columns if former else {}
    seen: set[str] = set()
    for table, columns in zip(file.tables, mappings, strict=True):
        keys = column_keys(table.headers)
        for mapping in columns:
            key = keys[mapping.index]
            if key not in seen:
                seen.add(key)
                why = _comment(f"{mapping.confidence:.0%} {mapping.evidence}" if mapping.field else mapping.evidence)
                line = f"{_quoted(key)} = {_quoted(mapping.field)}" + (f"  # {why}" if why else "")
                lines.append(line if key in kept or _tells(key) else f"# {line}")
    lines += [f"{_quoted(key)} = {_quoted(name)}" for key, name in kept.items() if key not in seen]
    return "\n".join(lines) + "\n"


def _tells(key: str) -> bool:
    """Whether a column's key is a header that says something of what it holds."""
    return not NUMBER.fullmatch(key) and not spell(key, {}).useless


def _let_pass(former: Profile) -> list[str]:
    """The lines of what ``crmtool check`` ignores and lets pass."""
    lines = [f"ignore = {json.dumps(former.ignore)}", ""] if former.ignore else []
    if former.thresholds:
        limits = [
            f"{_quoted(code)} = {{ {'count' if limit.count else 'share'} = {limit.count or limit.share} }}"
            for code, limit in former.thresholds.items()
        ]
        lines += ["[thresholds]", *limits, ""]
    return lines


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, where DEL must be escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Text that stays on its line."""
    return "".join(c if c.isprintable() else " " for c in text)
