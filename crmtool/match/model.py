"""The matching model as data: blocking rules, comparisons with ordered levels, m and u, thresholds.

The terms are Fellegi and Sunter's (JASA 64, 1969): a level's ``match_weight`` is log2(m / u), m being how often records
of one entity show the level and u how often records of two do. Three ways to say u, because each kind of agreement
grows otherwise with the data: ``u`` a plain share (sex, birth date), ``u_per_record`` how many strangers share the
value with a record whatever the size (a family's phone), and ``tf`` the frequency of the very value (names).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from crmtool.errors import UsageError
from crmtool.fields import as_table, as_text, as_texts, as_yes, one_of, only_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


TRAINED = ("m", "u", "u_per_record")
"""What training estimates of a level."""
HEAD = ("entity", "partners", "match", "review", "conflict", "bridge", "cap", "narrow", "identity", "callers")
PART = re.compile(r"^(?P<column>\w+)(?:\[(?P<start>-?[0-9]*):(?P<stop>[0-9]*)\])?$")
"""A key of a blocking rule."""


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Records that agree on all ``keys`` are compared; a key is a column, or a part of its text: ``vin[-8:]``.

    ``zh`` is the rule's name in Chinese.
    """

    name: str
    keys: tuple[str, ...]
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison, named as the comparison kind names it; training leaves a ``fixed`` one alone."""

    name: str
    m: float
    u: float | None = None
    u_per_record: float | None = None
    tf: str = ""
    veto: bool = False
    fixed: bool = False

    def share(self, total: int) -> float:
        """U among ``total`` records; where it is a value's frequency, that of a value on one of them."""
        return min(self.u if self.u is not None else (self.u_per_record or 1.0) / total, 1.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one piece of evidence is compared and weighed.

    ``not_with`` names other comparisons and their levels with which this one counts for nothing (a shared address says
    nothing once full names differ);
    ``unless`` names comparisons that already carry the same evidence: where one of them says something, this is silent.
    ``lasting`` evidence does not change with time (a name, not an address): only it can contradict. ``derived`` are
    columns made of the same values that blocking rules use.
    """

    name: str
    kind: str
    columns: tuple[str, ...]
    levels: tuple[Level, ...]
    title: Mapping[str, str]
    not_with: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unless: tuple[str, ...] = ()
    lasting: bool = False
    derived: tuple[str, ...] = ()

    @property
    def enum(self) -> pl.Enum:
        """The type of its ``gamma``: the levels that the model weighs, strongest first."""
        return pl.Enum([level.name for level in self.levels])


@dataclass(frozen=True, slots=True)
class Namesakes:
    """Whom a steward is asked about though a rare name is all that speaks for them.

    Entities that share a value of ``column``, which at most ``most`` entities have, are a question where the match
    weight of those two of their records that agree least is ``review`` or more. Where a ``comparison`` is named, a
    record alone is joined to the only entity of its name if its first level weighs enough by what entities say of it:
    those with ``proof`` (Boolean), how rare names are; all, how often they come, and how often to the same ``place``.
    """

    column: str
    most: int
    review: float
    comparison: str = ""
    proof: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class MatchModel:
    """A whole model; thresholds are match weights (log2 odds), not probabilities, which saturate.

    From ``match`` two records are joined, from ``review`` a steward is asked; links lighter than ``bridge`` are not
    enough to hold two well-known entities together. Below ``review`` they contradict each
    other where the lasting evidence against them weighs ``conflict`` or less. ``identity`` names columns in which the
    records of one entity agree: where a component does not, it is looked at pair by pair. ``namesakes``: see there.
    ``callers`` is the comparison of the numbers by which rows without a whole name are tied to a customer.
    """

    entity: str
    partners: float
    match: float
    review: float
    conflict: float
    bridge: float
    cap: int
    narrow: tuple[str, ...]
    identity: tuple[str, ...]
    blocking: tuple[BlockingRule, ...]
    comparisons: tuple[Comparison, ...]
    namesakes: Namesakes | None = None
    callers: str = ""


def from_dict(tables: Mapping[str, Any], where: str) -> MatchModel:
    """Build a model from a parsed ``rules/match/*.toml``.

    ``where`` names the file in errors. Raises UsageError for an unknown key, a missing one, a value that is no number
    or no text where one is due, an unknown kind of comparison, and names of comparisons and levels that there are not.
    """
    only_keys(tables, ("model", "blocking", "comparison", "namesakes"), where)
    place = f"{where}: model"
    head = as_table(tables.get("model", {}), place)
    only_keys(head, HEAD, place)
    try:
        comparisons = tuple(_comparison(table, where) for table in tables["comparison"])
        _agreed(comparisons, where)
        names = frozenset(one.name for one in comparisons)
        match, review = _number(head, "match", place), _number(head, "review", place)
        if match < review:
            fix = "Join from a higher weight on than ask"
            raise UsageError("match is below review", where=f"{place} match", fix=fix)
        return MatchModel(
            entity=as_text(head["entity"], f"{place} entity"),
            partners=_number(head, "partners", place, above=0),
            match=match,
            review=review,
            conflict=_number(head, "conflict", place),
            bridge=_number(head, "bridge", place) if "bridge" in head else match,
            cap=int(_number(head, "cap", place, above=1)),
            narrow=as_texts(head.get("narrow", ()), f"{place} narrow"),
            identity=as_texts(head.get("identity", ()), f"{place} identity"),
            blocking=tuple(_blocking(rule, where) for rule in tables["blocking"]),
            comparisons=comparisons,
            namesakes=_namesakes(tables.get("namesakes"), comparisons, f"{where}: namesakes"),
            callers=one_of(head["callers"], names, "comparison", f"{place} callers") if "callers" in head else "",
        )
    except KeyError as missing:
        raise UsageError(f"key {missing} is missing", where=where, fix="add it; rules/match shows all keys") from None


def columns_of(model: MatchModel) -> list[tuple[str, Sequence[str]]]:
    """The columns that each part of a model looks at, with what its file calls the part."""
    namesakes = model.namesakes
    return [
        ("narrow", model.narrow),
        ("identity", model.identity),
        ("namesakes", [one for one in (namesakes.column, namesakes.place) if one] if namesakes else []),
        *((f"blocking {rule.name}", [key.partition("[")[0] for key in rule.keys]) for rule in model.blocking),
        *((f"comparison {one.name}", one.columns) for one in model.comparisons),
        *((f"comparison {one.name}", [level.tf for level in one.levels if level.tf]) for one in model.comparisons),
    ]


def need_columns(model: MatchModel, columns: Mapping[str, pl.DataType], where: str) -> None:
    """Raise UsageError if the model, of the file ``where``, names a column that is not among those of the records."""
    known = frozenset(columns)
    for whose, names in columns_of(model):
        for name in names:
            one_of(name, known, "column", f"{where}: {whose}")
    if model.namesakes and model.namesakes.proof:
        flags = frozenset(name for name, kind in columns.items() if kind == pl.Boolean)
        one_of(model.namesakes.proof, flags, "column of true and false", f"{where}: namesakes proof")


def _blocking(table: Mapping[str, Any], where: str) -> BlockingRule:
    only_keys(table, ("name", "keys", "zh"), f"{where}: blocking")
    name = as_text(table["name"], f"{where}: blocking name")
    place = f"{where}: blocking {name}"
    keys = as_texts(table["keys"], f"{place} keys")
    if not keys:
        raise UsageError("no keys", where=f"{place} keys", fix="Name what records must agree on, or take the rule out")
    for key in keys:
        part = PART.match(key)
        if not part or (part["stop"] and int(part["start"] or 0) >= int(part["stop"])):
            raise UsageError(f"{key!r} is no column and no part of one", where=f"{place} keys", fix="Write vin[-8:]")
    return BlockingRule(name, keys, as_text(table.get("zh", ""), f"{place} zh"))


def _namesakes(table: object, comparisons: Sequence[Comparison], where: str) -> Namesakes | None:
    if table is None:
        return None
    asked = as_table(table, where)
    told = ("comparison", "proof", "place")
    only_keys(asked, ("column", "most", "review", *told), where)
    names = {key: as_text(asked[key], f"{where} {key}") for key in told} if "comparison" in asked else {}
    if names:
        frequent = frozenset(one.name for one in comparisons if one.levels[0].tf)
        one_of(names["comparison"], frequent, "comparison with tf at first", f"{where} comparison")
    column = as_text(asked["column"], f"{where} column")
    return Namesakes(column, int(_number(asked, "most", where, above=1)), _number(asked, "review", where), **names)


def _comparison(table: Mapping[str, Any], where: str) -> Comparison:
    from crmtool.match import comparisons

    name = as_text(table["name"], f"{where}: comparison name")
    place = f"{where}: comparison {name}"
    only_keys(
        table, ("name", "title", "kind", "columns", "level", "not_with", "unless", "lasting", "derived", "fixed"), place
    )
    fixed = as_yes(table, "fixed", place)
    levels = as_table(table["level"], f"{place} level")
    if not levels:
        raise UsageError("no levels", where=f"{place} level", fix="Name what it may find, or take the comparison out")
    title, not_with = (as_table(table.get(key, {}), f"{place} {key}") for key in ("title", "not_with"))
    only_keys(title, ("en", "zh"), f"{place} title")
    return Comparison(
        name=name,
        title={lang: as_text(title.get(lang, name), f"{place} title {lang}") for lang in ("en", "zh")},
        kind=one_of(table["kind"], frozenset(comparisons.__all__), "kind of comparison", place),
        columns=as_texts(table["columns"], f"{place} columns"),
        levels=tuple(_level(level, said, place, fixed=fixed) for level, said in levels.items()),
        not_with=tuple((other, as_texts(names, f"{place} not_with {other}")) for other, names in not_with.items()),
        unless=as_texts(table.get("unless", ()), f"{place} unless"),
        lasting=as_yes(table, "lasting", place),
        derived=as_texts(table.get("derived", ()), f"{place} derived"),
    )


def _agreed(comparisons: Sequence[Comparison], where: str) -> None:
    """Raise UsageError where two have one name, and where one names another, or a level of it, that there is not."""
    levels = {one.name: frozenset(level.name for level in one.levels) for one in comparisons}
    for one in comparisons:
        place = f"{where}: comparison {one.name}"
        if [other.name for other in comparisons].count(one.name) > 1:
            raise UsageError("two comparisons have this name", where=place, fix="Give one of them another name")
        for other in (*one.unless, *dict(one.not_with)):
            one_of(other, frozenset(levels), "comparison", place)
        for other, names in one.not_with:
            for name in names:
                one_of(name, levels[other], f"level of {other}", place)


def _level(name: str, said: object, where: str, *, fixed: bool) -> Level:
    place = f"{where}: level {name}"
    table = as_table(said, place)
    only_keys(table, ("m", "u", "u_per_record", "tf", "veto", "fixed"), place)
    if sum(key in table for key in ("u", "u_per_record", "tf")) != 1:
        raise UsageError("a level needs exactly one of u, u_per_record and tf", where=place)
    shares = {key: as_share(table, key, place) for key in TRAINED if key in table or key == "m"}
    tf = as_text(table.get("tf", ""), f"{place} tf")
    veto = as_yes(table, "veto", place)
    return Level(name, **shares, tf=tf, veto=veto, fixed=as_yes({"fixed": fixed, **table}, "fixed", place))


def as_share(table: Mapping[str, Any], key: str, where: str) -> float:
    """A share above 0 and, but for strangers per record and what a value's frequency divides, at most 1."""
    share = _number(table, key, where, above=0)
    if share > 1 and key != "u_per_record" and "tf" not in table:
        raise UsageError(f"{share:g} is no share", where=f"{where} {key}", fix="Write a number from 0 to 1")
    return share


def _number(table: Mapping[str, Any], key: str, where: str, *, above: float = -math.inf) -> float:
    value = table[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not above < value < math.inf:
        what = "a number" if above < 0 else f"a number above {above:g}"
        raise UsageError(f"{value!r} is not {what}", where=f"{where} {key}", fix="Write it as 2.5")
    return float(value)
