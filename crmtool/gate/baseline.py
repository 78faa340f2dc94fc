"""Findings known before: each recognised by a fingerprint, kept in a file that version control can show.

A fingerprint says what is wrong with whose record, not where: the rule, the field, the value as it is shown masked, the
dealer, the kind of delivery, and the record's own id (order or customer number). Where the source has no such id, and
for findings about a whole delivery, the delivery's name without its suffix stands in its place. So it stays the same
when rows are added, sorted or sent again in another encoding or as a workbook, and nobody can tell a phone or an ID
number from it. Of several findings alike as many are known as the file says.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from crmtool.errors import UsageError
from crmtool.model import LATER
from crmtool.values.digests import digests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

VERSION = 1
SAID = ("code", "field", "dealer", "delivery", "value")
"""What the file tells its readers of each fingerprint."""
SUFFIXES = r"(?i)(\.(csv|tsv|txt|tab|dat|xlsx?|xlsm|xlsb|zip|gz|parquet|pq|jsonl?|ndjson))+$"
SEPARATOR = "\x1f"
MANY = 1 << 40  # findings alike, more than any delivery has


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings: how many there are by their fingerprint."""

    known: Mapping[str, int]

    def split(self, findings: pl.DataFrame) -> tuple[pl.DataFrame, int]:
        """The findings that are not known, and how many are; ``findings`` have ``fingerprint`` and ``nth``."""
        if not self.known:
            return findings, 0
        most = pl.DataFrame(
            {"fingerprint": self.known.keys(), "_most": self.known.values()},
            {"fingerprint": pl.String, "_most": pl.Int64},
        )
        told = findings.join(most, on="fingerprint", how="left", maintain_order="left")
        new = told.filter(pl.col("nth") > pl.col("_most").fill_null(0)).drop("_most")
        return new, findings.height - new.height


NOTHING_KNOWN = Baseline({})


def with_fingerprints(findings: pl.DataFrame) -> pl.DataFrame:
    """Add ``fingerprint`` (32 hexadecimal digits) and ``nth`` (Int64), which counts findings alike from 1.

    ``findings`` have a masked ``value``, and beside their own columns ``kind``, the delivery's, and ``record_id``, the
    id that the source gives the record (null for none).
    """
    names = findings.select("source_file").unique().with_columns(delivery=_delivery())
    kept = findings.join(names, on="source_file", how="left", maintain_order="left")
    subject = pl.when(pl.col("row").is_not_null()).then("record_id")
    about = pl.concat_str(
        *[pl.col(name).fill_null("") for name in ("code", "field", "dealer", "kind")],
        pl.col("value").str.strip_chars().str.normalize("NFKC").fill_null(""),
        pl.coalesce("#" + subject.str.strip_chars(), "delivery"),
        separator=SEPARATOR,
    )
    prints = kept.select(fingerprint=about.map_batches(digests, return_dtype=pl.String)).to_series()
    return kept.hstack([prints, _counted(prints).alias("nth")])


def _counted(prints: pl.Series) -> pl.Series:
    """Which of its kind each fingerprint is, from 1; few stand more than once."""
    again = prints.hash().is_duplicated().arg_true()  # twice as fast, and one too many would be counted as 1
    counts = prints.gather(again).to_frame("print").select(pl.int_range(1, pl.len() + 1).over("print")).to_series()
    return pl.Series([1], dtype=pl.Int64).new_from_index(0, len(prints)).scatter(again, counts)


def _delivery() -> pl.Expr:
    """The name of a delivery, whatever folder it lies in, however many are called so, in whatever format it came."""
    name = pl.col("source_file").str.replace_all(LATER, "").str.normalize("NFKC")
    return name.str.replace(SUFFIXES, "")


def as_text(findings: pl.DataFrame) -> Iterator[str]:
    """The lines of a baseline file of all these findings, a line for each fingerprint, in order of what they say."""
    known = (
        findings.with_columns(pl.col(*SAID).fill_null(""))
        .group_by("fingerprint", maintain_order=True)
        .agg(pl.col(*SAID).first(), count=pl.len())
        .sort(*SAID, "fingerprint")
        .select("fingerprint", "count", *SAID)
    )
    yield f'{{"version": {VERSION}, "findings": [\n'
    for place, row in enumerate(known.iter_rows(named=True), 1):
        yield json.dumps(row, ensure_ascii=False) + ("\n" if place == known.height else ",\n")
    yield "]}\n"


def from_text(text: str, where: str) -> Baseline:
    """The baseline that such a file holds; raises UsageError, in the words of ``where``, for anything else."""
    fix = "crmtool check --write-baseline FILE writes one"
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise UsageError(f"is not JSON: {broken}", where=where, fix=fix) from None
    if not isinstance(data, dict) or not isinstance(data.get("findings"), list):
        raise UsageError("is no baseline of crmtool", where=where, fix=fix)
    if data.get("version") != VERSION:
        raise UsageError(f"is of version {data.get('version')!r}, not {VERSION}", where=where, fix=fix)
    known: dict[str, int] = {}
    for place, finding in enumerate(data["findings"], 1):
        if not _is_finding(finding):
            raise UsageError("needs a fingerprint and a count", where=f"{where}, finding {place}", fix=fix)
        known[finding["fingerprint"]] = known.get(finding["fingerprint"], 0) + finding["count"]
    return Baseline(known)


def _is_finding(finding: object) -> bool:
    if not isinstance(finding, dict) or not isinstance(finding.get("fingerprint"), str):
        return False
    return finding["fingerprint"].isascii() and type(finding.get("count")) is int and 0 < finding["count"] < MANY
