"""``crmtool profile``: how a file is read, which column is which, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmtool.cli.options import Session, command
from crmtool.cli.written import written
from crmtool.words import say

if TYPE_CHECKING:
    import polars as pl

    from crmtool.arrivals import Arrived
    from crmtool.console import Terminal
    from crmtool.rulebook import Rules


@command
def profile(
    session: Session,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A delivered file.", readable=False)],
    force: Annotated[bool, typer.Option("--force", help="Write over an existing profile.")] = False,
) -> None:
    """Show how a file is read and which field each column holds, and write that down as the dealer's profile.

    The profile goes to dealers/ in the rules folder of your own (--rules, or rules/ here); edit it where it is wrong.

    crmtool profile D01_sales_20261101.csv --rules our-rules/
    """
    from crmtool.arrivals import understand
    from crmtool.errors import DeliveryRefused
    from crmtool.read import read_file

    rules = session.rules()
    arrived = understand([read_file(file)], rules, session.as_of)[0]
    if isinstance(arrived, DeliveryRefused):
        raise arrived
    terminal = session.terminal()
    if session.as_json:
        terminal.emit("profile", _as_data(arrived))
    else:
        _show(terminal, arrived, rules)
    _keep(session, terminal, arrived, rules, force=force)


def _as_data(arrived: Arrived) -> dict[str, object]:
    columns = [
        {
            "sheet": table.sheet,
            "column": one.header,
            "field": one.field,
            "confidence": one.confidence,
            "why": one.evidence,
        }
        for table, mappings in zip(arrived.file.tables, arrived.mappings, strict=True)
        for one in mappings
    ]
    return {
        **_facts(arrived),
        "columns": columns,
        "notes": arrived.notes.select("code", "line", "message", "value").to_dicts(),
    }


def _facts(arrived: Arrived) -> dict[str, object]:
    delivery, file = arrived.delivery, arrived.file
    return {
        "file": file.name,
        "dealer": delivery.dealer,
        "kind": delivery.kind,
        "date": delivery.date,
        "format": file.format,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "header_line": [table.header_line for table in file.tables],
        "rows": arrived.rows.height,
        "rejected": arrived.rejects.height,
        "record_id_names": _id_means(arrived.rows),
    }


def _id_means(rows: pl.DataFrame) -> str:
    """Whether the delivery's own ids name a row or a customer; "" where it has none."""
    from crmtool.records import with_id_means

    if "record_id" not in rows.columns:
        return ""
    place = ("row", "line", "sheet", "delivery_date", "source_file", "dealer", "kind")
    means = with_id_means(rows, [name for name in rows.columns if name not in place])["id_means"].drop_nulls()
    return means[0] if means.len() else ""


def _show(terminal: Terminal, arrived: Arrived, rules: Rules) -> None:
    def label(name: str) -> str:
        found = rules.fields.get(name)
        return found.label(terminal.lang) if found else ""

    for name, value in _facts(arrived).items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        terminal.show(f"{say(name, terminal.lang):<14} {repr(shown) if name == 'delimiter' else shown}")
    for table, mappings in zip(arrived.file.tables, arrived.mappings, strict=True):
        rows = [
            (
                one.header or f"#{one.index + 1}",
                one.field or "-",
                label(one.field),
                f"{one.confidence:.0%}",
                one.evidence,
            )
            for one in mappings
        ]
        terminal.show()
        terminal.table(("column", "field", "", "sure", "why"), rows, title=table.sheet)
    for note in arrived.notes.iter_rows(named=True):
        known = rules.checks.get(note["code"])
        said = (known.message[terminal.lang] if known else "", note["message"], note["value"])
        terminal.show(f"{note['code']}  {': '.join(filter(None, said))}")


def _keep(session: Session, terminal: Terminal, arrived: Arrived, rules: Rules, *, force: bool) -> None:
    from crmtool import mapping
    from crmtool.arrivals import profile_name
    from crmtool.rulebook import default_folder

    here = Path("rules")
    own = (
        here / "dealers"
    ).is_dir() and here.resolve() != default_folder()  # what ships with the program stays as it is
    folder = session.rules_folder or (here if own else None)
    if folder is None:
        terminal.say("not kept: crmtool init DIR, then --rules DIR, gives a profile a place to live")
        return
    target = folder / "dealers" / f"{profile_name(arrived.file)}.toml"
    if target.exists() and not force:
        terminal.say(f"{target} stays as it is; --force writes over it")
        return
    former = mapping.profile_from_toml(rules.dealers.get(target.stem, {}), str(target))
    text = mapping.profile_toml(arrived.delivery, arrived.file, arrived.mappings, former)
    target.parent.mkdir(parents=True, exist_ok=True)
    written([text], target)
    terminal.say(f"{target} written")
