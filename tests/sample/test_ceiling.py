"""The ceiling of recall against counting pairs by hand."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from crmtool.sample.ceiling import ceiling, clues, true_pairs
from crmtool.sample.records import Record


def record(customer: str, *, phone: str = "", member: str = "", labels: tuple[str, ...] = ()) -> Record:
    """A record with a telephone and a member number."""
    values = {"name": "张三", "mobile": phone, "member_no": member}
    return Record(values, customer, "", phone, "", list(labels))


def test_a_chain_of_clues_connects() -> None:
    rows = [
        record("P1", phone="1"),
        record("P1", phone="1", member="A"),
        record("P1", member="A"),
        record("P1", phone="2"),
    ]
    assert ceiling(rows) == (6, 3)


def test_same_clue_of_two_customers_connects_nothing() -> None:
    assert ceiling([record("P1", phone="1"), record("P2", phone="1")]) == (0, 0)


def test_staff_numbers_and_placeholders_are_no_clues() -> None:
    assert clues(record("P1", phone="1", labels=("phone_staff",))) == []
    assert clues(record("P1", phone="1", labels=("phone_placeholder",))) == []
    assert clues(record("P1", phone="1", labels=("phone_digit",))) == ["phone 1"]
    assert clues(record("P1", phone="1", labels=("phone_digit", "name_missing"))) == []


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["", "1", "2"]), st.sampled_from(["", "x", "y"]))))
def test_equals_slow_counting(rows: list[tuple[str, str, str]]) -> None:
    records = [record(f"P{c}", phone=p, member=m) for c, p, m in rows]
    links = [{i} for i in range(len(records))]
    changed = True
    while changed:
        changed = False
        for i, j in combinations(range(len(records)), 2):
            same = records[i].customer == records[j].customer
            if (
                same
                and links[i] is not links[j]
                and any(set(clues(records[a])) & set(clues(records[b])) for a in links[i] for b in links[j])
            ):
                joined = links[i] | links[j]
                for k in joined:
                    links[k] = joined
                changed = True
    pairs = [(i, j) for i, j in combinations(range(len(records)), 2) if records[i].customer == records[j].customer]
    assert ceiling(records) == (len(pairs), sum(links[i] is links[j] for i, j in pairs))


def test_true_pairs() -> None:
    assert true_pairs([1, 2, 4]) == 7
