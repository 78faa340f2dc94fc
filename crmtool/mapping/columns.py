"""Which delivered column holds which field: header and content weighed together, over all columns at once.

Every column has a score for every field: what its header says (1 for a plain name of the field) plus what its values
say (``evidence``). The fields are then given out so that the sum of scores is largest; a column whose best score is not
above ``THRESHOLD`` stays unmapped and is kept in ``extra``. Column order never matters, and a column that fits nothing
changes nothing.

Whose a column is matters as much as what it holds. The record's own person is the owner or customer if a name column
says so, else the insured or policy holder, else the person who brought the car; columns of others (送修人电话,
销售顾问) never become the customer's name, phone or ID number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING

from crmtool.errors import UsageError
from crmtool.fields import PERSONS
from crmtool.mapping.assignment import assigned
from crmtool.mapping.beside import beside_each_other
from crmtool.mapping.content import Facts, examine
from crmtool.mapping.evidence import STRICT, may_show, shows, weigh
from crmtool.mapping.headers import Heading, read_all
from crmtool.model import ColumnMapping

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from crmtool.fields import Field, Fields
    from crmtool.mapping.evidence import Evidence
    from crmtool.model import RawTable

THRESHOLD = 0.5
SURE = 3.5
LIE = -0.5
UNKNOWN_HEADER, OTHER_HEADER = 0.8, 0.6
IGNORED = 0.6
NAMED = 0.5
PLAIN = 0.9
SAMPLE, LARGE_SAMPLE = 24, 200
OTHER_THAN_CONTACT = 0.85
SECOND = 0.1
SELDOM = 4
NUDGE = 1e-6
RANKS = {"owner": 0, "customer": 1, "": 2, "company": 3, "policy_holder": 4, "insured": 4, "contact": 5}


@dataclass(frozen=True, slots=True)
class Score:
    """How well a column fits a field, how much of that its header says, and why."""

    value: float
    why: str
    claim: float = 0.0


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A raw table to be mapped: the kind of its delivery, the dealer's own mapping of headers to fields, from where."""

    table: RawTable
    kind: str
    profile: Mapping[str, str]
    where: str = ""


def map_tables(tables: Sequence[Unmapped], fields: Fields, as_of: date) -> list[tuple[ColumnMapping, ...]]:
    """Which field each column of each raw table holds, in the tables' order.

    A profile maps a header to "" for a column to leave alone; a column without a header, or one of several with the
    same, is ``#3`` there (the third). ``as_of`` is the day the rules speak of. Raises UsageError if a profile names
    one field twice.
    """
    headings = read_all([(one.kind, one.table.headers) for one in tables], fields)
    read = [headings[one.kind, one.table.headers] for one in tables]
    clear = [_is_clear(one) for one in read]
    sizes = [SAMPLE if one else LARGE_SAMPLE for one in clear]
    seen = examine([one.table.cells for one in tables], sizes, fields, as_of)
    return [
        _mapped(one, heading, facts if sure else beside_each_other(one.table.cells, facts), fields, as_of.year)
        for one, heading, facts, sure in zip(tables, read, seen, clear, strict=True)
    ]


def _is_clear(headings: Sequence[Heading]) -> bool:
    """Whether every header says what it is; then a few values suffice to see that none of them lies."""
    return all(heading.ignored or max(heading.scores.values(), default=0.0) > PLAIN for heading in headings)


def _mapped(
    one: Unmapped, headings: Sequence[Heading], facts: Sequence[Facts], fields: Fields, this_year: int
) -> tuple[ColumnMapping, ...]:
    table = one.table
    fixed = _fixed(one)
    scores = _scores(headings, facts, fields, this_year)
    free = {
        column: {name: score for name, score in row.items() if name not in fixed.values()}
        for column, row in enumerate(scores)
        if column not in fixed
    }
    given = _promoted(_assigned(free, headings, facts, list(fields)), fields, fixed)
    return tuple(
        ColumnMapping(column, header, fixed[column], 1.0, "dealer profile")
        if column in fixed
        else _mapping(column, header, given.get(column, ""), scores[column], fields)
        for column, header in enumerate(table.headers)
    )


def column_keys(headers: Sequence[str]) -> list[str]:
    """How a profile calls each column: by its header, or ``#3`` where that is empty or not the only one."""
    names = [header.strip() for header in headers]
    times = Counter(names)
    return [name if name and times[name] == 1 else f"#{place}" for place, name in enumerate(names, 1)]


def _fixed(one: Unmapped) -> dict[int, str]:
    """Columns whose field the profile says."""
    fixed: dict[int, str] = {}
    for column, key in enumerate(column_keys(one.table.headers)):
        name = one.profile.get(key)
        if name and name in fixed.values():
            where = f"{one.where} [columns] {key}"
            raise UsageError(f"two columns of a table are mapped to {name!r}", where=where, fix='Set one to ""')
        if name is not None:
            fixed[column] = name
    return fixed


def _scores(
    headings: Sequence[Heading], facts: Sequence[Facts], fields: Fields, this_year: int
) -> list[dict[str, Score]]:
    """For each column the fields it may hold, with scores above the threshold."""
    weighing = [_weighing(fields, seen, this_year) for seen in facts]
    believed = [
        Heading(heading.header, useless=True) if _lies(heading, weighed) else heading
        for heading, weighed in zip(headings, weighing, strict=True)
    ]
    names = {field.name for field in fields.values() if field.kind == "name" and field.of == "customer"}
    telling = [_tells_a_name(heading, weighed, names) for heading, weighed in zip(believed, weighing, strict=True)]
    main, named = _whose(believed, facts, telling)
    seen_alone = [field for field in fields.values() if shows(field)]
    rows = []
    for heading, seen, weighed in zip(believed, facts, weighing, strict=True):
        row = {}
        plain = max(heading.scores.values(), default=0.0) > PLAIN
        shown = [] if plain else [field.name for field in seen_alone if may_show(field, seen)]
        for name in dict.fromkeys((*heading.scores, *shown)):
            score = _score(heading, fields[name], weighed, _admitted(heading, fields[name], main, named))
            if score and score.value > THRESHOLD:
                row[name] = score
        rows.append(row)
    return rows


def _weighing(fields: Fields, facts: Facts, this_year: int) -> Callable[[str], Evidence]:
    """What the facts about a column say about a field, by its name: several steps ask for the same."""
    return cache(lambda name: weigh(fields[name], facts, this_year))


def _lies(heading: Heading, weighed: Callable[[str], Evidence]) -> bool:
    """Whether the values contradict every field that the header speaks of."""
    return bool(heading.scores) and all(weighed(name).points < LIE for name in heading.scores)


def _tells_a_name(heading: Heading, weighed: Callable[[str], Evidence], names: set[str]) -> bool:
    """Whether a column is for a customer's name: by its header, or by its values where the header says nothing."""
    if heading.scores or heading.ignored:
        return any(heading.scores.get(name, 0.0) > NAMED for name in names)
    return any(weighed(name).points * UNKNOWN_HEADER > THRESHOLD for name in names)


def _whose(headings: Sequence[Heading], facts: Sequence[Facts], naming: Sequence[bool]) -> tuple[str, frozenset[str]]:
    """The role that is the record's own person, and all roles that have a column ``naming`` somebody.

    A column without values does not count beside one with values. Of insured and policy holder it is the one of whom
    more is known, or who alone may be a company: the other one is its driver.
    """
    roles = [
        (heading.role, seen.judged > 0) for heading, seen, tells in zip(headings, facts, naming, strict=True) if tells
    ]
    named = {role for role, filled in roles if filled} or {role for role, _ in roles}
    known = Counter(heading.role for heading in headings if heading.scores)
    companies = {
        heading.role: seen.share("company")
        for heading, seen, tells in zip(headings, facts, naming, strict=True)
        if tells
    }
    only_people = {role for role, share in companies.items() if share * SELDOM < max(companies.values())}
    main = min(
        named & RANKS.keys(),
        key=lambda role: (RANKS[role], -known[role], role in only_people, PERSONS.index(role) if role else 0),
        default="",
    )
    return main, frozenset(named)


def _admitted(heading: Heading, field: Field, main: str, named: frozenset[str]) -> float:
    """How well the role of a header fits a field's owner: 1, less, or 0 for somebody else's."""
    role = heading.role
    if field.of == "customer":
        return float(role in ("", main) or (role in PERSONS and role != "contact" and role not in named))
    if field.of == "contact":
        strangers = role in PERSONS and role not in (main, "company") and (role in named or role == "contact")
        return (1.0 if role == "contact" else OTHER_THAN_CONTACT) * strangers
    if field.of == "company":
        return float(role in ("company", "") and main != "company")
    if field.of == "record":
        return float(role in ("", "owner", "customer"))
    if field.of in ("staff", "dealer"):
        return float(role == field.of)
    return float(role not in ("staff", "dealer", "other"))


def _score(heading: Heading, field: Field, weighed: Callable[[str], Evidence], admitted: float) -> Score | None:
    """Header and content together; None where the header says that the column is somebody else's."""
    if heading.scores and not admitted:
        return None
    claim = admitted * heading.scores.get(field.name, 0.0)
    if heading.ignored and field.kind not in STRICT:
        return None
    evidence = weighed(field.name)
    if claim:
        return Score(claim + evidence.points, "; ".join(filter(None, (heading.why, evidence.why))), claim)
    if field.replaces:
        return Score(evidence.points - SECOND, evidence.why) if heading.useless else None
    return Score(_unclaimed(heading, field, evidence.points), evidence.why)


def _unclaimed(heading: Heading, field: Field, points: float) -> float:
    """What content is worth where the header does not speak of the field; soft signs count less against a header."""
    if heading.ignored:
        return points - IGNORED
    if field.kind in STRICT or heading.useless:
        return points
    return points * (OTHER_HEADER if heading.scores else UNKNOWN_HEADER)


def _assigned(
    scores: Mapping[int, Mapping[str, Score]], headings: Sequence[Heading], facts: Sequence[Facts], names: list[str]
) -> dict[int, str]:
    """Give each field to at most one column so that the sum of scores is largest: column to field.

    Each column may also stay alone, which is worth the threshold. Where two columns could change places, the one with
    the lower number behind its header, the fuller one, the first by name goes to the earlier field.
    """
    columns = sorted(
        (column for column, row in scores.items() if row),
        key=lambda c: (headings[c].ordinal, -facts[c].held, headings[c].header, c),
    )
    rank = {name: place for place, name in enumerate(names)}
    gains = {
        column: {
            rank[name]: score.value - THRESHOLD - _nudge(place, rank[name]) for name, score in scores[column].items()
        }
        for place, column in enumerate(columns)
    }
    return {column: names[field] for column, field in assigned(gains).items()}


def _nudge(place: int, rank: int) -> float:
    """Settles ties: the earlier column for a field, the earlier field for a column, two and two in order."""
    return NUDGE * (place + rank) - NUDGE * 1e-4 * place * rank


def _promoted(given: dict[int, str], fields: Fields, fixed: Mapping[int, str]) -> dict[int, str]:
    """A field without a column gets that of the field that replaces it: a record needs a phone of some kind."""
    taken = {*given.values(), *fixed.values()}
    return {
        column: fields[name].replaces if fields[name].replaces and fields[name].replaces not in taken else name
        for column, name in given.items()
    }


def _mapping(column: int, header: str, name: str, scores: Mapping[str, Score], fields: Fields) -> ColumnMapping:
    if not name:
        plain = [other for other, score in scores.items() if PLAIN < score.claim <= score.value]
        rivals = max(plain, key=lambda other: scores[other].value, default="")
        why = f"another column is {rivals}" if rivals else "fits no field that is still free" if scores else ""
        return ColumnMapping(column, header, "", 0.0, why, rivals=rivals)
    score = next(
        scores[other] for other in (name, *scores) if other in scores and name in (other, fields[other].replaces)
    )
    confidence = 1 / (1 + exp(-SURE * (score.value - THRESHOLD)))
    return ColumnMapping(column, header, name, round(confidence, 2), score.why, named=score.claim > 0)
