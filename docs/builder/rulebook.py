"""Pages about the rules folder: the rules, the fields, and what its files may say."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from builder.markdown import nothing_left, page, prose, said, table
from crmtool.match import comparisons
from crmtool.merge import survivorship
from crmtool.rulebook import open_rules
from crmtool.rules_model import DIMENSIONS
from crmtool.validate.checks import check_kinds
from crmtool.validate.parameters import parameters
from crmtool.validate.parse import NOTE, OPTIONAL, REQUIRED, WHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from crmtool.fields import Field, Fields
    from crmtool.rules_model import Rule

LABELS = {
    "en": {"title": "Rules", "code": "code", "severity": "severity", "name": "rule", "fields": "about", "why": "why"}
    | {"fix": "do", "check": "check", "good": "passes", "bad": "found", "then": "then"}
    | DIMENSIONS,
    "zh": {"title": "规则", "code": "编码", "severity": "级别", "name": "规则", "fields": "字段", "why": "原因"}
    | {"fix": "处理", "check": "检查", "good": "合格", "bad": "有误", "then": "随后"}
    | {"I": "导入", "C": "完整性", "V": "有效性", "K": "一致性", "U": "唯一性", "T": "及时性", "F": "造假嫌疑"},
}
HEADERS = 6


def pages() -> dict[str, str]:
    """The pages by file name."""
    rules = open_rules(None)
    return {
        "rules.md": page(LABELS["en"]["title"], _rules(rules.checks, "en")),
        "rules.zh.md": page(LABELS["zh"]["title"], _rules(rules.checks, "zh")),
        "fields.md": page("Fields", _fields(rules.fields)),
        "rulebook.md": page("What the rules folder may say", _rulebook()),
    }


def _rules(checks: Mapping[str, Rule], lang: str) -> Iterator[str]:
    label = LABELS[lang]
    yield ", ".join(f"{letter} {label[letter]}" for letter in DIMENSIONS)
    rows = [(f"[{rule.code}](#{rule.code.lower()})", rule.severity, rule.title[lang]) for rule in checks.values()]
    yield table((label["code"], label["severity"], label["name"]), rows)
    for rule in checks.values():
        yield f"## {rule.code}\n\n{rule.title[lang]} ({rule.severity}).\n\n{_details(rule, lang)}"


def _details(rule: Rule, lang: str) -> str:
    shown = {
        "fields": ", ".join(f"`{name}`" for name in rule.fields),
        "why": rule.why[lang],
        "fix": rule.fix[lang],
        "check": "" if rule.check == NOTE else f"[`{rule.check}`](rulebook.md#{rule.check})",
        "good": _examples(rule.good, lang),
        "bad": _examples(rule.bad, lang),
    }
    return "\n".join(f"- {LABELS[lang][key]}: {text}" for key, text in shown.items() if text)


def _examples(examples: Sequence[Sequence[Mapping[str, str]]], lang: str) -> str:
    then = f" {LABELS[lang]['then']} "
    return "; ".join(
        then.join(", ".join(f"{name} `{value or '(empty)'}`" for name, value in row.items()) for row in rows)
        for rows in examples
    )


def _fields(fields: Fields) -> Iterator[str]:
    yield (
        "What a delivered column can mean. The headers are examples, the first few of those that mean the field; all "
        "of them stand in `rules/fields.toml`. Case, spaces, units and brackets do not matter, and what a column holds "
        "counts as much as its header."
    )
    rows = [
        (f"`{name}`", field.kind, field.of, field.label_en, field.label_zh, ", ".join(_headers(field)))
        for name, field in fields.items()
    ]
    yield table(("field", "kind", "of", "label", "中文", "headers"), rows)


def _headers(field: Field) -> list[str]:
    """Some headers in each script."""
    words = [*field.synonyms, *(word for _, more in field.by_kind for word in more)]
    latin = [word for word in words if word.isascii()]
    return [*[word for word in words if not word.isascii()][: HEADERS // 2], *latin[: HEADERS // 2]]


def _rulebook() -> Iterator[str]:
    yield "`crmtool init DIR` copies the rules folder, `--rules DIR` uses the copy. Its files are TOML, in UTF-8."
    known = (*REQUIRED, *OPTIONAL)
    nothing_left("rule_keys", known)
    rows = [(f"`{key}`", "yes" if key in REQUIRED else "", said("rule_keys", key)) for key in known]
    yield f"## Rules: a table each in checks/*.toml\n\n{table(('key', 'needed', 'meaning'), rows)}"
    yield f"A rule needs a good and a bad example, unless its check is `{NOTE}`. `where` knows {_listed(WHERE)}."
    yield "## Check kinds"
    for name, check in sorted(check_kinds().items()):
        given = ", ".join(_parameter(part) for part in parameters(check).values())
        yield f"### {name}\n\n{prose(check)}" + (f"\n\n`with`: {given}." if given else "")
    yield "## Survivorship strategies\n\nThe first of a field's list that tells two values apart decides."
    yield table(("strategy", ""), [(f"`{name}`", prose(one)) for name, one in _public(survivorship, "pl.Expr")])
    yield "## Comparison kinds\n\nEach gives one of its levels, strongest first, or none where a side says nothing."
    for name, one in _public(comparisons, "pl.Series"):
        yield f"### {name}\n\n{prose(one)}"


def _parameter(part: inspect.Parameter) -> str:
    default = "" if part.default is part.empty else f" = {part.default}"
    return f"`{part.name}: {part.annotation}{default}`"


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _public(module: ModuleType, returns: str) -> list[tuple[str, Callable[..., Any]]]:
    """The public functions of this type: those a module names as its own, or else defines."""
    found = [(name, one) for name, one in inspect.getmembers(module, inspect.isfunction) if not name.startswith("_")]
    named = getattr(module, "__all__", [name for name, one in found if one.__module__ == module.__name__])
    return [(name, one) for name, one in found if name in named and one.__annotations__["return"] == returns]
