"""Columns of made-up values for mapping tests: numbers that cannot belong to anyone."""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from crmtool.fields import from_toml
from crmtool.model import RawTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crmtool.fields import Fields

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞红梅"
STAFF = ("孙一凡", "周二平", "吴三强", "郑四海")
TEXT = (
    "客户要求尽快回电",
    "更换机油机滤",
    "右前门有划痕",
    "无异响",
    "首次保养",
    "周末方便",
    "已报价待跟进",
    "转介绍客户",
    "投诉空调异味",
)
VIN_LETTERS = zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
VIN_VALUES = {str(digit): digit for digit in range(10)} | dict(VIN_LETTERS)


def id_number(rng: random.Random) -> str:
    """With the withdrawn region code 110110 and a later birth date: issued to nobody."""
    head = f"110110{rng.randint(1955, 2004)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return head + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(head, weights, strict=True)) % 11]


def vin(rng: random.Random) -> str:
    """A synthetic number with the right check digit."""
    number = f"LSVAA29{rng.choice('23467')}0P1{rng.randint(0, 999999):06}"
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    total = sum(VIN_VALUES[sign] * weight for sign, weight in zip(number, weights, strict=True))
    return number[:8] + "0123456789X"[total % 11] + number[9:]


def name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2, 2))))


def mobile(rng: random.Random) -> str:
    return f"1{rng.choice(('30', '38', '59', '86'))}0000{rng.randint(0, 9999):04}"


def address(rng: random.Random) -> str:
    return f"上海市浦东新区测试路{rng.randint(1, 999)}弄{rng.randint(1, 99)}号{rng.randint(101, 2004)}室"


def day(first: int, last: int) -> Callable[[random.Random], str]:
    return lambda rng: f"{rng.randint(first, last)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "vin": vin,
    "id": id_number,
    "uscc": lambda rng: f"91310000PDY0{rng.randint(1000, 9999)}1G",
    "name": name,
    "staff": lambda rng: rng.choice(STAFF),
    "company": lambda rng: f"上海{rng.choice(GIVEN)}{rng.choice(GIVEN)}贸易有限公司",
    "mobile": mobile,
    "staff_mobile": lambda rng: f"1390000000{rng.randint(1, 4)}",
    "landline": lambda rng: f"021-6000{rng.randint(0, 9999):04}",
    "plate": lambda rng: f"沪A{rng.randint(0, 99999):05}",
    "email": lambda rng: f"u{rng.randint(1, 99999)}@example.com",
    "address": address,
    "birth": day(1955, 2004),
    "event": day(2023, 2026),
    "gender": lambda rng: rng.choice("男女"),
    "brand": lambda rng: rng.choice(("大众", "奥迪", "斯柯达")),
    "model": lambda rng: rng.choice(("朗逸 1.5L", "帕萨特 330TSI", "途观L", "Polo Plus")),
    "color": lambda rng: rng.choice(("白色", "珍珠黑", "灰", "极光蓝")),
    "mileage": lambda rng: str(int(rng.lognormvariate(10, 1))),
    "amount": lambda rng: f"{rng.uniform(100, 300000):.2f}",
    "price": lambda rng: str(rng.randint(80, 400) * 1000 + 800),
    "id_type": lambda rng: rng.choice(("居民身份证", "居民身份证", "护照")),
    "customer_type": lambda rng: rng.choice(("个人", "个人", "单位")),
    "source": lambda rng: rng.choice(("汽车之家", "自然到店", "转介绍", "抖音")),
    "member": lambda rng: f"VIP{rng.randint(0, 999999):06}",
    "customer_code": lambda rng: f"KH{rng.randint(1, 150):05}",
    "engine": lambda rng: f"{rng.choice('ABCD')}{rng.randint(100000, 999999)}",
    "postcode": lambda rng: f"2{rng.randint(0, 99999):05}",
    "province": lambda rng: rng.choice(("上海市", "江苏省", "浙江省")),
    "city": lambda rng: rng.choice(("上海市", "苏州市", "杭州市")),
    "district": lambda rng: rng.choice(("浦东新区", "吴中区", "西湖区")),
    "year": lambda rng: str(rng.randint(2012, 2026)),
    "text": lambda rng: rng.choice(TEXT) + rng.choice(TEXT),
    "dealer": lambda _: "上海测试汽车销售服务有限公司",
    "level": lambda rng: rng.choice("ABCH"),
    "counter": lambda rng: str(rng.randint(1, 9)),
    "empty": lambda _: "",
}


def column(maker: str, rows: int = 200, filled: float = 1.0) -> list[str | None]:
    """A column of one kind of value, the same whatever stands beside it; ``filled`` is the share of cells with one.

    Orders count up; all other values are drawn by chance from a seed of their own.
    """
    if maker == "order":
        return [f"GD20261120{row:05}" for row in range(rows)]
    rng = random.Random(f"{maker} {rows} {filled}")  # noqa: S311
    return [(MAKERS[maker](rng) or None) if rng.random() < filled else None for _ in range(rows)]


def table(*columns: tuple[str, Sequence[str | None]]) -> RawTable:
    """A raw table of columns, each its header and its cells."""
    cells = pl.DataFrame(
        {f"c{place}": pl.Series(list(cells), dtype=pl.String) for place, (_, cells) in enumerate(columns)}
    )
    numbers = pl.Series(range(1, cells.height + 1), dtype=pl.Int64)
    rejects = pl.DataFrame(
        schema={"row": pl.Int64, "line": pl.Int64, "code": pl.String, "message": pl.String, "raw": pl.String}
    )
    return RawTable("", tuple(header for header, _ in columns), 1, cells, numbers, numbers + 1, rejects)


@cache
def shipped_fields() -> Fields:
    """The fields of the rules that ship with the program."""
    file = Path(__file__).parents[2] / "rules" / "fields.toml"
    return from_toml(tomllib.loads(file.read_text(encoding="utf-8")), "rules/fields.toml")
