"""The page stands alone, says what the figures say, and lets nothing from outside act."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.evaluate import breakdown, chart, curve, evaluate

HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e\"'{{ 7*7 }}"
CROSSWALK = pl.DataFrame(
    {
        "source_file": "f.csv",
        "row": [1, 2, 3, 4],
        "record_key": ["a", "b", "c", "d"],
        "customer_id": ["C1", "C1", "C2", "C3"],
        "vehicle_id": ["V1", "V1", "V1", None],
    }
)
TRUTH = pl.DataFrame(
    {
        "file": "f.csv",
        "row": [1, 2, 3, 4],
        "person": ["x", "x", "x", "y"],
        "vehicle": ["v", "v", "v", None],
        "noise": ["typo", "typo; mask", None, HOSTILE],
    }
)
SCORED = pl.DataFrame({"key_l": ["a", "b"], "key_r": ["b", "c"], "match_weight": [9.0, 1.0], "veto": [False, False]})


def facts(match: float = 2.5) -> chart.Facts:
    lines = curve(SCORED, CROSSWALK, TRUTH, "customer", chart.thresholds(match, -1.5))
    scores = [evaluate(CROSSWALK, TRUTH, entity) for entity in ("customer", "vehicle")]
    parts = {"customer": breakdown(CROSSWALK, TRUTH, "customer", "noise")}
    return chart.Facts(scores, lines, match, parts, f"master {HOSTILE}", "2026-11-20")


class Page(HTMLParser):
    """What a browser would see: tags, what they refer to, whether all are closed."""

    ALONE = frozenset({"meta", "line", "polyline", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.named: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.named += [name for name, _ in attrs]
        if tag not in self.ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.ALONE:
            assert self.open.pop() == tag


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_stands_alone(lang: str) -> None:
    text = chart.page(facts(), lang)
    page = Page(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe", "object", "a"} & set(page.tags)
    assert not {"src", "href", "onclick", "onload"} & set(page.named)
    assert "url(" not in text
    assert "//" not in text.replace(HOSTILE, "")
    for needed in ("prefers-color-scheme: dark", "@media print", 'lang="zh-CN"' if lang == "zh" else 'lang="en"'):
        assert needed in text


def test_values_are_only_shown() -> None:
    text = chart.page(facts(), "en")
    assert "<script" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "{{ 7*7 }}" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[2J" in text


def test_the_page_says_what_the_figures_say() -> None:
    given_facts = facts()
    text = chart.page(given_facts, "en")
    for score in given_facts.scores:
        for figure in (score.precision, score.recall, score.f1, score.bcubed_precision, score.bcubed_recall):
            assert f"{figure:.4f}" in text
    assert "threshold now: 2.5" in text
    assert text.count('<tr class="now">') == 1
    assert "(empty)" in text
    assert "mask" in text
    assert "阈值" in chart.page(given_facts, "zh")


def test_a_page_without_a_curve() -> None:
    whole = facts()
    bare = chart.Facts(whole.scores, pl.DataFrame(), 2.5, {}, "m", "2026-11-20")
    assert "<svg" not in chart.page(bare, "en")


@given(st.floats(-30, 60).map(lambda value: round(value, 1)), st.floats(0, 20).map(lambda value: round(value, 1)))
def test_thresholds_hold_the_present_one(match: float, below: float) -> None:
    steps = chart.thresholds(match, match - below)
    assert match in steps
    assert steps == sorted(set(steps))
    assert steps[0] == match - below
    assert match + chart.ABOVE - 2 <= round(steps[-1], 6) <= round(match + chart.ABOVE, 6)
    assert len(steps) <= 45


@given(st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=1, max_size=6))
def test_everything_lies_inside_the_drawing(values: list[tuple[float, float, float]]) -> None:
    columns = dict(zip(chart.FIGURES, zip(*values, strict=True), strict=True))
    lines = pl.DataFrame({"threshold": [float(at) for at in range(len(values))], **columns})
    drawing = chart.Drawing(chart.Facts([], lines, 0.0, {}, "m", "d"))
    bottom = chart.HEIGHT - chart.BOTTOM + 1e-6
    for line in drawing.lines:
        for x, y, _ in line.points:
            assert chart.LEFT - 1e-6 <= x <= chart.WIDTH - chart.RIGHT + 1e-6
            assert chart.TOP - 1e-6 <= y <= bottom
    assert 2 <= len(drawing.shares) <= 7
    labels = [line.label for line in drawing.lines]
    assert all(after - before >= 14.9 for before, after in pairwise(labels))
