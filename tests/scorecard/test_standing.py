from __future__ import annotations

import polars as pl
import pytest

from crmtool.cli.bars import Bars, percent
from crmtool.scorecard import standings

COLUMNS = ("dealer", "dimension", "metric", "value", "of", "share", "previous", "codes")


def line(dealer: str, dimension: str, metric: str, value: int, of: int, previous: float | None = None) -> tuple:
    codes = f"V201 {of - value}, V204 1" if value < of else ""
    return dealer, dimension, metric, value, of, value / of if of else None, previous, codes


def card(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(rows, COLUMNS, orient="row", infer_schema_length=None)


def test_the_worst_dealer_comes_first_and_one_without_figures_last() -> None:
    rows = [line("A", "validity", "overall", 9, 10), line("B", "validity", "overall", 5, 10)]
    rows += [line("C", "validity", "overall", 5, 10), line("D", "validity", "overall", 0, 0)]
    assert [(one.dealer, one.score) for one in standings(card(*rows))] == [
        ("B", 0.5),
        ("C", 0.5),
        ("A", 0.9),
        ("D", None),
    ]


def test_a_score_is_the_mean_of_the_dimensions_measured() -> None:
    rows = [line("A", "completeness", "overall", 10, 10, 0.8), line("A", "validity", "overall", 5, 10)]
    (one,) = standings(card(*rows, line("A", "timeliness", "overall", 0, 0)))
    assert (one.score, one.change, one.rows) == (0.75, pytest.approx(0.2), 10)


def test_most_is_to_be_won_where_most_rows_are_faulty() -> None:
    rows = [
        line("A", "validity", name, value, of)
        for name, value, of in (("overall", 6, 10), ("vin", 0, 1), ("name", 7, 10))
    ]
    (one,) = standings(card(*rows, line("A", "timeliness", "overall", 10, 10)))
    worst = one.worst(one.dimensions[0])
    assert worst
    assert (worst.metric, worst.faulty, worst.commonest) == ("name", 3, "V201")
    assert one.worst(one.dimensions[1]) is None


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 0.97, 0.9999999, 1.0, None])
def test_a_bar_has_its_width_and_is_full_for_one_only(share: float | None, plain: bool) -> None:
    bar = Bars(10, plain=plain).bar(share)
    assert bar.cell_len == 10
    assert (bar.plain in ("█" * 10, "#" * 10)) == (share == 1)
    assert bar.plain.isascii() == plain


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.4999, 0.99999, 1.0])
def test_percent_rounds_neither_up_to_all_nor_down_to_nothing(share: float) -> None:
    assert (percent(share) == "100.0 %") == (share == 1)
    assert (percent(share) == "0.0 %") == (share == 0)
