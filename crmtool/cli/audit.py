"""An audit on the command line: draw pairs into a workbook, read it back, say how good the master is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from crmtool.errors import CrmtoolError, DeliveryRefused, UsageError
from crmtool.evaluate.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from crmtool.cli.options import Session
    from crmtool.console import Terminal
    from crmtool.evaluate.audit import Audit, Doubt, Estimate, Tally
    from crmtool.evaluate.interval import Interval

FIGURES = ("precision", "recall", "f1")
NOT_SHOWN = frozenset({"staff", "dealer"})
"""Whose fields say nothing of the customer."""


def sample(session: Session, size: int, out: Path, seed: int) -> None:
    """Draw ``size`` pairs and write the workbook ``out``; raises UsageError where there is such a file already."""
    import polars as pl

    from crmtool.evaluate import audit, sheet
    from crmtool.export import replacing
    from crmtool.master import Master
    from crmtool.records import newest_versions

    if out.suffix.lower() != ".xlsx":
        raise UsageError("an audit is a workbook", where=str(out), fix="Name a file that ends in .xlsx")
    if out.exists():
        raise UsageError("is there already and may hold judgements", where=str(out), fix="Name another file")
    rules, folder = session.rules(), session.master()
    thresholds = rules.match["customer"]["model"]
    with Master.open(folder, write=False) as master:
        scored, records = master.scan("scored"), master.scan("records")
        if scored is None or records is None:
            raise UsageError(
                "the master holds no records yet", where=str(folder), fix="crmtool run brings deliveries in"
            )
        weighed = scored.select("l", "r", "match_weight", "veto").collect()
        bounds = (float(thresholds["match"]), float(thresholds["review"]))
        drawn = audit.draw(master.table("crosswalk"), weighed, bounds, size, seed)
        keys = pl.concat([drawn.pairs["key_l"], drawn.pairs["key_r"]]).unique().implode()
        known = newest_versions(records.filter(pl.col("record_key").is_in(keys)).collect())
    fields = {name: field for name, field in rules.fields.items() if field.of not in NOT_SHOWN}
    kinds = {name: field.shown_as for name, field in fields.items()}
    titles = {name: field.label(session.lang) for name, field in fields.items()}
    cells = sheet.side_by_side(drawn, known, kinds, unmask=session.unmask)
    with replacing(out) as target:
        sheet.write(drawn, cells, {**titles, "place": text("audit place", session.lang)}, session.lang, target)
    _show_drawn(session, drawn, out)


def judged(session: Session, file: Path) -> None:
    """Read a workbook that was judged, and print precision and recall with intervals of 95 %."""
    from crmtool.evaluate import audit
    from crmtool.master import Master

    drawn, answers = _read(file)
    with Master.open(session.master(), write=False) as master:
        crosswalk = master.table("crosswalk")
    gone, moved = _changed(drawn, crosswalk)
    if gone == drawn.pairs.height:
        fix = "Name the master that the audit was drawn from, or draw a new one"
        raise UsageError("none of its pairs is in this master", where=str(file), fix=fix)
    tallies = audit.tally(drawn, answers)
    try:
        found = {doubt: audit.estimate(tallies, doubt) for doubt in audit.DOUBTS}
    except UsageError as fault:
        raise UsageError(fault.what, where=str(file), fix=fault.fix) from None
    changes = {"gone": gone, "moved": moved}
    if session.as_json:
        session.terminal().emit("evaluate", _as_data(drawn, tallies, found) | changes)
    else:
        _show_judged(session.terminal(), tallies, found, changes)


def _read(file: Path) -> tuple[Audit, pl.DataFrame]:
    """The audit and its answers; raises UsageError for whatever is no audit."""
    from crmtool.evaluate import judged as answers
    from crmtool.read.container import Guarded, workbook_format
    from crmtool.read.source import Source

    if not file.is_file():
        raise UsageError(
            "there is no such file", where=str(file), fix="crmtool evaluate --sample N --out FILE makes one"
        )
    try:
        source = Source(str(file), file.read_bytes())
        with Guarded(source):
            workbook_format(source)
            return answers.read(source.data, str(file))
    except DeliveryRefused as refused:
        raise UsageError(f"is no audit: {refused.what}", where=str(file), fix="Save it as .xlsx") from None
    except OSError as fault:
        raise CrmtoolError(f"cannot be read ({fault.strerror})", where=str(file)) from fault


def _changed(drawn: Audit, crosswalk: pl.DataFrame) -> tuple[int, int]:
    """Pairs that the master no longer has, and pairs that it joins now and did not, or the other way round."""
    import polars as pl

    from crmtool.evaluate.strata import FOUND

    who = crosswalk.select("record_key", "customer_id").drop_nulls("record_key").unique("record_key")
    now = drawn.pairs.join(who.rename({"record_key": "key_l", "customer_id": "id_l"}), on="key_l")
    now = now.join(who.rename({"record_key": "key_r", "customer_id": "id_r"}), on="key_r")
    joined = (pl.col("id_l") == pl.col("id_r")).fill_null(value=False)
    moved = now.filter(joined != pl.col("stratum").is_in(sorted(FOUND))).height
    return drawn.pairs.height - now.height, moved


def _show_drawn(session: Session, drawn: Audit, out: Path) -> None:
    lang, terminal = session.lang, session.terminal()
    count = drawn.pairs.height
    if session.as_json:
        strata = [asdict(one) | {"found": one.found} for one in drawn.strata]
        terminal.emit("evaluate", {"file": str(out), "drawn": count, "seed": drawn.seed, "strata": strata})
        return
    rows = [(text(f"stratum {one.name}", lang), f"{one.pairs:,}", f"{one.drawn:,}") for one in drawn.strata]
    terminal.table([text(word, lang) for word in ("stratum", "pairs", "drawn")], rows, numbers=2)
    terminal.say(text("audit written", lang).format(count=count, path=out, column=text("audit same", lang)))
    if not session.unmask:
        terminal.say(text("audit masked", lang))


def _show_judged(
    terminal: Terminal, tallies: Sequence[Tally], found: Mapping[Doubt, Estimate], changes: Mapping[str, int]
) -> None:
    lang = terminal.lang
    unsure = sum(one.unsure for one in tallies)
    figures = []
    for name in FIGURES:
        value: Interval = getattr(found["left out"], name)
        said = text("interval", lang).format(value=_three(value.value), low=_three(value.low), high=_three(value.high))
        against, favour = (_three(getattr(found[doubt], name).value) for doubt in ("against", "for"))
        doubt = text("doubt", lang).format(low=against, high=favour) if unsure else ""
        figures.append((text(name, lang), said, doubt))
    terminal.table(("", "", ""), figures)
    columns = [text(word, lang) for word in ("stratum", "pairs", "drawn", "answer yes", "answer no", "answer unsure")]
    rows = [
        (
            text(f"stratum {one.stratum.name}", lang),
            f"{one.stratum.pairs:,}",
            *(one.stratum.drawn, one.yes, one.no, one.unsure),
        )
        for one in tallies
    ]
    terminal.show()
    terminal.table(columns, rows, numbers=5)
    drawn = sum(one.stratum.drawn for one in tallies)
    blank = drawn - unsure - sum(one.judged for one in tallies)
    if blank:
        terminal.say(text("not judged", lang).format(count=blank, drawn=drawn))
    for name, count in changes.items():
        if count:
            terminal.say(text(f"audit {name}", lang).format(count=count, drawn=drawn))
    terminal.say(text("of weighed", lang))


def _as_data(drawn: Audit, tallies: Sequence[Tally], found: Mapping[Doubt, Estimate]) -> dict[str, object]:
    figures = {
        name: asdict(getattr(found["left out"], name))
        | {f"unsure_{doubt}": asdict(getattr(one, name)) for doubt, one in found.items() if doubt != "left out"}
        for name in FIGURES
    }
    strata = [
        asdict(one.stratum) | {"found": one.stratum.found, "yes": one.yes, "no": one.no, "unsure": one.unsure}
        for one in tallies
    ]
    answered = {"judged": sum(one.judged for one in tallies), "unsure": sum(one.unsure for one in tallies)}
    return {"audit": figures, "drawn": drawn.pairs.height, **answered, "strata": strata}


def _three(share: float) -> str:
    """A share to three digits, and never as 1 where it is less."""
    return "1.000" if share >= 1 else f"{min(share, 0.9994):.3f}"
