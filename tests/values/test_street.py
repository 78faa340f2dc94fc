"""Streets and doors."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtool.values import street

SAME = (
    (
        "幸福路12-3-2-501",
        *(
            "幸福路12号3栋2单元501室",
            "幸福路12号3-2-501",
            "幸福路12号3号楼2单元501",
            "幸福路12号3幢2单元501房",
            "幸福路十二号三栋二单元五〇一室",
        ),
        *(
            "幸福路12-3-2-501",
            "幸福路12号3#2-501",
            "幸福路12号3#楼2单元5层501",
            "幸福路12号3栋2单元0501",
            "文新街道幸福路12号3座2门501户",
        ),
    ),
    ("建国路1234-56-501", "建国路1234弄56号501室", "建国路1234弄56-501", "建国路1234弄五十六号501"),
    ("绿地大道8", "花桥镇绿地大道8号", "绿地大道8号"),
    ("幸福小区A1203", "幸福小区A座1203室", "幸福小区A1203", "幸福小区A-1203"),
    ("某某村3组12", "某某村三组12号", "某某村3组12"),
    ("经3路100", "经三路100号", "经3路100号"),
    ("102街23-10", "一百零二街二十三号十栋"),
)


@pytest.mark.parametrize("same", SAME, ids=[key for key, *_ in SAME])
def test_one_key(same: tuple[str, ...]) -> None:
    key, *texts = same
    assert street.key(pl.Series(texts)).to_list() == [key] * len(texts)


def test_parts() -> None:
    keys = pl.Series(
        ["建国路1234-56-501", "幸福路12附3", "某某村3组12", "幸福花园1-2-301", "NO12-XINGFU-ROAD", "501", None]
    )
    assert street.parts(keys).rows() == [
        ("建国路1234", "56-501"),
        ("幸福路12附3", None),
        ("某某村3组", "12"),
        ("幸福花园", "1-2-301"),
        ("NO12-XINGFU-ROAD", None),
        (None, "501"),
        (None, None),
    ]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(st.sampled_from("幸福路街镇村0123A一二三十百〇号栋单元室层楼-#弄"), max_size=15), max_size=5))
def test_a_key_is_its_own_key_up_to_its_dashes(texts: list[str]) -> None:
    keys = street.key(pl.Series(texts, dtype=pl.String))
    assert keys.len() == len(texts)
    assert not keys.str.contains("^-|-$|--").any()


UNITS = ("号", "号楼", "栋", "单元", "室", "门牌", "支弄", "层")


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(("幸福小区", "路", "1", "20", "03", "-", "甲", "A", "十", "街道", "镇", *UNITS)), max_size=9
    )
)
def test_plain_streets_follow_all_rules(pieces: list[str]) -> None:
    texts = pl.Series(["".join(pieces)])
    assert (street.key(texts).item() or "") == street._bare(texts).item()
