"""A workbook comes back however it was sorted, cut and spelt, and is refused where it says nothing."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
from audits import THRESHOLDS, held, rewritten

from crmtool.errors import UsageError
from crmtool.evaluate import audit, judged, sheet
from crmtool.evaluate.texts import TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audits import Sheets

    from crmtool.evaluate.audit import Audit

RECORDS = {
    "name": ["=cmd|'/c calc'!A1", "王\x1b[2J\n伟", None, "李娜"],
    "mobile": ["13000001357", "13000001357", "13000001358", None],
    "plate": [None] * 4,
    "source_file": ["a.csv"] * 4,
    "row": [1, 2, 3, 4],
}


@pytest.fixture
def drawn(master: Path) -> Audit:
    return audit.draw(*held(master), THRESHOLDS, 40, 1)


@pytest.fixture
def book(drawn: Audit, tmp_path: Path) -> Path:
    cells = drawn.pairs.select("no", name=pl.lit("王伟\n="))
    path = tmp_path / "audit.xlsx"
    with path.open("wb") as target:
        sheet.write(drawn, cells, {"name": "Name"}, "en", target)
    return path


def read(path: Path) -> tuple[Audit, dict[int, str]]:
    back, answers = judged.read(path.read_bytes(), "audit.xlsx")
    return back, dict(answers.iter_rows())


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as refused:
        read(path)
    assert refused.value.exit_code == 2
    return str(refused.value)


def edited(book: Path, edit: Callable[[list[list[object]]], object]) -> Path:
    def change(sheets: Sheets) -> None:
        edit(sheets["audit"])

    return rewritten(book, book.with_name("edited.xlsx"), change)


def test_an_untouched_workbook_comes_back(drawn: Audit, book: Path) -> None:
    back, answers = read(book)
    assert (back.strata, back.seed, answers) == (drawn.strata, 1, {})
    assert back.pairs.equals(drawn.pairs)


def test_the_same_audit_gives_the_same_bytes(drawn: Audit, book: Path) -> None:
    again = io.BytesIO()
    sheet.write(drawn, drawn.pairs.select("no", name=pl.lit("王伟\n=")), {"name": "Name"}, "en", again)
    assert again.getvalue() == book.read_bytes()


def test_sorted_cut_and_moved_about(drawn: Audit, book: Path) -> None:
    def edit(rows: list[list[object]]) -> None:
        for at, row in enumerate(rows[1:]):
            row[0] = ["yes", "no", "", "unsure"][at % 4]
        header, *rest = rows
        kept = rest[:4:-1]
        rows[:] = [["reviewed by", "Li"], [], *([row[3], row[1], row[2], row[0]] for row in (header, *kept))]

    back, answers = read(edited(book, edit))
    assert back.pairs.equals(drawn.pairs)
    assert len(answers) in range(22, 31)
    assert all(answer == ["yes", "no", "", "unsure"][(no - 1) % 4] for no, answer in answers.items())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[(spelling, "yes") for spelling in ("yes", " YES ", "Y", "1", 1, 1.0, True, "是", "ＹＥＳ", "√", "同一人。")],
        *[(spelling, "no") for spelling in ("No", "n", 0, "0", False, "否", "不是", "×")],
        *[(spelling, "unsure") for spelling in ("Unsure", "?", "？", "不确定", "不清楚")],
    ],
)
def test_spellings(book: Path, written: object, meant: str) -> None:
    assert read(edited(book, lambda rows: rows[1].__setitem__(0, written)))[1] == {1: meant}


def test_chinese_and_english_workbooks_are_read_alike(drawn: Audit, tmp_path: Path) -> None:
    path = tmp_path / "zh.xlsx"
    with path.open("wb") as target:
        sheet.write(drawn, drawn.pairs.select("no"), {}, "zh", target)
    assert read(edited(path, lambda rows: rows[2].__setitem__(0, "否")))[1] == {2: "no"}


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (
            lambda rows: rows[3].__setitem__(0, "vielleicht"),
            "row 4, column 'same': 'vielleicht' is no answer. Write yes",
        ),
        (lambda rows: rows[3].__setitem__(0, 2), "row 4, column 'same': '2' is no answer"),
        (lambda rows: rows[2].__setitem__(slice(0, 2), ["no", 999]), "row 3, column 'pair': '999' is no pair"),
        (lambda rows: rows[2].__setitem__(slice(0, 2), ["no", 1.5]), "row 3, column 'pair': '1.5' is no pair"),
        (lambda rows: rows[2].__setitem__(slice(0, 2), ["no", ""]), "row 3, column 'pair': the pair's number is gone"),
        (lambda rows: rows.extend([["yes", 1], ["no", 1]]), "pair 1 is judged 'no' here and 'yes' in row 42"),
        (lambda rows: rows[0].__setitem__(0, "equal"), "sheet 'audit' has no column 'same'"),
        (lambda rows: rows.clear(), "sheet 'audit' has no column 'same'"),
    ],
)
def test_faults_are_named_by_row_and_column(book: Path, edit: Callable[..., object], said: str) -> None:
    told = refusal(edited(book, edit))
    assert said in told
    assert told.startswith("audit.xlsx")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda sheets: sheets.pop("crmtool"), "is no audit: it has no sheet 'crmtool'"),
        (lambda sheets: sheets["crmtool"].pop(3), "hidden sheet 'crmtool' was changed"),
        (lambda sheets: sheets["crmtool"].clear(), "hidden sheet 'crmtool' was changed"),
        (lambda sheets: sheets.update(crmtool=[["{}"]]), "hidden sheet 'crmtool' was changed"),
        (lambda sheets: sheets.update(crmtool=[["[1]"]]), "hidden sheet 'crmtool' was changed"),
        (lambda sheets: sheets.update(crmtool=[[7.5]]), "hidden sheet 'crmtool' was changed"),
        (lambda sheets: sheets.update(crmtool=[['{"audit": 9, "digest": ""}']]), "is an audit of another version (9)"),
    ],
)
def test_a_changed_design_is_refused(book: Path, edit: Callable[[Sheets], None], said: str) -> None:
    assert said in refusal(rewritten(book, book.with_name("edited.xlsx"), edit))


@pytest.mark.parametrize("data", [b"", b"same,pair\nyes,1\n", b"PK\x03\x04 and no more"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "audit.xlsx"
    path.write_bytes(data)
    assert "is no workbook that can be read" in refusal(path)


def test_cells_show_both_sides_masked_and_harmless() -> None:
    keys = [f"k{number}" for number in range(4)]
    records = pl.DataFrame({"record_key": keys, **RECORDS}, schema_overrides={"plate": pl.String})
    pairs = pl.DataFrame({"no": [1, 2], "stratum": "near", "key_l": ["k0", "k2"], "key_r": ["k1", "k3"]})
    one = audit.Audit((), pairs, 0)
    kinds = {"name": "text", "mobile": "phone", "plate": "plate"}
    masked = sheet.side_by_side(one, records, kinds, unmask=False)
    assert masked.columns == ["no", "name", "mobile", "place"]
    assert masked["mobile"].to_list() == ["130****1357\n=", "130****1358\n–"]
    assert masked["name"].to_list() == ["'=cmd|'/c calc'!A1\n王\\x1b[2J\\x0a伟", "–\n李娜"]
    assert masked["place"].to_list() == ["a.csv:1\na.csv:2", "a.csv:3\na.csv:4"]
    assert sheet.side_by_side(one, records, kinds, unmask=True)["mobile"][1] == "13000001358\n–"


def test_the_sheet_has_a_choice_a_frozen_head_and_a_hidden_design(book: Path) -> None:
    with zipfile.ZipFile(book) as parts:
        seen, hidden = (parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        assert '<sheet name="crmtool" sheetId="2" state="hidden"' in parts.read("xl/workbook.xml").decode()
    assert '"yes,no,unsure"' in seen
    assert 'state="frozen"' in seen
    assert 'sqref="A2:A41"' in seen
    assert "<f>" not in seen + hidden


def test_the_choice_fits_a_spreadsheet() -> None:
    for wording in TEXTS["audit question"], TEXTS["audit answers"]:
        assert all(len(text) <= 255 for text in wording)
    assert all(len(text) <= 32 for text in TEXTS["audit same"])
    assert all(TEXTS[f"answer {answer}"][1] in judged.ANSWERS[answer] for answer in judged.ANSWERS)
    assert all(set(names) == set(TEXTS[f"audit {name}"]) for name, names in judged.HEADERS.items())
