"""Damage: every label tells the truth, nothing crashes on odd values."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.sample import noise, slips
from crmtool.sample.dice import Dice
from crmtool.sample.names import GIVEN_SOUND, LOOK_ALIKE, SAME_SOUND, SURNAME_SOUND, sound
from crmtool.sample.people import People

SEEDS = st.integers(0, 10**6).map(lambda seed: Dice(str(seed)))
TEXTS = st.one_of(st.text(min_size=1), st.from_regex(r"[0-9A-Z]{6,18}", fullmatch=True))


@given(SEEDS, st.sampled_from(sorted(noise.DAMAGE)), TEXTS)
def test_a_label_means_a_change(dice: Dice, field: str, text: str) -> None:
    new, label = noise.damage(dice, field, text)
    assert bool(label) == (new != text)


@pytest.mark.parametrize("how", ["digit", "transposed", "dropped", "added"])
@given(SEEDS, st.from_regex(r"[0-9]{11}|[0-9]{18}|L[A-H0-9]{16}", fullmatch=True))
def test_a_slip_is_one_edit(how: str, dice: Dice, text: str) -> None:
    from rapidfuzz.distance import OSA

    assert OSA.distance(text, noise.SLIPS[how](dice, text)) <= 1


@given(SEEDS, st.from_regex(r"[0-9]{11}|[0-9]{18}", fullmatch=True))
def test_masks_keep_length_and_ends(dice: Dice, text: str) -> None:
    hidden = slips.masked(dice, text)
    assert len(hidden) == len(text)
    assert all(h in {"*", c} for h, c in zip(hidden, text, strict=True))
    assert hidden[:3] == text[:3]
    assert hidden[-4:] == text[-4:]


@given(st.from_regex(r"[1-9][0-9]{17}", fullmatch=True))
def test_float_text_keeps_fifteen_digits(number: str) -> None:
    assert Decimal(slips.float_text(number)) == int(number[:15]) * 1000


@pytest.mark.parametrize("kind", ["sales", "lead", "call", "club"])
def test_names_of_every_kind_of_person(kind: str) -> None:
    dice, people = Dice(kind), People(Dice("people"), 500)
    persons = [person for _ in range(300) for person in people.household()]
    seen = set()
    for person in persons:
        new, label = noise.damaged_name(dice, kind, person, "13000001357")
        assert bool(label) == (new != person.name)
        seen.add(label)
    wanted = {
        f"name_{word.rstrip('0123456789')}" for word in noise.NAME_DAMAGE.get(kind, noise.NAME_DAMAGE[""]).split()
    }
    assert wanted <= seen


def test_sounds_are_known_for_every_character() -> None:
    assert all(reading.isascii() and reading.islower() for reading in (*GIVEN_SOUND.values(), *SURNAME_SOUND.values()))
    assert all(GIVEN_SOUND[other] == GIVEN_SOUND[c] for c, others in SAME_SOUND.items() for other in others)
    assert all(a != b for a, b in LOOK_ALIKE.items())
    assert sound("", "John Smith") == ("", "john smith")
