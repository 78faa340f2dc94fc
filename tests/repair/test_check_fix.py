"""``check --fix`` and ``--diff`` on every format: safe repairs in a copy, everything else as it was delivered."""

from __future__ import annotations

import gzip
import io
import json
import stat
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import polars as pl
import pytest
import xlsxwriter
from bad_files import people
from main_job import crmtool, files

from crmtool.read import read_file
from crmtool.sample.workbooks import Sheet
from crmtool.sample.xls import xls
from crmtool.sample.xlsb import xlsb

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Deliver = Callable[[str, bytes], Path]

HEADER = ["工单号", "姓名", "手机", "车架号", "身份证号", "车牌"]
VIN, VIN_NEW = "LSVAA2927P1OOOOO1", "LSVAA2927P1000001"
ID, ID_NEW = "110105491231002", "11010519491231002X"
PLATE, PLATE_NEW = "沪A0OO01", "沪A00001"
REPAIRED = ("V217", "V306", "V313")
NEW = {VIN: VIN_NEW, ID: ID_NEW, PLATE: PLATE_NEW}


def rows() -> list[list[str]]:
    others = [row.split(",") for row in people(12)]
    plain = [[order, name, mobile, "", "", plate] for order, name, mobile, plate in others]
    plain[2][3], plain[3][4], plain[4][5] = VIN, ID, PLATE
    return [HEADER, *plain]


def text(delimiter: str = ",", newline: str = "\n") -> str:
    return newline.join(
        ["客户清单", "", *(delimiter.join(row) for row in rows()), f"合计{delimiter}12{delimiter * 4}", ""]
    )


def objects() -> list[dict[str, str]]:
    return [dict(zip(HEADER, row, strict=True)) for row in rows()[1:]]


def workbook() -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed) as book:
        for name, part in (("一", slice(0, 4)), ("二", slice(4, 99))):
            sheet = book.add_worksheet(name)
            for at, row in enumerate([*([HEADER] if part.start else []), *rows()[part]]):
                sheet.write_row(at, 0, row)
    return packed.getvalue()


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/一.csv", text().encode("gb18030"))
        archive.writestr("二.xlsx", workbook())
        archive.writestr("三.csv", text("|").encode("utf-8-sig"))
        archive.writestr(".hidden", b"\x00\x01")
    return packed.getvalue()


def parquet() -> bytes:
    packed = io.BytesIO()
    pl.DataFrame(objects()).write_parquet(packed)
    return packed.getvalue()


FORMATS = {
    "csv": text().encode("gb18030"),
    "txt": text("|", "\r\n").encode("utf-8-sig"),
    "tsv": b"\xff\xfe" + text("\t", "\r\n").encode("utf-16-le"),
    "CSV": text(";", "\r").replace("沪", "滬").encode("cp950", "replace"),
    "csv.gz": gzip.compress(text().encode()),
    "jsonl": "\n".join(json.dumps(one, ensure_ascii=False) for one in objects()).encode("gb18030"),
    "json": json.dumps({"data": objects()}, ensure_ascii=False, indent=1).encode(),
    "xlsx": workbook(),
    "zip": zipped(),
    "parquet": parquet(),
}


def codes(path: Path) -> list[str]:
    done = crmtool("check", path, "--output-format", "jsonl", "--fail-on", "never", "-q")
    assert done.code == 0
    return [json.loads(line)["code"] for line in done.out.splitlines()]


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format(suffix: str, deliver: Deliver) -> None:
    path = deliver(suffix, FORMATS[suffix])
    found = [code for code in codes(path) if code in REPAIRED]
    assert set(found) == set(REPAIRED)
    before = crmtool("check", path)
    done = crmtool("check", path, "--fix")
    assert done.code == before.code
    copy = path.parent / "crmtool-fixed" / path.name
    assert path.read_bytes() == FORMATS[suffix]
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert f"V217 {found.count('V217')}, V306 {found.count('V306')}, V313 {found.count('V313')}" in done.err
    assert str(copy) in done.err
    assert not [code for code in codes(copy) if code in REPAIRED]
    assert sorted(codes(path)) == sorted([*found, *codes(copy)])
    again = crmtool("check", copy, "--fix")
    assert not (copy.parent / "crmtool-fixed").exists()
    assert "->" not in again.err
    for old, new in zip(read_file(path).tables, read_file(copy).tables, strict=True):
        changed = old.cells.select(pl.all().replace({**NEW, "滬A0OO01": "滬A00001"}))
        assert new.cells.equals(changed)


@pytest.mark.parametrize("suffix", ["csv", "txt", "tsv"])
def test_no_other_byte_changes(suffix: str, deliver: Deliver) -> None:
    path = deliver(suffix, FORMATS[suffix])
    crmtool("check", path, "--fix")
    expected = FORMATS[suffix]
    codec = {"csv": "gb18030", "txt": "utf-8", "tsv": "utf-16-le"}[suffix]
    for old, new in NEW.items():
        assert expected.count(old.encode(codec)) == 1
        expected = expected.replace(old.encode(codec), new.encode(codec))
    assert (path.parent / "crmtool-fixed" / path.name).read_bytes() == expected


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_diff_shows_and_writes_nothing(suffix: str, deliver: Deliver) -> None:
    path = deliver(suffix, FORMATS[suffix])
    before = files(path.parent.parent)
    done = crmtool("check", path, "--diff")
    assert files(path.parent.parent) == before
    assert done.out.startswith(f"--- {path}")
    assert VIN not in done.out
    assert ID not in done.out
    assert "LSV" in done.out
    shown = crmtool("check", path, "--diff", "--unmask").out
    assert VIN in shown
    assert VIN_NEW in shown


def test_an_unmasked_diff_is_one_that_patch_reads(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", text().encode())
    (tmp_path / "d").write_text(crmtool("check", path, "--diff", "--unmask").out)
    target = tmp_path / "patched"
    done = subprocess.run(
        ["patch", "--unified", "-o", str(target), str(path), str(tmp_path / "d")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout
    crmtool("check", path, "--fix")
    assert target.read_bytes() == (path.parent / "crmtool-fixed" / path.name).read_bytes()


@pytest.mark.parametrize(("suffix", "maker"), [("xls", xls), ("xlsb", xlsb)])
def test_old_workbooks_cannot_be_written(suffix: str, maker: Callable[..., bytes], deliver: Deliver) -> None:
    path = deliver(suffix, maker([Sheet("Sheet1", rows())]))
    before = crmtool("check", path)
    done = crmtool("check", path, "--fix")
    assert done.code == before.code
    assert done.err.count("cannot be written; save it as .xlsx or .csv") == 3
    assert list(path.parent.iterdir()) == [path]


def test_nothing_lies_in_the_way(deliver: Deliver, tmp_path: Path) -> None:
    """A copy that lies there already is no fault; anything else is never overwritten."""
    path = deliver("csv", FORMATS["csv"])
    assert crmtool("check", path, "--fix-to", tmp_path / "out").code == 0
    copy = tmp_path / "out" / path.name
    assert crmtool("check", path, "--fix-to", tmp_path / "out").code == 0
    copy.write_text("mine")
    done = crmtool("check", path, "--fix-to", tmp_path / "out")
    assert (done.code, len(done.errors)) == (2, 1)
    assert "something else is there already" in done.errors[0]
    assert copy.read_text() == "mine"
    done = crmtool("check", path, "--fix-to", path.parent)
    assert (done.code, path.read_bytes()) == (2, FORMATS["csv"])
    done = crmtool("check", path, "--fix-to", path)
    assert (done.code, path.read_bytes()) == (2, FORMATS["csv"])
    assert "is no folder" in done.errors[0]


def test_two_deliveries_of_one_name(tmp_path: Path) -> None:
    for folder, name in (("a", "x"), ("b", "y")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "A_sales_20260901.csv").write_text(text().replace("客户清单", name))
    done = crmtool("check", tmp_path / "a", tmp_path / "b", "--fix-to", tmp_path / "out")
    assert done.code == 2
    assert not (tmp_path / "out").exists()
    assert crmtool("check", tmp_path / "a", tmp_path / "b", "--fix", "--fail-on", "never").code == 0
    assert (tmp_path / "b" / "crmtool-fixed" / "A_sales_20260901.csv").exists()


def test_a_folder_that_says_whose_it_is_stays(tmp_path: Path) -> None:
    path = tmp_path / "in" / "DEALER7" / "export.csv"
    path.parent.mkdir(parents=True)
    path.write_text(text())
    crmtool("check", path.parent.parent, "--fix", "--fix-to", tmp_path / "out")
    copy = tmp_path / "out" / "DEALER7" / "export.csv"
    assert sorted(set(codes(copy))) == sorted(set(codes(path)) - set(REPAIRED))


def test_copies_are_no_deliveries(deliver: Deliver) -> None:
    path = deliver("csv", FORMATS["csv"])
    crmtool("check", path.parent, "--fix")
    assert "1 file" in crmtool("check", path.parent).err
    assert "1 file" in crmtool("check", path.parent / "crmtool-fixed").err


def test_only_what_is_selected_is_repaired(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", text().encode())
    crmtool("check", path, "--fix-to", tmp_path / "out", "--select", "V306")
    expected = text().replace(VIN, VIN_NEW)
    assert (tmp_path / "out" / path.name).read_text() == expected


def test_what_is_known_is_not_repaired(deliver: Deliver, tmp_path: Path) -> None:
    path = deliver("csv", FORMATS["csv"])
    crmtool("check", path, "--write-baseline", tmp_path / "known.json")
    crmtool("check", path, "--baseline", tmp_path / "known.json", "--fix-to", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_wishes_that_contradict_each_other(deliver: Deliver) -> None:
    path = deliver("csv", FORMATS["csv"])
    assert crmtool("check", path, "--fix", "--diff").code == 2
    assert crmtool("check", "-", "--fix").code == 2
    assert list(path.parent.iterdir()) == [path]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
sys.argv = ["crmtool", *sys.argv[1:]]
from crmtool.cli import main
main()
"""


def test_a_full_disk_leaves_no_half_file(deliver: Deliver) -> None:
    path = deliver("csv", FORMATS["csv"])
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "check", str(path), "--fix", "-q"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    assert [line for line in done.stderr.splitlines() if line.startswith("error: ")] == done.stderr.splitlines()
    assert "could not be written" in done.stderr
    assert list((path.parent / "crmtool-fixed").iterdir()) == []


def test_a_full_disk_leaves_no_copy_of_some_deliveries_only(tmp_path: Path) -> None:
    """The first copy fits below the limit, the second does not."""
    small, large = tmp_path / "A_sales_20260901.csv", tmp_path / "B_sales_20260901.csv"
    header, *others = rows()
    small.write_text("\n".join(",".join(row) for row in (header, others[2])), "utf-8")
    large.write_text("\n".join(",".join(row) for row in (header, *others)), "utf-8")
    limited = LIMITED.replace("100, 100", "300, 300")
    words = [sys.executable, "-c", limited, "check", small, large, "-q", "--fix-to", tmp_path / "out"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "B_sales_20260901.csv: could not be written" in done.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_nothing_is_repaired_where_the_rows_to_mend_have_no_place(deliver: Deliver, tmp_path: Path) -> None:
    header, first, *others = rows()
    first[4] = "110105194912310021"  # its check digit is wrong: nothing repairs that
    path = deliver("csv", "\n".join(",".join(row) for row in (header, first, *others)).encode())
    assert crmtool("check", path, "--rejects", tmp_path / "out").code == 1
    for made in (tmp_path / "out").iterdir():
        made.write_text("something else")
    done = crmtool("check", path, "--rejects", tmp_path / "out", "--fix-to", tmp_path / "fixed")
    assert done.code == 2
    assert not (tmp_path / "fixed").exists()


def test_a_folder_that_cannot_be_made(deliver: Deliver) -> None:
    done = crmtool("check", deliver("csv", FORMATS["csv"]), "--fix-to", "/proc/nowhere")
    assert (done.code, len(done.errors)) == (2, 1)


def test_hostile_values_are_shown_as_data(tmp_path: Path) -> None:
    evil = "\x1b[2J::error::<script>,[red]"
    path = tmp_path / "A_sales_20260901.csv"
    path.write_text(f"{evil}\n" + text().replace("车架号", "车架号\x1b[31m"))
    done = crmtool("check", path, "--diff", "--unmask")
    assert "\x1b" not in done.out + done.err
    assert "::error" not in done.out + done.err


@pytest.mark.parametrize("option", ["--diff", "--fix-to"])
def test_a_delivery_on_stdin(option: str, tmp_path: Path) -> None:
    words = ["check", "-", "--stdin-filename", "in/A_sales_20260901.csv", "--fail-on", "never", "-q", option]
    done = subprocess.run(
        [sys.executable, "-m", "crmtool", *words, *([tmp_path / "out"] if option == "--fix-to" else [])],
        input=FORMATS["csv"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    if option == "--diff":
        assert done.stdout.decode().startswith(
            "--- in/A_sales_20260901.csv\n+++ in/crmtool-fixed/A_sales_20260901.csv\n@@"
        )
    else:
        assert VIN_NEW.encode() in (tmp_path / "out" / "A_sales_20260901.csv").read_bytes()
