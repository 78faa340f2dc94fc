"""Cells of Chinese characters that whole columns settle: 张三先生, 王总, 欧阳 娜娜, 张三 13000001357, 某某(上海)公司.

They say what ``name_reading.read`` says of each, and are most of what is not plainly a name. A cell that could be read
in two ways is left to it: two titles, a relative (张三爸), a nickname (小王), a word before the name, a contact.

>>> texts = pl.DataFrame({"text": ["张三先生", "王总", "欧阳 娜娜", "小王"]}).with_columns(company=pl.lit(value=False))
>>> settled(texts).select("text", "canonical", "reason", "surname", "honorific", "gender").rows()
[('张三先生', '张三', 'honorific', '张', '先生', 'M'), ('王总', '王', 'honorific_surname_only', '王', '总', None),
 ('欧阳 娜娜', '欧阳娜娜', 'ok', '欧阳', None, None)]
"""

from __future__ import annotations

from functools import cache

import polars as pl

from crmtool.values import name_notes, name_reading, placeholders, surnames
from crmtool.values.company_name import are_companies

HAN = "[\u4e00-\u9fff]"
ALONE, SPACED = f"^{HAN}+$", f"^{HAN}+(?: {HAN}+)+$"
PHONED = f"^{HAN}*[{HAN}&&[^系机话号码]][ -]?1[3-9][0-9]{{9}}$"
BRACKETED = rf"^{HAN}+(?:\({HAN}*\){HAN}*)*$"
LONG_TITLES = [word for word in name_notes.HONORIFICS if len(word) > 1]
SHORT_TITLES = "".join(word for word in name_notes.HONORIFICS if len(word) == 1)
TITLE_APART = f" (?:{'|'.join([*name_notes.HONORIFICS, *name_notes.GENDERS])})$"
TWO_WAYS = f"某|..[{''.join(name_notes.AND)}]..|^(?:{name_notes.LEADING_WORDS})"
TWO_TITLES = f".[{name_notes.LAST_CHARACTERS}]$"
NICKNAME_OR_RELATIVE = f"^[{surnames.FAMILIAR}]|.(?:{name_reading.RELATIVES})$"


def settled(texts: pl.DataFrame) -> pl.DataFrame:
    """The readings of the cells that are settled: ``text`` and the columns of ``NameReading``, in any order.

    ``texts``: ``text`` (String, folded, simplified, stands for something) and whether it names a ``company``.
    """
    short = texts.filter(pl.col("text").str.len_bytes() <= name_reading.LONGEST)
    companies = short.filter("company").filter(_has_no_contact(pl.col("text")))
    said = pl.lit("company")
    named = name_reading.filled(companies, "text", name_state=said, reason=said)
    return pl.concat([named, _read(_without_title(_bare(short.filter(~pl.col("company")))))])


def _has_no_contact(text: pl.Expr) -> pl.Expr:
    """Whether no common surname begins what stands in a company's brackets or behind its name."""
    surname = "".join(surnames.common() & surnames.single())
    outside = text.str.replace_all(name_notes.BRACKETS.pattern, "")
    behind = outside.str.contains(f"(?:{name_reading.ORGANISATIONS})[{surname}].{{1,7}}$")
    inside = text.str.contains(rf"\([{surname}]|{name_notes.LEADING_WORDS}")
    return text.str.contains(BRACKETED) & ~inside & ~behind


def _bare(texts: pl.DataFrame) -> pl.DataFrame:
    """Adds ``name``, without spaces and the phone behind it, and ``embedded_phone``."""
    text = pl.col("text")
    shapes = (
        texts.filter(text.str.contains(ALONE)).with_columns(name=text),
        texts.filter(text.str.contains(SPACED)).with_columns(name=_joined(text)),
        texts.filter(text.str.contains(PHONED)).with_columns(
            name=text.str.strip_chars_end("0123456789 -"), embedded_phone=text.str.tail(11)
        ),
    )
    bare = pl.concat(shapes, how="diagonal").drop_nulls("name")
    return bare.filter(~pl.col("name").str.contains(TWO_WAYS))


def _joined(text: pl.Expr) -> pl.Expr:
    """One name written with spaces, without them; null for what may be two words, or ends with a title of its own."""
    name = text.str.replace_all(" ", "", literal=True)
    size = name.str.len_chars()
    whole = (size <= 3) | ((size == 4) & text.str.contains(f"^(?:.|{_any(surnames.compound())}) "))
    return pl.when(whole & ~text.str.contains(TITLE_APART)).then(name)


def _without_title(names: pl.DataFrame) -> pl.DataFrame:
    """Adds the ``honorific`` behind a name, and the ``core`` before it, where nothing else is to be taken off."""
    core = pl.col("name").str.strip_suffix(pl.col("honorific").fill_null(""))
    titled = names.with_columns(honorific=_title(pl.col("name"))).with_columns(core=core)
    other = pl.col("core").str.contains(NICKNAME_OR_RELATIVE) | pl.col("core").is_in(list(placeholders.words()))
    two_titles = pl.col("honorific").is_not_null() & pl.col("core").str.contains(TWO_TITLES)
    left = titled.filter(~other & ~two_titles)
    company = (pl.col("core") != pl.col("text")) & pl.col("core").map_batches(are_companies, return_dtype=pl.Boolean)
    return left.filter(~company)


def _title(name: pl.Expr) -> pl.Expr:
    """The title a name ends with: the longest of several characters, else one that only follows a surname or name."""
    size, rest, last = name.str.len_chars(), name.str.head(-1), name.str.tail(1)
    longer = [
        pl.when((size > length) & name.str.tail(length).is_in(LONG_TITLES)).then(name.str.tail(length))
        for length in (4, 3, 2)
    ]
    after_surname = last.str.contains(f"[{SHORT_TITLES}]") & rest.is_in(list(surnames.readings()))
    person = name.str.contains(_whole_name_and(name_notes.AFTER_FULL_NAMES)) & ~rest.is_in(list(name_notes.not_names()))
    return pl.coalesce(*longer, pl.when(after_surname | person).then(last))


@cache
def _whole_name_and(titles: frozenset[str]) -> str:
    """A pattern of a name with a known surname and one of the titles of one character behind it."""
    return f"^(?:{_any(surnames.compound())}|{_any(surnames.single())}).{{1,2}}[{''.join(titles)}]$"


def _any(words: frozenset[str]) -> str:
    return f"(?:{'|'.join(sorted(words))})"


def _read(names: pl.DataFrame) -> pl.DataFrame:
    core, titled = pl.col("core"), pl.col("honorific").is_not_null()
    alone, full, cut = pl.col("alone"), pl.col("full"), pl.col("cut")
    reason = (
        pl.when(alone & titled).then(pl.lit("honorific_surname_only")).when(alone).then(pl.lit("surname_only"))
        .when(~full).then(pl.lit("not_a_name")).when(pl.col("embedded_phone").is_not_null())
        .then(pl.lit("embedded_phone")).when(titled).then(pl.lit("honorific")).otherwise(pl.lit("ok"))
    )  # fmt: skip
    state = pl.when(alone).then(pl.lit("surname_only")).when(full).then(pl.lit("full")).otherwise(pl.lit("none"))
    return name_reading.filled(
        _judged(names),
        "text",
        canonical=pl.when(alone | full).then(core),
        name_state=state,
        reason=reason,
        script=pl.when(alone | full).then(pl.lit("han")),
        surname=pl.when(alone).then(core).when(full).then(core.str.head(cut)),
        given=pl.when(full).then(core.str.slice(cut)),
        honorific=pl.col("honorific"),
        gender=pl.col("honorific").replace_strict(name_notes.HONORIFICS, default=None, return_dtype=pl.String),
        embedded_phone=pl.col("embedded_phone"),
    )


def _judged(names: pl.DataFrame) -> pl.DataFrame:
    """Adds whether a core is a surname ``alone`` or a ``full`` name, and where to ``cut`` it into surname and given."""
    core, size = pl.col("core"), pl.col("size")
    seen = names.with_columns(size=core.str.len_chars()).with_columns(
        compound=(size > 2) & core.str.head(2).is_in(list(surnames.compound())),
        alone=((size == 1) | pl.col("honorific").is_not_null()) & core.is_in(list(surnames.readings())),
        foreign=core.str.count_matches(f"[{''.join(name_notes.TRANSLITERATING)}]") / size >= name_notes.MOST,
    )
    long_enough = size.is_between(2, 4) | ((size == 5) & pl.col("compound")) | ((size > 1) & pl.col("foreign"))
    one = (size <= 3) | ((size == 4) & core.str.head(1).is_in(list(surnames.single())))
    return seen.with_columns(
        full=~pl.col("alone") & long_enough & ~core.is_in(list(name_notes.not_names())),
        cut=pl.when("compound").then(2).when(one).then(1),
    )
