"""Dates as systems and people write them, to one day each: ISO text and a Date.

Times of day are dropped; a time with a zone is first moved to China's (UTC+8, no summer time since 1991), because a
web page's ``2026-11-19T16:00:00.000Z`` is midnight of the 20th here. Which number of ``20/11/2026`` is the day is
decided by the whole column: any part above 12 tells. Undecided columns get the order that keeps dates in few years, out
of the future and on many days of the month, else day first, and say so (``ambiguous_order``). Two-digit years lie at
most one year after ``as_of``. Spreadsheet serials count days from 1899-12-30; 10,000 to 19,999 (before 1954) are such
only in a column of births. Years of the Republic count only behind 民国.

>>> from datetime import date
>>> import polars as pl
>>> cells = ["2026年11月20日", "20261120140300", "46346", "二〇二六年十一月二十日", "20-Nov-26", "民国115/11/20"]
>>> set(standardise(pl.Series(cells), date(2026, 11, 20))["canonical"])
{'2026-11-20'}
>>> standardise(pl.Series(["2026-02-30", "2026-11", "1900-01-00", "不详"]), date(2026, 11, 20)).rows()
[(None, False, 'impossible', None), ('2026-11', False, 'day_missing', None), (None, False, 'placeholder', None),
 (None, False, 'placeholder', None)]
"""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

import polars as pl

from crmtool.values.date_writing import plainly
from crmtool.values.placeholders import is_placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH = f"(?P<month>{'|'.join(MONTHS)})[A-Z]*"
SEP = "[-/.]"
ZONE = r"(?P<zone>Z|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|UTC|GMT)?"
HOURS = r"(?P<hour>[0-9]{1,2})(?:[:.时点](?P<minute>[0-9]{1,2})?(?:[:.分][0-9.,:]*秒?)?)?"
TIME = rf"(?:[T ]+{HOURS} ?{ZONE})?"
TIME_DIGITS = rf"[T ]?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?:[0-9]{{2}})?(?:\.[0-9]+)?{ZONE}"
YMD = r"(?P<year>(?:1[89]|2[01])[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])"
DEFINITE = (
    rf"^(?P<year>[0-9]{{4}})[-/. ](?P<month>[0-9]{{1,2}})[-/. ](?P<day>[0-9]{{1,2}}){TIME}$",
    rf"^{YMD}{TIME}$",
    rf"^{YMD}{TIME_DIGITS}$",
    rf"^(?P<day>[0-9]{{1,2}})(?:ST|ND|RD|TH)?[-/. ]*{MONTH}[-/., ]*(?P<year>[0-9]{{4}}|[0-9]{{2}}){TIME}$",
    rf"^(?P<year>[0-9]{{4}})[-/. ]*{MONTH}[-/. ]*(?P<day>[0-9]{{1,2}}){TIME}$",
    rf"^{MONTH}[-. ]*(?P<day>[0-9]{{1,2}})(?:ST|ND|RD|TH)?,? *(?: [0-9:]+ [A-Z0-9+:]+ )?(?P<year>[0-9]{{4}}){TIME}$",
)
UNDECIDED = (
    rf"^(?P<a>[0-9]{{1,2}}){SEP}(?P<b>[0-9]{{1,2}}){SEP}(?P<c>[0-9]{{4}}|[0-9]{{1,2}}){TIME}$",
    "^(?P<a>[0-9]{2})(?P<b>[0-9]{2})(?P<c>(?:19|20)[0-9]{2})$",
)
SERIAL = r"^([1-6][0-9]{4})(?:\.[0-9]+)?$"
UNIX = "^([1-3][0-9]{9})(?:[0-9]{3})?$"
SIX_DIGITS = "^(?P<yy>[0-9]{2})(?P<mm>[0-9]{2})(?P<dd>[0-9]{2})$"
YEAR_MONTH = r"^(?P<year>(?:1[89]|20)[0-9]{2})(?:[-/.](?P<month>0?[1-9]|1[0-2])|(?P<digits>0[1-9]|1[0-2]))$"
YEAR = "^(?:1[0-9]|20)[0-9]{2}$"
DAY_ONLY = r"^[0-9]{1,2}[-/.][0-9]{1,2}$"
LIKE_A_DATE = r"^[0-9]{8}$|^[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}(?:[T ][0-9:.]+)?$"
DECIDES = 10  # times as many dates that only one order allows, or as many years in every other order
FULL_ORDERS, SHORT_ORDERS = ("cba", "cab"), ("abc", "cba", "cab")  # which parts are year, month and day

NO_DAY = (
    r"^(?:0+|1900)(?:[-/.]?(?:0{1,2}|0?1)[-/.]?0{1,2}(?:[T ].*)?)?$"
    r"|^(?:0?1[-/.]0{1,2}|0{1,2}[-/.]0?1)[-/.](?:1900|00)$|^(?:[01]|1{8}|9{8}|12345678)?$"
)
NEVER = [date(1, 1, 1), date(1111, 11, 11), date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1970, 1, 1)]
EARLIEST, LATEST = 1850, 2098
SERIAL_ZERO, UNIX_ZERO = date(1899, 12, 30), date(1970, 1, 1)
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000  # 1954 to 2064
FIRST_BIRTH = 10_000  # 1927: four digits are a year
CHINA_MINUTES, DAY_MINUTES, DAY_SECONDS = 480, 1440, 86_400
VALID = ["ok", "excel_serial", "unix_time", "ambiguous_order"]


def standardise(
    values: pl.Series, as_of: date, columns: pl.Series | None = None, *, births: bool = False, earliest: int = EARLIEST
) -> pl.DataFrame:
    """Dates to ``canonical`` (yyyy-mm-dd), ``valid``, ``reason`` and ``date`` (Date), one row a value.

    ``values`` should hold the distinct values of a whole column, or of several, which ``columns`` (String) tells apart:
    they decide the order of day and month; ``births`` says that they are days of birth. Reasons that are valid: ok,
    excel_serial, unix_time, ambiguous_order; others: day_missing (``canonical`` is yyyy-mm), month_missing (yyyy),
    year_missing, impossible (30 February, a year before ``earliest``), placeholder (also 1900-01-01, 2099-12-31 and the
    like) and format. Whether a date lies in the future is not judged.

    >>> standardise(pl.Series(["19374", "32939"]), date(2026, 11, 20), births=True)["canonical"].to_list()
    ['1953-01-15', '1990-03-07']
    >>> standardise(pl.Series(["1630-08-01", "1630"]), date(2026, 11, 20), earliest=1000)["canonical"].to_list()
    ['1630-08-01', '1630']
    """
    column = pl.lit(None, pl.String) if columns is None else columns
    rows = plainly(values).to_frame("text").with_row_index("row").with_columns(column=column)
    pending = rows.drop_nulls("text")
    found = [pending.clear().with_columns(date=pl.lit(None, pl.Date), canonical="text", reason="text")]
    for read in _readers(FIRST_BIRTH if births else FIRST_SERIAL):
        if pending.is_empty():
            break
        seen = read(pending.select("text", "column"), as_of)
        hit = seen["reason"].is_not_null()
        if hit.any():
            found.append(pending.filter(hit).hstack(seen.filter(hit)))
            pending = pending.filter(~hit)
    judged = rows.select("row").join(pl.concat(found, how="diagonal"), on="row", how="left", maintain_order="left")
    return judged.select(*_sensible(earliest)).select(
        canonical=pl.coalesce(pl.col("date").dt.to_string("%Y-%m-%d"), "canonical"),
        valid=pl.col("reason").is_in(VALID),
        reason="reason",
        date="date",
    )


def _readers(first_serial: int) -> tuple[Callable[[pl.DataFrame, date], pl.DataFrame], ...]:
    """What reads cells of each kind, in the order in which they are tried."""
    return (
        _nothing,
        *(partial(_definite, pattern=pattern) for pattern in DEFINITE),
        partial(_serial, first=first_serial),
        _unix,
        *(partial(_undecided, pattern=pattern) for pattern in UNDECIDED),
        _partial,
        _rest,
    )


def needs_its_column(values: pl.Expr) -> pl.Expr:
    """Whether only the other values of its column can tell the order of a date's parts (Boolean, null for null).

    >>> cells = pl.DataFrame({"cell": ["03/04/2026", "2026-04-03", "20260403", "3.4.26 10:00"]})
    >>> cells.select(needs_its_column(pl.col("cell"))).to_series().to_list()
    [True, False, False, True]
    """
    return values.str.contains(r"^[^0-9]*[0-9０-９]{1,2}[^0-9０-９]{1,2}[0-9０-９]{1,2}[^0-9０-９]{1,2}[0-9０-９]{2,4}")


def _sensible(earliest: int) -> list[pl.Expr]:
    """Takes back days that no record means: what systems put for "none", and years far from any life."""
    day, year, canonical = pl.col("date"), pl.col("date").dt.year(), pl.col("canonical")
    none, far = day.is_in(NEVER) | (year > LATEST), year < earliest
    early = ((pl.col("reason") == "month_missing") & (canonical < str(earliest))).fill_null(value=False)
    taken_back = pl.when(none).then(pl.lit("placeholder")).when(far).then(pl.lit("impossible"))
    reason = taken_back.when(early).then(pl.lit("format")).otherwise("reason")
    return [
        pl.when(~(none | far)).then(day),
        pl.when(~early).then(canonical).alias("canonical"),
        reason.alias("reason"),
    ]


def _nothing(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Cells that give no day at all."""
    word = is_placeholder(pl.when(~pl.col("text").str.contains("[0-9]")).then("text"))
    nothing = pl.col("text").str.contains(NO_DAY) | word.fill_null(value=False)
    return cells.select(reason=pl.when(nothing).then(pl.lit("placeholder")))


def _definite(cells: pl.DataFrame, as_of: date, *, pattern: str) -> pl.DataFrame:
    """Dates whose order is known, moved to China's day where the time has a zone."""
    parts = cells["text"].str.extract_groups(pattern).struct.unnest()
    month = pl.col("month").replace({name: str(number) for number, name in enumerate(MONTHS, 1)})
    day = _day(as_of, pl.col("year"), month, pl.col("day")) + _days_to_china()
    return parts.select("year", date=day).select("date", reason=_verdict(pl.col("year").is_not_null()))


def _day(as_of: date, year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The Date of three text parts, null where there is none; two-digit years end one year after ``as_of``."""
    latest = as_of.year + 1
    century = pl.when(year <= f"{latest % 100:02}").then(latest // 100).otherwise(latest // 100 - 1)
    size = year.str.len_bytes()
    full = pl.when(size == 2).then(century.cast(pl.String) + year).when(size > 2).then(year)
    iso = pl.concat_str(full, month.str.zfill(2), day.str.zfill(2), separator="-")
    return iso.str.to_date("%Y-%m-%d", strict=False)


def _days_to_china() -> pl.Expr:
    """How many days later, or earlier, it was in China at ``hour`` and ``minute`` of ``zone``; none without a zone."""
    offset = "([+-])([0-9]{1,2})(?::?([0-9]{2}))?"
    sign, hours, minutes = (pl.col("zone").str.extract(offset, group) for group in (1, 2, 3))
    east = hours.cast(pl.Int32).fill_null(0) * 60 + minutes.cast(pl.Int32).fill_null(0)
    east = pl.when(sign == "-").then(-east).otherwise(east)
    clock = pl.col("hour").cast(pl.Int32) * 60 + pl.col("minute").cast(pl.Int32).fill_null(0)
    days = (clock - east + CHINA_MINUTES).floordiv(DAY_MINUTES)
    return pl.duration(days=pl.when(pl.col("zone").is_not_null()).then(days).otherwise(0))


def _verdict(matches: pl.Expr, reason: str = "ok") -> pl.Expr:
    """``reason`` where the form matches and gives a ``date``, impossible where it gives none, else null."""
    date_or_not = pl.when(pl.col("date").is_null()).then(pl.lit("impossible")).otherwise(pl.lit(reason))
    return pl.when(matches).then(date_or_not)


def _serial(cells: pl.DataFrame, as_of: date, *, first: int) -> pl.DataFrame:
    """Days counted by a spreadsheet, from ``first`` on; the fraction is the time of day."""
    days = pl.col("days")
    found = cells["text"].str.extract(SERIAL).cast(pl.Int64).to_frame("days")
    found = found.select(date=pl.when(days.is_between(first, LAST_SERIAL)).then(SERIAL_ZERO + pl.duration(days=days)))
    return found.select("date", reason=_verdict(pl.col("date").is_not_null(), "excel_serial"))


def _unix(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Seconds or milliseconds since 1970 in UTC, from 2001 on, as China's day."""
    seconds = cells["text"].str.extract(UNIX).cast(pl.Int64) + CHINA_MINUTES * 60
    found = seconds.to_frame("seconds").select(date=UNIX_ZERO + pl.duration(days=pl.col("seconds") // DAY_SECONDS))
    return found.select("date", reason=_verdict(pl.col("date").is_not_null(), "unix_time"))


def _undecided(cells: pl.DataFrame, as_of: date, *, pattern: str) -> pl.DataFrame:
    """Dates of which only the column tells the order; those with full years and with short ones by themselves."""
    parts = cells["text"].str.extract_groups(pattern).struct.unnest()
    parts = parts.with_columns(cells["column"]).with_row_index("place")
    full = parts["c"].str.len_bytes() == 4
    read = [parts.filter(full.is_null()).select("place")]
    read += [_ordered(parts.filter(full), FULL_ORDERS, as_of), _ordered(parts.filter(~full), SHORT_ORDERS, as_of)]
    return pl.concat(read, how="diagonal").sort("place").drop("place")


def _ordered(parts: pl.DataFrame, orders: Sequence[str], as_of: date) -> pl.DataFrame:
    """The dates in the order that most of them have, ``ambiguous_order`` where another would do and nothing decides."""
    read = {order: _day(as_of, *map(pl.col, order)) for order in orders}
    dates = parts.select("place", "column", **read)
    seen = dates.group_by("column").agg(*_evidence(orders, as_of))
    choices = [(one["column"], *_choice(one, orders)) for one in seen.iter_rows(named=True)]
    ranks = [f"rank_{rank}" for rank in range(len(orders))]
    schema = {"column": pl.String(), "decided": pl.Boolean()} | dict.fromkeys(ranks, pl.String())
    known = pl.DataFrame(choices, schema=schema, orient="row")
    dates = dates.join(known, on="column", how="left", nulls_equal=True, maintain_order="left")
    by_rank = [pl.coalesce(pl.when(pl.col(rank) == order).then(order) for order in orders) for rank in ranks]
    day = pl.coalesce(by_rank)
    same = pl.all_horizontal(pl.col(order).is_null() | (pl.col(order) == day) for order in orders)
    sure = same | (pl.col("decided") & by_rank[0].is_not_null())
    reason = pl.when(day.is_null()).then(pl.lit("impossible")).when(sure).then(pl.lit("ok"))
    return dates.select("place", date=day, reason=reason.otherwise(pl.lit("ambiguous_order")))


def _evidence(orders: Sequence[str], as_of: date) -> Iterator[pl.Expr]:
    """What speaks for each order in a column, and how many dates only the first of each two orders allows."""
    for order in orders:
        day = pl.col(order)
        yield day.count().alias(f"real {order}")
        yield day.dt.year().drop_nulls().n_unique().alias(f"years {order}")
        yield (day <= as_of).sum().alias(f"past {order}")
        yield day.dt.day().n_unique().alias(f"days {order}")
    for one, other in permutations(orders, 2):
        yield (pl.col(one).is_not_null() & pl.col(other).is_null()).sum().alias(f"{one} {other}")


def _choice(seen: Mapping[str, int], orders: Sequence[str]) -> tuple[bool, *tuple[str, ...]]:
    """Whether one order is right beyond doubt, and all orders, the likeliest first.

    Likely is what gives real dates, few years, dates not in the future, many days of the month. Beyond doubt, every
    other order has impossible dates, or scatters them over many years.
    """

    def weight(order: str) -> tuple[int, int, int, int]:
        return seen[f"real {order}"], -seen[f"years {order}"], seen[f"past {order}"], seen[f"days {order}"]

    best, *others = ranked = sorted(orders, key=weight, reverse=True)

    def beaten(other: str) -> bool:
        more, less = seen[f"{best} {other}"], seen[f"{other} {best}"]
        scattered = seen[f"years {other}"] > DECIDES * seen[f"years {best}"]
        return more > DECIDES * less or (not less and scattered)

    return all(map(beaten, others)), *ranked


def _partial(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Months and years. Six digits are a month, or yymmdd where the column has more real dates that way."""
    text, column = cells["text"], cells["column"]
    parts = text.str.extract_groups(SIX_DIGITS).struct.unnest()
    short = parts.select(_day(as_of, *map(pl.col, ("yy", "mm", "dd"))).alias("date")).to_series()
    months = text.str.extract_groups(YEAR_MONTH).struct.unnest().with_columns(text=text, column=column, date=short)
    month = pl.concat_str("year", pl.coalesce("month", "digits").str.zfill(2), separator="-")
    as_months = pl.when(pl.col("text").str.contains(SIX_DIGITS)).then("year").count().over("column")
    as_days = pl.col("date").count().over("column")
    months = months.with_columns(date=pl.when(as_days > as_months).then("date"))
    partial = pl.coalesce(month, pl.when(pl.col("text").str.contains(YEAR)).then("text"))
    read = months.with_columns(canonical=pl.when(pl.col("date").is_null()).then(partial))
    reason = (
        pl.when(pl.col("date").is_not_null())
        .then(pl.lit("ok"))
        .when(month.is_not_null())
        .then(pl.lit("day_missing"))
        .when(pl.col("canonical").is_not_null())
        .then(pl.lit("month_missing"))
        .when(pl.col("text").str.contains(DAY_ONLY))
        .then(pl.lit("year_missing"))
    )
    return read.select("date", "canonical", reason=reason)


def _rest(cells: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """What is no date: eight digits or three numbers that no calendar has, and anything else."""
    like = pl.when(pl.col("text").str.contains(LIKE_A_DATE)).then(pl.lit("impossible")).otherwise(pl.lit("format"))
    return cells.select(reason=like)
