"""The page about the matching models, and the worked pairs of the explanation, weighed by the program itself."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from builder.markdown import page, table
from crmtool.match import model
from crmtool.match.features import customer_features, with_drivers, with_frequencies
from crmtool.match.scoring import level_weight, prior, score
from crmtool.rulebook import Rules, open_rules
from crmtool.standardise import standardise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from crmtool.match.model import Comparison, Level, MatchModel

SIZE = 100_000
OCCURS = 12
SETTINGS = ("partners", "match", "review", "conflict", "cap")
TODAY = date(2026, 11, 20)
ADDRESS = "江苏省张家港市南京路155号13幢3201"
PAIRS: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]] = {
    "one customer": (
        {"name": "张三丰", "id_number": "110110199003070018", "mobile": "13000001357", "address": ADDRESS},
        {"name": "張三峰", "mobile": "+86 130-0000-1357", "address": "张家港市长安路8号"},
    ),
    "two customers": (
        {"name": "王伟", "gender": "男", "mobile": "13100001357", "address": ADDRESS},
        {"name": "李娜", "gender": "女", "mobile": "131 0000 1357", "address": ADDRESS},
    ),
}
"""Rows as delivered; the two of a pair have come with the same car."""


def pages() -> dict[str, str]:
    """The page by file name."""
    return {"models.md": page("Matching models", _models(open_rules(None)))}


def with_pairs(text: str) -> str:
    """The explanation with its worked pairs weighed again, between their marks."""
    rules = open_rules(None)
    for name, rows in PAIRS.items():
        begin, end = f"<!-- pair: {name} -->", "<!-- end of pair -->"
        weighed = f"{begin}\n\n{_weighed(rows, rules)}\n\n{end}"
        text = weighed.join(re.split(f"{begin}.*?{end}", text, flags=re.DOTALL))
    return text


def _models(rules: Rules) -> Iterator[str]:
    yield (
        f"[Matching](../explanation/matching.md) says what the words mean. A weight is log2(m / u), here for {SIZE:,} "
        "records where it depends on their number."
    )
    for name in sorted(set(rules.match) - {"levels"}):
        one = model.from_dict(rules.match[name], name)
        yield f"## {name}"
        yield table(("setting", "value"), [(f"`{key}`", f"{getattr(one, key):g}") for key in SETTINGS])
        if asked := one.namesakes:
            share = f"Entities that share a value of `{asked.column}`, which at most {asked.most} have,"
            yield f"{share} are a question in review from a weight of {asked.review:g}."
        yield "Two records are compared where they agree on all keys of one of these:"
        yield table(("blocking rule", "keys"), [(rule.name, f"`{' + '.join(rule.keys)}`") for rule in one.blocking])
        words = rules.match["levels"]
        for comparison in one.comparisons:
            yield f"### {name}: {comparison.name}\n\n{_comparison(comparison)}"
            rows = [_level(level, words.get(level.name, {}).get("en", "")) for level in comparison.levels]
            yield table(("level", "in words", "m", "u", "weight", ""), rows)


def _comparison(one: Comparison) -> str:
    """Of what kind it is, what it looks at, and when it does not count."""
    said = [f"Kind [`{one.kind}`](rulebook.md#{one.kind}), of {_listed(one.columns)}."]
    said += ["Lasting."] if one.lasting else []
    said += [f"Not counted where {other} is {_listed(names)}." for other, names in one.not_with]
    said += [f"Not counted where {other} was compared." for other in one.unless]
    return " ".join(said)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _level(level: Level, words: str) -> tuple[str, ...]:
    weight = "by value" if level.tf else f"{level_weight(level, SIZE):+.1f}"
    return level.name, words, f"{level.m:g}", _u(level, "its own"), weight, "veto" if level.veto else ""


def _u(level: Level, occurs: object) -> str:
    """How often records of two customers show the level, as the model says it."""
    if level.tf:
        return f"{occurs} / {SIZE:,}"
    return f"{level.u:g}" if level.u_per_record is None else f"{level.u_per_record:g} / {SIZE:,}"


def _weighed(rows: tuple[Mapping[str, str], Mapping[str, str]], rules: Rules) -> str:
    """The table of a pair: what was compared, what each row says, the level, m, u and the weight."""
    customer = model.from_dict(rules.match["customer"], "customer")
    features = _features(rows, rules, customer)
    scored = score(pl.DataFrame({"l": [0], "r": [1], "rule": [0]}), features, customer, SIZE).row(0, named=True)
    said = pl.DataFrame(rows, schema=dict.fromkeys(_FIELDS.values(), pl.String))
    lines = [("before any evidence", "", "", "", "", "", f"{prior(customer, SIZE):+.1f}")]
    for one in customer.comparisons:
        found = {level.name: level for level in one.levels}.get(str(scored[f"gamma_{one.name}"]))
        if found is not None:
            sides = said[_FIELDS[one.name]].to_list() if one.name in _FIELDS else [_GIVEN[one.name]] * 2
            weight = float(scored[f"mw_{one.name}"])
            worth = f"{weight:+.1f}" if weight or one.not_with == () else "not counted"
            lines.append((one.name, *sides, found.name, f"{found.m:g}", _u(found, OCCURS), worth))
    verdict = f"**{scored['verdict']}**"
    lines.append(("in all", "", "", verdict, "", "", f"{scored['match_weight']:+.1f}"))
    return table(("evidence", "one row", "other row", "level", "m", "u", "weight"), lines)


_FIELDS = {"name": "name", "document": "id_number", "phone": "mobile", "address": "address", "sex": "gender"}
_GIVEN = {"type": "a person", "car": "the same car"}


def _features(rows: tuple[Mapping[str, str], Mapping[str, str]], rules: Rules, one: MatchModel) -> pl.DataFrame:
    """Evidence of the two rows, as if each rare value stood on so many of so many records."""
    delivered = pl.DataFrame([{**row, "source_file": "made up", "dealer": str(at)} for at, row in enumerate(rows)])
    known = standardise(delivered, {name: field.kind for name, field in rules.fields.items()}, TODAY)
    evidence = customer_features(known.with_columns(id_means=pl.lit(None, pl.String)))
    features = with_frequencies(with_drivers(evidence.with_columns(vehicle=pl.lit(7, pl.UInt32))), one)
    counts = [name for name in features.columns if name.startswith("tf_")]
    return features.with_columns(pl.lit(OCCURS, pl.UInt32).alias(name) for name in counts)
