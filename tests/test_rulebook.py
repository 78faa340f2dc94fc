from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from crmtool.errors import UsageError
from crmtool.rulebook import default_folder, open_rules
from crmtool.rules_model import DIMENSIONS
from crmtool.validate.checks import check_kinds
from crmtool.validate.parameters import parameters

if TYPE_CHECKING:
    from pathlib import Path

RULE = """# my rules
[V901]
title    = { en = "Wrong", zh = "错" }
field    = "mobile"
check    = "reason"
with     = { reasons = ["prefix"] }
severity = "warning"
why      = { en = "Because.", zh = "因为。" }
fix      = { en = "Mend it.", zh = "改正。" }
good     = [{ mobile = "13000001357" }]
bad      = [{ mobile = "15400001357" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rules folder to spoil: everything that ships, but no rules."""
    shutil.copytree(default_folder(), tmp_path / "rules")
    shutil.rmtree(tmp_path / "rules" / "checks")
    (tmp_path / "rules" / "checks").mkdir()
    return tmp_path / "rules"


def refusal(folder: Path, text: str, name: str = "checks/mine.toml") -> UsageError:
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        open_rules(folder)
    assert refused.value.exit_code == 2
    return refused.value


def test_reads_what_ships() -> None:
    rules = open_rules(None)
    assert len(rules.checks) >= 30
    assert {code[0] for code in rules.checks} == set(DIMENSIONS)
    assert list(rules.checks) == sorted(rules.checks)
    assert {"customer", "vehicle"} <= set(rules.match)
    assert "trust" in rules.survivorship
    assert rules.fields["mobile"].kind == "phone"
    vin = rules.checks["V301"]
    assert (vin.field, vin.dimension, vin.severity) == ("vin", "validity", "error")
    assert vin.source.endswith(f"validity.toml:{_line_of(default_folder() / 'checks' / 'validity.toml', '[V301]')}")


def test_every_check_kind_is_used_by_a_rule_and_explains_itself() -> None:
    used = {rule.check for rule in open_rules(None).checks.values()}
    assert set(check_kinds()) <= used
    for kind in check_kinds().values():
        assert kind.__doc__
        assert {parameter.annotation for parameter in parameters(kind).values()} <= {
            *("int", "float", "str", "bool", "Regex", "FieldName"),
            *("tuple[str, ...]", "tuple[FieldName, ...]"),
        }


def test_an_edited_folder_and_a_byte_order_mark_are_read(folder: Path) -> None:
    (folder / "checks" / "mine.toml").write_bytes(b"\xef\xbb\xbf" + RULE.encode())
    (folder / "dealers").mkdir(exist_ok=True)
    (folder / "dealers" / "north.toml").write_text('kind = "call"\n', "utf-8")
    rules = open_rules(folder)
    assert list(rules.checks) == ["V901"]
    assert rules.dealers == {"north": {"kind": "call"}}
    assert rules.folder == str(folder)


@pytest.mark.parametrize(
    ("profile", "line", "said"),
    [
        ('dealer = "x"\nignore = ["V999"]', 2, "no rule is called 'V999'"),
        ('dealer = "x"\nignored = ["V901"]', 2, "unknown key 'ignored'"),
        ("[thresholds]\nV901 = { count = 1 }\nV9 = { share = 2 }", 3, "share must be a number"),
        ("[thresholds]\nV901 = { count = 1 }\nX1 = { count = 1 }", 3, "no rule is called 'X1'"),
        ("[columns]\na = 5", 2, "5 is not a text"),
    ],
)
def test_says_where_a_profile_is_broken(folder: Path, profile: str, line: int, said: str) -> None:
    (folder / "checks" / "mine.toml").write_text(RULE, "utf-8")
    (folder / "dealers").mkdir(exist_ok=True)
    refused = refusal(folder, profile, "dealers/north.toml")
    assert said in refused.what
    assert refused.where.startswith(f"{folder / 'dealers' / 'north.toml'}:{line}")


@pytest.mark.parametrize(
    ("old", "new", "line", "said", "hint"),
    [
        ("severity", "severty", 7, "unknown key 'severty'", "'severity'"),
        ('severity = "warning"\n', "", 2, "key 'severity' is missing", ""),
        ('"warning"', '"warn"', 7, "not 'warn'", "'warning'"),
        ('"reason"', '"reasons"', 5, "no check kind 'reasons'", "'reason'"),
        ("reasons", "reason", 6, "takes no 'reason'", "'reasons'"),
        ('["prefix"]', '"prefix"', 6, "must be a list", ""),
        ('["prefix"]', "[7]", 6, "of type str, not int", ""),
        ('{ reasons = ["prefix"] }', "{}", 6, "needs 'reasons'", ""),
        ('"prefix"]', '"prefix"], matching = "(?=x)"', 6, "no regular expression", ""),
        ('"mobile"', '"moblie"', 4, "no field 'moblie'", "'mobile'"),
        ('"mobile"', '["mobile"]', 4, "no field ['mobile']", ""),
        ('field    = "mobile"', 'fields   = ["mobile", "mobile"]', 4, "fields names one twice", ""),
        ('"mobile"', "5", 4, "no field 5", ""),
        ("zh =", "cn =", 3, "no language 'cn'", ""),
        (', zh = "错"', "", 3, "title needs a text for zh", ""),
        ("[V901]", "[X901]", 2, "'X901' is no rule code", ""),
        ('bad      = [{ mobile = "15400001357" }]', "", 2, "needs a good and a bad example", ""),
        ('bad      = [{ mobile = "15400001357" }]', "bad = [{ mobile = 15400001357 }]", 11, "table of texts", ""),
        ("good     = [{ mobile", "good     = [{ mobil", 10, "no field 'mobil'", "'mobile'"),
        ("severity", 'where = { knid = ["sales"] }\nseverity', 7, "no column 'knid'", "'kind'"),
        ("severity", 'where = { kind = "sales" }\nseverity', 7, "list of texts", ""),
        ("severity", 'where = { kind = ["sale"] }\nseverity', 7, "kind is never 'sale'", "'sales'"),
        ("severity", 'scope = "sheet"\nseverity', 7, "scope must be one of row, file", ""),
        ("severity", 'message = { en = "{value", zh = "{value}" }\nseverity', 7, "unbalanced braces", ""),
        ("severity", 'fields = ["phone"]\nseverity', 7, "exclude each other", ""),
        ("severity", "threshold = { share = 2 }\nseverity", 7, "share must be a number from 0 to 1", ""),
        ("severity", "threshold = 5\nseverity", 7, "threshold must be { count = 5 }", ""),
        ("[V901]", '[V901]\ntitle = "x"', 4, "is not valid TOML", ""),
        ("# my rules", 'retired = ["V901"]', 2, "V901 is retired", "new code"),
        ("# my rules", "V901 = 3", 2, "is not valid TOML", ""),
        ("# my rules", "V902 = 3", 1, "V902 must be a table", ""),
        ("# my rules", 'retird = ["V900"]', 1, "'retird' is no rule code", "'retired'"),
    ],
)
def test_says_where_a_rule_is_broken(folder: Path, old: str, new: str, line: int, said: str, hint: str) -> None:
    assert old in RULE
    refused = refusal(folder, RULE.replace(old, new, 1))
    assert said in refused.what
    assert refused.where == f"{folder / 'checks' / 'mine.toml'}:{line}"
    assert hint in refused.fix


@pytest.mark.parametrize("codes", ['"V901"', "[901]"])
def test_retired_codes_are_a_list_of_texts(folder: Path, codes: str) -> None:
    refused = refusal(folder, f"# gone\nretired = {codes}\n{RULE}")
    assert "is not a list of texts" in refused.what
    assert refused.where == f"{folder / 'checks' / 'mine.toml'}:2 retired"


def test_a_broken_regular_expression_is_shown_without_the_query_it_broke(folder: Path) -> None:
    refused = refusal(folder, RULE.replace('"prefix"]', '"prefix"], matching = "["'))
    assert refused.what.endswith("error: unclosed character class")


def test_a_code_is_taken_once(folder: Path) -> None:
    (folder / "checks" / "a.toml").write_text(RULE, "utf-8")
    refused = refusal(folder, RULE, "checks/b.toml")
    assert "V901 is taken" in refused.what
    assert refused.where.endswith("b.toml:2")
    assert "a.toml:2" in refused.fix


def test_a_check_with_a_field_as_parameter_wants_one_that_exists(folder: Path) -> None:
    listed = RULE.replace('"reason"', '"listed_in"').replace(
        '{ reasons = ["prefix"] }', '{ column = "staf_phone", owner = "staff_name" }'
    )
    refused = refusal(folder, listed)
    assert "no field 'staf_phone'" in refused.what
    assert "staff_phone" in refused.fix


def test_says_where_a_field_is_broken(folder: Path) -> None:
    file = folder / "fields.toml"
    text = file.read_text("utf-8")
    refused = refusal(folder, text.replace("[fields.mobile]\nkind", "[fields.mobile]\nknid", 1), "fields.toml")
    assert "unknown key 'knid'" in refused.what
    assert "'kind'" in refused.fix
    line = _line_of(file, "[fields.mobile]") + 1
    assert refused.where == f"{file}:{line} [fields.mobile]"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("[fields.vin]", "[feilds.vin]", "unknown key 'feilds'"),
        ("[fields.vin]", "[fields.vin.x]", "unknown key 'x'"),
        ("[roles]", "[rolls]", "unknown key 'rolls'"),
        ("[abbreviations]", "[abreviations]", "unknown key 'abreviations'"),
        ("[fields.vin]\n", '[fields.vin]  # like\nlike = ["win"]\n', "unknown field 'win'"),
    ],
)
def test_a_fault_of_a_table_of_fields_is_reported_at_its_line(folder: Path, right: str, wrong: str, said: str) -> None:
    file = folder / "fields.toml"
    line = _line_of(file, right.strip())
    refused = refusal(folder, file.read_text("utf-8").replace(f"\n{right}", f"\n{wrong}", 1), "fields.toml")
    assert said in refused.what
    assert refused.where.split(" ")[0] == f"{file}:{line}"


def test_a_wrong_abbreviation_is_reported_at_its_line(folder: Path) -> None:
    file = folder / "fields.toml"
    text = file.read_text("utf-8").replace("[abbreviations]\n", "[abbreviations]\nxx = 3\n", 1)
    refused = refusal(folder, text, "fields.toml")
    assert refused.where == f"{file}:{_line_of(file, 'xx = 3')} [abbreviations] xx"


def test_unreadable_folders_and_files(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such rules folder"):
        open_rules(tmp_path / "nowhere")
    (folder / "checks" / "gbk.toml").write_bytes("# 规则\n".encode("gbk"))
    with pytest.raises(UsageError, match=r"gbk\.toml:1: is not UTF-8"):
        open_rules(folder)
    (folder / "checks" / "gbk.toml").unlink()
    (folder / "survivorship.toml").unlink()
    with pytest.raises(UsageError, match=r"survivorship\.toml: cannot be read"):
        open_rules(folder)


@pytest.mark.parametrize("name", ["checks", "match", "dealers"])
def test_a_file_in_place_of_a_folder_is_not_passed_over(folder: Path, name: str) -> None:
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).write_text("no folder")
    with pytest.raises(UsageError, match=f"{name}(/customer.toml)?: cannot be read"):
        open_rules(folder)


def _line_of(file: Path, text: str) -> int:
    return file.read_text("utf-8").splitlines().index(text) + 1


@pytest.mark.parametrize("entity", ["customer", "vehicle"])
def test_every_level_that_is_weighed_has_words(entity: str) -> None:
    models = open_rules(None).match
    weighed = {level for comparison in models[entity]["comparison"] for level in comparison["level"]}
    assert weighed - models["levels"].keys() == set()


@pytest.mark.parametrize("entity", ["customer", "vehicle"])
def test_every_blocking_rule_has_a_name_in_both_languages(entity: str) -> None:
    rules = open_rules(None).match[entity]["blocking"]
    assert [rule["name"] for rule in rules if not rule.get("zh")] == []
