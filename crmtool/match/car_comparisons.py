"""Comparison kinds of cars: numbers, plates, models, and whether a plate has moved on to another car."""

from __future__ import annotations

import polars as pl

from crmtool.match import measures
from crmtool.match.measures import levels, sides, where_not, where_unequal

Columns = tuple[str, ...]
PASSED = ("ok", "ok_repaired")
UNSAID = {"_reason": "ok", "_fleet_plate": None}
SLIPS = 2
"""More slips than these, and two numbers are not one."""


def vin(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Vehicle identification numbers by value, validity, reason (of ``standardise``) and ``fleet_plate`` (of ``cars``).

    The last two may be left out. ``exact`` and valid; ``exact_invalid``; ``masked`` (agree on what they show);
    ``lookalike`` (equal once O Q D/0, I L/1, S/5, B/8, Z/2 are one); ``fleet`` and ``neighbour`` (one digit of the
    serial, where no check digit would see it: a slip, or the next car of the batch; a fleet where both are a company's
    and no plate says that they are one); ``slip`` (one slip, and a side fails its check); ``unseen`` (one slip that no
    check sees, facts 9.1: P for 7); ``suffix`` (a short frame number that ends the other); ``two_slips``;
    ``different_invalid``; ``different``.
    """
    value, valid, *_ = columns
    exact = pl.all_horizontal(pl.col(f"{value}_l") == pl.col(f"{value}_r"), *sides(valid))
    return where_not(exact, pairs, value, lambda pairs: _unlike_vins(pairs, columns))


def _unlike_vins(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    value, valid, reason, fleet_plate = columns if len(columns) == 4 else (*columns, *UNSAID)
    unsaid = [pl.lit(what, pl.String).alias(f"{name}_{side}") for name, what in UNSAID.items() for side in "lr"]
    seen = pairs.with_columns(*unsaid, _slips=where_unequal(pairs, value, measures.slips))
    (left, right), (left_valid, right_valid) = sides(value), sides(valid)
    passes = [why.is_in(PASSED).fill_null(value=False) for why in sides(reason)]
    one_invalid = ~(left_valid & right_valid)
    one_fails = one_invalid | (passes[0] != passes[1])
    short = pl.min_horizontal(left.str.len_chars(), right.str.len_chars())
    suffix = (short >= 6) & (short <= 13) & (left.str.ends_with(right) | right.str.ends_with(left))
    one_slip = (short >= 15) & (pl.col("_slips") <= 1)
    serial, other_serial = left.str.slice(11), right.str.slice(11)
    digits = pl.all_horizontal(serial.str.contains("^[0-9]{6}$"), other_serial.str.contains("^[0-9]{6}$"))
    batch = one_slip & digits & (serial != other_serial) & ~pl.any_horizontal(*passes)
    one, other = sides(fleet_plate)
    fleet = one.is_not_null() & other.is_not_null() & ((one == "") | (one != other))
    hidden = left.str.contains("*", literal=True) | right.str.contains("*", literal=True)
    return levels(
        seen,
        [
            ("exact", (left == right) & left_valid & right_valid),
            ("exact_invalid", ~hidden & (left == right)),
            ("masked", hidden & measures.fits(left, right)),
            ("lookalike", one_fails & (measures.shape(left) == measures.shape(right))),
            ("fleet", batch & fleet),
            ("neighbour", batch),
            ("slip", one_slip & one_fails),
            ("unseen", one_slip),
            ("suffix", suffix),
            ("two_slips", one_invalid & (short >= 15) & (pl.col("_slips") == 2)),
            ("different_invalid", (left != right) & one_invalid),
            ("different", left != right),
        ],
    )


def plate(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Licence plates: ``exact``, ``suffix`` (one has no province), ``slip``, ``different``."""
    left, right = sides(columns[0])
    seen = pairs.with_columns(_slips=where_unequal(pairs, columns[0], measures.slips))
    suffix = (left.str.slice(1) == right) | (right.str.slice(1) == left)
    return levels(
        seen,
        [("exact", left == right), ("suffix", suffix), ("slip", pl.col("_slips") <= 1), ("different", left != right)],
    )


def car_model(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Models as ``cars.with_cars`` gives them.

    ``exact``; ``part`` (one contains the other); ``close`` (Jaro-Winkler 0.8, and the same digits, by which models are
    told apart); ``different``. Null in two scripts: 汉兰达 and Highlander.
    """
    left, right = sides(columns[0])
    return where_not(left == right, pairs, columns[0], lambda pairs: _unlike_models(pairs, columns[0]))


def _unlike_models(pairs: pl.DataFrame, model: str) -> pl.Series:
    left, right = sides(model)
    seen = pairs.with_columns(_likeness=where_unequal(pairs, model, measures.jaro_winkler))
    part = left.str.contains(right, literal=True) | right.str.contains(left, literal=True)
    same_digits = left.str.replace_all(r"\D", "") == right.str.replace_all(r"\D", "")
    one_script = left.str.contains(r"\p{Han}") == right.str.contains(r"\p{Han}")
    return levels(
        seen,
        [
            ("exact", left == right),
            ("part", part),
            ("close", (pl.col("_likeness") >= 0.8) & same_digits),
            ("different", one_script & (left != right)),
        ],
    )


def turn(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Whether the plate that two records share has moved on: by plate, the car that bore it, model and engine.

    ``moved`` (borne by two cars at their times); ``other_engine``; ``other_model``. Null where nothing says so.
    """
    left, right = sides(columns[0])
    return measures.among(pairs, left == right, lambda pairs: _turns(pairs, columns))


def _turns(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    _, car, model, engine = columns
    seen = pairs.with_columns(
        _cars=where_unequal(pairs, car, measures.slips),
        _engines=where_unequal(pairs, engine, measures.slips),
        _models=car_model(pairs, (model,)).cast(pl.String),
    )
    one, other = sides(engine)
    shortened = one.str.ends_with(other) | other.str.ends_with(one)
    return levels(
        seen,
        [
            ("moved", pl.col("_cars") > SLIPS),
            ("other_engine", (pl.col("_engines") > SLIPS) & ~shortened),
            ("other_model", pl.col("_models") == "different"),
        ],
    )
