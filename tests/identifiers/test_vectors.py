"""Every vector of the facts, through the kind it belongs to. Vectors of a kind that is not there are skipped."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from crmtool.identifiers import spreadsheet

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("vectors.json").read_text(encoding="utf-8"))
AS_OF = date(2026, 11, 21)

MODULES = {
    "cn_id18": "identifiers.resident_id",
    "cn_id15": "identifiers.legacy_id",
    "cn_residence_permit_hmt": "identifiers.residence_permit",
    "cn_foreign_pr_18": "identifiers.permanent_residence",
    "cn_foreign_pr_15": "identifiers.permanent_residence",
    "cn_passport": "identifiers.passport",
    "exit_permit_hk_macau": "identifiers.exit_permit",
    "home_return_permit": "identifiers.home_return_permit",
    "taiwan_permit": "identifiers.taiwan_permit",
    "military_id": "identifiers.military_id",
    "uscc": "identifiers.uscc",
    "org_code": "identifiers.org_code",
    "business_reg_15": "identifiers.business_registration",
    "vin": "identifiers.vin",
    "frame_number_short": "identifiers.vin",
    "cn_mobile": "identifiers.mobile",
    "cn_landline": "identifiers.landline",
    "plate": "identifiers.plate",
    "name": "values.person_name",
    "excel_id": "identifiers.document",
}
BY_REASON = {
    "phone_mask_middle4": "identifiers.phone",
    "id_mask_birth": "identifiers.document",
    "id_mask_10": "identifiers.document",
    "name_mask": "values.person_name",
    "placeholder_text": "identifiers.document",
    "placeholder_phone": "identifiers.phone",
    "placeholder_id": "identifiers.document",
    "placeholder_vin": "identifiers.vin",
    "placeholder_date": "values.dates",
}
SAID_AS = {reason: "masked" if "mask" in reason else "placeholder" for reason in BY_REASON} | {
    "float64": "excel_15_digits"
}
COLUMNS = {
    "region_known": "region_known",
    "gender": "gender",
    "surname": "surname",
    "given": "given",
    "pinyin": "pinyin",
}


def judge(module: str, value: str) -> dict[str, Any]:
    values = pl.Series([value])
    standardise = import_module(f"crmtool.{module}").standardise
    if module == "identifiers.document":
        return dict(standardise(values, pl.Series([None], dtype=pl.String), AS_OF).row(0, named=True))
    return dict(standardise(values, AS_OF).row(0, named=True))


def in_a_numeric_column(value: str) -> str:
    """The value as its column shows it: one of a delivery's, all of which went through a 64-bit float."""
    others = [f"{float(f'3101111995063{serial}'):.0f}" for serial in range(10128, 12128, 101)]
    return str(spreadsheet.marked(pl.Series([value, *others]))[0])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector['kind']}-{vector['value']}")
def test_vector(vector: dict[str, Any]) -> None:
    reason = vector["reason"]
    value = in_a_numeric_column(vector["value"]) if reason == "float64" else vector["value"]
    seen = judge(BY_REASON.get(reason) or MODULES[vector["kind"]], value)
    assert seen["valid"] is vector["valid"]
    assert seen["reason"] in {SAID_AS.get(reason, reason), "placeholder" if vector.get("placeholder") else reason}
    if vector["normalised"] is not None:
        assert vector["normalised"] in {seen["canonical"], seen.get("key"), seen.get("pinyin")}
    assert {key: seen[column] for key, column in COLUMNS.items() if key in vector} == {
        key: vector[key] for key in COLUMNS if key in vector
    }
    if "birth" in vector:
        assert seen["birth_date"] == date.fromisoformat(vector["birth"])
    if "repair_candidate" in vector:
        assert seen["suggestion"] == vector["repair_candidate"]


def test_every_vector_has_a_kind() -> None:
    assert {vector["kind"] for vector in VECTORS} <= {*MODULES, "masked", "placeholder"}
    assert {vector["reason"] for vector in VECTORS if vector["kind"] in ("masked", "placeholder")} <= set(BY_REASON)
    assert len(VECTORS) == 239
