"""A raw table under its fields' names: what no field wants is kept."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from made_columns import table

from crmtool import mapping
from crmtool.model import ColumnMapping


@given(st.lists(st.tuples(st.text(max_size=6) | st.none(), st.text('"\\\n\x00\x7f},{:aé') | st.none()), max_size=5))
def test_the_rest_is_json_of_the_cells_that_hold_anything(rows: list[tuple[str | None, str | None]]) -> None:
    keys = ('a"b\\', "备注")
    raw = table(*((key, [row[at] for row in rows]) for at, key in enumerate(keys)))
    found = mapping.apply(raw, [ColumnMapping(at, key, "", 0.0, "") for at, key in enumerate(keys)])["extra"].to_list()
    held = [{key: cell for key, cell in zip(keys, row, strict=True) if cell is not None} for row in rows]
    assert [json.loads(text) if text is not None else {} for text in found] == held
    assert [text is None for text in found] == [not one for one in held]
