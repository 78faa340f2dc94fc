"""Which cells a repair changes: those whose finding is of a safe rule and suggests a value, and nothing else of them.

A repair must not lose what a dealer wrote. So a cell that holds more than the value (a remark, a second number) is left
alone, as is one for which two rules suggest different things. What makes a spreadsheet keep a number as text (``'138``,
``="138"``, a tab) stays around the new value.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.characters import simplify

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from crmtool.model import ColumnMapping, RawTable

NO_COLUMN = "no column of its own"
TWO_VALUES = "two rules suggest different values"
NOT_THE_CELL = "the cell holds something else"
HOLDS_MORE = "the cell holds more than this value"
ONLY_GUARDED = "only a spreadsheet's mark for text stands around it"
CELL = ("sheet", "row", "field")
SPELLING = r"[^\p{L}\p{N}]"
POWER = r"^([0-9](?:\.[0-9]+)?)[Ee]\+?([0-9]{1,3})$"
HAN, NOT_HAN = r"\p{Han}", r"\P{Han}"
LOOKS_LIKE = dict(zip("OQDILZSBG", "000112586", strict=True))
GUARD = r"^([\t ]*(?:=\"|['`‘’])?)"
ENDING = r"(\"?[\t ]*)$"


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell to be changed from ``old`` to ``new``, because of findings of these ``codes``.

    It is cell ``place`` (from 0) of ``line``, under ``header``; in the table as read, cell ``at`` of column ``column``
    in table number ``table`` of the file, whose sheet is ``sheet``.
    """

    table: int
    sheet: str
    column: int
    at: int
    line: int
    place: int
    header: str
    field: str
    old: str
    new: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """Findings of safe rules that nothing was done about: where, of which ``codes``, and why."""

    sheet: str
    line: int
    codes: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be changed in one delivery, in the order of its tables and lines, and what is left alone."""

    edits: tuple[Edit, ...]
    left: tuple[Left, ...]


def plan(
    findings: pl.DataFrame,
    tables: Sequence[RawTable],
    mappings: Sequence[Sequence[ColumnMapping]],
    safe: Collection[str],
) -> Plan:
    """What the ``findings`` of one delivery, unmasked, ask to be changed in its ``tables``.

    ``mappings`` says for each table which field each column holds; ``safe`` are the codes of safe rules.
    """
    cells = _cells(findings, safe)
    edits: list[Edit] = []
    left: list[Left] = []
    for number, (table, columns) in enumerate(zip(tables, mappings, strict=True)):
        here = cells.filter(pl.col("sheet").fill_null("") == table.sheet)
        for row in _located(here, table, columns).iter_rows(named=True):
            codes = tuple(row["codes"])
            if row["why"]:
                left.append(Left(table.sheet, row["line"] or 0, codes, row["why"]))
                continue
            column = row["column"]
            place, header = table.places[column], table.headers[column]
            where = (number, table.sheet, column, row["at"], row["line"], place, header)
            edits.append(Edit(*where, row["field"], row["old"], row["new"], codes))
    return Plan(tuple(sorted(edits, key=lambda edit: (edit.table, edit.line, edit.place))), tuple(left))


def _cells(findings: pl.DataFrame, safe: Collection[str]) -> pl.DataFrame:
    """A row for each cell that safe rules suggest a value for, with how many different ones (``values``).

    The old value in plain writing is no other value than one that goes further and is plainly written too.
    """
    wanted = findings.filter(
        pl.col("code").is_in(list(safe)),
        pl.col("row", "field", "value", "suggestion").is_not_null(),
        pl.col("suggestion") != pl.col("value"),
    )
    further = pl.col("suggestion").filter(_plain(pl.col("suggestion")) != _plain(pl.col("value")))
    return wanted.group_by(CELL, maintain_order=True).agg(
        pl.col("value").first(),
        suggestion=pl.coalesce(further.first(), pl.col("suggestion").first()),
        values=pl.max_horizontal(further.n_unique(), 1),
        codes=pl.col("code").unique().sort(),
    )


def _located(wanted: pl.DataFrame, table: RawTable, columns: Sequence[ColumnMapping]) -> pl.DataFrame:
    """The wanted cells with where they are, ``old`` and ``new`` text, and ``why`` they are left alone, null if not."""
    index = {column.field: column.index for column in columns if column.field}
    places = pl.DataFrame({"row": table.rows, "line": table.lines}).with_row_index("at")
    found = wanted.join(places, on="row", how="left", maintain_order="left").with_columns(
        column=pl.col("field").replace_strict(index, default=None, return_dtype=pl.Int64)
    )
    parts = [_with_old(part, table) for part in found.partition_by("column", maintain_order=True)]
    held = pl.concat(parts) if parts else found.with_columns(old=pl.lit(None, pl.String))
    own = _own_characters(held["old"], held["suggestion"])
    return held.with_columns(suggestion=own).with_columns(new=_dressed()).with_columns(why=_why()).sort("at")


def _with_old(part: pl.DataFrame, table: RawTable) -> pl.DataFrame:
    """Cells of one column with what stands in them."""
    column = part["column"][0]
    if column is None:
        return part.with_columns(old=pl.lit(None, pl.String))
    return part.with_columns(old=table.cells[table.cells.columns[column]].gather(part["at"]))


def _why() -> pl.Expr:
    return (
        pl.when(pl.col("column").is_null() | pl.col("at").is_null())
        .then(pl.lit(NO_COLUMN))
        .when(pl.col("values") > 1)
        .then(pl.lit(TWO_VALUES))
        .when(pl.col("old").ne_missing(pl.col("value")) | pl.col("suggestion").str.contains(r"[\p{Cc}]"))
        .then(pl.lit(NOT_THE_CELL))
        .when(_more())
        .then(pl.lit(HOLDS_MORE))
        .when(pl.col("new") == pl.col("old"))
        .then(pl.lit(ONLY_GUARDED))
    )


def _more() -> pl.Expr:
    """Whether the old text has letters and digits that the new one has not; of a power of ten, others or fewer digits.

    ``1.38E+10`` has lost digits, ``1.3800000000E+10`` has not.
    """
    old, new = _plain(pl.col("old")), _plain(pl.col("suggestion"))
    given = pl.col("old").str.strip_chars()
    mantissa = given.str.extract(POWER, 1).str.replace(".", "", literal=True)
    exponent = given.str.extract(POWER, 2).cast(pl.Int64, strict=False)
    exact = (mantissa == pl.col("suggestion")) & (exponent == mantissa.str.len_chars() - 1)
    return pl.when(mantissa.is_null()).then(_lacking(old, new)).otherwise(~exact)


def _lacking(old: pl.Expr, new: pl.Expr) -> pl.Expr:
    """Whether ``new`` has not every sign of ``old``, a digit for a letter that looks like it apart."""

    def lacking(pairs: pl.Series) -> pl.Series:
        texts = zip(pairs.struct.field("old"), pairs.struct.field("new"), strict=True)
        return pl.Series([was != is_ and bool(Counter(was) - Counter(is_)) for was, is_ in texts], dtype=pl.Boolean)

    pairs = pl.struct(old=old.str.replace_many(LOOKS_LIKE), new=new.str.replace_many(LOOKS_LIKE))
    return pairs.map_batches(lacking, return_dtype=pl.Boolean)


def _plain(text: pl.Expr) -> pl.Expr:
    """The letters and digits of a text, in capitals and of one width."""
    return text.str.normalize("NFKC").str.to_uppercase().str.replace_all(SPELLING, "")


def _own_characters(old: pl.Series, suggested: pl.Series) -> pl.Series:
    """The suggestions in the traditional characters that the old texts have: a plate of 滬 stays one of 滬.

    >>> old, suggested = pl.Series(["滬A0O", "沪A0O", "京A0O", None]), pl.Series(["沪A00", "沪A00", "沪A00", "沪A00"])
    >>> _own_characters(old, suggested).to_list()
    ['滬A00', '沪A00', '沪A00', '沪A00']
    """
    if not suggested.str.contains(HAN).any():
        return suggested
    delivered, wanted = (texts.str.replace_all(NOT_HAN, "") for texts in (old, suggested))
    traditional = (simplify(delivered) == wanted) & (delivered != wanted)
    own = [
        reduce(lambda text, pair: text.replace(*pair), zip(new, was, strict=True), text) if differs else text
        for text, new, was, differs in zip(suggested, wanted, delivered, traditional, strict=True)
    ]
    return pl.Series(suggested.name, own, pl.String)


def _dressed() -> pl.Expr:
    r"""The suggestion with what stands around the old value so that a spreadsheet takes it for text.

    >>> cells = pl.DataFrame({"old": ["'o1", '="o1"', "\to1\t", "o 1"], "suggestion": ["01"] * 4})
    >>> cells.select(_dressed()).to_series().to_list()
    ["'01", '="01"', '\t01\t', '01']
    """
    old = pl.col("old")
    before, behind = old.str.extract(GUARD, 1), old.str.extract(ENDING, 1)
    quoted = before.str.ends_with('="')
    guard = before.str.replace_all(" ", "")
    ending = (
        pl.when(quoted & behind.str.starts_with('"'))
        .then(pl.lit('"'))
        .when(~quoted)
        .then(behind.str.replace_all(r"[^\t]", ""))
    )
    whole = guard + pl.col("suggestion") + ending
    return pl.coalesce(whole, "suggestion")
