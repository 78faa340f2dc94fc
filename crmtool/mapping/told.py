"""What rows say of their own delivery: a file of all dealers has a column of dealers, and perhaps one of kinds."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from crmtool.mapping.delivery import kinds_meant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crmtool.model import ColumnMapping, Delivery, RawTable

DEALER = "dealer_name"
OF_KINDS = re.compile(
    r"(?:(?:数据|數據|资料|資料|业务|業務|单据|單據|记录|記錄|文件|系统|系統)?(?:类型|類型|类别|類別|种类|種類)"
    r"|(?:数据|數據|資料)[来來]源(?:[系係]?[统統])?|[来來]?源系[统統]|(?:source|data|record|business|file|system)?(?:kind|type|category)"
    r"|datasource|s(?:ou)?rce?sys(?:tem)?)"
)
"""Headers of columns that say of what kind a row is; those of customers, cars and orders have types of their own."""
MOST = 20  # different words in a column of kinds


def dealers(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> pl.Expr:
    """The dealer of each row: of its own cell, else the delivery's."""
    own = [_text(table, column) for column in columns if column.field == DEALER]
    return pl.coalesce(*own, pl.lit(delivery.dealer))


def kinds(table: RawTable, columns: Sequence[ColumnMapping], delivery: Delivery) -> pl.Expr:
    """The kind of each row: the delivery's; where nobody told that, of the row's own cell, else ``other``."""
    if "kind" in delivery.assumed:
        for column in columns:
            if column.field in ("", "source") and any(map(OF_KINDS.fullmatch, _halves(table.headers[column.index]))):
                own = _text(table, column)
                meant = kinds_meant(table.cells.select(own.unique().drop_nulls()).to_series().head(MOST + 1).to_list())
                if 0 < len(meant) <= MOST and set(meant.values()) - {"", "other"} and all(meant.values()):
                    return own.replace_strict(meant, default=delivery.kind, return_dtype=pl.String)
    return pl.lit(delivery.kind)


def agreed(delivery: Delivery, rows: pl.DataFrame) -> Delivery:
    """A delivery as its rows, with ``dealer`` and ``kind``, say: where all say the same, that; no more is assumed."""
    one = {name: rows[name][0] for name in ("dealer", "kind") if rows[name].n_unique() == 1}
    named = DEALER in rows.columns and not rows[DEALER].fill_null("").str.strip_chars().eq("").any()
    told = {"dealer"} if named else set()
    told |= {"kind"} if (rows["kind"] != delivery.kind).any() else set()
    return replace(delivery, assumed=tuple(fact for fact in delivery.assumed if fact not in told), **one)


def _halves(header: str) -> tuple[str, ...]:
    """A header without signs, and its Latin and its Chinese letters alone: SRC_SYS来源系统 is either."""
    bare = re.sub(r"[\W_]", "", header.lower())
    return bare, re.sub("[^a-z]", "", bare), re.sub("[a-z]", "", bare)


def _text(table: RawTable, column: ColumnMapping) -> pl.Expr:
    return pl.col(table.cells.columns[column.index]).str.strip_chars().replace("", None)
