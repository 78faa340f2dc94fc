"""The file of fields: what ships is sound, what is broken is refused with a way out."""

from __future__ import annotations

import pytest
from made_columns import shipped_fields

from crmtool.errors import UsageError
from crmtool.fields import Fields, from_toml
from crmtool.mapping.evidence import FITS

PROMISED = """record_id customer_no dealer_name name contact_name company customer_type id_type
id_number gender birth_date mobile phone phone_2 email address province city district
postcode member_no vin plate engine_no brand model model_year color mileage_km event_date
amount staff_name staff_phone source remark"""


def test_the_shipped_fields_are_all_there_and_labelled() -> None:
    fields = shipped_fields()
    assert set(PROMISED.split()) <= set(fields)
    assert all(field.label_zh != field.label_en for field in fields.values())
    assert {field.kind for field in fields.values()} <= {*FITS, "text", "brand"}


def test_no_header_is_a_plain_name_of_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in shipped_fields().values():
        for word in field.synonyms:
            assert seen.setdefault(word, field.name) == field.name, word


def test_fields_are_equal_by_content() -> None:
    table = {"fields": {"vin": {"kind": "vin"}}}
    assert from_toml(table) == from_toml(table)
    assert hash(from_toml(table)) == hash(from_toml(table))
    assert from_toml(table) != from_toml({**table, "ignored": ["x"]})
    assert isinstance(from_toml({}), Fields)
    assert len(from_toml({})) == 0


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"field": {}}, "Did you mean 'fields'?"),
        ({"fields": {"vin": {"kind": "vim"}}}, "Did you mean 'vin'?"),
        ({"fields": {"vin": {}}}, "unknown kind ''"),
        ({"fields": {"vin": {"kind": "vin", "synonym": []}}}, "Did you mean 'synonyms'?"),
        ({"fields": {"vin": {"kind": "vin", "synonyms": "VIN"}}}, "not a list of texts"),
        ({"fields": {"vin": {"kind": "vin", "label": {"de": "x"}}}}, "unknown key 'de'"),
        ({"fields": {"vin": {"kind": "vin", "by_kind": {"sale": []}}}}, "Did you mean 'sales'?"),
        ({"fields": {"vin": {"kind": "vin", "deliveries": ["club", "cal"]}}}, "Did you mean 'call'?"),
        ({"fields": {"vin": {"kind": "vin", "of": "costumer"}}}, "Did you mean 'customer'?"),
        ({"fields": {"vin": {"kind": "vin", "like": ["vim"]}}}, "Did you mean 'vin'?"),
        ({"fields": {"vin": {"kind": "vin", "replaces": "vim"}}}, "Did you mean 'vin'?"),
        ({"fields": {"vin": "vin"}}, "is not a table"),
        ({"roles": {"ower": []}}, "Did you mean 'owner'?"),
        ({"ignored": [1]}, "not a list of texts"),
    ],
)
def test_a_broken_file_is_refused(data: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as error:
        from_toml(data, "rules/fields.toml")
    assert str(error.value).startswith("rules/fields.toml")
    assert message in str(error.value)
