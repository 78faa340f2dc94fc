"""Deliveries that come again: mended, corrected, under a name that was there before; and what is no delivery at all."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bad_files import people
from main_job import HEADER, bring_in, crmtool, csv, table

from crmtool.rulebook import default_folder

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


def test_a_further_field_in_the_rules_changes_nobody(tmp_path: Path) -> None:
    """Neither the keys of records without an id of their own nor golden IDs, whether deliveries come with it or not."""
    rules, master = tmp_path / "rules", tmp_path / "master"
    shutil.copytree(default_folder(), rules)
    header = HEADER.partition(",")[2]
    csv(tmp_path / "in" / "A_sales_20260901.csv", header, [row.partition(",")[2] for row in people(3)])
    assert crmtool("run", tmp_path / "in", "--master", master, "--rules", rules).code == 0
    before = table(master, "crosswalk")
    with (rules / "fields.toml").open("a", encoding="utf-8") as fields:
        fields.write('\n[fields.hobby]\nkind = "text"\nsynonyms = ["爱好"]\n')
    assert crmtool("run", tmp_path / "in", "--master", master, "--rules", rules).code == 0
    assert table(master, "crosswalk").equals(before)
    csv(tmp_path / "in" / "B_sales_20260901.csv", f"{HEADER},爱好", [f"{row},钓鱼" for row in people(2, seed=2)])
    assert crmtool("run", tmp_path / "in", "--master", master, "--rules", rules).code == 0
    events, crosswalk = table(master, "events"), table(master, "crosswalk")
    assert set(events["kind"]) == {"created"}
    assert crosswalk.filter(crosswalk["dealer"] == "A").equals(before)
