"""Engine numbers (发动机号): what the maker stamped on the engine, or on the motor of an electric car.

No standard says how they are built: a type code and a serial, some 4 to 20 letters and digits, no check digit. Makers
frame them with asterisks (``*G4FC000001*``) or put one between type and serial. Serials repeat from maker to maker, so
the number says little without the car's make, and it changes when the engine is replaced.

>>> from datetime import date
>>> import polars as pl
>>> numbers = pl.Series(["*ea211*000001*", "发动机号：G4FC-000001", "EA21****0001", "000000", "无发动机"])
>>> standardise(numbers, date(2026, 11, 20)).rows()
[('EA211000001', True, 'ok'), ('G4FC000001', True, 'ok'), ('EA21****0001', False, 'masked'),
 (None, False, 'placeholder'), (None, False, 'placeholder')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import NUMBER, judge, verdict

if TYPE_CHECKING:
    from datetime import date

STAMPED = r"^\s*[*＊]([^*＊]+)(?:[*＊]([^*＊]+))?[*＊]\s*$"
JOINED = r"([0-9A-Z])[*＊]([0-9A-Z])"
NO_ENGINE = r"^\s*(?:无|纯电|电动).*$"


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """Engine numbers to ``canonical``, ``valid``, ``reason``, one row a value.

    Reasons: ok; placeholder, also for a car that has no engine; masked; charset; length, under 4 or over 20 characters.
    ``canonical`` is null beside charset, under 4 and over 32 characters: such values are remarks, not numbers.
    """
    typed = values.str.to_uppercase().str.replace_all("-", "", literal=True).str.replace(NO_ENGINE, "无")
    written = typed.str.replace(STAMPED, "$1$2").str.replace(JOINED, "$1$2")
    length = NUMBER.str.len_chars()
    faults = (~NUMBER.str.contains("^[0-9A-Z]+$"), "charset"), (~length.is_between(4, 20), "length")
    judged = judge(written, verdict(*faults))
    number = (pl.col("reason") != "charset") & pl.col("canonical").str.len_chars().is_between(4, 32)
    return judged.with_columns(canonical=pl.when(number).then("canonical"))
