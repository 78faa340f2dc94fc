"""Rows without a whole name on a number that is rather somebody else's."""

from __future__ import annotations

import polars as pl
import pytest

from crmtool.merge.callers import callers, without

TOLD = {
    "phones": pl.List(pl.String),
    "dealer": pl.String,
    "full_key": pl.String,
    "id_key": pl.String,
    "company_key": pl.String,
    "surname": pl.String,
    "gender": pl.String,
    "name_gender": pl.String,
    "id_sure": pl.Boolean,
    "id_gender": pl.String,
}
OWN, LENT = "13000013571", "13100024682"
NAMED = {"full_key": "王伟", "surname": "wang", "dealer": "A"}


def parted(caller: dict[str, object], *customer: str, firm: bool = False, id_gender: str | None = None) -> list[int]:
    """Whether the row ``caller``, the last, leaves a customer with rows of these numbers at dealer A."""
    rows = [{**NAMED, "phones": [number], "id_sure": True, "id_gender": id_gender} for number in customer]
    features = pl.DataFrame([*rows, {"phones": [LENT], "dealer": "B", **caller}], TOLD)
    links = [(0, len(rows), 5.0, firm)]
    kinds = {"l": pl.UInt32, "r": pl.UInt32, "match_weight": pl.Float64, "firm": pl.Boolean}
    clusters = pl.Series([0] * features.height, dtype=pl.UInt32)
    found = callers(features, clusters, pl.DataFrame(links, kinds, orient="row"))
    return found["record"].to_list()


def test_a_number_that_the_customer_seldom_gives_is_another_ones() -> None:
    assert parted({}, OWN, OWN, LENT) == [3]


@pytest.mark.parametrize(
    ("caller", "numbers"),
    [
        ({}, [LENT, LENT, OWN]),
        ({}, [OWN, LENT]),
        ({"dealer": "A"}, [OWN, OWN, LENT]),
        ({"surname": "wang"}, [OWN, OWN, LENT]),
        ({"full_key": "王伟"}, [OWN, OWN, LENT]),
    ],
)
def test_a_customers_own_number_holds(caller: dict[str, object], numbers: list[str]) -> None:
    assert parted(caller, *numbers) == []


def test_more_than_a_number_holds() -> None:
    assert parted({}, OWN, OWN, LENT, firm=True) == []


@pytest.mark.parametrize(("called", "document", "gone"), [("F", "M", [1]), ("F", "F", []), ("F", None, [])])
def test_a_form_of_address_against_a_document(called: str, document: str | None, gone: list[int]) -> None:
    assert parted({"surname": "wang", "name_gender": called}, LENT, id_gender=document) == gone


def test_a_column_of_the_sex_is_often_wrong() -> None:
    caller = {"surname": "wang", "name_gender": "F", "gender": "F"}
    assert parted(caller, LENT, id_gender="M") == []


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([(0, LENT), (2, LENT), (3, OWN)], [0, 1, 0, 3, 4, 4]),  # with one number they stay together
        ([(3, OWN)], [0, 0, 0, 3, 4, 4]),
        ([(1, OWN)], [0, 1, 2, 2, 4, 4]),  # what only they tied to the rest does not
        ([], [0, 0, 0, 0, 4, 4]),
    ],
)
def test_those_who_leave(gone: list[tuple[int, str]], left: list[int]) -> None:
    clusters = pl.Series([0, 0, 0, 0, 4, 4], dtype=pl.UInt32)
    edges = pl.DataFrame([(0, 1), (1, 2), (2, 3), (4, 5)], {"l": pl.UInt32, "r": pl.UInt32}, orient="row")
    parted = pl.DataFrame(gone, {"record": pl.UInt32, "number": pl.String}, orient="row")
    assert without(clusters, parted, edges).to_list() == left
