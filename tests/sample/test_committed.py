"""The project's own samples/: written by the program as it is, and an example of everything that it reads."""

from __future__ import annotations

from pathlib import Path

from crmtool import sample
from crmtool.read import read_file

SAMPLES = Path(__file__).parent.parent.parent / "samples"
CUSTOMERS, SEED = 1100, 42
FILES = {str(path.relative_to(SAMPLES)): path for path in SAMPLES.rglob("*.*")}
PACKED = (".xlsx", ".xlsb", ".zip", ".parquet")  # their bytes depend on versions of what packs them
EVERY = {
    *((".csv", "text", encoding, ",") for encoding in ("utf-8", "utf-8-sig", "gb18030", "big5")),
    *((".txt", "text", encoding, sign) for encoding, sign in (("utf-8", "|"), ("gb18030", "\t"), ("gb18030", "^"))),
    (".csv", "text", "gb18030", ";"),
    (".tsv", "text", "utf-8-sig", "\t"),
    (".zip", "zip", "gb18030", ","),
    (".jsonl", "jsonl", "utf-8", ""),
    *((f".{name}", name, "", "") for name in ("xlsx", "xls", "xlsb", "parquet")),
}


def test_the_program_writes_them_again(tmp_path: Path) -> None:
    sample.write(tmp_path, CUSTOMERS, SEED)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.*")} == FILES.keys()
    changed = [name for name, path in FILES.items() if path.read_bytes() != (tmp_path / name).read_bytes()]
    assert [name for name in changed if not name.endswith(PACKED)] == []


def test_they_show_every_format() -> None:
    found = [read_file(path) for name, path in FILES.items() if name != "truth.csv"]
    assert {(file.path.suffix, file.format, file.encoding, file.delimiter) for file in found} == EVERY


def test_they_show_gbk_and_what_only_gb18030_can_spell() -> None:
    files = [read_file(path) for path in FILES.values()]
    assert {_is_gbk(one.path) for one in files if (one.format, one.encoding) == ("text", "gb18030")} == {True, False}


def _is_gbk(path: Path) -> bool:
    try:
        path.read_bytes().decode("gbk")
    except UnicodeDecodeError:
        return False
    return True
