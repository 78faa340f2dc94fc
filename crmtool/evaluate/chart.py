"""How good a master is, as one HTML page that needs nothing else: no scripts, no addresses, light, dark, printed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from crmtool.evaluate.texts import text
from crmtool.harmless import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from crmtool.evaluate.scores import Scores
    from crmtool.evaluate.truth import Entity

FIGURES = ("precision", "recall", "f1")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 340, 44, 96, 22, 44
"""The drawing and its margins, in its own units."""
ABOVE, STEPS = 20.0, 26
"""The curve ends so many bits above ``match``, and has about so many points."""
_GAP = 15.0
_VISIBLE = {ord(control): said for control, said in CONTROLS.items()}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page tells: figures by entity, the curve and both thresholds, breakdowns by entity, where it is from."""

    scores: Sequence[Scores]
    curve: pl.DataFrame
    match: float
    parts: Mapping[Entity, pl.DataFrame]
    master: str
    day: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the drawing: its points, the dot of the master as it is, and where its label stands."""

    name: str
    points: tuple[tuple[float, float, str], ...]
    dot: tuple[float, float, str] | None
    label: float

    @property
    def path(self) -> str:
        """The points as SVG wants them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in self.points)


class Drawing:
    """Where everything stands: ``lines``, ticks of both axes, the present threshold."""

    def __init__(self, facts: Facts) -> None:
        curve, now = facts.curve, next((one for one in facts.scores if one.entity == "customer"), None)
        self._low, self._high = float(curve["threshold"].item(0)), float(curve["threshold"].item(-1))
        dots = {name: getattr(now, name) for name in FIGURES} if now else {}
        least = min([*dots.values(), *(value for name in FIGURES for value in curve[name].to_list())])
        self._step: float = next((step for step in (0.01, 0.02, 0.05, 0.1) if 1 - least <= 6 * step), 0.2)
        self._floor = min(math.floor(least / self._step + 1e-9) * self._step, 1 - self._step)
        self.now = self.x(facts.match)
        self.lines = self._labelled(
            [
                Line(
                    name,
                    tuple(
                        (self.x(at), self.y(to), f"{at:g}: {to:.4f}") for at, to in curve["threshold", name].iter_rows()
                    ),
                    (self.now, self.y(dots[name]), f"{dots[name]:.4f}") if dots else None,
                    self.y(curve[name].item(-1)),
                )
                for name in FIGURES
            ]
        )

    @property
    def shares(self) -> list[tuple[float, str]]:
        """Ticks of the upright axis."""
        count = round((1 - self._floor) / self._step)
        return [(self.y(at), f"{at:.2f}") for at in (self._floor + self._step * tick for tick in range(count + 1))]

    @property
    def weights(self) -> list[tuple[float, str]]:
        """Ticks of the level axis."""
        step = next((step for step in (1, 2, 5, 10) if self._high - self._low <= 12 * step), 20)
        return [
            (self.x(at), f"{at}") for at in range(math.ceil(self._low / step) * step, math.floor(self._high) + 1, step)
        ]

    def x(self, threshold: float) -> float:
        """Where a threshold stands."""
        return LEFT + (threshold - self._low) / ((self._high - self._low) or 1.0) * (WIDTH - LEFT - RIGHT)

    def y(self, share: float) -> float:
        """Where a share stands."""
        down: float = (1 - share) / (1 - self._floor)
        return TOP + down * (HEIGHT - TOP - BOTTOM)

    def _labelled(self, lines: Sequence[Line]) -> list[Line]:
        """The lines with their labels so far apart that each can be read."""
        placed: list[Line] = []
        for line in sorted(lines, key=lambda line: line.label):
            label = max(line.label, placed[-1].label + _GAP) if placed else line.label
            placed.append(Line(line.name, line.points, line.dot, label))
        return placed


def thresholds(match: float, review: float) -> list[float]:
    """The thresholds of the curve: from ``review``, below which pairs are not kept, in even steps, and ``match``."""
    step = max(1.0, round((match + ABOVE - review) / STEPS))
    steps = math.floor((match + ABOVE - review) / step)
    return sorted({*(review + step * at for at in range(steps + 1)), match})


def page(facts: Facts, lang: str) -> str:
    """The page's text in ``lang``; every value is escaped, and control characters are shown, not sent."""
    from jinja2 import Environment, StrictUndefined

    template = files("crmtool.evaluate").joinpath("chart.html").read_text("utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_legible
    )
    return environment.from_string(template).render(
        facts=facts,
        drawing=Drawing(facts) if facts.curve.height else None,
        size={
            "width": WIDTH,
            "height": HEIGHT,
            "left": LEFT,
            "right": WIDTH - RIGHT,
            "top": TOP,
            "bottom": HEIGHT - BOTTOM,
        },
        figures=FIGURES,
        lang=lang,
        text=lambda key: text(key, lang),
    )


def _legible(value: object) -> object:
    """A value that no viewer acts on; markup that the template made itself stays."""
    return value.translate(_VISIBLE) if type(value) is str else value
