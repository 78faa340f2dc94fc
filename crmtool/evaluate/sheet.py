"""The workbook in which a steward judges an audit: a line for each pair, one record above the other in every cell.

Nothing on the sheet says what the master made of a pair or how much it weighs, which would bias the judgement; that
stands on a second, hidden sheet, with all that is needed to read the judgements back.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from crmtool.evaluate.audit import NO, UNSURE, YES
from crmtool.evaluate.texts import text
from crmtool.harmless import guarded, shown_column
from crmtool.masking import mask

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from crmtool.evaluate.audit import Audit

SHEET, DESIGN, VERSION = "audit", "crmtool", 1
COLUMNS = ("same", "pair", "note")
"""What every language's sheet begins with; the rest are fields of the records."""
ALIKE, NOTHING = "=", "–"
"""Below a value: the other record's is the same in full, masked or not. In place of one: there is none."""
_LONGEST = 200
_WIDEST = 34
_MADE = {"created": datetime(2000, 1, 1, tzinfo=UTC)}
_BOOK = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def side_by_side(audit: Audit, records: pl.DataFrame, kinds: Mapping[str, str], *, unmask: bool) -> pl.DataFrame:
    """The cells that a steward sees: ``no``, one column for each field that any record fills, and ``place``.

    ``records``: the newest version of each record of the audit, standardised; ``kinds``: the kind of each field that
    helps to judge, in the order of the sheet. A cell has the value of one record, and below it that of the other.
    """
    named = [name for name in kinds if name in records.columns]
    texts = [_text(name, records).alias(name) for name in named]
    place = pl.concat_str("source_file", pl.lit(":"), "row").alias("place")
    known = records.select("record_key", *texts, place)
    known = known.select(pl.col("record_key"), *[name for name in named if known[name].count()], "place")
    shown = known.with_columns(
        _cell(pl.col(name) if unmask or name == "place" else mask(kinds[name], pl.col(name))).alias(f"{name} shown")
        for name in known.columns[1:]
    )
    pairs = audit.pairs.select("no", "key_l", "key_r")
    for side in ("l", "r"):
        renamed = shown.rename({name: f"{name}_{side}" for name in shown.columns if name != "record_key"})
        pairs = pairs.join(renamed, left_on=f"key_{side}", right_on="record_key", how="left", maintain_order="left")
    return pairs.select("no", *[_both(name).alias(name) for name in known.columns[1:]])


def write(audit: Audit, cells: pl.DataFrame, titles: Mapping[str, str], lang: str, target: BinaryIO) -> None:
    """Write the workbook; ``titles`` are the columns' headers by field, ``lang`` is en or zh."""
    from xlsxwriter import Workbook

    whole = BytesIO()  # a workbook that fails half-way writes once more when it is collected
    with Workbook(whole, _BOOK) as book:
        book.set_properties(_MADE)
        sheet = book.add_worksheet(SHEET)
        _pairs(book, sheet, cells, [titles.get(name, name) for name in cells.columns[1:]], lang)
        design = book.add_worksheet(DESIGN)
        for at, line in enumerate(design_lines(audit)):
            design.write_string(at, 0, line)
        design.hide()
    target.write(whole.getbuffer())


def design_lines(audit: Audit) -> list[str]:
    """What was drawn from what, as lines of JSON; the first names the strata and has a digest of all."""
    pairs = [json.dumps(pair) for pair in audit.pairs.iter_rows()]
    strata = [[one.name, one.pairs, one.drawn] for one in audit.strata]
    head = {"audit": VERSION, "seed": audit.seed, "strata": strata}
    return [json.dumps({**head, "digest": digest(head, pairs)}), *pairs]


def digest(head: Mapping[str, object], pairs: Sequence[str]) -> str:
    """What shows that a line of the design was changed."""
    return blake2b("\n".join([json.dumps(head), *pairs]).encode(), digest_size=16).hexdigest()


def _text(name: str, records: pl.DataFrame) -> pl.Expr:
    """The value as standardised, or as delivered where nothing could be made of it."""
    ways = [way for way in (name, f"{name}_raw") if way in records.columns]
    stripped = [pl.col(way).cast(pl.String).str.strip_chars() for way in ways]
    return pl.coalesce(pl.when(text != "").then(text) for text in stripped)


def _cell(text: pl.Expr) -> pl.Expr:
    return shown_column(guarded(text.str.slice(0, _LONGEST)))


def _both(name: str) -> pl.Expr:
    left, right = pl.col(f"{name} shown_l"), pl.col(f"{name} shown_r").fill_null(NOTHING)
    below = pl.when(pl.col(f"{name}_l") == pl.col(f"{name}_r")).then(pl.lit(ALIKE)).otherwise(right)
    nothing = left.is_null() & pl.col(f"{name} shown_r").is_null()
    return pl.when(~nothing).then(pl.concat_str(left.fill_null(NOTHING), pl.lit("\n"), below))


def _pairs(book: Workbook, sheet: Worksheet, cells: pl.DataFrame, titles: Sequence[str], lang: str) -> None:
    look = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#BFBFBF"}
    plain, asked = book.add_format(look), book.add_format({**look, "bg_color": "#FFF8DC", "locked": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "bottom": 2})
    for column, title in enumerate([*(text(f"audit {name}", lang) for name in COLUMNS), *titles]):
        sheet.write_string(0, column, title, bold)
    for column, width in enumerate([11, 6, 18, *_widths(cells)]):
        sheet.set_column(column, column, width)
    for row, (no, *values) in enumerate(cells.iter_rows(), 1):
        sheet.set_row(row, 31)
        sheet.write_blank(row, 0, None, asked)
        sheet.write_number(row, 1, no, plain)
        sheet.write_blank(row, 2, None, asked)
        for column, value in enumerate(values, len(COLUMNS)):
            sheet.write_string(row, column, value or "", plain)
    choice = {
        "validate": "list",
        "source": [text(f"answer {answer}", lang) for answer in (YES, NO, UNSURE)],
        "input_title": text("audit same", lang),
        "input_message": text("audit question", lang),
        "error_type": "information",  # other spellings are welcome
        "error_message": text("audit answers", lang),
    }
    if cells.height:
        sheet.data_validation(1, 0, cells.height, 0, choice)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, cells.height, len(COLUMNS) + len(titles) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _widths(cells: pl.DataFrame) -> list[int]:
    """How wide the longest line of each column is; a Chinese character takes two places."""
    lines = cells.drop("no").with_columns(pl.all().str.split("\n"))
    return [
        min(_WIDEST, 3 + max((_places(line) for cell in column.drop_nulls() for line in cell), default=6))
        for column in lines
    ]


def _places(line: str) -> int:
    return sum(2 if "ᄀ" <= character <= "￦" else 1 for character in line)
