"""Names of people as dealers' clerks write them.

A cell that should hold a name holds a name, a surname and a title, a name with notes around it, a masked name, two
names, a company or nothing. ``name_state`` says which; ``reason`` says why a value is not plainly good. Lengths
(ministry of public security, 2020): three characters over 90 %, two 6.3 %, four 1.6 %. The five commonest surnames
cover 30.8 % of all people, so that a surname alone says little. ``gender`` is a title's, never a guess from the name.

``canonical`` is what to show and compare: simplified characters (but 乾 stays 乾), U+00B7 in 阿卜杜拉·买买提, "zhang
san" for any spelling of pinyin. ``key`` folds more: 乾 is 干, no dots, a foreigner's names in alphabetical order.
``pinyin`` is the same for 张小明 and "ZHANG/XIAO MING".

>>> from datetime import date
>>> names = pl.Series(["张三先生", "李女士", "欧阳 娜娜", "張三", "ZHANG/SAN", "张某某", "张三/李四", "某某公司", "无"])
>>> standardise(names, date(2024, 1, 1)).select("canonical", "reason", "name_state", "pinyin").rows()
[('张三', 'honorific', 'full', 'zhang san'), ('李', 'honorific_surname_only', 'surname_only', 'li'),
 ('欧阳娜娜', 'ok', 'full', 'ouyang nana'), ('张三', 'ok', 'full', 'zhang san'),
 ('zhang san', 'pinyin', 'latin', 'zhang san'), ('张**', 'name_mask', 'masked', None),
 (None, 'two_names', 'two_names', None), (None, 'company', 'company', None), (None, 'placeholder', 'placeholder', None)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.values import company_name, han_names, latin_name, name_reading, pinyin, surnames
from crmtool.values.characters import OWN_CHARACTERS, simplify
from crmtool.values.name_notes import BRACKETS, LAST_CHARACTERS, not_names
from crmtool.values.name_reading import filled
from crmtool.values.placeholders import said
from crmtool.values.text import changed

if TYPE_CHECKING:
    from datetime import date

READ = dict.fromkeys(name_reading.NameReading._fields, pl.String())
COLUMNS = (
    "canonical", "valid", "reason", "surname", "given", "pinyin", "script", "name_state", "honorific", "gender", "key",
    "embedded_phone", "second_name", "first_name_of_two",
)  # fmt: skip
GOOD = ("full", "surname_only", "latin")
COMPANY = r"^\p{Han}{4,40}公司$"  # nothing but a company: most of them, and no contact to look for


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """One row for each value, in order.

    Columns: canonical, valid, reason, surname, given, pinyin (surname first, no tones, ü as v), script (han, latin,
    dotted, mixed), name_state (full, surname_only, masked, latin, company, placeholder, two_names, none), honorific,
    gender (M, F), key, embedded_phone, second_name (the other person in the cell, or a company's contact),
    first_name_of_two; all String but ``valid``. Reasons of valid names: ok, pinyin, latin, honorific,
    honorific_surname_only, surname_only, annotation, embedded_phone; of others: name_mask, two_names, company,
    relative (张三老婆), placeholder, not_a_name.
    """
    folded = said(values).with_row_index("row")
    texts = folded.with_columns(text=simplify(folded["text"], keep=OWN_CHARACTERS)).with_columns(
        plain=_is_plain(pl.col("text")) & ~pl.col("empty"), company=pl.col("text").str.contains(COMPANY)
    )
    sorted_out = pl.concat(
        [
            _plain(texts.filter("plain")),
            filled(texts.filter("company"), "row", name_state=pl.lit("company"), reason=pl.lit("company")),
            _odd(texts.filter(~pl.any_horizontal("empty", "plain", "company"))),
            _empty(texts.filter(pl.col("empty").fill_null(value=True))),
        ]
    ).sort("row")
    return _with_parts(sorted_out)


def _is_plain(text: pl.Expr) -> pl.Expr:
    """Two or three characters, the first a surname, the last in no title: nothing to take off."""
    shape = rf"^[{''.join(sorted(surnames.single()))}][\p{{Han}}&&[^某]]{{0,1}}[\p{{Han}}&&[^某{LAST_CHARACTERS}]]$"
    return text.str.contains(shape) & ~text.is_in(list(not_names()))


def _plain(texts: pl.DataFrame) -> pl.DataFrame:
    text = pl.col("text")
    compound = pl.col("compound")
    begins = text.str.head(2).is_in(list(surnames.compound()))
    return filled(
        texts.with_columns(compound=(text.str.len_chars() > 2) & begins),
        "row",
        canonical=text,
        name_state=pl.lit("full"),
        reason=pl.lit("ok"),
        script=pl.lit("han"),
        surname=pl.when(compound).then(text.str.head(2)).otherwise(text.str.head(1)),
        given=pl.when(compound).then(text.str.slice(2)).otherwise(text.str.slice(1)),
    )


def _odd(texts: pl.DataFrame) -> pl.DataFrame:
    """Whatever is not plainly a name: the frequent kinds as whole columns, the others one by one."""
    known = texts.select(pl.col("text").unique())
    known = known.with_columns(company=company_name.are_companies(known["text"].str.replace_all(BRACKETS.pattern, "")))
    settled = pl.concat([han_names.settled(known), _in_pinyin(known.filter(~pl.col("company"))["text"])])
    left = known.join(settled, on="text", how="anti")
    readings = map(lambda text, company: name_reading.read(text, company=company), left["text"], left["company"])
    read = pl.DataFrame(list(readings), schema=READ, orient="row").insert_column(0, left["text"])
    return texts.select("row", "text").join(pl.concat([settled, read]), on="text", how="left").select("row", *READ)


def _in_pinyin(texts: pl.Series) -> pl.DataFrame:
    return filled(
        latin_name.in_two_words(texts),
        "text",
        canonical=pl.concat_str("surname", "given", separator=" "),
        name_state=pl.lit("latin"),
        reason=pl.lit("pinyin"),
        script=pl.lit("latin"),
        surname=pl.col("surname"),
        given=pl.col("given"),
    )


def _empty(texts: pl.DataFrame) -> pl.DataFrame:
    said = pl.when("empty").then(pl.lit("placeholder"))
    return filled(texts, "row", name_state=said.otherwise(pl.lit("none")), reason=said)


def _with_parts(read: pl.DataFrame) -> pl.DataFrame:
    """Adds what follows from the name read: whether it is good, its key and its pinyin."""
    name, foreign = pl.col("canonical"), pl.col("reason") == "latin"
    spoken = (pl.col("name_state").is_in(GOOD)) & ~foreign
    alone = pl.when(pl.col("surname").is_null()).then(name.str.replace_all("·", ""))
    parts = read.select(
        surname=pl.when(spoken).then("surname"), given=pl.when(spoken).then(pl.coalesce("given", alone))
    )
    key = changed(read["canonical"].str.replace_all("·", "", literal=True), read["reason"] == "latin", _in_order)
    return read.with_columns(
        valid=pl.when(pl.col("reason").is_not_null()).then(pl.col("name_state").is_in(GOOD)),
        key=simplify(key),
        pinyin=pinyin.of_names(parts["surname"], parts["given"]),
    )[COLUMNS]


def _in_order(names: pl.Series) -> pl.Series:
    """The words of each name in alphabetical order."""
    return names.str.split(" ").list.sort().list.join(" ")
