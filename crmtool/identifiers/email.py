"""E-mail addresses: a mailbox, an @ and a domain (RFC 5321, which also limits the lengths).

Domains ignore case, and the mail services of this market ignore it in the mailbox too, so an address is compared in
lower case. Exports show full-width signs, ``。`` for a dot, spaces around the @, display names and several addresses in
one cell, of which the first counts.

>>> from datetime import date
>>> import polars as pl
>>> cells = pl.Series(["Zhang.San＠Example。com", "张三 <zs@example.com>; ls@example.com", "zs@example", "无"])
>>> standardise(cells, date(2026, 11, 20)).rows()
[('zhang.san@example.com', True, 'ok'), ('zs@example.com', True, 'ok'),
 ('zs@example', False, 'format'), (None, False, 'placeholder')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from crmtool.identifiers.written import FILLERS, verdict
from crmtool.values.placeholders import is_placeholder

if TYPE_CHECKING:
    from datetime import date

INVISIBLE = r"[\p{Cf}\p{Cc}]"
ADDRESS = r"([^\s;,、/<>()\[\]\"':|]+@[^\s;,、/<>()\[\]\"':|@]+)"
ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOMAIN_PART = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
VALID = rf"^{ATOM}(?:\.{ATOM})*@(?:{DOMAIN_PART}\.)+[a-z][a-z0-9-]*[a-z0-9]$"
MISTYPED = r"\.(?:con|cmo|ocm|cpm|vom|xom|comm|coom|cnn|nte|ent)$"
"""Endings that are no domain's but slips for com, cn and net."""
LONGEST = 320  # what is longer is no address and not kept
NOBODY = (
    r"^(?:no|none|null|na|nil|test|testing|abc|email|noemail|unknown|无|12345678|1234567|123456|12345|1234|123|[01])$"
)
ECHO = 3  # characters that stand before and behind the @ because somebody had to type something: a@a.com, qq@qq.com


def standardise(values: pl.Series, as_of: date) -> pl.DataFrame:
    """E-mail addresses to ``canonical``, ``valid``, ``reason``, one row a value.

    Reasons: ok; placeholder (also mailboxes such as ``123``, ``aaa`` and ``test``, and ``a@a.com``); masked, format and
    length, which keep the address where the cell holds an @.
    """
    text = values.str.normalize("NFKC").str.replace_all(INVISIBLE, "").str.strip_chars().str.to_lowercase()
    joined = text.str.replace_all("。", ".", literal=True).str.replace_all(r"\s*([@.])\s*", "$1")
    address = joined.str.extract(ADDRESS).str.strip_chars(".")
    mailbox = address.str.extract("^([^@]*)@")
    frame = pl.DataFrame({"text": text, "address": address, "mailbox": mailbox})
    judged = frame.with_columns(reason=_reason())
    return judged.select(
        canonical=pl.when((pl.col("reason") != "placeholder") & (pl.col("address").str.len_bytes() <= LONGEST)).then(
            "address"
        ),
        valid=pl.col("reason") == "ok",
        reason="reason",
    )


def _reason() -> pl.Expr:
    text, address, mailbox = pl.col("text"), pl.col("address"), pl.col("mailbox")
    filler = mailbox.str.to_uppercase().is_in(FILLERS) & (mailbox.str.len_bytes() > 2)
    echo = (mailbox == address.str.extract(r"@([^.]*)")) & (mailbox.str.len_bytes() <= ECHO)
    nobody = mailbox.str.contains(NOBODY) | filler | echo
    fault = verdict(
        (is_placeholder(pl.when(address.is_null()).then(text)) | nobody, "placeholder"),
        (address.str.contains("*", literal=True), "masked"),
        (~address.str.contains(VALID).fill_null(value=False) | address.str.contains(MISTYPED), "format"),
        ((address.str.len_bytes() > 254) | (mailbox.str.len_bytes() > 64), "length"),
    )
    return pl.when(text.is_not_null()).then(fault)
