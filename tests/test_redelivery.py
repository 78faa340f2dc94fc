"""Deliveries that come again: mended, corrected, under a name that was there before; and what is no delivery at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bad_files import people
from main_job import HEADER, bring_in, csv, table

if TYPE_CHECKING:
    from pathlib import Path


def test_mended_deliveries_are_taken_in(tmp_path: Path) -> None:
    """A delivery that was refused and one with a rejected row come again under their names, and once more."""
    path, master = tmp_path / "in" / "A_sales_20260901.csv", tmp_path / "master"
    csv(path.with_name("B_sales_20260901.csv"), HEADER, people(3, seed=2))
    csv(path, HEADER, ['WO1,"王小明,13000000001,'])
    assert [one.source_file for one in bring_in([path.parent], master).refused] == [path.name]
    csv(path, HEADER, ["WO1,王小明,13000000001,", "WO2,李小红,13000000002,,,多"])
    assert bring_in([path.parent], master).rejected == 1
    assert not bring_in([path.parent], master).committed
    csv(path, HEADER, ["WO1,王小明,13000000001,", "WO2,李小红,13000000002,沪A00002"])
    assert bring_in([path.parent], master).rejected == 0
    crosswalk = table(master, "crosswalk")
    places = crosswalk.filter(crosswalk["dealer"] == "A").select("source_file", "row").rows()
    again = f"in/{path.name}"
    assert places == [(path.name, 1), (path.name, 2), (again, 1), (again, 2)]


def test_a_master_inside_the_deliveries_is_no_delivery(tmp_path: Path) -> None:
    csv(tmp_path / "A_sales_20260901.csv", HEADER, people(2))
    for master in (tmp_path / "master", tmp_path):
        assert bring_in([tmp_path], master).files == 1
        assert bring_in([tmp_path], master).files == 1


def test_one_name_in_two_folders(tmp_path: Path) -> None:
    """They are two deliveries, told apart everywhere; a third under that name and folder too."""
    for seed, folder in enumerate(("east", "west")):
        csv(tmp_path / folder / "A_sales_20260901.csv", HEADER, people(2, seed))
    assert bring_in([tmp_path / "east", tmp_path / "west"], tmp_path / "master").customers == 4
    shutil.rmtree(tmp_path / "east")
    csv(tmp_path / "west" / "A_sales_20260901.csv", HEADER, people(2, seed=2))
    assert bring_in([tmp_path / "west"], tmp_path / "master").customers == 6
    names = {"A_sales_20260901.csv", "west/A_sales_20260901.csv", "west/A_sales_20260901.csv~2"}
    for one in ("crosswalk", "deliveries", "findings", "lineage"):
        assert set(table(tmp_path / "master", one)["source_file"]) == names
    assert set(table(tmp_path / "master", "deliveries")["dealer"]) == {"A"}
