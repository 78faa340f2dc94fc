"""A document number of any kind: which kind it is, by its declared type or else by its checks, and the person's key.

The declared type decides (身份证, 护照, 营业执照, "passport", ...), but a number that fails under it and passes the
check digit of another kind is of that other kind: people leave the type at its default. Without a type, kinds with a
check digit are tried first, then the legacy ID, then company numbers; a passport cannot be told from other text and
stays unknown.

>>> from datetime import date
>>> numbers = pl.Series(["110110900307001", "H0000000102", "91310000PDY00001XG", "E00000001", "E00000001"])
>>> types = pl.Series(["身份证", "港澳通行证", None, "护照", None])
>>> standardise(numbers, types, date(2026, 1, 1)).select("id_kind", "id_key", "reason").rows()
[('legacy_id', '110110199003070018', 'ok'), ('home_return_permit', 'H00000001', 'ok'),
 ('uscc', '91310000PDY00001XG', 'ok'), ('passport', 'E00000001', 'ok'), ('unknown', 'E00000001', 'unknown')]
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers import (
    business_registration,
    exit_permit,
    home_return_permit,
    legacy_id,
    military_id,
    org_code,
    passport,
    permanent_residence,
    residence_permit,
    resident_id,
    taiwan_permit,
    uscc,
    written,
)
from crmtool.identifiers.written import NUMBER
from crmtool.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


def _unknown(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Text of no known kind: kept for comparison, never valid."""
    return written.judge(values, pl.lit("unknown"))


KINDS: MappingProxyType[str, Callable[[pl.Series, date], pl.DataFrame]] = MappingProxyType(
    {
        "resident_id": resident_id.standardise,
        "legacy_id": legacy_id.standardise,
        "residence_permit": residence_permit.standardise,
        "permanent_residence": permanent_residence.standardise,
        "passport": passport.standardise,
        "exit_permit": exit_permit.standardise,
        "home_return_permit": home_return_permit.standardise,
        "taiwan_permit": taiwan_permit.standardise,
        "military_id": military_id.standardise,
        "uscc": uscc.standardise,
        "org_code": org_code.standardise,
        "business_registration": business_registration.standardise,
        "unknown": _unknown,
    }
)

CORPORATE = ("uscc", "org_code", "business_registration")
DECLARED = (
    (r"(?:香港|澳门|台湾|港澳).{0,6}身份证|(?:HONG ?KONG|HK|MACAU|TAIWAN).*IDENTITY", "unknown"),
    (r"往来台湾|大陆居民", "unknown"),  # a mainland resident's permit for Taiwan
    (r"永久居留|永居|五星卡|PERMANENT", "permanent_residence"),
    (r"居住证|RESIDENCE", "residence_permit"),
    (r"台胞|台湾居民|台湾同胞|台湾通行|TAIWAN", "taiwan_permit"),
    (r"回乡证|港澳居民|港澳同胞|HOME.?RETURN", "home_return_permit"),
    (r"港澳|EXIT.?PERMIT", "hong_kong"),
    (r"军官|士兵|士官|军人|军队|文职|武警|警官|现役|军.*证|MILITARY", "military_id"),
    (r"护照|PASSPORT|^HZ$", "passport"),
    (
        r"信用代码|营业执照|执照|注册号|机构代码|机构证|税号|税务|纳税人|三证|企业|单位|公司|USCC|LICEN[CS]E|COMPANY|BUSINESS|^ORG",
        "company",
    ),
    (r"身份|居民|[一二]代|户口|户籍|驾驶|驾照|^SFZ|^ID|IDENTITY|RESIDENT|LEGACY|NATIONAL", "identity"),
)
USUAL = r"^[1-7][0-9]{16}[0-9X]$"
"""What nearly all resident IDs look like, and no permit of 18 characters does."""

PERSONAL_18 = r"^[1-8][0-9OQILZSB]{16}[0-9XO]$|^[1-8][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[A-Z]$"
PERSONAL_MISCOUNTED = r"^[1-8][0-9]{15,16}[0-9X]$|^[1-8][0-9]{17,18}[0-9X]$"
PERSONAL_SLIPPED = r"^[0OLI][0-9]{16}[0-9X]$"
PERSONAL_CUT = r"^[1-8][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]$"
PERSONAL_HIDDEN = r"^[1-8*][0-9*]{16}[0-9X*]$"
CREDIT_CODE_SLIPPED = r"^(?:9[123]|5[123]|1[129])[0-9A-Z]{14,17}$"
PERMIT = r"^8[123]0000[0-9]{11}[0-9X]$"
PERMANENT = r"^[A-Z]{3}[0-9]{12}$|^9[0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]{4}[0-9X]$"
TRAVEL = r"^[EGCHM][0-9A-Z][0-9]{7}$"
COLUMNS = MappingProxyType(
    {
        "canonical": pl.String(),
        "valid": pl.Boolean(),
        "reason": pl.String(),
        "id_kind": pl.String(),
        "id_key": pl.String(),
        "birth_date": pl.Date(),
        "gender": pl.String(),
        "region_known": pl.Boolean(),
        "suggestion": pl.String(),
    }
)


def standardise(values: pl.Series, types: pl.Series, as_of: date) -> pl.DataFrame:
    """One row for each value: canonical, valid, reason and suggestion as its kind gives them, and what follows from it.

    ``types`` (String) is the declared document type beside each value, in any wording, or null. Adds ``id_kind`` (a
    module of this package, or unknown; null for a null value), ``id_key`` (String: what one person's numbers have in
    common: the 18-digit form of a legacy ID, the suggestion if there is one, else the canonical form), and for
    persons birth_date (Date), gender (M or F) and region_known (Boolean). The reason ``unknown`` says that no kind
    fits.
    """
    given = pl.DataFrame({"number": values.cast(pl.String), "declared": _declared(types)}).with_row_index("row")
    usual = _resident_ids(given, as_of)
    left = pl.Series([True]).new_from_index(0, given.height).scatter(usual["row"], False)
    seen = pl.concat((usual, _tried(given.filter(left), as_of)))
    return seen.sort("row").select(COLUMNS.keys())


def _resident_ids(given: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows (row, number as given, declared) that are valid resident IDs as they stand: most, and soon told."""
    personal = pl.col("declared").is_null() | (pl.col("declared") == "identity")
    ids = resident_id.faultless(given.filter(personal, NUMBER.str.contains(USUAL)), as_of)
    return ids.select(
        "row",
        canonical=NUMBER,
        valid=pl.lit(value=True),
        reason=pl.lit("ok"),
        id_kind=pl.lit("resident_id"),
        id_key=NUMBER,
        birth_date="birth_date",
        gender="gender",
        region_known="region_known",
        suggestion=pl.lit(None, pl.String),
    )


def _tried(given: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows (row, number as given, declared) with the verdict of the kind that each is taken for."""
    numbers = given.select("row", "declared").hstack(_read(given["number"]))
    numbers = numbers.with_columns(id_kind=_guess())
    shares = numbers.partition_by("id_kind", as_dict=True)
    judged = [_judged(str(kind), rows, as_of) for (kind,), rows in shares.items()]
    seen = pl.concat((numbers.clear(), pl.DataFrame(schema=COLUMNS), *judged), how="diagonal")
    failed = ~pl.col("valid") & pl.col("settled").is_null()
    seen, open_ = seen.filter(~failed.fill_null(value=False)), seen.filter(failed)
    for kind, worth_trying in _second_thoughts():
        tried = open_.filter(failed & worth_trying)
        if tried.is_empty():
            continue
        better = _judged(kind, tried, as_of)
        better = better.filter("valid", "org_code_ok" if kind == "uscc" else pl.lit(value=True))
        open_ = pl.concat((open_.join(better, on="row", how="anti"), better), how="diagonal")
    seen = pl.concat((seen, open_), how="diagonal").with_columns(reason=pl.coalesce("reason", "settled"))
    unread = pl.col("reason").is_not_null() & pl.col("valid").is_null()
    return seen.with_columns(
        valid=pl.when(unread).then(pl.lit(value=False)).otherwise("valid"),
        id_kind=pl.when(pl.col("reason").is_not_null()).then("id_kind"),
        id_key=pl.coalesce("suggestion", "canonical"),
    ).select("row", *COLUMNS)


def _read(values: pl.Series) -> pl.DataFrame:
    """The numbers as ``written`` reads them; the XX in a company's code of which both checks are right is no mask."""
    seen = written.read(values)
    codes = values.str.strip_chars().str.to_uppercase()
    places = codes.str.contains("XX", literal=True).arg_true()
    codes = codes.gather(places)
    sure = uscc.passing(codes).fill_null(value=False)
    places = places.filter(sure)
    number, settled = seen["number"].clone(), seen["settled"].clone()
    return seen.with_columns(number.scatter(places, codes.filter(sure)), settled.scatter(places, None))


def _judged(kind: str, rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows (row, number, settled, declared) with the verdict of one kind and all its columns."""
    verdict = KINDS[kind](rows.select("number", "settled").to_struct(), as_of)
    kept = rows.select("row", "number", "settled", "declared", id_kind=pl.lit(kind))
    return pl.concat((kept, verdict), how="horizontal")


def _declared(types: pl.Series) -> pl.Series:
    """The kind or family of kinds that each declared type names: identity, company, hong_kong, a kind, or null."""
    distinct = types.cast(pl.String).drop_nulls().unique()
    text = fold(pl.col("type")).str.to_uppercase()
    family = pl.coalesce(pl.when(text.str.contains(pattern)).then(pl.lit(name)) for pattern, name in DECLARED)
    named = distinct.alias("type").to_frame().select("type", family=family)
    return types.cast(pl.String).replace_strict(named["type"], named["family"], default=None, return_dtype=pl.String)


def _guess() -> pl.Expr:
    """The kind to try first, by the columns ``declared``, ``number`` and ``settled``."""
    declared = pl.col("declared")
    length = NUMBER.str.len_chars()
    company = (
        pl.when(length == 9).then(pl.lit("org_code")).when(length.is_in([13, 15])).then(pl.lit("business_registration"))
    )
    hong_kong = (
        pl.when(NUMBER.str.contains("^[HM]")).then(pl.lit("home_return_permit")).otherwise(pl.lit("exit_permit"))
    )
    return (
        pl.when(declared == "company")
        .then(company.otherwise(pl.lit("uscc")))
        .when(declared == "hong_kong")
        .then(hong_kong)
        .when(declared != "identity")
        .then(declared)
        .otherwise(
            pl.coalesce(_by_shape(), pl.when(declared == "identity").then(pl.lit("resident_id")), pl.lit("unknown"))
        )
    )


def _by_shape() -> pl.Expr:
    """The kind a number has the shape of, or null, where no type or only an identity number is declared."""
    cut = pl.col("settled").is_in(["scientific_notation", "excel_15_digits"])
    return (
        pl.when(NUMBER.str.contains(PERMIT))
        .then(pl.lit("residence_permit"))
        .when(NUMBER.str.contains(PERMANENT))
        .then(pl.lit("permanent_residence"))
        .when(cut | NUMBER.str.contains(f"{PERSONAL_18}|{PERSONAL_MISCOUNTED}|{PERSONAL_HIDDEN}|{PERSONAL_SLIPPED}"))
        .then(pl.lit("resident_id"))
        .when(NUMBER.str.contains(r"^[0-9]{14}[0-9A-Z]$"))
        .then(pl.lit("legacy_id"))
        .when(NUMBER.str.contains(f"{uscc.SHAPE}|{CREDIT_CODE_SLIPPED}"))
        .then(pl.lit("uscc"))
    )


def _second_thoughts() -> tuple[tuple[str, pl.Expr], ...]:
    """Kinds to try on numbers that failed under their first kind, and which numbers each is worth trying on.

    Those of 18 characters have a check that is worth more than a declared type.
    """
    length = NUMBER.str.len_chars()
    eighteen = length == 18
    permit = eighteen & ~NUMBER.str.contains(USUAL)
    kind, undeclared = pl.col("id_kind"), pl.col("declared").is_null()
    other_check = pl.col("reason") != "check_digit"  # a real birth date: a slip in an ID, not a company
    organisation = undeclared & (length == 9) & ~NUMBER.str.contains(TRAVEL)
    registered = NUMBER.str.contains("^[159ANY]")  # other authorities are too rare to be what a slip made
    return (
        ("military_id", NUMBER.str.contains(military_id.SHAPE) & (kind != "military_id")),
        ("resident_id", eighteen & (kind != "resident_id")),
        *((name, permit & (kind != name)) for name in ("residence_permit", "permanent_residence")),
        ("uscc", eighteen & (kind != "uscc") & other_check & registered),
        ("business_registration", undeclared & (length == 15) & ~NUMBER.str.contains(PERSONAL_CUT)),
        ("org_code", organisation),
    )
