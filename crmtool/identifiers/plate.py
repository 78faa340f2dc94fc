"""Licence plates (号牌号码; GA 36-2018): a province character, a letter for the issuing office, a serial.

The serial has no I and no O, so those are 1 and 0 mistyped (``ordinary_repaired``); the office letter may be O (京O).
New-energy plates have one character more. A plate names a car and its owner only for a time: it goes back when the car
is sold and may move to the next one. Two letters and five digits are a military plate or one whose province is missing;
the letters in use decide.

>>> from datetime import date
>>> import polars as pl
>>> cells = pl.Series(["沪A·00001", "沪ad00001", "沪A0OO01", "A00001", "沪A0001", "未上牌"])
>>> standardise(cells, date(2026, 11, 20)).rows()
[('沪A00001', True, 'ordinary', 'ordinary', '沪'), ('沪AD00001', True, 'new_energy_small', 'new_energy_small', '沪'),
 ('沪A00001', True, 'ordinary_repaired', 'ordinary', '沪'), ('A00001', False, 'province_missing', None, None),
 ('沪A0001', False, 'format', None, '沪'), (None, False, 'placeholder', None, None)]
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import FILLERS, verdict
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import compact

if TYPE_CHECKING:
    from datetime import date

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
LETTER, SIGN = "[A-HJ-NP-Z]", "[0-9A-HJ-NP-Z]"
AREA = f"[{PROVINCES}][A-HJ-Z]"
FIVE = "|".join(  # five signs, two of them letters at most
    "".join(LETTER if place in letters else "[0-9]" for place in range(5))
    for count in range(3)
    for letters in combinations(range(5), count)
)
KINDS = {
    "ordinary": f"^{AREA}(?:{FIVE})$",
    "new_energy_small": f"^{AREA}[A-HJK]{SIGN}[0-9]{{4}}$",
    "new_energy_large": f"^{AREA}[0-9]{{5}}[A-HJK]$",
    "trailer": f"^{AREA}{SIGN}{{4}}挂$",
    "training": f"^{AREA}{SIGN}{{4}}学$",
    "police": f"^{AREA}{SIGN}{{4}}警$",
    "hk_macau": f"^粤Z{SIGN}{{4}}[港澳]$",
    "consulate": f"^(?:[{PROVINCES}][0-9]{{5}}|{AREA}[0-9]{{4}})领$",
    "embassy": "^(?:[0-9]{6}使|使[0-9]{6})$",
    "rescue": f"^[{PROVINCES}][XS]{SIGN}{{4}}应急$",
    "armed_police": f"^WJ[{PROVINCES}]?[0-9]{{4}}{SIGN}$",
    "military": f"^[BCGHJKLNSV]{LETTER}[0-9]{{5}}$",
}
PLAIN = f"^[{PROVINCES}][A-Z][0-9A-Z]{{4,6}}$"
WITHOUT_PROVINCE = f"^[A-HJ-Z](?:{FIVE}|[A-HJK]{SIGN}[0-9]{{4}}|[0-9]{{5}}[A-HJK])$"
COMPARABLE = r"^\p{Han}?[0-9A-Z*]{4,9}\p{Han}?$"
EMBEDDED = f"(?:^|[^0-9A-Z*])({AREA}[0-9A-Z]{{4,6}}(?:应急|[挂学警港澳领])?)(?:[^0-9A-Z*]|$)"

LONGEST_WORD = 12
BEGINNING = f"^[{PROVINCES}][A-Za-z]"
LABEL = "^(?:车牌|号牌|牌照)(?:号码?)?[::]?"
NOT_YET = r"^(?:[无没未暂待]|新车|临牌|临时|上牌中)|未上牌|待上牌|未挂牌|无牌"
VARIANTS = dict(
    zip("滬蘇粵贛魯遼陝貴雲寧閩瓊領學掛應臨無車號牌", "沪苏粤赣鲁辽陕贵云宁闽琼领学挂应临无车号牌", strict=True)
)
MISTYPED = dict(zip("泸晥翼渐", "沪皖冀浙", strict=True))  # look-alikes of province characters


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Plates to ``canonical``, ``valid``, ``reason``, ``plate_kind`` and ``province`` (its character), one row a value.

    The reason of a valid plate is its kind, with ``_repaired`` where I, O or a look-alike of the province character had
    to be replaced. Others: province_missing (comparable by its end only), masked, placeholder, format; ``canonical`` is
    kept where the value still looks like a plate.
    """
    typed = _typed(values)
    ordinary = typed.str.contains(KINDS["ordinary"]).fill_null(value=False)
    rows = typed.to_frame("typed").with_row_index("row")
    kind = pl.lit("ordinary")
    easy = rows.filter(ordinary).select(
        "row", canonical="typed", valid=pl.lit(value=True), reason=kind, plate_kind=kind
    )
    judged = pl.concat([easy, _judged(rows.filter(~ordinary))]).sort("row")
    return judged.select(pl.exclude("row"), province=pl.col("canonical").str.extract(f"([{PROVINCES}])"))


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """``row`` and what ``standardise`` gives, all but the province, for rows of ``typed`` plates."""
    frame = rows.with_columns(repaired=_repaired(pl.col("typed")))
    judged = frame.with_columns(kind=_kind("typed")).with_columns(
        kind=pl.coalesce("kind", _kind("repaired")), mended=pl.col("kind").is_null()
    )
    fixed = judged.with_columns(
        plate=pl.when("mended", pl.col("kind").is_not_null()).then("repaired").otherwise("typed")
    )
    found = fixed.with_columns(reason=_reason())
    usable = pl.col("plate").str.contains(COMPARABLE) & (pl.col("reason") != "placeholder")
    kept = found.with_columns(canonical=pl.when(usable | pl.col("kind").is_not_null()).then("plate"))
    return kept.select(
        "row",
        "canonical",
        valid=pl.when(pl.col("reason").is_not_null()).then(pl.col("kind").is_not_null()),
        reason="reason",
        plate_kind="kind",
    )


def _typed(values: pl.Series) -> pl.Series:
    """The plate in each cell, compact and upper case, without label and remark; "" where nothing is left."""
    odd = ~values.str.contains(KINDS["ordinary"]).fill_null(value=True)
    easy = values.filter(odd).str.to_uppercase().str.replace_all("[·. -]", "")
    hard = ~easy.str.contains(PLAIN)
    typed = easy.scatter(hard.arg_true(), _unwrapped(values.filter(odd).filter(hard)))
    return values.clone().scatter(odd.arg_true(), typed)


def _unwrapped(cells: pl.Series) -> pl.Series:
    """The plate in cells that hold more than it; "" where there is none."""
    cell, bare = pl.col("cell"), pl.col("bare")
    short = pl.when((cell.str.len_chars() <= LONGEST_WORD) & ~cell.str.contains(BEGINNING)).then(cell)
    frame = cells.to_frame("cell").with_columns(bare=compact(cell), blank=is_placeholder(short))
    frame = frame.with_columns(bare=bare.fill_null("").str.replace_many(VARIANTS))
    none = pl.col("blank") | bare.str.contains(NOT_YET)
    inside, alone = bare.str.extract(EMBEDDED), bare.str.replace(LABEL, "")
    plate = pl.when(inside.is_not_null()).then(inside).when(none).then(pl.lit("")).otherwise(alone)
    return frame.select(plate).to_series()


def _repaired(plate: pl.Expr) -> pl.Expr:
    """The plate with what can only be a slip put right: the province character, I and O in the serial."""
    serial = plate.str.slice(2).str.replace_all("O", "0", literal=True).str.replace_all("I", "1", literal=True)
    return plate.str.slice(0, 2).str.replace_many(MISTYPED) + serial


def _kind(column: str) -> pl.Expr:
    plate = pl.col(column)
    return pl.coalesce(pl.when(plate.str.contains(pattern)).then(pl.lit(kind)) for kind, pattern in KINDS.items())


def _reason() -> pl.Expr:
    plate, kind = pl.col("plate"), pl.col("kind")
    repaired = pl.when("mended").then(pl.lit("_repaired")).otherwise(pl.lit(""))
    fault = verdict(
        ((plate == "") | plate.is_in(FILLERS), "placeholder"),
        (plate.str.contains("*", literal=True), "masked"),
        (plate.str.contains(WITHOUT_PROVINCE), "province_missing"),
    ).replace("ok", "format")
    return pl.when(plate.is_not_null()).then(pl.when(kind.is_not_null()).then(kind + repaired).otherwise(fault))
