"""The rules of docs/benchmarks.md as a pandera schema, over a file in GB18030; prints what fails as JSON lines.

    python tests/bench/pandera_gate.py FILE.csv

Needs pandera with Polars (``pip install 'pandera[polars]'``) and nothing of crmtool.
"""

from __future__ import annotations

import sys
from datetime import date

import pandera.polars as pa
import polars as pl

TODAY = date(2026, 11, 20)
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
LETTERS = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", "12345678123457923456789", strict=True))
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_name(data: pa.PolarsData) -> pl.LazyFrame:
    return data.lazyframe.select(~pl.col(data.key).str.contains("^(?:无|不详|未知|测试.*|客户|先生|女士|-)$"))


def id_check(data: pa.PolarsData) -> pl.LazyFrame:
    value = pl.col(data.key)
    first = value.str.head(17).str.to_integer(base=13, strict=False, dtype=pl.Int64) % 11
    last = value.str.tail(1).replace("X", "10").cast(pl.Int64, strict=False)
    wrong = value.str.contains("^[0-9]{17}[0-9X]$") & (((1 - 2 * first) % 11 + 11) % 11 != last)
    return data.lazyframe.select(~wrong.fill_null(value=False))


def vin_check(data: pa.PolarsData) -> pl.LazyFrame:
    value = pl.col(data.key)
    digits = value.str.replace_many(LETTERS)
    total = pl.sum_horizontal(
        digits.str.slice(at, 1).cast(pl.Int64, strict=False) * weight for at, weight in enumerate(WEIGHTS)
    )
    ninth = value.str.slice(8, 1).replace("X", "10").cast(pl.Int64, strict=False).fill_null(99)
    wrong = value.str.contains("^[LH1-5][0-9A-HJ-NPR-Z]{16}$") & (total % 11 != ninth)
    return data.lazyframe.select(~wrong.fill_null(value=False))


def is_past(data: pa.PolarsData) -> pl.LazyFrame:
    days = pl.coalesce(pl.col(data.key).str.to_date(form, strict=False) for form in DATES)
    return data.lazyframe.select((days <= TODAY).fill_null(value=False) | pl.col(data.key).is_null())


def is_price(data: pa.PolarsData) -> pl.LazyFrame:
    price = pl.col(data.key).str.replace_all(",", "").cast(pl.Float64, strict=False)
    return data.lazyframe.select(price.is_between(0, 10_000_000).fill_null(value=False) | pl.col(data.key).is_null())


def few_names(data: pa.PolarsData) -> pl.LazyFrame:
    few = pl.col("姓名").n_unique().over("手机") < 10
    return data.lazyframe.select(few | pl.col("手机").is_null())


SCHEMA = pa.DataFrameSchema(
    {
        "流水号": pa.Column(str, unique=True),
        "姓名": pa.Column(str, pa.Check(is_name)),
        "证件号码": pa.Column(
            str,
            [pa.Check.str_matches(r"^([0-9]{17}[0-9X]|[0-9]{15}|[0-9A-HJ-NP-RTUW-Y]{18})$"), pa.Check(id_check)],
        ),
        "车架号": pa.Column(str, [pa.Check.str_matches("^[0-9A-HJ-NPR-Z]{17}$"), pa.Check(vin_check)]),
        "手机": pa.Column(str, pa.Check.str_matches("^1[3-9][0-9]{9}$"), nullable=True),
        "销售日期": pa.Column(str, pa.Check(is_past), nullable=True),
        "金额": pa.Column(str, pa.Check(is_price), nullable=True),
    },
    checks=pa.Check(few_names),
)


def main(file: str) -> int:
    rows = pl.read_csv(file, encoding="gb18030", infer_schema=False)
    try:
        SCHEMA.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as failed:
        failed.failure_cases.write_ndjson(sys.stdout)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
