"""Numbers one slip away from one that is known: all that a row has that names nobody and whose number is mistyped.

Rows with a name are compared by halves of their numbers and the surname. A row without one would meet a thousand
others by half a number, so its own number is mended in every way instead, and what nobody else gives is let go.
"""

from __future__ import annotations

import polars as pl

MOBILE = "^1[0-9]{9,11}$"
LENGTH = 11


def with_near_phones(features: pl.DataFrame) -> pl.DataFrame:
    """Add the list ``near_phones``.

    Of a row without a name or surname whose mobile number no named row gives: the numbers of named rows that are one
    slip away; of these rows: the number itself. ``features``: ``record``, ``phones``, ``full_key`` and ``surname``.
    """
    given = features.select("record", "full_key", "surname", number="phones").explode("number").drop_nulls("number")
    given = given.filter(pl.col("number").str.contains(MOBILE))
    known = given.drop_nulls("full_key").select("record", near="number")
    nobody = given.filter(pl.all_horizontal(pl.col("full_key", "surname").is_null()))
    odd = nobody.join(known.select(number="near"), on="number", how="anti").select("record", "number")
    mended = _mended(odd.select("number").unique()).join(known.select("near"), on="near", how="semi")
    found = odd.join(mended, on="number").select("record", "near")
    meant = known.join(mended.select("near"), on="near", how="semi")
    listed = pl.concat([found, meant]).unique().sort("record", "near")
    near = listed.group_by("record", maintain_order=True).agg(near_phones="near")
    return features.join(near, on="record", how="left", maintain_order="left")


def _mended(numbers: pl.DataFrame) -> pl.DataFrame:
    """Each ``number`` with all numbers of eleven digits (``near``) one slip away from it."""
    number, at, digit = pl.col("number"), pl.col("at"), pl.col("digit")
    places = pl.DataFrame({"at": range(LENGTH + 1)}, {"at": pl.UInt32})
    digits = pl.DataFrame({"digit": list("0123456789")})
    before, here, after = number.str.slice(0, at), number.str.slice(at, 1), number.str.slice(at + 1)
    swapped = before + number.str.slice(at + 1, 1) + here + number.str.slice(at + 2)
    each = numbers.join(places, how="cross")
    every = each.join(digits, how="cross")
    ways = [each.select("number", near=before + after), each.select("number", near=swapped)]
    ways += [every.select("number", near=before + digit + rest) for rest in (after, here + after)]
    mended = pl.concat(ways).filter(pl.col("near").str.len_chars() == LENGTH, pl.col("near") != number)
    return mended.unique()
