"""Made-up numbers against the oracles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc
from vininfo import Vin

from crmtool.sample.dice import Dice
from crmtool.sample.numbers import Phones, company_code, legacy_id, plate, resident_id, vin
from crmtool.sample.places import ALL_CODES, CITIES, LATER_CODES, region_code
from crmtool.sample.vehicles import MODELS

DAYS = st.integers(date(1940, 1, 1).toordinal(), date(2008, 1, 1).toordinal())


@given(st.sampled_from(ALL_CODES), DAYS, st.integers(1, 994))
def test_resident_ids_pass_the_oracle(region: str, born: int, serial: int) -> None:
    number = resident_id(region, born, serial)
    assert ric.calc_check_digit(number) == number[-1]
    assert number[6:14] == f"{date.fromordinal(born):%Y%m%d}"


def test_legacy_id_leaves_out_century_and_check() -> None:
    assert legacy_id("110110199003070018") == "110110900307001"


@given(st.sampled_from(ALL_CODES), st.integers(1, 99_999))
def test_company_codes_pass_the_oracle(region: str, serial: int) -> None:
    assert uscc.is_valid(company_code(region, serial))


@pytest.mark.parametrize("model", [model for model in MODELS if model.vin_head[3:6] != "ZZZ"])
@given(year=st.integers(2013, 2027), serial=st.integers(0, 999_999))
def test_vins_pass_the_oracle(model: object, year: int, serial: int) -> None:
    code = vin(model.vin_head, year, "C", serial)
    assert len(code) == 17
    assert Vin(code).verify_checksum()


@given(st.integers(), st.sampled_from(CITIES), st.booleans())
def test_plates(seed: int, city: object, electric: bool) -> None:
    number = plate(Dice(str(seed)), city, electric=electric)
    assert len(number) == 8 if electric else 7
    assert sum(c.isascii() and c.isalpha() for c in number[2:]) <= 2
    assert not set(number[2:]) & set("IO")


@pytest.mark.parametrize(("expected", "zeros"), [(900, "0000"), (15_000, "000"), (150_000, "00"), (3_000_000, "")])
def test_phone_block_grows_with_the_sample(expected: int, zeros: str) -> None:
    phones = Phones(Dice("phones"), expected)
    numbers = [phones.give() for _ in range(500)]
    assert len(set(numbers)) == 500
    assert all(len(number) == 11 and number[3:].startswith(zeros) for number in numbers)
    assert zeros == "0000" or not all(number[3 + len(zeros)] == "0" for number in numbers)


@given(st.integers(), st.sampled_from(CITIES), DAYS)
def test_region_codes_were_withdrawn_before_anybody_could_bear_them(seed: int, city: object, born: int) -> None:
    code = region_code(Dice(str(seed)), city, born)
    late = {code: since for since, codes in LATER_CODES.values() for code in codes}
    assert code in ALL_CODES or born >= late[code]
