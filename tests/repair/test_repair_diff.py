"""What a diff shows, masked and not."""

from __future__ import annotations

from edits import edit

from crmtool.repair import cell_diff, edit_delimited, text_diff

KINDS = {"vin": "vin", "id_number": "document"}
OLD, NEW = "LSVAA2927P1OOOOO1", "LSVAA2927P1000001"
ONE = "LSVAA2927P10O0001"


def lines(before: str, *edits: object, unmask: bool = False) -> list[str]:
    return [*text_diff(edit_delimited(before.encode(), "utf-8", ",", edits), KINDS, unmask=unmask)]


def test_a_diff_that_patch_could_read() -> None:
    before = f"name,vin\n张三,{OLD}\n李四,x\n王五,{OLD}"
    edits = [edit(OLD, NEW, 2, 1, header="vin"), edit(OLD, NEW, 4, 1, header="vin")]
    assert lines(before, *edits, unmask=True) == [
        "@@ -2 +2 @@ vin", f"-张三,{OLD}", f"+张三,{NEW}", "@@ -4 +4 @@ vin",
        f"-王五,{OLD}", "\\ No newline at end of file", f"+王五,{NEW}", "\\ No newline at end of file",
    ]  # fmt: skip


def test_a_cell_over_two_lines_moves_what_follows() -> None:
    before = f'name,vin\n张三,"{OLD}\n"\n李四,{OLD}\n'
    edits = [edit(f"{OLD}\n", NEW, 2, 1), edit(OLD, NEW, 4, 1)]
    shown = [line for line in lines(before, *edits, unmask=True) if line.startswith("@@")]
    assert shown == ["@@ -2,2 +2 @@ ", "@@ -4 +3 @@ "]


def test_masked_lines_show_the_changed_cells_alone() -> None:
    before = f"张三,{ONE},13800000000\r\n"
    assert lines(before, edit(ONE, NEW, 1, 1, header="车架号")) == [
        "@@ -1 +1 @@ 车架号",
        "-…LSV*********O0001…",
        "+…LSV*********00001…",
    ]


def test_many_changed_characters_stay_hidden() -> None:
    shown = lines(f"{OLD},x\n", edit(OLD, NEW))
    assert OLD not in "".join(shown)
    assert all("OOOOO" not in line for line in shown)


def test_two_cells_of_a_line_are_one_hunk() -> None:
    edits = [edit(ONE, NEW, 1, 0), edit(ONE, NEW, 1, 2)]
    assert lines(f"{ONE},a,{ONE}", *edits)[1:] == [
        "-LSV*********O0001…LSV*********O0001",
        "+LSV*********00001…LSV*********00001",
    ]


def test_cells_of_a_workbook() -> None:
    edits = [edit(ONE, NEW, 12, 27, sheet="客户", header="车架号"), edit("1101\n05", "110105", 3, 0, field="x")]
    assert [*cell_diff(edits, KINDS, unmask=False)] == [
        "客户!AB12 车架号: LSV*********O0001 -> LSV*********00001",
        "row 3 : 1101\\n05 -> 110105",
    ]
    assert [*cell_diff(edits[:1], KINDS, unmask=True)] == [f"客户!AB12 车架号: {ONE} -> {NEW}"]
