"""Shares on a terminal: bars, percentages and changes, readable without colour and without Unicode."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

EIGHTHS = " ▏▎▍▌▋▊▉"
GOOD, FAIR = 0.98, 0.9
SMALLEST = 0.05
"""Percentage points below which a change is none."""


@dataclass(frozen=True, slots=True)
class Bars:
    """How shares (0 to 1, None where unknown) are drawn: bars of ``width`` columns, of ``plain`` ASCII or not."""

    width: int = 16
    plain: bool = False

    def bar(self, share: float | None) -> Text:
        """A bar that is full for a share of one only.

        >>> Bars(8).bar(0.75).plain, Bars(8).bar(0.9999).plain, Bars(8, plain=True).bar(0.5).plain
        ('██████░░', '███████▉', '####....')
        """
        full, empty = ("#", ".") if self.plain else ("█", "░")
        if share is None:
            return Text(empty * self.width, "dim")
        eighths = min(round(share * self.width * 8), self.width * 8 - (share < 1))
        whole, rest = divmod(eighths, 8)
        part = "" if self.plain or not rest else EIGHTHS[rest]
        filled = full * whole + part
        return Text.assemble((filled, colour(share)), (empty * (self.width - len(filled)), "dim"))

    def change(self, change: float | None) -> Text:
        """By how many percentage points a share rose or fell; nothing where that is unknown.

        >>> [Bars().change(by).plain for by in (0.012, -0.03, 0.0001, None)]
        ['▲ +1.2', '▼ -3.0', '=', '']
        """
        if change is None:
            return Text("")
        points = change * 100
        if abs(points) < SMALLEST:
            return Text("=", "dim")
        sign, style = ("▲ ", "green") if points > 0 else ("▼ ", "red")
        return Text(f"{'' if self.plain else sign}{points:+.1f}", style)


def colour(share: float) -> str:
    """Green, yellow or red."""
    return "green" if share >= GOOD else "yellow" if share >= FAIR else "red"


def percent(share: float | None) -> str:
    """A share in percent; 100.0 and 0.0 only where it is exactly that.

    >>> percent(1.0), percent(0.99996), percent(0.00001), percent(0.5), percent(None)
    ('100.0 %', '99.9 %', '0.1 %', '50.0 %', '-')
    """
    if share is None:
        return "-"
    return f"{share if share in (0, 1) else min(max(share, 0.001), 0.999):.1%}".replace("%", " %")
