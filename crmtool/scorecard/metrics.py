"""What the scorecard measures: read off the rulebook, so that a new rule or field is measured without a programmer.

A metric is a dimension and a field: all rules of that dimension about that field together. Rules about no field make
the metrics ``row`` (whole rows) and ``delivery`` (whole files). In ``delivery`` counts, too, what completeness finds in
whole files about fields that no rule asks of their rows: a column that nobody needs, but that came before.

The dimensions are those of DAMA UK's paper of 2013, "The Six Primary Dimensions for Data Quality Assessment", but for
accuracy, which nobody can measure without visiting the customer: in its place stands what ISO/IEC 25012 calls
credibility, here trustworthiness.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from crmtool import rules_model

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmtool.rules_model import Rule, Rules

BETTER_SAID = {"falsification": "trustworthiness"}
"""A scorecard says what is good, a rule what is bad."""
DIMENSIONS: Mapping[str, str] = MappingProxyType(
    {
        letter: BETTER_SAID.get(word, word)
        for letter, word in rules_model.DIMENSIONS.items()
        if word != "import"  # how a file was read says little about what is in it
    }
)
"""The dimensions by the letter of their rules' codes, in the order in which they are shown."""

OVERALL, ROW, DELIVERY = "overall", "row", "delivery"
NEEDED = "C"
"""The dimension whose rules ask for a value: of all rows, not of those that give one."""


@dataclass(frozen=True, slots=True)
class Metric:
    """Rows without a fault of ``dimension`` (a letter) under ``name``, of all that it is about.

    That is the rows of the delivery ``kinds`` (all if empty), and of those only the ones that give ``field`` ("": all).
    ``faults`` are the pairs of a rule's code and a field ("" for none) that count in it.
    """

    dimension: str
    name: str
    kinds: frozenset[str]
    field: str = ""
    faults: frozenset[tuple[str, str]] = frozenset()


def metrics(rules: Rules) -> list[Metric]:
    """Every metric the rules make, by dimension: first ``overall``, then by field in the order of ``fields.toml``.

    A dimension without rules has no metric, not even ``overall``.
    """
    scored = [rule for rule in rules.checks.values() if rule.scored]
    order = {name: place for place, name in enumerate((*rules.fields, ROW, DELIVERY))}
    return [
        metric
        for letter in DIMENSIONS
        for metric in _of_dimension(letter, [rule for rule in scored if rule.code[0] == letter], order)
    ]


def _of_dimension(letter: str, rules: Sequence[Rule], order: Mapping[str, int]) -> Iterator[Metric]:
    if not rules:
        return
    yield Metric(letter, OVERALL, _kinds(rules))
    about: dict[str, list[tuple[Rule, str]]] = {}
    for rule in rules:
        for field in rule.fields or ("",):
            about.setdefault(_name(rule, field, rules), []).append((rule, field))
    for name in sorted(about, key=order.__getitem__):
        faults = frozenset((rule.code, field) for rule, field in about[name])
        given = "" if letter == NEEDED or name in (ROW, DELIVERY) else name
        yield Metric(letter, name, _kinds([rule for rule, _ in about[name]]), given, faults)


def _name(rule: Rule, field: str, rules: Sequence[Rule]) -> str:
    """The metric in which a rule of a dimension counts what it finds about a field."""
    asking = [one for one in rules if field in one.fields and one.scope == "row"]
    asked, kinds = _kinds(asking), _kinds([rule])
    within = bool(asking) and (not asked or (bool(kinds) and kinds <= asked))
    if field and (rule.code[0] != NEEDED or within):
        return field
    return ROW if rule.scope == "row" else DELIVERY


def _kinds(rules: Sequence[Rule]) -> frozenset[str]:
    """The kinds of delivery that at least one of the rules looks at; empty means all."""
    limits = [rule.where.get("kind", ()) for rule in rules]
    return frozenset(kind for limit in limits for kind in limit) if all(limits) else frozenset()
