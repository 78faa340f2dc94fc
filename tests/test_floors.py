"""The house keeps its floors: imports go down only, rooms of floors 2 and 3 are strangers, all is small."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "crmtool"
FLOORS = {
    0: {"errors", "fields", "frames", "model", "rules_model"},
    1: {"harmless", "identifiers", "masking", "values"},
    2: {"evaluate", "gate", "mapping", "match", "merge", "records", "scorecard", "standardise", "validate"},
    3: {"engines", "export", "master", "read", "repair", "report", "rulebook", "sample", "settings"},
    4: {
        *("arrivals", "checking", "copies", "deciding", "explanation", "models", "pipeline"),
        *("proving", "receiving", "rejecting", "repairing", "resolve", "tables", "training"),
    },
    5: {"__main__", "cli", "console", "words"},
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
FILES = sorted(PACKAGE.rglob("*.py"))


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(file: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "crmtool" else [f"crmtool.{alias.name}" for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("crmtool.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize("file", [file for file in FILES if room_of(file) != "__init__"], ids=str)
def test_imports_go_down(file: Path) -> None:
    here = FLOOR[room_of(file)]
    for room in imported_rooms(file) - {room_of(file)}:
        strangers = here in (2, 3) and FLOOR[room] == here
        assert FLOOR[room] <= here, f"{room_of(file)} reaches up to {room}"
        assert not strangers, f"{room_of(file)} knows its neighbour {room}"


@pytest.mark.parametrize("file", FILES, ids=str)
def test_files_and_functions_are_small(file: Path) -> None:
    source = file.read_text("utf-8")
    assert len(source.splitlines()) < 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno < 60, node.name


def test_whatever_goes_wrong_is_caught_in_one_place() -> None:
    broad = [
        (file.relative_to(PACKAGE).as_posix(), name.id)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        for name in (ast.walk(node.type) if node.type else [ast.Name("BaseException")])
        if isinstance(name, ast.Name) and name.id in ("Exception", "BaseException")
    ]
    assert broad == [("cli/__init__.py", "Exception"), ("cli/__init__.py", "BaseException")]
