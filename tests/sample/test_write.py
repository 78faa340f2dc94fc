"""The sample as files: the same bytes for the same seed, and a truth that counts rows as the contract does."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from crmtool import sample
from crmtool.errors import UsageError

WORKBOOKS = (".xlsx", ".xls", ".xlsb")
VIN = re.compile(r"(?<![0-9A-Z])[A-HJ-NPR-Z0-9]{17}(?![0-9A-Z])")
RESIDENT = re.compile(r"(?<![0-9A-Z])[1-6][0-9]{16}[0-9X](?![0-9A-Z])")
NOT_RECORDS = re.compile(r"客[户戶][资資]料[导導]出|^[导導]出[时時][间間]|^合[计計]|^制表人|^客户信息")


def delivered(path: Path) -> list[list[str]]:
    """The records of a file, read in the plainest way: no titles, headings, footers or blank lines."""
    if path.suffix == ".jsonl":
        return [[str(value) for value in json.loads(line).values()] for line in path.read_text("utf-8").splitlines()]
    if path.suffix == ".parquet":
        return [[str(value) for value in row] for row in pl.read_parquet(path).iter_rows()]
    if path.suffix in WORKBOOKS:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [rows_below_heading(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names]
        return [row for sheet in sheets for row in sheet if "字典" not in book.sheet_names or row[0] not in {"1", "2"}]
    return rows_below_heading(list(csv.reader(io.StringIO(text_of(path), newline=""), delimiter=delimiter(path))))


def text_of(path: Path) -> str:
    """The text of a CSV, TXT, TSV or zipped CSV in whichever encoding holds it without error."""
    data = path.read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            data = archive.read(archive.namelist()[0])
    tries = [("utf-8-sig", data), ("big5", data), ("gb18030", data)]
    for encoding, blob in tries:
        try:
            text = blob.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "big5" or "電" in text or "車" in text:
            return text
    raise AssertionError(path)


def delimiter(path: Path) -> str:
    """The sign that stands most often."""
    text = text_of(path)
    return max(",\t;|^", key=text.count)


def rows_below_heading(rows: list[list[object]]) -> list[list[str]]:
    """Rows of cells without titles, footers, blank lines and the heading, however often it is repeated."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    texts = [row for row in texts if any(row) and not NOT_RECORDS.search(row[0])]
    if texts and not any(VIN.search(cell) or re.search(r"[0-9]{5}", cell) for cell in texts[0]):
        texts = [row for row in texts if row != texts[0]]
    return texts


def truth_of(folder: Path) -> pl.DataFrame:
    """The truth as written, all text but the row."""
    types = dict.fromkeys(("customer", "vehicle", "noise", "sheet"), pl.String)
    return pl.read_csv(folder / "truth.csv", schema_overrides=types).with_columns(pl.col(pl.String).fill_null(""))


def digests(folder: Path) -> dict[str, str]:
    """A fingerprint of every file."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample without damage."""
    folder = tmp_path_factory.mktemp("clean")
    sample.write(folder, 700, 5, noise=0)
    return folder


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sample.SampleSummary]:
    """The usual sample and its summary."""
    folder = tmp_path_factory.mktemp("noisy")
    return folder, sample.write(folder, 1100, 3)


def test_same_seed_same_bytes_in_another_process(noisy: tuple[Path, sample.SampleSummary], tmp_path: Path) -> None:
    code = "import sys, pathlib; from crmtool import sample; sample.write(pathlib.Path(sys.argv[1]), 1100, 3)"
    environment = {**os.environ, "PYTHONHASHSEED": "17", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=environment)
    assert digests(tmp_path) == digests(noisy[0])


def test_other_seed_other_people(noisy: tuple[Path, sample.SampleSummary], tmp_path: Path) -> None:
    sample.write(tmp_path, 1100, 4)
    assert not set(digests(tmp_path).values()) & set(digests(noisy[0]).values())


def test_truth_has_a_line_for_every_record(noisy: tuple[Path, sample.SampleSummary], clean: Path) -> None:
    for folder in (noisy[0], clean):
        counts = dict(truth_of(folder).group_by("source_file").len().iter_rows())
        files = {path.name: path for path in folder.rglob("*") if path.is_file() and path.name != "truth.csv"}
        assert set(files) == set(counts)
        assert {name: len(delivered(path)) for name, path in files.items()} == counts


def test_rows_count_from_one_through_all_sheets(noisy: tuple[Path, sample.SampleSummary]) -> None:
    truth = truth_of(noisy[0])
    for _, rows in truth.group_by("source_file", maintain_order=True):
        assert rows["row"].to_list() == list(range(1, rows.height + 1))
    sheets = truth.filter(pl.col("sheet") != "")
    assert set(sheets["source_file"].str.extract(r"(\.\w+)$")) == set(WORKBOOKS)
    assert sheets.group_by("source_file").agg(pl.col("sheet").n_unique())["sheet"].max() > 1


def test_truth_lines_stand_for_the_right_records(clean: Path) -> None:
    """Without damage a VIN means one vehicle and a resident ID one customer, in whatever file it stands."""
    vehicles, customers = defaultdict(set), defaultdict(set)
    files = {path.name: path for path in clean.rglob("*") if path.is_file()}
    for (name,), rows in truth_of(clean).group_by("source_file"):
        for cells, line in zip(delivered(files[str(name)]), rows.sort("row").iter_rows(named=True), strict=True):
            for cell in cells:
                found = VIN.fullmatch(cell.strip("' "))
                if found and not cell.isdigit():
                    vehicles[found.group()].add(line["vehicle"])
                if RESIDENT.fullmatch(cell):
                    customers[cell].add(line["customer"])
    assert len(vehicles) > 300
    assert len(customers) > 200
    assert {len(keys) for keys in vehicles.values()} == {1}
    assert {len(keys) for keys in customers.values()} == {1}


def test_without_noise_only_what_people_do(clean: Path) -> None:
    labels = set(truth_of(clean)["noise"].str.split(";").explode()) - {""}
    natural = {"phone_family", "phone_driver", "company_city", "company_form", "company_short", "company_order"}
    assert {label for label in labels if not label.endswith("_lost")} <= natural


def test_usual_sample_shows_every_format_and_kind(noisy: tuple[Path, sample.SampleSummary]) -> None:
    folder, summary = noisy
    suffixes = {path.suffix for path in folder.rglob("*.*")}
    assert {".csv", ".txt", ".tsv", *WORKBOOKS, ".zip", ".parquet", ".jsonl"} <= suffixes
    assert set(summary.kinds) == {"sales", "service", "lead", "club", "insurance", "call"}
    assert 2600 < summary.rows < 3400
    assert summary.files >= 20
    assert summary.customers == 1100
    damage = {
        "id_precision",
        "id_digit",
        "vin_confused",
        "phone_staff",
        "phone_masked",
        "name_homophone",
        "row_repeated",
    }
    assert damage <= set(summary.labels)
    assert 0.96 < summary.ceiling < 0.995


def test_every_cell_is_spelled_in_the_files_own_encoding(noisy: tuple[Path, sample.SampleSummary]) -> None:
    encodings = set()
    for path in noisy[0].rglob("*"):
        if path.suffix in {".csv", ".txt", ".tsv"}:
            data = path.read_bytes()
            for encoding in ("ascii", "utf-8", "big5", "gb18030"):
                try:
                    data.decode(encoding)
                except UnicodeDecodeError:
                    continue
                encodings.add("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else encoding)
                break
    assert {"utf-8", "utf-8-sig", "gb18030", "big5"} <= encodings


@pytest.mark.parametrize(("customers", "dealers"), [(1, None), (7, 1), (60, 3)])
def test_small_samples(tmp_path: Path, customers: int, dealers: int | None) -> None:
    summary = sample.write(tmp_path, customers, 9, dealers=dealers)
    assert summary.customers == customers
    assert truth_of(tmp_path).height == summary.rows >= customers


def test_more_noise_more_labels(tmp_path: Path) -> None:
    counts = [sum(sample.write(tmp_path / str(n), 300, 2, noise=n).labels.values()) for n in (0.0, 0.5, 1.0, 2.0)]
    assert counts == sorted(counts)
    assert counts[3] > 1.3 * counts[2]


@pytest.mark.parametrize("arguments", [{"customers": 0}, {"noise": -1.0}, {"dealers": 0}])
def test_senseless_numbers_are_refused(tmp_path: Path, arguments: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="at least one"):
        sample.write(tmp_path / "never", **{"customers": 5, "seed": 1, **arguments})
    assert not (tmp_path / "never").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="not a folder"):
        sample.write(tmp_path / "file", 5, 1)
