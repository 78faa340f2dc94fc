"""Findings: every fault of every record, with where it stands, what is wrong and, where that is safe, what is right.

Rules run side by side over the whole frame; only what they find is looked up and worded. A message never holds an
unmasked value; ``value`` and ``suggestion`` are raw, ``masking.mask_findings`` hides them where they are shown.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.masking import mask
from crmtool.validate.checks import ABOUT_NOTHING, OF_SHARERS, among_deliveries, check_kinds
from crmtool.validate.parse import NOTE, WHERE
from crmtool.validate.prepared import files_of, prepared
from crmtool.validate.sharers import sharers
from crmtool.validate.terms import Given

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from crmtool.fields import Fields
    from crmtool.rules_model import Rule, Rules

FINDINGS: Mapping[str, type[pl.DataType]] = MappingProxyType(
    {
        "source_file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "line": pl.Int64,
        "dealer": pl.String,
        "field": pl.String,
        "code": pl.String,
        "severity": pl.String,
        "value": pl.String,
        "message": pl.String,
        "suggestion": pl.String,
    }
)
"""The columns of a findings frame; ``row`` and ``line`` are null for a finding about a whole file."""

OK = "ok"
"""The reason of most values: that nothing is wrong."""
MOST_ROWS = 1 << 40
PLACE = ("source_file", "sheet", "row", "line", "dealer")


def validate(records: pl.DataFrame, notes: pl.DataFrame, rules: Rules, as_of: date, lang: str) -> pl.DataFrame:
    """All findings, sorted by file and row; whole-file findings first.

    ``records``: standardised records, with ``source_file``, ``sheet``, ``row``, ``line`` and ``dealer``; columns of
    fields that nobody delivered may be missing. ``notes``: what reading and mapping noticed (code, source_file, sheet,
    line, row, message, value); a note whose code no rule knows is a warning in its own words. ``as_of``: the day the
    rules speak of. ``lang``: en or zh, the language of messages. Raises UsageError for a rule whose check does not fit
    its field.
    """
    frame = prepared(records, rules.fields)
    files = files_of(frame, rules.fields)
    asked = list(_questions(rules, _delivered(frame, rules.fields), files.height))
    about_sharers = [rule for rule in asked if rule.check in OF_SHARERS]
    others = [rule for rule in asked if rule.check not in OF_SHARERS]
    with ThreadPoolExecutor(1) as beside:
        sharing = beside.submit(_sharing, frame, about_sharers, rules.fields)
        hits = _hits(others, frame, files, as_of, frame.clear().lazy())
    hits |= _hits(about_sharers, frame, files, as_of, sharing.result().lazy())
    found = [_worded(frame, rule, hit, rules, lang) for rule in asked if (hit := hits[rule.code, rule.field]).height]
    noticed = _of_notes(notes, records, rules, lang)
    findings = pl.concat([noticed, _placed(pl.concat(found), frame)]) if found else noticed
    return findings.sort(_by_place(findings["source_file"]), maintain_order=True)


def _by_place(files: pl.Series) -> pl.Expr:
    """A number that orders findings in these files as file and row do: sorting text takes three times as long."""
    file = pl.col("source_file").cast(pl.Enum(files.unique().sort())).to_physical().cast(pl.Int64)
    return file * MOST_ROWS + pl.col("row").fill_null(-1)


def _delivered(frame: pl.DataFrame, fields: Iterable[str]) -> dict[str, frozenset[str]]:
    """The fields that some row has something for, and the reasons that standardising may have given there."""
    given = [name for name in fields if frame[name].count() or frame[f"{name}_raw"].count()]
    reasons = {name: pl.col(f"{name}_reason") for name in given}
    faults = frame.select(
        reason.filter(reason != OK).unique().implode().alias(name) for name, reason in reasons.items()
    )
    return {name: frozenset((OK, *found.item())) for name, found in faults.to_dict().items()}


def _questions(rules: Rules, delivered: Mapping[str, frozenset[str]], files: int) -> Iterator[Rule]:
    """Every rule that can find something in the records of so many files, once for each of its fields."""
    pointless = {NOTE, *(among_deliveries() if files < 2 else ())}
    for rule in rules.checks.values():
        if rule.check not in pointless:
            for field in rule.fields or ("",):
                if not field or rule.check in ABOUT_NOTHING or _may_find(rule, delivered.get(field)):
                    yield replace(rule, fields=(field,) if field else ())


def _may_find(rule: Rule, reasons: frozenset[str] | None) -> bool:
    """Whether a rule can find anything in a field with these ``reasons``, None for one that nobody delivered."""
    asked = rule.params.get("reasons")
    return reasons is not None and (asked is None or not reasons.isdisjoint(asked))


def _sharing(frame: pl.DataFrame, asked: Sequence[Rule], fields: Fields) -> pl.DataFrame:
    """The rows that share a phone with strangers, if ``asked`` for by any rule."""
    phones = [name for name, field in fields.items() if field.kind == "phone" and field.of != "staff"]
    return sharers(frame, phones) if phones and asked else frame.clear()


def _hits(
    asked: Sequence[Rule], frame: pl.DataFrame, files: pl.DataFrame, as_of: date, sharing: pl.LazyFrame
) -> dict[tuple[str, str], pl.DataFrame]:
    """What each rule finds, by its code and field."""
    rows, kinds = frame.lazy(), check_kinds()
    given = [
        Given(_limited(rows, rule), rule, as_of, _limited(files.lazy(), rule, ("kind",)), sharing) for rule in asked
    ]
    plans = [kinds[rule.check](one, **rule.params) for rule, one in zip(asked, given, strict=True)]
    return {(rule.code, rule.field): hits for rule, hits in zip(asked, _collected(asked, plans), strict=True)}


def _collected(asked: Sequence[Rule], plans: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """What each rule found; all rules at once, and one by one only to say which of them cannot be checked."""
    try:
        return pl.collect_all(plans)
    except pl.exceptions.PolarsError:
        return [_alone(rule, plan) for rule, plan in zip(asked, plans, strict=True)]


def _alone(rule: Rule, plan: pl.LazyFrame) -> pl.DataFrame:
    try:
        return plan.collect()
    except pl.exceptions.PolarsError as broken:
        said = str(broken).partition("\n")[0].partition("; valid columns")[0]
        fix = f"the check {rule.check!r} does not fit the field {rule.field!r}: change one of them"
        raise UsageError(f"{rule.code} cannot be checked: {said}", where=rule.source, fix=fix) from broken


def _limited(rows: pl.LazyFrame, rule: Rule, known: Container[str] = WHERE) -> pl.LazyFrame:
    """The records that the rule's ``where`` speaks of, as far as it speaks of ``known`` columns."""
    wanted = [pl.col(column).is_in(values) for column, values in rule.where.items() if column in known]
    return rows.filter(wanted) if wanted else rows


def _worded(frame: pl.DataFrame, rule: Rule, hits: pl.DataFrame, rules: Rules, lang: str) -> pl.DataFrame:
    """What one rule found, in words; ``at`` still says where."""
    field = rules.fields[rule.field] if rule.field else None
    if "value" not in hits.columns:
        about_a_cell = rule.field and rule.scope == "row"
        hits = hits.with_columns(
            value=_value(frame, rule.field, hits["at"]) if about_a_cell else pl.lit(None, pl.String)
        )
    if "suggestion" not in hits.columns:
        hits = hits.with_columns(suggestion=pl.lit(None, pl.String))
    return hits.select(
        "at",
        pl.lit(rule.scope == "file").alias("whole_file"),
        pl.lit(rule.field or None, pl.String).alias("field"),
        pl.lit(rule.code).alias("code"),
        pl.lit(rule.severity).alias("severity"),
        "value",
        _message(rule.message[lang], hits, field.shown_as if field else "text").alias("message"),
        "suggestion",
    )


def _value(frame: pl.DataFrame, field: str, at: pl.Series) -> pl.Series:
    """The cells as delivered; where a value was taken up from another field's cell, that value."""
    return frame.select(pl.coalesce(pl.col(f"{field}_raw", field).gather(at))).to_series()


def _placed(found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Findings with the place of the record they are about; one about a whole file has no row and no line."""
    places = frame.select(pl.col(PLACE).gather(found["at"]))
    row_of = {name: pl.when(~pl.col("whole_file")).then(pl.col(name)) for name in ("row", "line")}
    return pl.concat([places, found], how="horizontal").with_columns(**row_of).select(_as_findings())


def _as_findings() -> list[pl.Expr]:
    return [pl.col(column).cast(kind) for column, kind in FINDINGS.items()]


def _message(template: str, seen: pl.DataFrame, kind: str) -> pl.Expr:
    """The message with what the check found in place of its braces, masked.

    ``{value}`` is masked as its field's ``kind`` asks, ``{other:name}`` as a name; texts without a kind as free text,
    numbers not at all. What the check did not give stays as it is written.
    """
    parts: list[pl.Expr] = []
    for text, name, asked, _ in Formatter().parse(template):
        parts.append(pl.lit(text))
        if name is None:
            continue
        if name not in seen.columns:
            parts.append(pl.lit(f"{{{name}}}"))
        elif seen[name].dtype == pl.String:
            parts.append(mask(asked or (kind if name == "value" else "text"), pl.col(name)).fill_null("-"))
        else:
            parts.append(pl.col(name).cast(pl.String).fill_null("-"))
    return pl.concat_str(parts)


def _of_notes(notes: pl.DataFrame, records: pl.DataFrame, rules: Rules, lang: str) -> pl.DataFrame:
    """Notes as findings: worded by their rule, with the rule's severity."""
    known = [rule for rule in rules.checks.values() if rule.check == NOTE]
    wording = pl.DataFrame(
        [(rule.code, rule.severity, rule.message[lang]) for rule in known],
        {"code": pl.String, "severity": pl.String, "worded": pl.String},
        orient="row",
    )
    dealers = records.select("source_file", "dealer").unique("source_file", keep="first", maintain_order=True)
    said = mask("text", pl.col("message"))
    worded = pl.when(said.fill_null("") == "").then("worded").otherwise(pl.concat_str("worded", pl.lit(": "), said))
    return (
        notes.join(wording, on="code", how="left", maintain_order="left")
        .join(dealers, on="source_file", how="left", maintain_order="left")
        .with_columns(
            pl.col("line").replace(0, None),
            pl.col("value").replace("", None),
            field=pl.lit(None, pl.String),
            severity=pl.col("severity").fill_null("warning"),
            message=pl.coalesce(worded, said, "code"),
            suggestion=pl.lit(None, pl.String),
        )
        .select(_as_findings())
    )
