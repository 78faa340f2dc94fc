"""E-mail addresses."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.identifiers import email

AS_OF = date(2026, 11, 21)
GOOD = "zs@example.com"

CASES = (
    *(
        (cell, GOOD, "ok")
        for cell in (GOOD, "ZS@Example.COM", "zs＠example.com", "zs@example。com", " zs @ example . com ")
    ),
    *(
        (cell, GOOD, "ok")
        for cell in ("mailto:zs@example.com", "张三 <zs@example.com>", "zs@example.com;ls@example.com")
    ),
    *(
        (cell, GOOD, "ok")
        for cell in ("'zs@example.com'", "zs@example.com.", "zs@exam\u200bple.com", "邮箱：zs@example.com")
    ),
    ("zhang.san+car@mail.example.com.cn", "zhang.san+car@mail.example.com.cn", "ok"),
    ("100000001@qq.com", "100000001@qq.com", "ok"),
    ("a@example.com", "a@example.com", "ok"),
    ("z***@example.com", "z***@example.com", "masked"),
    ("zs@example", "zs@example", "format"),
    ("zs..a@example.com", "zs..a@example.com", "format"),
    ("zs@-example.com", "zs@-example.com", "format"),
    ("张三@example.com", "张三@example.com", "format"),
    ("zs@", None, "format"),
    ("@example.com", None, "format"),
    ("zs.example.com", None, "format"),
    (f"{'ab' * 40}@example.com", f"{'ab' * 40}@example.com", "length"),
    (f"ab@{'cd.' * 1000}com", None, "length"),
    *((cell, None, "placeholder") for cell in ("123@qq.com", "aaa@qq.com", "test@test.com", "1@1.com", "无@无.com")),
    *((cell, None, "placeholder") for cell in ("a@a.com", "qq@qq.com", "QQ＠qq.com", "163@163.com")),
    ("wang@wang.example", "wang@wang.example", "ok"),
    *((cell, cell, "format") for cell in ("zs@example.con", "zs@example.cmo", "zs@example.comm")),
    *((cell, None, "placeholder") for cell in ("无", "-", "N/A", "", "不详")),
    (None, None, None),
)


def standardise(*values: str | None) -> pl.DataFrame:
    return email.standardise(pl.Series(values, dtype=pl.String), AS_OF)


@pytest.mark.parametrize(("value", "canonical", "reason"), CASES)
def test_table(value: str | None, canonical: str | None, reason: str | None) -> None:
    assert standardise(value).row(0) == (canonical, reason and reason == "ok", reason)


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.emails())))
def test_any_text_gives_a_row_and_a_valid_canonical_is_its_own(values: list[str | None]) -> None:
    seen = standardise(*values)
    assert seen.height == len(values)
    assert seen["reason"].null_count() == values.count(None)
    kept = seen.filter("valid")["canonical"].to_list()
    assert standardise(*kept)["canonical"].to_list() == kept
