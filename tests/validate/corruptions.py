"""Faults put into good rows one at a time, by somebody who has not seen the rules: the judge of what they find.

Knows no more of the program than the names of fields, and of the numbers no more than how their check digits are
computed; a fault that these cannot see is not made. ``FAULTS`` has for each field what may befall it, by the name of
the fault: a function of the dice and of the text as delivered, in whatever spelling, to the text as spoiled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crmtool.sample.dice import Dice
from crmtool.sample.numbers import VIN_VALUES, VIN_WEIGHTS, resident_check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Fault = Callable[[Dice, str], str]
    Row = dict[str, object]


def words(text: str) -> list[str]:
    return text.split()


RESIDENT = re.compile(r"[1-8][0-9]{16}[0-9X]")
VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
WRITTEN: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "with an apostrophe": lambda text: f"'{text}",
    "with spaces": lambda text: f"  {text}\u00a0",
    "with a tab": lambda text: f"{text}\t",
    "with an invisible sign": lambda text: f"{text[:4]}\u200b{text[4:]}",
    "as a formula": lambda text: f'="{text}"',
    "in full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
}
PHONES = words("""13800000000 13000000000 11111111111 13888888888 12345678901 00000000000 13800138000 13912345678
 99999999999 18888888888 10000000000 无 - 1 0 暂无 不详 没有 未知 N/A xxx 测试 拒绝提供 保密 同上 8888888""")
DOCUMENTS = words("""111111111111111111 123456789012345678 000000000000000000 999999999999999999 无 不详 1 身份证
 - 未知 没带 000000 123456 0 x 测试 未提供 110101190001010000""")
VINS = words("""11111111111111111 00000000000000000 12345678901234567 LXXXXXXXXXXXXXXXX 无 未知 ABCDEFGH123456789
 0 1 - 暂无 XXXXXXXXXXXXXXXXX 88888888888888888 测试 000000""")
NAMES = words("无 客户 测试 先生 女士 车主 不详 匿名 未知 test 测试客户 - . 0 暂无 123 散客 潜客 无名氏")
PLATES = words("无 未上牌 新车 临牌 无牌 待上牌 - 暂无 0 未知")
NO_DAYS = words("1900-01-01 0000-00-00 1970-01-01 9999-12-31 2099-12-31 0001-01-01 1900/1/0 19000101 无 不详")
NEVER = words("2026-02-30 2025-13-01 2025/2/29 20250231 2025年2月30日 2025-04-31 2025-06-32 2025/11/31 2023-02-29")


def characters(text: str, test: Callable[[str], bool] = str.isalnum) -> list[int]:
    return [place for place, character in enumerate(text) if test(character)]


def put(text: str, place: int, new: str) -> str:
    return text[:place] + new + text[place + 1 :]


def dropped(dice: Dice, text: str) -> str:
    return put(text, dice.pick(characters(text)), "")


def doubled(dice: Dice, text: str) -> str:
    place = dice.pick(characters(text, str.isdigit)[1:])
    return put(text, place, text[place] * 2)


def digit(dice: Dice, text: str) -> str:
    place = dice.pick(characters(text, str.isdigit))
    return put(text, place, dice.pick("0123456789".replace(text[place], "")))


def exchanged(dice: Dice, text: str) -> str:
    places = [at for at in range(len(text) - 1) if text[at : at + 2].isalnum() and text[at] != text[at + 1]]
    if not places:
        return text
    place = dice.pick(places)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def masked(*ranges: tuple[int, int]) -> Fault:
    """Stars, crosses or dots over one of the ranges of the text's letters and digits."""

    def mask(dice: Dice, text: str) -> str:
        sign, (first, last) = dice.pick("**×X●"), dice.pick(ranges)
        for place in characters(text)[first:last]:
            text = put(text, place, sign)
        return text

    return mask


def one_of(texts: Sequence[str]) -> Fault:
    return lambda dice, _: dice.pick(texts)


def of_resident(change: Callable[[Dice, str], str]) -> Fault:
    """A change of a resident ID's first 17 digits, with the check character that goes with it."""

    def changed(dice: Dice, text: str) -> str:
        if not RESIDENT.fullmatch(text):
            return text
        first = change(dice, text[:17])
        return first + resident_check(first)

    return changed


def typed(_: Dice, text: str) -> str:
    """What a number cell keeps of a resident ID, printed exactly, unless the check passes by luck."""
    if not RESIDENT.fullmatch(text):
        return text
    cell = f"{float(text[:15] + '000'):.0f}"
    return text if resident_check(cell[:17]) == cell[17] else cell


def seen_by_the_check(fault: Fault) -> Fault:
    """The fault, if a VIN's check digit can see it and the maker uses one."""

    def checked(dice: Dice, text: str) -> str:
        new = fault(dice, text)
        if not text.startswith("L") or not new.startswith("L") or not VIN.fullmatch(new):
            return text
        rest = sum(VIN_VALUES[c] * weight for c, weight in zip(new, VIN_WEIGHTS, strict=True)) % 11
        return text if new[8] == ("X" if rest == 10 else str(rest)) else new

    return checked


def letter_for_digit(dice: Dice, text: str) -> str:
    places = [place for place in characters(text, "01".__contains__) if place > 1]
    return put(text, dice.pick(places), dice.pick("OI")) if places else text


PHONE_FAULTS: Mapping[str, Fault] = {
    "dropped": lambda dice, text: dropped(dice, text) if len(characters(text)) == 11 and text[0] == "1" else text,
    "added": lambda dice, text: doubled(dice, text) if len(characters(text)) == 11 and text[0] == "1" else text,
    "masked": masked((3, 7), (7, 11), (4, 8)),
    "placeholder": one_of(PHONES),
    "lost precision": one_of(("1.38E+10", "1.3E+10", "1.5901E+10")),
}
FAULTS: Mapping[str, Mapping[str, Fault]] = {
    "mobile": PHONE_FAULTS,
    "contact_phone": PHONE_FAULTS,
    "id_number": {
        "wrong check digit": lambda dice, text: digit(dice, text) if RESIDENT.fullmatch(text) else text,
        "exchanged": lambda dice, text: exchanged(dice, text) if RESIDENT.fullmatch(text) else text,
        "dropped": dropped,
        "added": lambda dice, text: doubled(dice, text) if RESIDENT.fullmatch(text) else text,
        "masked": masked((6, 14), (10, 14), (14, 18)),
        "placeholder": one_of(DOCUMENTS),
        "lost precision": typed,
        "scientific": one_of(("3.10105E+17", "1.1011E+17", "4.405E+17")),
        "impossible date": of_resident(lambda dice, text: text[:10] + dice.pick(("0230", "1301", "0431")) + text[14:]),
        "no province": of_resident(lambda dice, text: dice.pick(("16", "47", "66")) + text[2:]),
        "letter": lambda dice, text: letter_for_digit(dice, text) if RESIDENT.fullmatch(text) else text,
    },
    "vin": {
        "wrong check digit": seen_by_the_check(digit),
        "exchanged": seen_by_the_check(exchanged),
        "dropped": dropped,
        "added": doubled,
        "short": lambda dice, text: text[-dice.between(5, 8) :],
        "masked": masked((3, 11), (11, 17), (8, 14)),
        "placeholder": one_of(VINS),
        "letter": letter_for_digit,
    },
    "plate": {"masked": masked((2, 5)), "placeholder": one_of(PLATES), "letter": letter_for_digit},
    "event_date": {"placeholder": one_of(NO_DAYS), "impossible date": one_of(NEVER)},
    "birth_date": {"placeholder": one_of(NO_DAYS), "impossible date": one_of(NEVER)},
    "email": {"placeholder": one_of(("无", "test@test.com", "-")), "no at": lambda _, text: text.replace("@", "")},
    "name": {
        "placeholder": one_of(NAMES),
        "masked": lambda dice, text: dice.pick((f"{text[:1]}**", f"*{text[1:]}", f"{text[:1]}某某", f"{text[:1]}XX")),
    },
}


def spoil(rows: list[Row], share: float, seed: int) -> list[tuple[str, int, str, str]]:
    """Spoil one field in such a share of the rows, in place; says file, row, field and what was done."""
    dice, done = Dice(f"{seed}/corruptions"), []
    for row in rows:
        fields = [name for name in FAULTS if len(characters(str(row.get(name) or ""))) > (1 if name == "name" else 5)]
        if not fields or not dice.chance(share):
            continue
        field = dice.pick(fields)
        old, fault = str(row[field]), dice.pick(tuple(FAULTS[field]))
        if field == "name" and len(old) > 4:
            continue
        new = FAULTS[field][fault](dice, old)
        if new != old:
            written = dice.pick(tuple(WRITTEN)) if field in ("mobile", "id_number", "vin") else "as it is"
            row[field] = WRITTEN[written](new) if dice.chance(0.3) else new
            done.append((str(row["source_file"]), int(str(row["row"])), field, fault))
    return done


def seat_salesmen(rows: list[Row], seed: int, customers: tuple[int, int] = (4, 12)) -> list[tuple[str, int]]:
    """At each dealer, two salesmen type their own phones for so many customers; says which files and rows."""
    dice, done = Dice(f"{seed}/salesmen"), {}
    dealers: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("mobile"):
            dealers.setdefault(str(row["dealer"]), []).append(row)
    for number, (_, theirs) in enumerate(sorted(dealers.items())):
        for seat in range(2 if len(theirs) > 100 else 0):
            for row in dice.mixed(theirs)[: dice.between(*customers)]:
                row["mobile"] = f"15{1 + 2 * seat}0000{1357 + 11 * number}"
                done[str(row["source_file"]), int(str(row["row"]))] = True
    return list(done)
