"""From a parsed TOML table to a Rule, strictly: what nobody understands is refused, not ignored."""

from __future__ import annotations

import re
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from crmtool.fields import DELIVERY_KINDS
from crmtool.identifiers import document
from crmtool.rules_model import DIMENSIONS, Example, Rule, Severity, Threshold, Wording, threshold
from crmtool.validate.checks import check_kinds
from crmtool.validate.parameters import RuleFault, bind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NOTE = "note"
"""The check of a rule whose faults reading and mapping notice; validate only words them."""

RETIRED = "retired"
"""The key of a file's list of codes that must never come back."""

REQUIRED = ("title", "check", "severity", "why", "fix")
OPTIONAL = ("field", "fields", "with", "where", "scope", "message", "threshold", "safe", "scored", "good", "bad")
LANGUAGES = ("en", "zh")
WHERE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": DELIVERY_KINDS,
        "id_kind": tuple(document.KINDS),
        "id_means": ("row", "customer"),
        "name_state": ("full", "surname_only", "masked", "latin", "company", "placeholder", "two_names", "none"),
        "customer_type": ("person", "company"),
        **dict.fromkeys(
            ("mobile_kind", "phone_kind", "phone_2_kind"),
            ("mobile", "iot", "landline", "service", "foreign", "unknown"),
        ),
    }
)
"""Columns by which a rule may limit itself, and what may stand there."""

ABOUT_THE_ROW = ("source_file", "dealer", "kind", "delivery_date", "record_id")
"""What an example may give beside fields."""


def parse_rule(code: str, table: object, fields: Collection[str]) -> Rule:
    """The rule of a table; ``fields`` are the canonical fields' names. Raises RuleFault with the offending key."""
    if not re.fullmatch(f"[{''.join(DIMENSIONS)}][0-9]{{3}}", code):
        raise RuleFault(
            code, f"{code!r} is no rule code: a letter of {''.join(DIMENSIONS)} and three digits", (RETIRED,)
        )
    if not isinstance(table, dict):
        raise RuleFault(code, f"{code} must be a table")
    _keys(table)
    check = _text(table, "check")
    title = _wording(table, "title")
    rule = Rule(
        code=code,
        title=title,
        why=_wording(table, "why"),
        fix=_wording(table, "fix"),
        severity=_one_of(table, "severity", get_args(Severity)),
        check=check,
        message=_message(table, title),
        fields=_fields(table, fields),
        params=_params(table, check, fields),
        where=_where(table),
        scope=_one_of(table, "scope", ("row", "file")) if "scope" in table else "row",
        threshold=_threshold(table),
        safe=_safe(table, check),
        scored=_scored(table),
        good=_examples(table, "good", fields),
        bad=_examples(table, "bad", fields),
    )
    if check != NOTE and not (rule.good and rule.bad):
        raise RuleFault("good" if not rule.good else "bad", f"{code} needs a good and a bad example")
    return rule


def _keys(table: Mapping[str, object]) -> None:
    for key in table:
        if key not in REQUIRED + OPTIONAL:
            raise RuleFault(key, f"unknown key {key!r}", REQUIRED + OPTIONAL)
    for key in REQUIRED:
        if key not in table:
            raise RuleFault(key, f"key {key!r} is missing")


def _text(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str) or not value.strip():
        raise RuleFault(key, f"{key} must be a text")
    return value


def _one_of(table: Mapping[str, object], key: str, choices: tuple[str, ...]) -> Any:  # noqa: ANN401
    if table[key] not in choices:
        raise RuleFault(key, f"{key} must be one of {', '.join(choices)}, not {table[key]!r}", choices, str(table[key]))
    return table[key]


def _wording(table: Mapping[str, object], key: str) -> Wording:
    given = table[key]
    if not isinstance(given, dict):
        raise RuleFault(key, f'{key} must be {{ en = "...", zh = "..." }}')
    for language in given:
        if language not in LANGUAGES:
            raise RuleFault(language, f"{key} knows no language {language!r}", LANGUAGES)
    for language in LANGUAGES:
        if not isinstance(given.get(language), str) or not given[language].strip():
            raise RuleFault(key, f"{key} needs a text for {language}")
    return dict(given)


def _message(table: Mapping[str, object], title: Wording) -> Wording:
    message = _wording(table, "message") if "message" in table else title
    try:
        for text in message.values():
            list(Formatter().parse(text))
    except ValueError as broken:
        raise RuleFault("message", f"message has unbalanced braces: {broken}") from None
    return message


def _fields(table: Mapping[str, object], known: Collection[str]) -> tuple[str, ...]:
    if "field" in table and "fields" in table:
        raise RuleFault("fields", "field and fields exclude each other")
    key = "fields" if "fields" in table else "field"
    names = table.get(key, []) if key == "fields" else [table[key]] if key in table else []
    if not isinstance(names, list):
        raise RuleFault(key, f"{key} must be a list")
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise RuleFault(key, f"there is no field {name!r}", known, str(name))
    if len(set(names)) < len(names):
        raise RuleFault(key, f"{key} names one twice")
    return tuple(names)


def _params(table: Mapping[str, object], check: str, fields: Collection[str]) -> dict[str, Any]:
    given = table.get("with", {})
    if not isinstance(given, dict):
        raise RuleFault("with", "with must be a table")
    if check == NOTE:
        return dict(given)
    kinds = check_kinds()
    if check not in kinds:
        raise RuleFault("check", f"there is no check kind {check!r}", (*kinds, NOTE), check)
    return bind(kinds[check], given, fields)


def _where(table: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    given = table.get("where", {})
    if not isinstance(given, dict):
        raise RuleFault("where", "where must be a table")
    for column, values in given.items():
        if column not in WHERE:
            raise RuleFault(column, f"where knows no column {column!r}", tuple(WHERE))
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise RuleFault(column, f"{column} must be a list of texts")
        for value in values:
            if value not in WHERE[column]:
                raise RuleFault(column, f"{column} is never {value!r}", WHERE[column], value)
    return {column: tuple(values) for column, values in given.items()}


def _threshold(table: Mapping[str, object]) -> Threshold:
    try:
        return threshold(table["threshold"]) if "threshold" in table else Threshold()
    except ValueError as wrong:
        raise RuleFault("threshold", f"threshold {wrong}") from None


def _safe(table: Mapping[str, object], check: str) -> bool:
    given = table.get("safe", False)
    if not isinstance(given, bool):
        raise RuleFault("safe", "safe must be true or false")
    if given and check == NOTE:
        raise RuleFault("safe", "safe is for rules that suggest a value; a note suggests none")
    return given


def _scored(table: Mapping[str, object]) -> bool:
    """Whether the scorecard counts what the rule finds; hints only where the rule says so."""
    given = table.get("scored", table["severity"] != "info")
    if not isinstance(given, bool):
        raise RuleFault("scored", "scored must be true or false")
    return given


def _examples(table: Mapping[str, object], key: str, fields: Collection[str]) -> tuple[Example, ...]:
    given = table.get(key, [])
    if not isinstance(given, list):
        raise RuleFault(key, f"{key} must be a list of examples")
    examples = [example if isinstance(example, list) else [example] for example in given]
    for row in (row for example in examples for row in example):
        if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
            raise RuleFault(key, f"an example of {key} must be a table of texts, or a list of such tables")
        for name in row:
            if name not in fields and name not in ABOUT_THE_ROW:
                raise RuleFault(name, f"there is no field {name!r}", (*fields, *ABOUT_THE_ROW))
    return tuple(tuple(example) for example in examples)
