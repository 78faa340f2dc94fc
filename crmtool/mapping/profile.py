"""A dealer's profile, ``rules/dealers/<dealer>.toml``: what is known of a dealer's files beyond what they show.

``crmtool profile FILE`` writes it from what was found; a steward changes what is wrong. Only ``[columns]`` is in force
as written: encoding, delimiter and header line are found anew in each delivery unless the profile names them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crmtool.errors import UsageError
from crmtool.fields import DELIVERY_KINDS, as_table, as_text, one_of, only_keys
from crmtool.mapping.columns import column_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.model import ColumnMapping, Delivery, RawFile

TEXTS = ("dealer", "kind", "encoding", "delimiter")
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "caret": "^"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile says; "" and None say nothing.

    ``columns`` maps headers (``#3``: the third column) to fields, "" for a column to leave alone; ``header_line`` is
    the physical line of the header, 0 for a file without one.
    """

    dealer: str = ""
    kind: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def profile_from_toml(data: Mapping[str, Any], where: str = "dealer profile") -> Profile:
    r"""A profile from its parsed TOML; raises UsageError, with the nearest known word, on what it may not say.

    Field names are checked where the profile is used. A delimiter may be a character or its name (tab, comma, ...).

    >>> profile_from_toml({"delimiter": "tab", "columns": {"客户": "name"}}).delimiter
    '\t'
    """
    only_keys(data, (*TEXTS, "header_line", "columns"), where)
    texts = {key: as_text(data.get(key, ""), f"{where} {key}") for key in TEXTS}
    columns = as_table(data.get("columns", {}), f"{where} [columns]")
    columns = {key: as_text(name, f"{where} [columns] {key}") for key, name in columns.items()}
    line = data.get("header_line")
    if line is not None and (not isinstance(line, int) or isinstance(line, bool) or line < 0):
        raise UsageError(f"header_line {line!r} is not a line number", where=where, fix="Write 0 for no header")
    if texts["kind"]:
        one_of(texts["kind"], DELIVERY_KINDS, "kind", where)
    texts["delimiter"] = DELIMITERS.get(texts["delimiter"], texts["delimiter"])
    if len(texts["delimiter"]) > 1:
        one_of(texts["delimiter"], tuple(DELIMITERS), "delimiter", where)
    return Profile(**texts, header_line=line, columns=columns)


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
        "# Found in this file. Without # these hold for every delivery of this dealer.",
        f"# kind = {_quoted(delivery.kind)}",
        f"# encoding = {_quoted(file.encoding)}",
        f"# delimiter = {_quoted(file.delimiter)}",
        *(f"# header_line = {table.header_line}" for table in file.tables[:1]),
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
