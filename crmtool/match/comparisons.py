"""Comparison kinds: each public function compares one piece of evidence of many pairs at once.

A comparison takes a frame with the columns it names, once as ``<column>_l`` and once as ``<column>_r``, one row a pair,
and gives one level for each as an Enum; null where a side says nothing. The order of the levels, strongest first, is
the Enum's. Every comparison is symmetric. Columns come in the order in which the model lists them.
"""

from __future__ import annotations

import operator
from itertools import chain

import polars as pl

from crmtool.match import measures
from crmtool.match.car_comparisons import car_model, plate, turn, vin
from crmtool.match.measures import levels, sides, where_not, where_unequal
from crmtool.match.text_comparisons import code, date_near, name_part

__all__ = [
    "address",
    "belonging",
    "car_model",
    "code",
    "company_name",
    "date_near",
    "day",
    "document",
    "exact",
    "name_part",
    "person_name",
    "phones",
    "plate",
    "text",
    "turn",
    "vin",
]

Columns = tuple[str, ...]
GENERATION = 15
"""Years."""
RENEWABLE = ("passport", "exit_permit", "home_return_permit", "taiwan_permit", "military_id", "unknown")


def exact(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Codes that agree or do not: ``exact``, ``different``."""
    left, right = sides(columns[0])
    return levels(pairs, [("exact", left == right), ("different", left != right)])


def belonging(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """A thing, by how many people stand beside it: ``sole`` (one at most), ``exact``, ``different``."""
    left, right = sides(columns[0])
    people = pl.col(f"{columns[1]}_l")
    return levels(
        pairs, [("sole", (left == right) & (people <= 1)), ("exact", left == right), ("different", left != right)]
    )


def text(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Any text: ``exact``, ``close`` (Jaro-Winkler 0.92), ``similar`` (0.8), ``different``."""
    left, right = sides(columns[0])
    seen = pairs.with_columns(_likeness=where_unequal(pairs, columns[0], measures.jaro_winkler))
    likeness = pl.col("_likeness")
    return levels(
        seen,
        [
            ("exact", left == right),
            ("close", likeness >= 0.92),
            ("similar", likeness >= 0.8),
            ("different", left != right),
        ],
    )


def day(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Dates as ISO text: ``exact``, ``swapped`` (day and month), ``slip`` (one digit), ``year`` only, ``different``."""
    left, right = sides(columns[0])
    return where_not(left == right, pairs, columns[0], lambda pairs: _unlike_days(pairs, columns[0]))


def _unlike_days(pairs: pl.DataFrame, column: str) -> pl.Series:
    left, right = sides(column)
    seen = pairs.with_columns(_slips=where_unequal(pairs, column, measures.slips))
    turned = right.str.slice(0, 5) + right.str.slice(8, 2) + "-" + right.str.slice(5, 2)
    return levels(
        seen,
        [
            ("exact", left == right),
            ("swapped", (left == turned) & (left.str.len_chars() == 10) & (right.str.len_chars() == 10)),
            ("slip", pl.col("_slips") <= 1),
            ("year", left.str.slice(0, 4) == right.str.slice(0, 4)),
            ("different", left != right),
        ],
    )


def person_name(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Names of people by key, pinyin, surname (as it sounds), state (of ``standardise``, or ``nickname``) and contact.

    Further columns may say which names are settled, so that a character between two of them is no slip, and when who
    bears them was born: what is nearly one name is two of a family where a generation lies between.

    ``exact``; ``homophone`` (same sound, or Latin letters for it); ``near`` (a character left out or added, or of
    nearly the same sound, or both); ``contact`` (one record names the other's person beside its own: the driver beside
    the owner); ``other_surname`` and ``other_character`` (one of three or more: a slip, or a brother); ``masked``
    (agree on what they show); ``surname`` (one side gives no more than the surname they share); ``unlike_surname`` (a
    side gives only a surname, and another one); ``kin`` (same surname, other given name); ``different``.
    """
    left, right = sides(columns[0])
    named = [state.is_in(["full", "latin", "nickname"]) for state in sides(columns[3])]
    return where_not(
        pl.all_horizontal(left == right, *named), pairs, columns[0], lambda pairs: _unlike_names(pairs, columns)
    )


def _unlike_names(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    key, pinyin, surname, state, contact, *beside = columns
    settled, born = beside[:1], beside[1:]
    (left, right), (left_sound, right_sound) = sides(key), sides(pinyin)
    (left_surname, right_surname), (left_state, right_state) = sides(surname), sides(state)
    seen = pairs.with_columns(
        _slips=where_unequal(pairs, key, measures.slips), _slips_sound=where_unequal(pairs, pinyin, measures.slips)
    )
    whole = left_state.is_in(["full", "latin"]) & right_state.is_in(["full", "latin"])
    alike = whole & ~pl.any_horizontal(pl.lit(value=False), *(_generation(*sides(column)) for column in born))
    named_beside = (left == pl.col(f"{contact}_r")) | (right == pl.col(f"{contact}_l"))
    nickname = ((left_state == "nickname") | (right_state == "nickname")).fill_null(value=False)
    masked = (left_state == "masked") | (right_state == "masked")
    polite = (left_state == "surname_only") | (right_state == "surname_only")
    same_surname = (left_surname == right_surname).fill_null(value=False)
    longest = pl.max_horizontal(left.str.len_chars(), right.str.len_chars())
    shortest = pl.min_horizontal(left.str.len_chars(), right.str.len_chars())
    same_length = left.str.len_chars() == right.str.len_chars()
    unlike_surname = (left_surname != right_surname).fill_null(value=False)
    begins = (left.str.starts_with(right) | right.str.starts_with(left)) & (shortest >= 3)
    given = [sound.str.split_exact(" ", 1).struct[1] for sound in (left_sound, right_sound)]
    left_out = same_surname & ~same_length & measures.overlaps(*given)
    both_settled = pl.all_horizontal(pl.lit(value=bool(settled)), *chain.from_iterable(map(sides, settled)))
    slip = (pl.col("_slips") == 1) & (longest >= 3) & ~both_settled
    sounds_near = (pl.col("_slips_sound") == 1) & (longest >= 2)
    return levels(
        seen,
        [
            ("exact", (whole | nickname) & (left == right)),
            ("homophone", alike & measures.same_words(left_sound, right_sound)),
            ("near", alike & (sounds_near | begins | left_out | (slip & ~same_length))),
            ("contact", whole & named_beside),
            ("other_surname", alike & slip & (left.str.slice(1) == right.str.slice(1))),
            ("other_character", alike & (slip | (pl.col("_slips") == 1) & (left.str.slice(1) == right.str.slice(1)))),
            ("masked", masked & measures.fits(left, right)),
            ("surname", (polite | (masked & ~same_length)) & same_surname),
            ("unlike_surname", polite & unlike_surname & ~nickname),
            ("kin", same_surname & ~nickname),
            ("different", (left != right) & ~nickname & (unlike_surname | ~polite & (whole | same_length))),
        ],
    )


def _generation(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Whether a generation lies between two dates as ISO text; a day of the same month is the year mistyped."""
    left_year, right_year = (side.str.head(4).cast(pl.Int32, strict=False) for side in (left, right))
    apart = (left_year - right_year).abs() >= GENERATION
    return (apart & (left.str.slice(4) != right.str.slice(4))).fill_null(value=False)


def company_name(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Names of companies by comparison key, city and, where told, sound and whether several companies bear the name.

    ``exact`` (and the same city); ``exact_anywhere`` (a city is not said); ``shared`` (either, but several bear it);
    ``namesake`` (the same name in another city); ``homophone`` (no other city); ``near`` (one slip in five or more);
    ``part`` (one contains the other, no other city); ``different``.
    """
    return measures.among(pairs, measures.both_say(columns[0]), lambda pairs: _known_companies(pairs, columns))


def _known_companies(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    key, city, *beside = columns
    sound, shared, stock = beside[:1], beside[1:2], beside[2:]
    (left, right), (left_city, right_city) = sides(key), sides(city)
    alike = pl.any_horizontal(pl.lit(value=False), *[operator.eq(*sides(column)) for column in sound])
    borne = [*chain.from_iterable(map(sides, shared)), *(operator.ne(*sides(column)) for column in stock)]
    several = pl.any_horizontal(pl.lit(value=False), *borne).fill_null(value=False)
    same_city = left_city == right_city
    seen = pairs.with_columns(_slips=where_unequal(pairs, key, measures.slips))
    shortest = pl.min_horizontal(left.str.len_chars(), right.str.len_chars())
    part = left.str.contains(right, literal=True) | right.str.contains(left, literal=True)
    return levels(
        seen,
        [
            ("exact", (left == right) & same_city & ~several),
            ("exact_anywhere", (left == right) & same_city.is_null() & ~several),
            ("shared", (left == right) & same_city.fill_null(value=True)),
            ("namesake", left == right),
            ("homophone", alike & same_city.fill_null(value=True)),
            ("near", (pl.col("_slips") == 1) & (shortest >= 5)),
            ("part", part & (shortest >= 2) & same_city.fill_null(value=True)),
            ("different", left != right),
        ],
    )


def document(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Document numbers by key, validity and kind (design section 7; facts 9.2 for why a valid pair is never one slip).

    ``exact`` and valid; ``exact_invalid``; ``first_15`` (the rest lost in a spreadsheet), ``twin`` (the same, but the
    names, where told in a fourth column, are not); ``masked`` (agree on what
    they show); ``slip`` (one slip, one side invalid); ``two_slips``; ``different_invalid``; ``different`` (both
    valid); ``renewable`` (both valid and different, of a kind whose number changes when it is issued again).
    """
    left, right = sides(columns[0])
    shown = (left == right) & ~left.str.contains("*", literal=True)
    exact = pl.all_horizontal(shown, *sides(columns[1]))
    return where_not(exact, pairs, columns[0], lambda pairs: _unlike_documents(pairs, columns))


def _unlike_documents(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    key, valid, kind, *name = columns
    unlike = pl.any_horizontal(pl.lit(value=False), *[operator.ne(*sides(column)) for column in name])
    (left, right), (left_valid, right_valid), (left_kind, right_kind) = sides(key), sides(valid), sides(kind)
    seen = pairs.with_columns(_slips=where_unequal(pairs, key, measures.slips))
    hidden = (left.str.contains("*", literal=True) | right.str.contains("*", literal=True)).fill_null(value=False)
    lost = left.str.ends_with("***") | right.str.ends_with("***")
    one_invalid = ~(left_valid & right_valid)
    same_length = left.str.len_chars() == right.str.len_chars()
    cut_alike = lost & same_length & (left.str.slice(0, 15) == right.str.slice(0, 15))
    comparable = ~hidden & ((left_kind == right_kind) | one_invalid)
    return levels(
        seen,
        [
            ("exact", ~hidden & (left == right) & left_valid & right_valid),
            ("exact_invalid", ~hidden & (left == right)),
            ("twin", cut_alike & unlike),
            ("first_15", cut_alike),
            ("masked", hidden & ~lost & measures.fits(left, right)),
            ("slip", comparable & one_invalid & (pl.col("_slips") == 1)),
            ("two_slips", comparable & one_invalid & (pl.col("_slips") == 2)),
            ("different_invalid", (left != right) & (hidden | (comparable & one_invalid))),
            ("different", (left != right) & comparable & ~left_kind.is_in(RENEWABLE)),
            ("renewable", (left != right) & comparable),
        ],
    )


def phones(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Any number of one record against any of the other; ``columns`` as ``features.with_phones`` makes them.

    By the people behind the common number: ``own`` (one), ``household`` (up to 3), ``crowd`` (up to 9), ``staff``
    (more); ``masked`` (agree on what they show); ``length`` (one digit more or less: no number is so long), ``slip``
    (another one); ``different`` and ``lent`` (different, one side's numbers are somebody else's too). The number of
    very many says nothing of whose row it is, so that another one is no difference.
    """
    seen = measures.nearest_phone(pairs, columns)
    return levels(
        seen,
        [
            ("own", pl.col("best") <= 1),
            ("household", pl.col("best") <= 3),
            ("crowd", pl.col("best") <= 9),
            ("staff", pl.col("best") > 9),
            ("masked", pl.col("fits")),
            ("length", pl.col("odd")),
            ("slip", pl.col("distance") <= 1),
            ("different", pl.col("lent") <= 1),
            ("lent", pl.col("lent") <= 9),
        ],
    )


def address(pairs: pl.DataFrame, columns: Columns) -> pl.Series:
    """Addresses: ``door``, ``close`` (0.8 alike), ``street``, ``district``, ``city``, ``elsewhere``."""
    city, district, street, door = columns
    (left_city, right_city), (left_district, right_district) = sides(city), sides(district)
    (left_street, right_street), (left_door, right_door) = sides(street), sides(door)
    seen = pairs.with_columns(_likeness=where_unequal(pairs, door, measures.osa_likeness))
    same_city = (left_city == right_city).fill_null(value=True)
    return levels(
        seen,
        [
            ("door", same_city & (left_door == right_door)),
            ("close", same_city & (pl.col("_likeness") >= 0.8)),
            ("street", same_city & (left_street == right_street)),
            ("district", left_district == right_district),
            ("city", left_city == right_city),
            ("elsewhere", left_city != right_city),
        ],
    )
