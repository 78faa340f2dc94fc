"""Vehicle identification numbers (VIN, 车架号; GB 16735, ISO 3779): 17 letters and digits, without I, O and Q.

Characters 1-3 name the maker (WMI), 4-9 the type, with a check digit at 9, 10 the model year, 11-17 the car. Each
character has a value and each position a weight; the sum modulo 11 is the check digit, X for 10. China and North
America require it: there a failing check is a typing error. Elsewhere it is optional: Z fillers or a letter at position
9 show that it is not used, and a failing check on such a maker's car is only a warning (``check_digit_soft``).

I, O and Q can only be 1, 0 and 0; the check digit confirms it (``ok_repaired``). Shorter values are frame numbers of
old cars or the last digits of a VIN: kept as text, to be compared within one customer or plate. The check does not see
J for 1, B for K for S, and so on: such letters have the same value.

>>> from datetime import date
>>> import polars as pl
>>> numbers = pl.Series(["*lsvaa2927p1000001*", "LSVAA2927P1OOOOO1", "LSVAA2927P1000002", "000001", "1" * 17])
>>> standardise(numbers, date(2026, 11, 20)).select("canonical", "valid", "reason", "model_year", "brand").rows()
[('LSVAA2927P1000001', True, 'ok', 2023, '大众/斯柯达'),
 ('LSVAA2927P1000001', True, 'ok_repaired', 2023, '大众/斯柯达'),
 ('LSVAA2927P1000002', False, 'check_digit', None, '大众/斯柯达'),
 ('000001', False, 'length', None, None), (None, False, 'placeholder', None, None)]

Sources: GB 16735-2004; WMI labels confirmed by two independent lists each (vininfo, NHTSA vPIC, public lists).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from crmtool.identifiers.written import FILLERS, reasons, verdict
from crmtool.values.placeholders import is_placeholder
from crmtool.values.text import compact

if TYPE_CHECKING:
    from datetime import date

PLAIN = r"^[0-9A-HJ-NPR-Z]{17}$"
LABEL = r"^(?:VIN(?:码|NO)?|车架号码?|车辆识别代[号码]|底盘号码?)[::]?"
EMBEDDED = r"(?:^|[^0-9A-Z*])([0-9A-Z]{17})(?:[^0-9A-Z*]|$)"
COMPARABLE = r"^[0-9A-Z*]*[0-9][0-9A-Z*]*$"
MANDATORY = r"^[LH1-5]"
UNUSED = r"^...ZZZ|^.{8}[^0-9X]"
RUN = r"^\*+$|X{6}|" + "|".join(f"{sign}{{10}}" for sign in "0123456789ABCDEFGHJKLMNPRSTUVWXYZ")
NOT_YET = r"^(?:新车|现车|订车|期货|在途|在库|未到|未交车|未上牌|待上牌|见合同|见附件)[^0-9A-Z]*$"
"""What is written for a car that has not come yet, or whose number stands elsewhere."""
KEYBOARD = "ABCDEFGH123456789"

WEIGHTS = np.array((8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2), np.int32)
VALUES = np.zeros(128, np.int32)
VALUES[np.frombuffer(b"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", np.uint8)] = [
    *range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)
]  # fmt: skip
CHECK = np.frombuffer(b"0123456789X", np.uint8)

YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
FIRST_YEAR = 1980

BRANDS = {
    "LSV": "大众/斯柯达",
    "LFV": "大众/奥迪",
    "LSG": "别克/雪佛兰/凯迪拉克",
    "LBV": "宝马",
    "LE4": "奔驰",
    "LVS": "福特",
    "LVR": "马自达",
    "LS5": "长安/铃木",
    "LVV": "奇瑞",
    "LVH": "本田",
    "LHG": "本田",
    "LVG": "丰田",
    "LFM": "丰田",
    "LTV": "丰田",
    "LFP": "红旗/奔腾",
    "LGB": "日产",
    "LDC": "标致/雪铁龙",
    "LJD": "起亚",
    "LBE": "现代",
    "LSJ": "荣威/名爵",
    "LZW": "五菱/宝骏",
    "LGX": "比亚迪",
    "LC0": "比亚迪",
    "L6T": "吉利",
    "LB3": "吉利",
    "LGW": "长城",
    "LJ1": "江淮",
    "LMG": "传祺",
    "LH1": "海马",
    "LSY": "中华",
    "LDN": "东南",
    "LWV": "菲亚特/Jeep",
    "LYV": "沃尔沃",
    "LVY": "沃尔沃",
    "LRW": "特斯拉",
    "LPS": "极星",
    "LVZ": "东风小康",
    "LLV": "力帆",
    "LZY": "宇通",
    "LKL": "海格",
    "LPA": "DS",
    "WP0": "保时捷",
    "WP1": "保时捷",
}


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """VINs to ``canonical``, ``valid``, ``reason``, ``model_year`` (Int32), ``wmi`` and ``brand``, one row a value.

    Reasons that are valid: ok, ok_repaired, check_not_used, check_digit_soft; others: check_digit, charset, length,
    masked, placeholder. ``canonical`` is kept for every value of 5 to 20 letters and digits that is no filler;
    I, O and Q are replaced where there are 17. ``model_year`` is the latest year the code can mean, at most one after
    ``as_of``, and given only where the check digit passes. ``brand`` is a label from the WMI, several joined by ``/``:
    never a reason to doubt a number.
    """
    typed = _typed(values)
    folded = typed.str.replace_all("[OQ]", "0").str.replace_all("I", "1")
    full = typed.str.contains("^[0-9A-Z]{17}$").fill_null(value=False)
    frame = pl.DataFrame({"typed": typed, "vin": folded.zip_with(full, typed), "full": full, "hidden": _hidden(values)})
    frame = frame.with_columns(passes=check(frame["vin"]))
    wmi = pl.when("full").then(pl.col("vin").str.head(3))
    judged = frame.with_columns(wmi=wmi, reason=reasons(frame, _is_good(), _reason()))
    usable = pl.col("vin").str.len_chars().is_between(5, 20) & pl.col("vin").str.contains(COMPARABLE)
    nothing = (pl.col("reason") == "placeholder") | pl.col("vin").str.contains(RUN)
    return judged.select(
        canonical=pl.when(usable & ~nothing).then("vin"),
        valid=pl.col("reason").is_in(["ok", "ok_repaired", "check_not_used", "check_digit_soft"]),
        reason="reason",
        model_year=pl.when(pl.col("reason").str.starts_with("ok")).then(_model_year(as_of)),
        wmi=pl.when(~nothing).then("wmi"),
        brand=pl.when(~nothing).then(pl.col("wmi").replace_strict(BRANDS, default=None, return_dtype=pl.String)),
    )


def check(vins: pl.Series) -> pl.Series:
    """Whether each value is made of 17 legal characters with the right check digit; false for a null.

    >>> check(pl.Series(["1M8GDM9AXKP042788", "1M8GDM9A1KP042788", "LSVAA2927P1OOOOO1", None])).to_list()
    [True, False, False, False]
    """
    legal = vins.str.contains(PLAIN).fill_null(value=False).to_numpy()
    passes = np.zeros(len(vins), bool)
    signs = np.frombuffer(vins.filter(legal).str.join("").item().encode(), np.uint8).reshape(-1, 17)
    passes[legal] = CHECK[VALUES[signs] @ WEIGHTS % 11] == signs[:, 8]
    return pl.Series(passes)


def _typed(values: pl.Series) -> pl.Series:
    """The number in each cell, compact and upper case, without label, remark and the asterisks of the frame."""
    odd = ~values.str.contains(PLAIN).fill_null(value=True)
    easy = values.filter(odd).str.to_uppercase().str.strip_chars(" *'").str.replace_all("[ -]", "")
    hard = ~easy.str.contains(PLAIN)
    typed = easy.scatter(hard.arg_true(), _unwrapped(values.filter(odd).filter(hard)))
    return values.clone().scatter(odd.arg_true(), typed)


def _unwrapped(cells: pl.Series) -> pl.Series:
    """The number in cells that hold more than it; "" where there is none."""
    cell = pl.col("cell")
    short = pl.when(cell.str.len_chars() < 17).then(cell)
    frame = cells.to_frame("cell").with_columns(cell.str.normalize("NFKC").str.to_uppercase())
    frame = frame.with_columns(bare=compact(cell), blank=is_placeholder(short) | short.str.contains(NOT_YET))
    alone = pl.col("bare").str.replace(LABEL, "").str.strip_chars("*")
    number = pl.when("blank").then(None).otherwise(pl.coalesce(cell.str.extract(EMBEDDED), alone))
    return frame.select(number.fill_null("")).to_series()


def _hidden(cells: pl.Series) -> pl.Series:
    """Whether asterisks stand for the beginning or the end; one on each side is the frame of a bar code."""
    before, behind = cells.str.starts_with("*"), cells.str.ends_with("*")
    return ((before != behind) | cells.str.starts_with("**") | cells.str.ends_with("**")).fill_null(value=False)


def _is_good() -> pl.Expr:
    """Whether a number as typed passes its check digit and is none of those typed to fill the field."""
    vin = pl.col("vin")
    filler = vin.str.contains(RUN) | vin.is_in(FILLERS) | (vin == KEYBOARD)
    return pl.col("passes") & (pl.col("typed") == vin) & ~filler


def _reason() -> pl.Expr:
    vin, passes, full = pl.col("vin"), pl.col("passes"), pl.col("full")
    fails = full & ~passes
    fault = verdict(
        ((vin == "") | vin.is_in(FILLERS) | (vin == KEYBOARD), "placeholder"),
        (vin.str.contains(RUN) & ~(fails & vin.str.contains(MANDATORY)), "placeholder"),
        (vin.str.contains("*", literal=True) | (pl.col("hidden") & ~full), "masked"),
        (~vin.str.contains("^[0-9A-Z]+$"), "charset"),
        (~full, "length"),
        (passes & (pl.col("typed") != vin), "ok_repaired"),
        (fails & (pl.col("typed") != vin), "charset"),
        (fails & vin.str.contains(MANDATORY), "check_digit"),
        (fails & vin.str.contains(UNUSED), "check_not_used"),
        (fails, "check_digit_soft"),
    )
    return pl.when(vin.is_not_null()).then(fault)


def _model_year(as_of: date) -> pl.Expr:
    """The year that character 10 stands for, in the latest 30-year cycle not after next year."""
    latest = as_of.year + 1
    cycles = {code: FIRST_YEAR + place for place, code in enumerate(YEAR_CODES)}
    years = {code: first + (latest - first) // 30 * 30 for code, first in cycles.items()}
    return pl.col("vin").str.slice(9, 1).replace_strict(years, default=None, return_dtype=pl.Int32)
