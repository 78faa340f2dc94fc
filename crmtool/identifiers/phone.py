"""Telephone cells: whatever stands in a phone column, mobile or fixed, one number or several, with remarks.

``13000001357/13100001357``, ``手机:13000001357（妻）``, ``021-60000001转8001``, ``+852 6600 0001``. A cell is cut into
parts that can be numbers; each is read as a mobile number, else as a fixed line, and where it begins with + or 00 and
another country's code, as a number of that country (libphonenumber). The best part is the cell's number: mobile before
fixed line before foreign before service line, valid before invalid, first before later. Other valid ones are kept.

>>> from datetime import date
>>> import polars as pl
>>> cells = pl.Series(["13000001357/13100001357", "021-60000001 13000001357(妻)", "+852 6600 0001", "无"])
>>> standardise(cells, date(2026, 11, 20)).rows()
[('13000001357', True, 'ok', 'mobile', ['13100001357']), ('13000001357', True, 'ok', 'mobile', ['021-60000001']),
 ('+85266000001', True, 'ok', 'foreign', []), (None, False, 'placeholder', 'unknown', [])]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import landline, mobile
from crmtool.values.text import changed

if TYPE_CHECKING:
    from datetime import date

BEYOND_ASCII = "[^ -~]"
INVISIBLE = r"[\p{Cf}\p{Cc}]"
DASHES = r"[\p{Pd}−·・]"
SCIENTIFIC = r"^[0-9][.,][0-9]+E\+?[0-9]+$"
FULL_WIDTH = "^[０-９]+$"
WRAPPED = r"^'?(?:\+?86[ -]?|0)?(1[0-9]{10})(?:\.0)?$"
LETTERED = r"^(?:\+?86)?[1IL][0-9OIL]{10}$"
GLUED = "^(1[3-9][0-9]{9})(1[3-9][0-9]{9})$"
MASKED = r"[×●•∗?#*]{2}|[0-9]X{2}|X{2}[0-9]"
MASK_SIGN = "[×●•∗?#X]"
CUTS = (
    (r"[^0-9*+~(). -]", "\n"),  # words, and every sign that does not stand inside a number
    (r"([0-9]{7,}) *\(", "$1\n("),  # a remark behind a number, not an area code before it
    (r"([0-9]{7,}) +", "$1\n"),
    (r"([0-9]{11})[.-]+", "$1\n"),
    (r"\+", "\n+"),
)
ABROAD = r"^\s*(?:\+|00)\s*[1-9]"
CHINA = "^[^0-9]*(?:00)?[^0-9]*8[^0-9]*6"
MOBILE_LIKE = "^(?:1[0-9*-]{8,15}|[3-9][0-9]{9})$"  # the latter without its first digit
BEST_FIRST = (
    *("mobile ok", "landline ok", "foreign ok", "service service", "mobile prefix", "mobile placeholder"),
    *("mobile masked", "mobile extension", "mobile length", "landline area_code_missing", "unknown masked"),
    *("iot iot_13_digits", "landline placeholder", "mobile scientific_notation_lossy", "foreign format"),
)


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Phone cells to ``canonical``, ``valid``, ``reason``, ``phone_kind`` and ``others``, one row a value.

    ``canonical`` is the number as in ``mobile`` and ``landline``, ``+`` and all digits abroad. ``phone_kind`` is one of
    mobile, landline, service, foreign, iot, unknown. ``others`` (List of String, never null) are further valid numbers
    of the cell. Reasons: those of ``mobile`` and ``landline``; lookalike, a mobile number in which letters were typed
    for the digits that look like them; numbers that their country does not have are ``format``.
    """
    squeezed = changed(values, ~values.str.contains(mobile.NUMBER), _squeezed)
    cells = pl.DataFrame({"cell": pl.int_range(len(values), eager=True), "text": values, "squeezed": squeezed})
    good = cells.select(mobile.is_good(pl.col("squeezed"))).to_series().fill_null(value=False)
    rest = cells.filter(~good)
    fixed = rest.select(landline.is_good(pl.col("text"))).to_series().fill_null(value=False)
    others = rest.filter(~fixed).with_columns(digits=_without_letters(pl.col("text")))
    easy = [
        _easy(cells.filter(good), "squeezed", "mobile"),
        _easy(rest.filter(fixed), "text", "landline"),
        _easy(others.drop_nulls("digits"), "digits", "mobile", "lookalike"),
    ]
    open_ = others.filter(pl.col("digits").is_null()).drop("digits")
    return pl.concat([*easy, _read(open_, as_of)]).sort("cell").drop("cell")


def _without_letters(text: pl.Expr) -> pl.Expr:
    """The good mobile number that a cell is once the letters in it are the digits they look like, else null."""
    typed = text.str.replace_all("[ -]", "").str.to_uppercase()
    digits = typed.str.replace_all("O", "0", literal=True).str.replace_all("[IL]", "1").str.tail(11)
    return pl.when(typed.str.contains(LETTERED) & typed.str.contains("[OIL]") & mobile.is_good(digits)).then(digits)


def _easy(cells: pl.DataFrame, number: str, kind: str, reason: str = "ok") -> pl.DataFrame:
    """Cells that hold one good number, whose canonical spelling is the column ``number``, and nothing else."""
    known = cells.select("cell", canonical=number, valid=pl.lit(value=True), reason=pl.lit(reason))
    return known.with_columns(phone_kind=pl.lit(kind), others=pl.lit([], pl.List(pl.String)))


def _squeezed(cells: pl.Series) -> pl.Series:
    """What most cells of one mobile number hold besides taken off, so that they need not be cut into parts."""
    bare = cells.str.extract(WRAPPED)
    others = cells.filter(bare.is_null())
    narrow = changed(others, others.str.contains(FULL_WIDTH), lambda digits: digits.str.normalize("NFKC"))
    return bare.scatter(bare.is_null().arg_true(), narrow.str.replace_all("[ -]", ""))


def _read(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """``cell`` and what ``standardise`` gives, for the cells that are no plain number."""
    numbers = pl.col("squeezed").str.contains(mobile.NUMBER).fill_null(value=False)
    open_ = cells.filter(~numbers & pl.col("text").is_not_null()).drop("squeezed")
    parts = pl.concat([cells.filter(numbers).select("cell", text="squeezed"), _cut(open_)])
    judged = pl.concat([parts.select("cell"), _judge(parts["text"], as_of)], how="horizontal")
    return _gather(cells, judged)


def _cut(cells: pl.DataFrame) -> pl.DataFrame:
    """The parts of each cell that can be numbers: ``cell`` and ``text``, in order; none for a cell without digits."""
    text = changed(cells["text"], cells["text"].str.contains(BEYOND_ASCII), _narrowed)
    upper = text.str.strip_chars().str.to_uppercase().str.replace_all("_", "-", literal=True)
    written = upper.to_frame("text").select(landline.mark_extensions(pl.col("text"))).to_series()
    masked = written.str.contains(MASKED)
    starred = written.str.replace_all(MASK_SIGN, "*").zip_with(masked, written.str.replace_all("*", "\n", literal=True))
    for pattern, replacement in CUTS:
        starred = starred.str.replace_all(pattern, replacement)
    glued = starred.str.replace_all("[ -]", "").str.replace(GLUED, "$1\n$2")
    ready = glued.zip_with(glued.str.contains("\n") & ~starred.str.contains("\n"), starred)
    whole = upper.zip_with(upper.str.contains(SCIENTIFIC), ready)
    parts = cells.with_columns(text=whole.str.split("\n")).explode("text")
    return parts.filter(
        (pl.col("text").str.count_matches("[0-9]") >= 5) | pl.col("text").str.contains(r"[0-9]\*{2}|\*{2}[0-9]")
    )


def _narrowed(cells: pl.Series) -> pl.Series:
    narrow = cells.str.normalize("NFKC").str.replace_all(r"\s", " ").str.replace_all(INVISIBLE, "")
    return narrow.str.replace_all(DASHES, "-")


def _judge(parts: pl.Series, as_of: date) -> pl.DataFrame:
    """Each part's ``canonical``, ``valid``, ``reason`` and ``phone_kind``."""
    frame = mobile.standardise(parts, as_of).with_columns(text=parts, phone_kind=pl.lit("mobile"))
    reason, canonical = pl.col("reason"), pl.col("canonical")
    known = reason.is_in(["ok", "prefix", "extension", "iot_13_digits", "scientific_notation_lossy"])
    mobile_like = canonical.str.contains(MOBILE_LIKE).fill_null(value=False)
    frame = frame.with_row_index("place").with_columns(like=mobile_like)
    sure = known | (reason.is_in(["placeholder", "masked"]) & mobile_like)
    open_ = frame.filter(~sure)
    abroad = pl.col("text").str.contains(ABROAD) & ~pl.col("text").str.contains(CHINA)
    judged = [
        frame.filter(sure),
        _of_fixed_lines(open_.filter(~abroad), as_of),
        _of_foreign(open_.filter(abroad), as_of),
    ]
    iot = pl.when(reason == "iot_13_digits").then(pl.lit("iot")).otherwise("phone_kind")
    return pl.concat(judged).sort("place").select("canonical", "valid", "reason", phone_kind=iot)


def _of_fixed_lines(parts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Parts that are no mobile number, read as fixed lines; those near to a mobile number stay what they are."""
    fixed = landline.standardise(parts["text"], as_of)
    reason = fixed["reason"]
    area = reason.is_in(["ok", "area_code_missing"]) | fixed["canonical"].str.starts_with("0").fill_null(value=False)
    kind = pl.when(reason == "service").then(pl.lit("service")).when(area).then(pl.lit("landline"))
    read = parts.with_columns(fixed, phone_kind=kind.otherwise(pl.lit("unknown")))
    near = parts["like"] & (reason == "format")
    return pl.concat([parts.filter(near), read.filter(~near)])


def _of_foreign(parts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Parts with another country's code: all their digits behind a plus, valid where that country has such numbers.

    One that no country has but China, without its code, is a mobile number with a stray plus.
    """
    if parts.is_empty():
        return parts
    from phonenumbers import NumberParseException, is_valid_number, parse

    def exists(number: str) -> bool:
        try:
            return is_valid_number(parse(number))
        except NumberParseException:
            return False

    digits = parts["text"].str.replace("~.*$", "").str.replace_all("[^0-9]", "").str.replace("^00", "")
    known = pl.Series([exists(f"+{text}") for text in digits], dtype=pl.Boolean)
    foreign = parts.with_columns(
        canonical=pl.when(digits.str.len_chars().is_between(7, 15)).then("+" + digits),
        valid=known,
        reason=pl.when(known).then(pl.lit("ok")).otherwise(pl.lit("format")),
        phone_kind=pl.lit("foreign"),
    )
    stray = ~known & digits.str.contains(mobile.NETWORKS)
    home = parts.filter(stray).with_columns(mobile.standardise(digits.filter(stray), as_of))
    return pl.concat([foreign.filter(~stray), home])


def _gather(cells: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """One row a cell, in any order: its best number, and the other valid ones in a list."""
    ranks = {name: rank for rank, name in enumerate(BEST_FIRST)}
    rank = pl.concat_str("phone_kind", "reason", separator=" ").replace_strict(ranks, default=len(ranks))
    ranked = numbers.with_columns(rank=rank).sort("cell", "rank", maintain_order=True)
    best = ranked.unique("cell", keep="first", maintain_order=True)
    further = ranked.filter("valid").join(best, on=["cell", "canonical"], how="anti")
    further = further.unique(["cell", "canonical"], keep="first", maintain_order=True)
    others = further.group_by("cell", maintain_order=True).agg(others="canonical")
    unread = pl.when(pl.col("reason").is_null()).then("text")
    short = pl.when(unread.str.contains("[0-9]")).then(pl.lit("length")).otherwise(pl.lit("charset"))
    fault = pl.when(mobile.is_blank(unread)).then(pl.lit("placeholder")).when(unread.is_not_null()).then(short)
    joined = cells.join(best, on="cell", how="left").join(others, on="cell", how="left")
    return joined.select(
        "cell",
        "canonical",
        valid=pl.when(pl.col("text").is_not_null()).then(pl.col("valid").fill_null(value=False)),
        reason=pl.coalesce("reason", fault),
        phone_kind=pl.coalesce("phone_kind", pl.when(pl.col("text").is_not_null()).then(pl.lit("unknown"))),
        others=pl.col("others").fill_null([]),
    )
