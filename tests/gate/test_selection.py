"""--select and --ignore: codes and beginnings of codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.errors import UsageError
from crmtool.gate import selected

CODES = ("C101", "F101", "V201", "V202", "V301")
WORDS = st.lists(st.sampled_from([*CODES, "C", "V", "V2", "V20", "f1"]), max_size=4)


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ([], [], "C101 F101 V201 V202 V301"),
        (["V"], [], "V201 V202 V301"),
        (["v2,c"], [], "C101 V201 V202"),
        ([" V201 , F101 "], [], "F101 V201"),
        ([], ["V"], "C101 F101"),
        (["V"], ["V2"], "V301"),
        (["V201"], ["V2"], "V201"),
        (["V", "V201"], ["V2"], "V201 V301"),
        (["V201"], ["V201"], ""),
        ([], ["C,F,V"], ""),
    ],
)
def test_the_longest_word_decides(select: list[str], ignore: list[str], left: str) -> None:
    assert " ".join(sorted(selected(CODES, select, ignore))) == left


@pytest.mark.parametrize(
    ("word", "fix"),
    [
        ("C102", "Did you mean 'C101'?"),
        ("V2011", "Did you mean 'V201'?"),
        ("X", "Codes begin with C, F, V; crmtool rules lists them"),
        ("", "Codes begin with C, F, V; crmtool rules lists them"),
        ("V201,", "Codes begin with C, F, V; crmtool rules lists them"),
    ],
)
@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_word_is_named_with_the_nearest_code(word: str, fix: str, option: str) -> None:
    with pytest.raises(UsageError) as raised:
        selected(CODES, *(([word], []) if option == "--select" else ([], [word])))
    assert (raised.value.where, raised.value.fix, raised.value.exit_code) == (option, fix, 2)


@given(WORDS, WORDS)
def test_as_slowly_asked_of_each_code(select: list[str], ignore: list[str]) -> None:
    def longest(code: str, words: list[str]) -> int:
        return max([len(word) for word in words if code.startswith(word.upper())], default=0)

    expected = set()
    for code in CODES:
        wanted = longest(code, select) if select else 0.5
        if wanted > longest(code, ignore):
            expected.add(code)
    assert selected(CODES, select, ignore) == expected
