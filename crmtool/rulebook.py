"""The rules folder, what the business changes without a programmer: found, read whole, refused if a word is unclear.

    fields.toml          the canonical fields and the headers they are known by
    checks/*.toml        the rules, a table each; ``retired`` lists codes that must never come back
    match/*.toml         a matching model each
    survivorship.toml    which of several values becomes the golden one
    dealers/*.toml       a profile for each dealer

All files are UTF-8; a byte order mark is forgiven, because editors add it unasked.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from inspect import isfunction, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli

from crmtool import fields
from crmtool.errors import UsageError
from crmtool.gate import policy
from crmtool.mapping import profile_from_toml
from crmtool.merge import survivorship
from crmtool.records import ROW
from crmtool.rules_model import Rule, Rules
from crmtool.standardise import promise
from crmtool.validate.parameters import RuleFault
from crmtool.validate.parse import RETIRED, parse_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from crmtool.fields import Fields

__all__ = ["Rule", "Rules", "default_folder", "open_rules", "place"]

WEIGHTS = "weights.json"
LEVELS = "levels"
HEADER = re.compile(r"^\s*\[\s*['\"]?(\w+)\b", re.MULTILINE)
"""The beginning of a rule's table."""


def default_folder() -> Path:
    """Where the rules lie that come with the program: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "_rules"
    return shipped if shipped.is_dir() else package.parent / "rules"


def open_rules(folder: Path | None, trained: Path | None = None) -> Rules:
    """Read a rules folder whole; None means the rules that come with the program.

    The matching models get the weights of ``trained``, a file that ``crmtool train`` wrote, if there is one.

    Raises UsageError, naming file, line and key and the nearest known word, for a missing file, TOML that cannot be
    read, an unknown key, a value of the wrong type, and a code that is used twice or retired.
    """
    root = folder or default_folder()
    if not root.is_dir():
        raise UsageError("there is no such rules folder", where=str(root), fix="crmtool init DIR makes one")
    known = _fields(root / "fields.toml")
    shipped = _fields(default_folder() / "fields.toml") if folder else known
    _distinct(known, shipped, root / "fields.toml")
    checks = _checks(root / "checks", known)
    return Rules(
        fields=known,
        checks=checks,
        match=_match(root / "match", trained),
        survivorship=_survivorship(root / "survivorship.toml", known),
        dealers=_dealers(root / "dealers", known, checks),
        folder=str(root),
        kinds={name: field.kind for name, field in ({**shipped} | {**known}).items()},
    )


def place(rule: Rule, key: str) -> str:
    """File and line of a key in a rule's table."""
    file = rule.source.rpartition(":")[0]
    return f"{file}:{_line(_text(Path(file)), rule.code, key)}"


def _fields(file: Path) -> Fields:
    """The canonical fields; a fault is reported at its line."""
    text = _text(file)
    with _placed(file, text):
        return fields.from_toml(_toml(file, text), str(file))


def _distinct(known: Fields, shipped: Fields, file: Path) -> None:
    """Raise UsageError for a field of this market's own that is called like something standardising makes."""
    made = promise({}, {name: field.kind for name, field in shipped.items()}).keys() | ROW.keys()
    for name in known:
        if name not in shipped and name in made:
            where = f"{file}:{_line(_text(file), f'fields.{name}')} [fields.{name}]"
            raise UsageError("the program uses this word", where=where, fix=f"Call the field {name}_text, for example")


def _checks(folder: Path, known: Fields) -> dict[str, Rule]:
    """The rules of all files by code, in order of code."""
    texts = _texts(folder)
    tables = {file: _toml(file, text) for file, text in texts.items()}
    retired = {code for file, table in tables.items() for code in _retired(file, texts[file], table)}
    rules: dict[str, Rule] = {}
    for file, table in tables.items():
        for rule in _rules_of(file, texts[file], table, known):
            if rule.code in retired:
                raise UsageError(
                    f"code {rule.code} is retired", where=rule.source, fix="take a new code; codes never come back"
                )
            if rule.code in rules:
                first = rules[rule.code].source
                raise UsageError(f"code {rule.code} is taken", where=rule.source, fix=f"it stands in {first} already")
            rules[rule.code] = rule
    return dict(sorted(rules.items()))


def _retired(file: Path, text: str, table: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of a file that must never come back."""
    return fields.as_texts(table.get(RETIRED, []), f"{file}:{_line(text, '', RETIRED)} {RETIRED}")


def _rules_of(file: Path, text: str, table: dict[str, Any], known: Fields) -> Iterator[Rule]:
    """The rules of one file; a fault is reported at its line."""
    lines = {found[1]: text.count("\n", 0, found.end()) + 1 for found in HEADER.finditer(text)}
    for code, rule in table.items():
        if code == RETIRED:
            continue
        try:
            parsed = parse_rule(code, rule, known)
        except RuleFault as fault:
            raise UsageError(
                f"{code}: {fault.what}",
                where=f"{file}:{_line(text, code, fault.key)}",
                fix=fields.did_you_mean(fault.meant, fault.could) if fault.could else "",
            ) from None
        yield replace(parsed, source=f"{file}:{lines.get(code, 1)}")


def _match(folder: Path, trained: Path | None) -> dict[str, dict[str, Any]]:
    """The parsed matching models, with trained weights; there must be one of customers, levels have words anyway."""
    _text(folder / "customer.toml")
    models = {LEVELS: {}, **{file.stem: _toml(file, text) for file, text in _texts(folder).items()}}
    shipped = _parsed(default_folder() / "match" / f"{LEVELS}.toml")
    models[LEVELS] = shipped | _titles(folder / f"{LEVELS}.toml", shipped.keys())
    if trained is not None and trained.is_file():
        from crmtool.match.trained import from_json, with_weights

        for entity, said in from_json(_text(trained), str(trained)).items():
            fields.one_of(entity, frozenset(models) - {LEVELS}, "model", str(trained))
            models[entity] = with_weights(models[entity], said["levels"], f"{trained}: {entity}")
    return models


def _titles(file: Path, known: Collection[str]) -> dict[str, Any]:
    """The words for the ``known`` levels that this market has of its own, in both languages.

    A fault is reported at its line.
    """
    text = _text(file) if file.is_file() else ""
    titles = _toml(file, text)
    with _placed(file, text):
        for name, title in titles.items():
            where = f"{file} {name}"
            fields.one_of(name, frozenset(known), "level", where)
            words = fields.as_table(title, where)
            fields.only_keys(words, ("en", "zh"), where)
            for lang in ("en", "zh"):
                fields.as_text(words.get(lang), f"{where} {lang}")
    return titles


def _survivorship(file: Path, known: Fields) -> dict[str, Any]:
    """The parsed ``survivorship.toml``; a fault is reported at its line.

    It must have what the one that ships has, as far as its fields are known here.
    """
    text = _text(file)
    tables = _toml(file, text)
    for name, shipped in _parsed(default_folder() / file.name).items():
        with _placed(file, text):
            table = fields.as_table(tables.setdefault(name, {}), f"{file} [{name}]")
            _survivors(file, name, table, [key for key in shipped if name == "trust" or key in known], known)
    return tables


def _survivors(file: Path, name: str, table: Mapping[str, Any], needed: Sequence[str], known: Fields) -> None:
    """Hold a table of ``survivorship.toml`` against what it may say; all keys that are ``needed`` must be there."""
    for key in (*table, *needed):
        where = f"{file} [{name}] {key}"
        if key not in table:
            raise UsageError("is missing", where=where, fix=f"Take the line from {default_folder() / file.name}")
        if name == "trust":
            _trust(key, table[key], where)
            continue
        known.need(key, where)
        for word in fields.as_texts(table[key], where):
            (known.need if name.endswith("_groups") else _strategy)(word, where)


def _dealers(folder: Path, known: Fields, checks: Mapping[str, Rule]) -> dict[str, dict[str, Any]]:
    """The parsed profiles by dealer; a fault, or a field or rule that there is not, is reported at its line."""
    profiles = {}
    for file, text in _texts(folder).items():
        profiles[file.stem] = _toml(file, text)
        with _placed(file, text):
            profile = profile_from_toml(profiles[file.stem], str(file))
            policy(checks, profile.ignore, profile.thresholds, str(file))
            for column, name in profile.columns.items():
                if name:
                    known.need(name, f"{file} [columns] {column}")
    return profiles


def _trust(kind: str, value: object, where: str) -> None:
    fields.one_of(kind, fields.DELIVERY_KINDS, "kind of delivery", where)
    if type(value) is not int:
        raise UsageError(f"{value!r} is not a whole number", where=where, fix="Write it as 3, more for more trust")


def _strategy(word: str, where: str) -> None:
    fields.one_of(word, _strategies(), "survivorship strategy", where)


@cache
def _strategies() -> frozenset[str]:
    """The public expressions of ``merge.survivorship``."""
    public = {name: thing for name, thing in vars(survivorship).items() if isfunction(thing) and name[0] != "_"}
    return frozenset(name for name, thing in public.items() if not signature(thing).parameters)


@contextmanager
def _placed(file: Path, text: str) -> Iterator[None]:
    """A fault gets the line of its table, or of the word that it quotes or one of its place: the last of them."""
    try:
        yield
    except UsageError as fault:
        table, quoted = re.search(r"\[([\w.]+)\]", fault.where), re.search(r"'([^']+)'", fault.what)
        within, word = table[1] if table else "", quoted[1] if quoted else ""
        said = (word, *fault.where.removeprefix(str(file)).split())
        line = max(_line(text, within or word), *[_line(text, within, name) for name in said])
        where = fault.where.replace(str(file), f"{file}:{line}", 1)
        raise UsageError(fault.what, where=where, fix=fault.fix) from None


def _line(text: str, code: str, key: str = "") -> int:
    """The line of a rule's table, or of the first mention of a key in it or, without a code, before any table.

    1 if it is not to be found.
    """
    header = re.search(rf"^\s*\[+\s*['\"]?{re.escape(code)}\b", text, re.MULTILINE) if code else None
    start = header.end() if header else 0
    following = re.compile(r"^\s*\[\s*['\"]?[\w.]+['\"]?\s*\]", re.MULTILINE).search(text, start)
    mention = re.compile(rf"(?:^|[\s{{,\"'.]){re.escape(key)}[\"']?\s*[=.]", re.MULTILINE)
    found = mention.search(text, start, following.start() if following else len(text)) if key else None
    return text.count("\n", 0, found.end() if found else start) + 1


def _parsed(file: Path) -> dict[str, Any]:
    return _toml(file, _text(file))


def _texts(folder: Path) -> dict[Path, str]:
    """The texts of a folder's TOML files, in order of their names; none where there is no such folder."""
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix == ".toml")
    except FileNotFoundError:
        return {}
    except OSError as failed:
        raise _unreadable(folder, failed) from None
    return {file: _text(file) for file in files}


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as failed:
        raise _unreadable(file, failed) from None
    except UnicodeDecodeError as failed:
        line = failed.object.count(b"\n", 0, failed.start) + 1
        raise UsageError("is not UTF-8", where=f"{file}:{line}", fix="save the file as UTF-8") from None


def _unreadable(path: Path, failed: OSError) -> UsageError:
    fix = "crmtool init DIR writes all files of a rules folder"
    return UsageError(f"cannot be read: {failed.strerror}", where=str(path), fix=fix)


def _toml(file: Path, text: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as broken:
        found = re.search(r"at line ([0-9]+)", str(broken))
        where = f"{file}:{found[1]}" if found else str(file)
        raise UsageError(f"is not valid TOML: {broken}", where=where, fix="mend the line or take it out") from None
