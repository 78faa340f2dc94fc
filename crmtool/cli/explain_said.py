"""An explanation in sentences and rows of the user's language, for the terminal and for the page alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.cli.explain_words import EXPLAINED
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crmtool.explanation.told import Decision, Explanation, Key, Link, Refusal, Same, Step, Story, Union, WhatIf
    from crmtool.rulebook import Rules

VISIBLE = 0.05
"""A smaller difference is not to be seen in the figures."""
SHORT, EACH_END = 30, 12
"""A cluster of more links than SHORT is told by its EACH_END first and weakest ones."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the waterfall: from where to where the sum goes, and what moves it."""

    title: str
    level: str
    left: str
    right: str
    shares: str
    weight: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a cluster's links."""

    left: str
    right: str
    weight: float
    because: str
    sizes: str


class Said:
    """Says explanations in one language, with the rulebook's names of levels and fields."""

    def __init__(self, rules: Rules, lang: str) -> None:
        self._levels: Mapping[str, Mapping[str, str]] = rules.match["levels"]
        self._labels = {name: field.label(lang) for name, field in rules.fields.items()}
        models = [model for name, model in rules.match.items() if name != "levels"]
        self._rules = {one["name"]: one.get("zh", "") for model in models for one in model["blocking"] if lang == "zh"}
        self.lang = lang

    def word(self, key: str, *values: object) -> str:
        """The word or sentence for ``key`` with values in their places."""
        said = EXPLAINED.get(key)
        return (say(key, self.lang) if said is None else said[self.lang == "zh"]).format(*values)

    def level(self, name: str) -> str:
        """A level in words."""
        return self._levels.get(name, {}).get(self.lang, name)

    def waterfall(self, found: Explanation) -> list[Bar]:
        """The prior, what counts, the heaviest first, and the sum."""
        counted = sorted((one for one in found.steps if one.state == "counted"), key=lambda one: -abs(one.weight))
        bars = [Bar(self.word("prior"), "", "", "", "", found.prior, 0.0, found.prior)]
        for step in counted:
            start = bars[-1].end
            bars.append(
                Bar(
                    step.comparison[self.lang],
                    self._level_of(step, found),
                    step.left,
                    "" if step.alike else step.right,
                    f"m {_share(step.m)} u {_share(step.u)}",
                    step.weight,
                    start,
                    start + step.weight,
                )
            )
        return [*bars, Bar(self.word("total"), "", "", "", "", found.weight, 0.0, found.weight)]

    def _level_of(self, step: Step, found: Explanation) -> str:
        said = self.level(step.level)
        if step.veto:
            said += f" ({self.word('explain veto')})"
        return said if step.seen is None else f"{said} ({self.word('explain seen', step.seen, found.records)})"

    def uncounted(self, found: Explanation) -> list[str]:
        """What does not count, and why; what says nothing."""
        lines = []
        for step in found.steps:
            if step.because:
                other, level = step.because
                why = self.word(f"explain {step.state}", other[self.lang], self.level(level))
                lines.append(f"{step.comparison[self.lang]} ({self.level(step.level)}, {number(step.alone)}): {why}")
        for who in ("left", "right", "both"):
            titles = [one.comparison[self.lang] for one in found.steps if one.state == "missing" and one.absent == who]
            if titles:
                lines.append(f"{self.word(f'explain missing {who}')}: {', '.join(titles)}")
        return lines

    def verdict(self, found: Explanation) -> Iterator[str]:
        """What the sum means, by itself."""
        kind = "vehicle " if found.entity == "vehicle" else ""
        limits = self.word("explain limits", number(found.match), number(found.review))
        yield self.word(f"verdict {kind}{found.verdict}") + (f" ({limits})" if not found.veto else "")
        for step in found.steps:
            if step.veto:
                yield self.word("explain vetoed", step.comparison[self.lang], self.level(step.level))
        if found.contradiction and not found.veto:
            yield self.word("explain contradicts", number(found.against), number(found.conflict))
        if found.at_run is not None:
            yield self.word("explain at run", number(found.at_run))
        if found.alone is not None:
            yield self.word("explain alone", number(found.alone))

    def blocking(self, found: Explanation) -> Iterator[str]:
        """Whether and why the two were compared, or how far they were from that."""
        blocking = found.blocking
        if blocking.rules:
            yield f"{self.word('compared under')}: {'; '.join(map(self._rule, blocking.rules))}"
        elif blocking.inside:
            yield self.word("explain inside")
        else:
            yield self.word("never compared")
        if blocking.too_common:
            yield self.word("explain too common", "; ".join(map(self._rule, blocking.too_common)))
        if blocking.nearest:
            yield self.word("explain nearest", self._rule(blocking.nearest), "; ".join(map(self._key, blocking.keys)))

    def _rule(self, name: str) -> str:
        return self._rules.get(name) or name

    def _key(self, key: Key) -> str:
        label = self._labels.get(key.column) or self.word(f"column {key.column}").removeprefix("column ")
        return self.word("explain key slip" if key.slips == 1 else f"explain key {key.state}", label, key.slips)

    def outcome(self, found: Explanation) -> Iterator[str]:
        """What became of the two in the master, and why."""
        one, other = (golden_id or self.word(f"explain no {found.entity}") for golden_id in found.customers)
        if one != other:
            yield f"{self.word(f'two {found.entity}s')}: {one}, {other}"
        elif found.customers[0]:
            yield f"{self.word(f'one {found.entity}')}: {one}"
        if found.decisions:
            key = "explain one by" if one == other else "explain two by"
            yield from (f"{self.word(key)} {self._decision(decision)}" for decision in found.decisions)
            return
        if found.apart:
            yield self.refusal(found.apart, found.left, found.right)
        elif found.asked:
            yield self.word("explain asked", self.word(f"explain {found.asked}"))
        elif found.verdict == "match" and one != other:
            yield self.word("explain unjoined")
        if found.through_others:
            weakest = min(found.chain, key=lambda one: one.weight)
            yield self.word("explain chain", number(weakest.weight), weakest.left, weakest.right)
        elif one == other and not found.chain and found.customers[0]:
            yield self.word("explain no chain")

    def _decision(self, one: Decision) -> str:
        said = self.word("explain decision", one.number, one.by, one.at[:10])
        return f"{said} ({one.reason})" if one.reason else said

    def refusal(self, refused: Refusal, left: str = "", right: str = "") -> str:
        """Why a link was not made."""
        link = refused.link
        said = self.word("explain refused", number(link.weight))
        if {link.left, link.right} != {left, right}:
            said = self.word("explain refused link", link.left, link.right, number(link.weight))
        against = refused.contradiction
        if refused.asked in {"bridge", "caller"}:
            return self.word("explain refused asked", said, self.word(f"explain {refused.asked}"))
        if against is None:
            return self.word("explain refused unknown", said)
        key = "explain refused veto" if against.veto else "explain refused by"
        return self.word(key, said, against.left, against.right, self.because(against))

    def because(self, link: Link) -> str:
        """The comparisons that weigh most, in words."""
        said = [f"{title[self.lang]} {number(weight)}" for title, _, weight in link.because]
        return ", ".join([*said, self.word("explain only one")] if link.alone else said)

    def chain(self, links: Sequence[Link]) -> list[Line]:
        """The links of a chain, from one end to the other."""
        return [Line(one.left, one.right, one.weight, self.because(one), "") for one in links]

    def wishes(self, found: Explanation) -> list[str]:
        """What would bring the pair nearest to a match."""
        lines = []
        for wish in found.wishes:
            now = self.level(wish.now) if wish.now else self.word("explain unsaid")
            outcome = self.word(f"explain becomes {wish.verdict}")
            lines.append(
                self.word("explain wish", wish.comparison[self.lang], now, self.level(wish.level), number(wish.total))
                + f" ({outcome})"
            )
        return lines

    def changes(self, found: WhatIf) -> list[tuple[str, str, str, str]]:
        """The comparisons whose outcome would be another: before, after and the difference."""
        rows = []
        for before, after in zip(found.before.steps, found.after.steps, strict=True):
            difference = after.weight - before.weight
            if (before.level, before.state) != (after.level, after.state) or abs(difference) >= VISIBLE:
                sides = self._brief(before), self._brief(after)
                rows.append((before.comparison[self.lang], *sides, number(difference)))
        total = number(found.before.weight), number(found.after.weight)
        return [*rows, (self.word("total"), *total, number(found.after.weight - found.before.weight))]

    def _brief(self, step: Step) -> str:
        if not step.level:
            return self.word("explain unsaid") if step.state == "missing" else "-"
        said = f"{self.level(step.level)} {number(step.weight)}"
        return said if step.state == "counted" else f"{self.level(step.level)} ({self.word('explain off')})"

    def missing(self, found: Explanation) -> str:
        """How far the pair is from a match."""
        if found.veto:
            return self.word("explain lacks veto")
        return self.word("explain lacks", f"{found.match - found.weight:.1f}")

    def notes(self, notes: Sequence[tuple[str, tuple[str, ...]]]) -> list[str]:
        """What is to be known of the names asked for."""
        return [self.word(f"explain {key}", *values) for key, values in notes]

    def same(self, found: Same) -> list[str]:
        """Why two rows are one record."""
        lines = [self.word("explain same by id" if found.by_id else "explain same by content", len(found.places))]
        lines += [self.word("explain newest", found.record)]
        return [*lines, *(f"{self.word('one customer')}: {one}" for one in found.customers)]

    def story(self, told: Story) -> Iterator[str]:
        """A cluster in a few sentences."""
        count = len(told.records)
        yield self.word(
            f"explain {told.entity} of", told.id, count, told.rows, told.deliveries, ", ".join(told.dealers)
        )
        if told.possible:
            yield self.word("explain density", told.matching, told.possible, told.matching / told.possible)
        if told.loose:
            yield self.word(f"explain loose {told.entity}", told.loose + 1)
        if told.weakest:
            link, (left, right) = told.weakest.link, told.weakest.sizes
            yield self.word(
                "explain weakest", number(link.weight), link.left, link.right, left, right, self.because(link)
            )

    def unions(self, told: Story) -> tuple[list[Line], list[Line], str]:
        """The links in the order in which they were made: all, or the first and the last, and what is between."""
        lines = [self._union(one) for one in told.unions]
        if len(lines) <= SHORT:
            return lines, [], ""
        left_out = told.unions[EACH_END:-EACH_END]
        said = self.word(
            "explain between", len(left_out), number(left_out[0].link.weight), number(left_out[-1].link.weight)
        )
        return lines[:EACH_END], lines[-EACH_END:], said

    def _union(self, union: Union) -> Line:
        link, (left, right) = union.link, union.sizes
        return Line(link.left, link.right, link.weight, self.because(link), f"{left} + {right}")

    def questions(self, told: Story) -> list[tuple[str, list[str]]]:
        """What speaks against the cluster, or for more: headed lists."""
        outweighed = [
            f"{one.left} ~ {one.right}: {number(one.weight)} ({self.because(one)})" for one in told.outweighed
        ]
        refused = [f"{one.other}: {self.refusal(one)}" for one in told.refused]
        unsure = [
            f"{other}: {one.left} ~ {one.right}, {number(one.weight)} ({self.because(one)})"
            for one, other in told.unsure
        ]
        decided = [f"{self._decision(one)}: {self.word(f'explain {one.verdict}')}" for one in told.decisions]
        lists = (
            ("explain outweighed", outweighed),
            ("explain kept out", refused),
            ("explain for review", unsure),
            ("explain decided", decided),
        )
        return [(self.word(key), lines) for key, lines in lists if lines]


def number(weight: float) -> str:
    """A weight with its sign."""
    return f"{weight:+.1f}"


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.3g}" if share >= 0.001 else f"{share:.1e}"
