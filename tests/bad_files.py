"""Deliveries as no dealer should send them: those to be refused, with what must be said, and those to be taken in."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from dataclasses import dataclass

import xlsxwriter
from main_job import HEADER

SURNAMES, GIVEN = "张王李赵陈杨黄周", ("志强", "秀英", "建国", "丽华", "明轩", "雨桐")


def people(count: int, seed: int = 0) -> list[str]:
    """Rows of that many people with nothing in common."""
    dice = random.Random(seed)  # noqa: S311
    numbers = dice.sample(range(10**7), count)
    plates = dice.sample(range(10**5), count)
    return [
        f"WO{seed:03}{at:03},{dice.choice(SURNAMES)}{dice.choice(GIVEN)},1300{numbers[at]:07},沪A{plates[at]:05}"
        for at in range(count)
    ]


def text(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def workbook(*rows: str, formulas: dict[tuple[int, int], tuple[str, str]] | None = None) -> bytes:
    """A workbook; ``formulas`` has by row and column a formula and the result that the spreadsheet kept with it."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, *rows]):
            sheet.write_row(at, 0, row.split(","))
        for (row, column), (formula, result) in (formulas or {}).items():
            sheet.write_formula(row, column, formula, value=result)
    return packed.getvalue()


def protected() -> bytes:
    """The container of a workbook with a password, as far as anybody can see without it."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    header = (header.ljust(76, b"\0") + struct.pack("<I", 0)).ljust(512, b"\xff")
    table_of_sectors = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    return header + table_of_sectors + "EncryptedPackage".encode("utf-16-le").ljust(512, b"\0")


def bomb() -> bytes:
    packed = io.BytesIO(workbook(*people(3)))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.bin", bytes(40 << 20))
    return packed.getvalue()


@dataclass(frozen=True)
class Refused:
    """A file's bytes, and what must be said: what is wrong and, in so many words, what to do."""

    data: bytes
    what: str
    fix: str
    suffix: str = "csv"
    at: str = ""


GOOD = people(6, seed=1)
REFUSED = {
    "EMPTY": Refused(b"", "the file is empty", "Export the list of records"),
    "BLANK": Refused(b"\r\n ,,,\r\n\r\n", "the file is empty", "Export the list of records"),
    "HEADER": Refused(text(), "has a header but no records", "export it again with its records"),
    "TITLES": Refused("上海某某汽车销售有限公司\n客户清单\n打印日期:\n".encode(), "holds no table", "Export the list"),
    "BINARY": Refused(random.Random(1).randbytes(9000), "looks like binary data", "Save or export it as"),  # noqa: S311
    "LATIN": Refused(
        text(*GOOD[:3]) + b"WO9,Jos\xe9 \xff\xfe,13000000009,\n", "something else", "UTF-8", at="line 5, byte offset "
    ),
    "MIXED": Refused(
        text(*GOOD[:4]) + "WO9,王小明,13000000009,沪A00009\n".encode("gb18030"),
        "is UTF-8 up to here and something else from here on",
        "all of it from one system",
        at="line 6, byte offset ",
    ),
    "UTF16": Refused(text(*GOOD).decode().encode("utf-16-le"), "looks like UTF-16", "UTF-8", at="line 1, byte"),
    "NUL": Refused(text(*GOOD[:2], "WO9,\0,,"), "holds a NUL byte", "UTF-8", at="line 4, byte offset "),
    "QUOTE": Refused(
        text(*GOOD[:2], 'WO9,"王小明,13000000009,', *people(40, seed=2)),
        "a quote opens here and is never closed",
        "Close the quote",
        at="line 4",
    ),
    "CUT": Refused(workbook(*GOOD)[:3000], "is damaged or incomplete", "copy or export it again", "xlsx"),
    "PASSWORD": Refused(protected(), "is protected with a password", "without a password", "xlsx"),
    "BOMB": Refused(bomb(), "would unpack from", "Unpack it, check what is in it", "xlsx"),
    "STOCK": Refused(
        text(*(f"机油,{at},{at * 3}.50,东区" for at in range(9)), header="品名,数量,单价,库位"),
        "no column holds anything a customer or a car could be known by",
        "Check that this is a customer export",
    ),
    "TWIN": Refused(text(*GOOD), "the same content as GOOD_sales_20260901.csv", "Deliver it once"),
}
LONG = "长" * 1_700_000
ACCEPTED = {
    "GOOD": text(*GOOD),
    "RAGGED": text("WO1,王小明", "WO2,李小红,13000000002,,,,多,余", "WO3,赵小兰,13000000003,沪A00003,", *GOOD[:2]),
    "TWICE": text(
        *(f"{row.split(',')[1]},备注,{row.split(',')[2]},,0{at}" for at, row in enumerate(people(5, seed=3))),
        header="姓名,姓名,手机,手机,手机",
    ),
    "HUGE": text(*people(2, seed=4), f"WO9,王小明,13000000009,{LONG}", *people(2, seed=5)),
    "WIDE": text(
        *(row + ",1" * 1996 for row in people(3, seed=6)), header=",".join([HEADER, *(f"列{at}" for at in range(1996))])
    ),
    "DEALER1": text(*people(5, seed=7)),
    "DEALER2": text(
        *(f"{old.split(',')[0]},{new.partition(',')[2]}" for old, new in zip(people(5, 7), people(5, 8), strict=True))
    ),
}
