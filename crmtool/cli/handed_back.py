"""What a check hands back beside its findings: repaired copies, a diff of the repairs, the rows that a dealer mends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crmtool.cli.incoming import STDIN
from crmtool.errors import UsageError
from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import polars as pl

    from crmtool.checking import Checked, Context
    from crmtool.console import Terminal
    from crmtool.repairing import Repaired


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of ``check`` ask to be handed back."""

    fix: bool
    fix_to: Path | None
    diff: bool
    rejects: Path | None

    def agree(self, paths: Sequence[Path]) -> None:
        """Raise UsageError where they contradict each other, or say no place for the copy of what comes on stdin."""
        if self.diff and self.repairs:
            raise UsageError("--diff writes nothing", where="--fix", fix="give one of them, --diff first")
        if self.fix and self.fix_to is None and STDIN in paths:
            raise UsageError("a copy of stdin needs a folder", where="--fix", fix="add --fix-to DIR")

    @property
    def repairs(self) -> bool:
        """Whether repaired copies are to be written."""
        return self.fix or self.fix_to is not None


@dataclass(frozen=True, slots=True)
class Mended:
    """A delivery with its repairs, what messages call it, where its copy belongs and, if wished for, the diff."""

    repaired: Repaired
    called: str
    target: Path
    diff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What was made and is not yet written: deliveries with repairs; files to be mended, with how many rows each."""

    mended: tuple[Mended, ...] = ()
    rejects: tuple[tuple[Path, bytes, int], ...] = ()


def made(checked: Checked, files: Mapping[Path, str], context: Context, wishes: Wishes) -> HandedBack:
    """Make what is wished for of the deliveries, which ``files`` calls by name."""
    if not (wishes.repairs or wishes.diff or wishes.rejects):
        return HandedBack()
    findings = checked.unmasked()
    mended = _mended(checked, findings, files, context, wishes) if wishes.repairs or wishes.diff else ()
    return HandedBack(tuple(mended), tuple(_rejects(checked, findings, wishes.rejects) if wishes.rejects else ()))


def write(handed: HandedBack, wishes: Wishes, terminal: Terminal, findings: int) -> None:
    """Write what was made, and say of every file what was done or, with ``--diff``, would be."""
    from crmtool.copies import put
    from crmtool.read import legible

    made = [(one.target, one.repaired.data) for one in handed.mended if wishes.repairs]
    copies = [(target, data, "--fix-to") for target, data in made if data is not None]
    put([*copies, *((target, data, "--rejects") for target, data, _ in handed.rejects)])
    if wishes.repairs or wishes.diff:
        _tell(handed, terminal, findings, key="would repair" if wishes.diff else "repaired")
    for target, _, rows in handed.rejects:
        terminal.say(say("to mend", terminal.lang).format(target=legible(target), rows=rows))


def _mended(
    checked: Checked, findings: pl.DataFrame, files: Mapping[Path, str], context: Context, wishes: Wishes
) -> Iterator[Mended]:
    """The deliveries with their repairs; the texts that a diff is made of are let go."""
    from crmtool.copies import place_in
    from crmtool.read import legible
    from crmtool.repairing import FOLDER, repaired

    for one in checked.arrived:
        path, called = one.file.path, files[one.file.path]
        beside = path.parent if called == legible(path) else Path(called).parent
        done = repaired(one, findings, context.rules)
        target = place_in(wishes.fix_to or beside / FOLDER, one.file)
        lines = tuple(_diff(done, called, target, context)) if wishes.diff else ()
        yield Mended(
            replace(done, parts=tuple(replace(part, edited=None) for part in done.parts)), called, target, lines
        )


def _diff(done: Repaired, called: str, target: Path, context: Context) -> Iterator[str]:
    """The diff of one delivery's repairs."""
    from crmtool.harmless import shown
    from crmtool.read import legible
    from crmtool.repair import cell_diff, text_diff

    kinds = {name: field.shown_as for name, field in context.rules.fields.items()}
    for part in done.parts:
        inside = part.name.removeprefix(legible(done.path.name))
        yield f"--- {shown(called + inside)}\n+++ {shown(legible(target) + inside)}\n"
        if part.edited:
            lines = text_diff(part.edited, kinds, unmask=context.unmask)
        else:
            lines = cell_diff(part.edits, kinds, unmask=context.unmask)
        yield from (f"{shown(line)}\n" for line in lines)


def _rejects(checked: Checked, findings: pl.DataFrame, folder: Path) -> Iterator[tuple[Path, bytes, int]]:
    from crmtool.copies import place_in
    from crmtool.rejecting import rejected, rejects_file

    for one in checked.arrived:
        rows = rejected(one, findings)
        if rows.height:
            name, data = rejects_file(one, rows)
            yield place_in(folder, one.file).with_name(name), data, rows.height


def _tell(handed: HandedBack, terminal: Terminal, findings: int, key: str) -> None:
    """What was repaired in each file, by code; what was left alone and why; how many findings have no repair."""
    from crmtool.read import legible

    lang = terminal.lang
    settled = 0
    for one in handed.mended:
        edits = one.repaired.edits
        codes = Counter(code for edit in edits for code in edit.codes)
        settled += codes.total()
        if edits:
            said = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
            line = say(key, lang).format(path=one.called, cells=len(edits), codes=said, target=legible(one.target))
            terminal.say(line)
        lines: dict[tuple[tuple[str, ...], str], list[int]] = {}
        for left in one.repaired.left:
            lines.setdefault((left.codes, left.why), []).append(left.line)
        for (left_codes, why), at in lines.items():
            what = {"codes": " ".join(left_codes), "count": len(at), "line": min(at), "why": say(why, lang)}
            terminal.say(say("left alone", lang).format(path=one.called, **what))
    terminal.say(say("no safe repair", lang).format(settled=settled, count=findings - settled))
