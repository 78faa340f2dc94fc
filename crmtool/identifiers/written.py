r"""What people, forms and spreadsheets write around a number, and values that hold no number at all.

Every kind of identifier of persons and companies reads its values through ``judge`` here, so that a kind's own page
holds nothing but that kind. Handled: widths and invisible characters, quotes, ``="..."``, a trailing ``.0``, labels
(``身份证号:``, ``ID:``), remarks in brackets, letters of other scripts that look Latin, masks
(``110110********0017``), scientific notation, and placeholders (``无``, one repeated digit, digits counting up).

>>> read(pl.Series(['="110-105"', "身份证: 1101 05（本人）", "1101××××0017", "1.1011019900307E+17", "无"])).rows()
[('110105', None), ('110105', None), ('1101****0017', 'masked'),
 ('110110199003070***', 'excel_15_digits'), (None, 'placeholder')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Codes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

NUMBER = pl.col("number")
PLAIN = r"^[A-Z]*[0-9][0-9A-Z]*$"
STARRED = r"^[0-9][0-9A-Z]*\*[0-9A-Z*]*$"
STARS = "[＊●•]"
TYPED = r"[ '\"=\t-]"
LONG = r"^[0-9]{14,17}[0-9X]$"
AMONG_WORDS = r"^(?:[^0-9]*[^0-9A-Za-z*])?([0-9]{17}[0-9Xx])(?:[^0-9A-Za-z*][^0-9]*)?$"
SEPARATORS = r"[\s'·・‧∙._‐‑‒–—―−()\[\]-]"
SCIENTIFIC = r"^(?P<first>[0-9])(?:\.(?P<more>[0-9]+))?E\+?(?P<power>[0-9]{1,3})$"
MASK_OF_X = r"X{3}|^[0-9]+X{2}[0-9]*X?$"
FIRST_15 = r"^[0-9]{15}\*{3}$"

LONGEST = 100
"""No number is longer; of a cell that holds a page of text only the beginning is read."""

LONGEST_WORD = 12
"""A longer value is not asked whether it is a placeholder: it has digits, or else it is ``charset``."""

LOOK_ALIKES = dict(zip("АВЕКМНОРСТХІΑΒΕΗΙΚΜΝΟΡΤΧΥΖ×✕✖", "ABEKMHOPCTXIABEHIKMNOPTXYZXXX", strict=True))
AROUND = (
    (r"[='\"`‘’“”]", ""),
    (AMONG_WORDS, "${1}"),
    (r"^([0-9]{17}[0-9X])[^0-9A-Z*]+[0-9]{7,12}$", "${1}"),  # a phone number behind it
    (r"^[^0-9*:]{1,20}:\s*", ""),  # any label that ends in a colon
    (r"^[(\[【〔<][^)\]】〕>]*[)\]】〕>]\s*", ""),  # a remark before the number
    (r"\s*[(\[【〔<](?:[^)\]】〕>]{2,}|\p{Han})[)\]】〕>]?$", ""),  # one behind it, but not the (7) of a check digit
    (r"^\p{Han}*(?:证件?|护照|执照|代码|号码?)(?:编?号码?)?[.#\s-]*", ""),
    (r"^(?:ID|SFZ|SFZH|NO|USCC|PASSPORT)(?:\s?(?:CARD|NO|NUMBER))?[.#\s]+", ""),
    (r"[●○•■□◆◇▪▲△☆★✱∗#?]", "*"),
    (r"^([0-9]+)\.0+$", "${1}"),
    (r",([0-9]{3})", "${1}"),  # thousands
    (r"^([^\p{Han}]{6,}?)\s*\p{Han}+[^0-9A-Z\p{Han}*]*$", "${1}"),  # a word behind the number
    (r"^\*+([0-9]{17}[0-9X])\*+$", "${1}"),
    (r"^[^0-9A-Z\p{Han}*]+|[^0-9A-Z\p{Han}*]+$", ""),
)

CYCLES = ("1234567890" * 3, "0123456789" * 3, "9876543210" * 3)
FILLERS = pl.Series(
    sorted(
        {sign * length for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" for length in range(1, 31)}
        | {cycle[:length] for cycle in CYCLES for length in range(3, 31)}
        | {"12345678901234567X"}
    ),
    dtype=pl.String,
).implode()
"""Numbers typed to fill the field: one sign repeated, or digits counting up or down."""

NO_NUMBER = ["placeholder", "scientific_notation", "charset"]
"""Verdicts of ``read`` on values from which no number can be had."""


def read(values: pl.Series) -> pl.DataFrame:
    """The number in each value: ``number``, compact and upper case, or null; and ``settled``, mostly null.

    ``settled`` (String) is the verdict on values that no kind need look at: placeholder; masked (the number shows
    ``*``); scientific_notation (digits lost); excel_15_digits (15 digits left, the number ends in ``***``); charset
    (only words). Most values are nothing but a number, so the costly work is done on the others alone. Values that were
    read before, both columns in one Struct, come back as they are.
    """
    if isinstance(values.dtype, pl.Struct):
        return values.struct.unnest()
    number = values.cast(pl.String).str.head(LONGEST)
    settled = pl.Series([None], dtype=pl.String).new_from_index(0, len(number))
    odd = ~number.str.contains(PLAIN) | number.str.contains("XX", literal=True)
    if odd.any():
        rest = _read(number.filter(odd).to_frame("number").with_row_index("row"))
        number = number.clone().scatter(odd.arg_true(), rest["number"])
        settled = settled.scatter(odd.arg_true(), rest["settled"])
    seen = pl.DataFrame({"number": number, "settled": settled})
    left = pl.when(NUMBER.str.contains(FIRST_15)).then(NUMBER.str.head(15)).otherwise(NUMBER)
    verdict = pl.when(left.is_in(FILLERS)).then(pl.lit("placeholder")).otherwise("settled")
    return seen.select(pl.when(~verdict.is_in(NO_NUMBER).fill_null(value=False)).then(NUMBER), settled=verdict)


def _read(frame: pl.DataFrame) -> pl.DataFrame:
    """The ``number`` in each value that holds more than it, in order, and ``settled`` where that shows at once."""
    starred, rest = _split(frame.with_columns(settled=pl.lit(None, pl.String)), NUMBER.str.contains(STARRED))
    typed, others = _freed(rest) if rest.height else (rest, rest)
    shown = pl.concat((starred, others), how="diagonal").with_columns(settled=_of_shown())
    return pl.concat((typed, shown), how="diagonal").sort("row")


def _freed(rest: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that are long numbers but for how they were typed, and the others, freed of all that is not theirs."""
    scientific, rest = _split(rest, NUMBER.str.contains(SCIENTIFIC))
    bare = NUMBER.str.replace_all(TYPED, "").str.replace_all(STARS, "*").str.to_uppercase()
    tidy = pl.coalesce(NUMBER.str.extract(AMONG_WORDS).str.to_uppercase(), bare)
    typed, rest = _split(rest.with_columns(tidy=tidy), pl.col("tidy").str.contains(LONG))
    masked, rest = _split(rest, pl.col("tidy").str.contains(STARRED))
    typed, masked = (part.select("row", number="tidy") for part in (typed, masked))
    unwrapped = pl.concat((scientific, _unwrapped(rest.drop("tidy"))), how="diagonal")
    scientific, rest = _split(unwrapped, NUMBER.str.contains(SCIENTIFIC))
    return typed, pl.concat((masked, _of_scientific(scientific), _joined(rest)), how="diagonal")


def judge(
    values: pl.Series,
    reason: pl.Expr,
    *,
    canonical: pl.Expr = NUMBER,
    parts: Mapping[str, pl.Expr] | None = None,
) -> pl.DataFrame:
    """The common columns of a kind, canonical, valid and reason, then its ``parts``, one row for each value.

    ``reason`` is the kind's verdict over the column ``number`` and its parts, as ``verdict`` builds it; ``canonical``
    the spelling of a valid number. An invalid one keeps its number as it is, for matching, unless there is nothing to
    match. A part is null unless the number is valid or shows the part through its mask.
    """
    parts = parts or {}
    found = pl.col("reason")
    frame = read(values).with_columns(**parts)
    frame = frame.with_columns(reason=pl.coalesce("settled", pl.when(NUMBER.is_not_null()).then(reason)))
    unusable = found.is_in(["placeholder", "scientific_notation"])
    kept = pl.when(found == "ok").then(canonical).when(found == "excel_15_digits").then(first_15()).otherwise(NUMBER)
    shown = found.is_in(["ok", "masked", "excel_15_digits"])
    return frame.select(
        pl.when(~unusable).then(kept).alias("canonical"),
        (found == "ok").alias("valid"),
        found,
        *(pl.when(shown).then(pl.col(name)).alias(name) for name in parts),
    )


def verdict(*faults: tuple[pl.Expr, str]) -> pl.Expr:
    """The name of the first fault that holds, else ``ok``: pairs of a Boolean expression and a name, in order."""
    result = pl.lit("ok")
    for holds, name in reversed(faults):
        result = pl.when(holds).then(pl.lit(name)).otherwise(result)
    return result


def reasons(frame: pl.DataFrame, sure: pl.Expr, fault: pl.Expr) -> pl.Series:
    """``ok`` where ``sure`` holds, else ``fault`` (String), which is worked out for those rows alone."""
    good = frame.select(sure).to_series().fill_null(value=False)
    judged = frame.filter(~good).select(fault).to_series()
    return pl.Series(["ok"]).new_from_index(0, frame.height).scatter((~good).arg_true(), judged)


def passes(number: pl.Expr, shape: str, check: Callable[[Codes], Flags]) -> pl.Expr:
    """Whether a String expression has the ``shape`` (a pattern of one fixed length) and its characters pass ``check``.

    ``check`` gets a matrix of character codes, a row for each number, and gives a Boolean for each row. Never null.
    """

    def judged(values: pl.Series) -> pl.Series:
        fits = values.str.contains(shape).fill_null(value=False)
        flags = np.zeros(len(values), dtype=np.bool_)
        if fits.any():
            text = values.filter(fits).str.join("").item().encode("ascii")
            flags[fits.to_numpy()] = check(np.frombuffer(text, np.uint8).reshape(int(fits.sum()), -1))
        return pl.Series(flags)

    return number.map_batches(judged, return_dtype=pl.Boolean)


def values_of(alphabet: str) -> npt.NDArray[np.int64]:
    """A table from character code to the character's place in the alphabet, for check digits."""
    table = np.zeros(128, np.int64)
    table[np.frombuffer(alphabet.encode("ascii"), np.uint8)] = np.arange(len(alphabet))
    return table


def first_15() -> pl.Expr:
    """What is left of an 18-digit number after a spreadsheet took it for a number: fifteen digits and ``***``."""
    return NUMBER.str.head(15) + pl.lit("***")


def _split(frame: pl.DataFrame, holds: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows where it holds and the others; ``holds`` must not be null."""
    held = frame.select(holds).to_series()
    return frame.filter(held), frame.filter(~held)


def _unwrapped(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows whose values hold more than a number: the text that is left of them, ``settled`` where it says nothing."""
    frame = frame.with_columns(number=fold(NUMBER).fill_null(""))
    words = is_placeholder(pl.when(NUMBER.str.len_chars() <= LONGEST_WORD).then(NUMBER))
    text = NUMBER.str.to_uppercase().str.replace_many(LOOK_ALIKES)
    for pattern, replacement in AROUND:
        text = text.str.replace_all(pattern, replacement)
    return frame.with_columns(number=text, settled=pl.when(words).then(pl.lit("placeholder")))


def _joined(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows with what parts the characters of a ``number`` taken out, and one kind of mask."""
    frame = frame.with_columns(NUMBER.str.replace_all(SEPARATORS, ""))
    x_run = NUMBER.str.contains(MASK_OF_X) & ~NUMBER.str.contains("*", literal=True)
    starred = NUMBER.str.replace_all("XX", "**", literal=True).str.replace_all("*X", "**", literal=True)
    return frame.with_columns(pl.when(x_run).then(starred).otherwise(NUMBER))


def _of_scientific(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of text such as 1.1011019900307E+17: the ``number``, ``settled`` where it is lost.

    Fifteen digits are all a spreadsheet keeps, and it drops zeros at the end. An ID's digits 13 and 14 are a day, so at
    least thirteen are printed; fewer mean a display cut to five decimals, from which nothing can be had back.
    """
    parts = frame.select(NUMBER.str.extract_groups(SCIENTIFIC)).unnest("number")
    digits, power = pl.concat_str("first", "more", ignore_nulls=True), pl.col("power").cast(pl.Int32)
    shown, first = pl.col("digits").str.len_chars(), pl.col("digits").str.pad_end(15, "0").str.head(15)
    number = parts.select(digits=digits, power=power).select(
        pl.when(shown == pl.col("power") + 1)
        .then("digits")
        .when((pl.col("power") == 14) & shown.is_between(13, 15))
        .then(first)
        .when((pl.col("power") == 17) & (shown >= 13))
        .then(first + pl.lit("***"))
        .alias("number")
    )
    lost = pl.when(NUMBER.is_null()).then(pl.lit("scientific_notation"))
    return frame.drop("number").hstack(number).with_columns(settled=pl.coalesce("settled", lost))


def _of_shown() -> pl.Expr:
    """``settled`` by what ``number`` shows of itself: nothing, nearly nothing, its first 15 digits, or a part."""
    stars = NUMBER.str.contains("*", literal=True)
    return (
        pl.when(pl.col("settled").is_not_null())
        .then("settled")
        .when((NUMBER == "") | (stars & ~NUMBER.str.contains("[0-9A-Z][^0-9A-Z]*[0-9A-Z]")))
        .then(pl.lit("placeholder"))
        .when(NUMBER.str.contains(FIRST_15))
        .then(pl.lit("excel_15_digits"))
        .when(stars)
        .then(pl.lit("masked"))
        .when(~NUMBER.str.contains("[0-9A-Z]"))
        .then(pl.lit("charset"))
    )
