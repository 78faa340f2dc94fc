"""What dealers call their columns: Chinese of many kinds, English, snake and camel case, pinyin, initials, nothing.

A line of the table is a field of the sample, with the kind of delivery after a dot where it matters: Chinese wordings |
snake case | abbreviations | unit or note for those who put it in brackets.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crmtool.sample.tables import lines

if TYPE_CHECKING:
    from opencc import OpenCC

    from crmtool.sample.dice import Dice

STYLES = ("chinese", "starred", "unit", "note", "spaced", "snake", "camel", "title", "upper", "initials", "pinyin",
          "abbreviated", "both", "traditional", "numbered", "letters", "none")  # fmt: skip
TRADITIONAL = {
    "id_number": "身分證字號",
    "mobile": "行動電話",
    "email": "電子郵件",
    "plate": "車牌號碼",
    "engine_no": "引擎號碼",
}
REQUIRED = frozenset({"name", "mobile", "vin", "event_date", "id_number", "plate"})


def _wordings() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str]]:
    """The table by field: Chinese wordings, snake case wordings, abbreviation, note."""
    rows = (line.split("|") for line in lines("headings"))
    return {field: (tuple(zh.split()), tuple(en.split()), short, note) for field, zh, en, short, note in rows}


WORDINGS = _wordings()


def header(dice: Dice, field: str, variant: str, style: str, position: int) -> str:
    """One heading: of ``field`` in a delivery of ``variant`` (kind, or insured or holder) at ``position`` from 0."""
    chinese, english, short, note = WORDINGS.get(
        f"{field}.{variant}", WORDINGS.get(field, ((field,), (field,), "", ""))
    )
    zh, en = dice.pick(chinese), dice.pick(english)
    if style in {"numbered", "letters"}:
        return f"{'列' if style == 'numbered' else 'F'}{position + 1}"
    if style in {"snake", "camel", "title", "upper", "abbreviated"}:
        return _latin(en, short, style)
    if style in {"initials", "pinyin"}:
        return _pinyin(zh, style)
    if style == "traditional":
        return traditional(TRADITIONAL.get(field, zh))
    both = f"{zh}/{_latin(en, short, 'title')}"
    return both if style == "both" else _decorated(zh, note, style, required=field in REQUIRED)


def _decorated(zh: str, note: str, style: str, *, required: bool) -> str:
    """A Chinese heading with a star, a unit in brackets, a note or spaces between its characters."""
    if style == "starred":
        return f"*{zh}" if required else zh
    if style == "unit":
        return f"{zh}({note})" if note else zh
    if style == "note":
        return f"{zh}（必填）" if required else f"{zh}（{note}）" if note else zh
    if style == "spaced" and not zh.isascii():
        return " ".join(zh) if len(zh) < 4 else f"{zh[:2]}\n{zh[2:]}" if len(zh) == 4 else zh
    return zh


def _latin(en: str, short: str, style: str) -> str:
    """An English heading in one of the ways of writing it."""
    words = en.split("_")
    if style == "camel":
        return words[0] + "".join(word.title() for word in words[1:])
    if style == "title":
        whole = {"vin": "VIN", "id": "ID", "no": "No.", "ro": "RO", "dob": "DOB", "vip": "VIP"}
        return " ".join(whole.get(word, word.title()) for word in words)
    return short if style == "abbreviated" else en.upper() if style == "upper" else en


def _pinyin(zh: str, style: str) -> str:
    """Pinyin of a Chinese heading: initials in capitals, or syllables joined by underscores."""
    from pypinyin import lazy_pinyin

    syllables = [s for s in lazy_pinyin(zh) if s.isalnum()]
    if not syllables:
        return zh
    return "".join(s[0] for s in syllables).upper() if style == "initials" else "_".join(syllables).lower()


def traditional(text: str) -> str:
    """The text in the traditional characters of Taiwan, all but a few of which Big5 has."""
    return str(_converter().convert(text))


@cache
def _converter() -> OpenCC:
    """The converter, loaded when first wanted: it takes 50 ms."""
    from opencc import OpenCC

    return OpenCC("s2tw")
