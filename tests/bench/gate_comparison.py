"""``crmtool check`` beside pandera and datacontract-cli on one file and about the same rules, for docs/benchmarks.md.

    crmtool sample big --customers 39000 --seed 42
    python tests/bench/gate_comparison.py big GATE_sales_20260930.csv --pandera PYTHON --datacontract COMMAND

Makes the file (5,000 sales in GB18030, of all dealers, under one header) unless it is there, then runs the tools in
turn, each as a process of its own. None of the others is a dependency: PYTHON is one that has pandera and Polars (this
one, if left out), COMMAND is datacontract-cli's (``datacontract``, if left out); a tool that is missing is left out.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
ROWS = 5_000
WIDEST = 240
TODAY = date(2026, 11, 20)
COLUMNS = {
    "流水号": "record_id", "姓名": "name", "证件号码": "id_number", "车架号": "vin", "手机": "mobile",
    "销售日期": "event_date", "金额": "amount",
}  # fmt: skip


def make(folder: Path, file: Path) -> None:
    """Write the first sales of the samples as one file, values as the dealers delivered them."""
    import polars as pl

    from crmtool.arrivals import Arrived, understand
    from crmtool.read import find, read_file
    from crmtool.rulebook import open_rules

    paths = [path for path in find([folder]) if "_sales_" in path.name]
    understood = understand([read_file(path) for path in paths], open_rules(None), TODAY)
    arrived = [one.rows for one in understood if isinstance(one, Arrived)]
    rows = pl.concat(arrived, how="diagonal").head(ROWS).select(**COLUMNS)
    text = rows.with_columns(pl.col("流水号").fill_null("")).write_csv()
    file.write_bytes(text.encode("gb18030"))


def commands(file: Path, folder: Path, pandera: str, datacontract: str) -> dict[str, list[str]]:
    """What to run, by tool; those that are not installed are named on stderr and left out."""
    found = {"crmtool": [sys.executable, "-m", "crmtool", "check", "-q", str(file), "--as-of", str(TODAY)]}
    found["crmtool"] += ["--output-format", "jsonl", "--output", str(folder / "crmtool.jsonl")]
    probe = [pandera, "-c", "import pandera.polars"]
    if shutil.which(pandera) and not subprocess.run(probe, capture_output=True, check=False).returncode:
        found["pandera"] = [pandera, str(HERE / "pandera_gate.py"), str(file)]
    if shutil.which(datacontract):
        copy = folder / "utf8.csv"
        copy.write_bytes(file.read_bytes().decode("gb18030").encode())
        contract = folder / "contract.yaml"
        contract.write_text((HERE / "gate.odcs.yaml").read_text("utf-8").replace("{PATH}", str(copy)), "utf-8")
        found["datacontract-cli"] = [datacontract, "test", str(contract), "--output", str(folder / "datacontract.json")]
        found["datacontract-cli"] += ["--output-format", "json"]
    for tool in {"pandera", "datacontract-cli"} - found.keys():
        print(f"{tool}: skipped, because it is not installed", file=sys.stderr)
    return found


def timed(tools: dict[str, list[str]], runs: int) -> tuple[dict[str, list[tuple[float, float]]], dict[str, str]]:
    """Seconds (wall, processor) of each run but the first, and what each tool printed last; tools take turns."""
    seconds: dict[str, list[tuple[float, float]]] = {tool: [] for tool in tools}
    said: dict[str, str] = {}
    for run in range(runs + 1):
        for tool, command in tools.items():
            begun, used = time.perf_counter(), os.times()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            wall, now = time.perf_counter() - begun, os.times()
            if run:
                processor = now.children_user + now.children_system - used.children_user - used.children_system
                seconds[tool].append((wall, processor))
            if done.returncode not in (0, 1):
                raise SystemExit(f"{tool}: {done.stderr or done.stdout}")
            said[tool] = done.stdout
    return seconds, said


def reported(folder: Path, said: dict[str, str]) -> None:
    """What each tool says of the file: rule by rule, how often, and an example as it is given."""
    findings = [json.loads(line) for line in (folder / "crmtool.jsonl").read_text("utf-8").splitlines()]
    for code, count in sorted(Counter(finding["code"] for finding in findings).items()):
        example = next(finding for finding in findings if finding["code"] == code)
        print("crmtool:", code, count, json.dumps(example, ensure_ascii=False)[:WIDEST])
    if "pandera" in said:
        cases = [json.loads(line) for line in said["pandera"].splitlines()]
        for check in sorted({(str(case["column"]), case["check"]) for case in cases}):
            same = [case for case in cases if (str(case["column"]), case["check"]) == check]
            print("pandera:", *check, len(same), json.dumps(same[0], ensure_ascii=False)[:WIDEST])
    if "datacontract-cli" in said:
        for check in json.loads((folder / "datacontract.json").read_text("utf-8"))["checks"]:
            print("datacontract-cli:", check["result"], check["name"], check.get("reason") or "")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("file", type=Path)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--pandera", default=sys.executable, metavar="PYTHON")
    asked.add_argument("--datacontract", default="datacontract", metavar="COMMAND")
    given = asked.parse_args()
    if not given.file.exists():
        make(given.folder, given.file)
    with given.file.open(encoding="gb18030", newline="") as rows:
        print(f"{sum(1 for _ in csv.reader(rows)) - 1} rows, {given.file.stat().st_size:,} bytes")
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        seconds, said = timed(commands(given.file, folder, given.pandera, given.datacontract), given.runs)
        reported(folder, said)
    for tool, times in seconds.items():
        for what, each in zip(("wall", "processor"), zip(*times, strict=True), strict=True):
            print(f"{tool:<17} {what:<9} {statistics.median(each):.2f} s  ({min(each):.2f} to {max(each):.2f})")


if __name__ == "__main__":
    main()
