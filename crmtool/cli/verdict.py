"""How a check ends: its exit code, and a closing line that says what was found and what to do next."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from crmtool.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crmtool.checking import Checked
    from crmtool.console import Terminal

FAIL_ON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"error": ("error",), "warning": ("error", "warning"), "never": ()}
)
"""Severities that fail a check; an info never does."""
FAILED, UNREAD = 1, 3
STYLES = {0: "green", FAILED: "red", UNREAD: "red"}


def exit_code(checked: Checked, failing: Sequence[str]) -> int:
    """0 if all is well, 1 if a finding that counts fails the check, 3 if a delivery could not be read."""
    if checked.refused:
        return UNREAD
    found = checked.findings
    return FAILED if (found["counts"] & found["severity"].is_in(list(failing))).any() else 0


def close(terminal: Terminal, checked: Checked, code: int, seconds: float) -> None:
    """One line for people about everything, and one about what to do."""
    from crmtool.report.contents import SEVERITIES
    from crmtool.report.wording import counted

    lang = terminal.lang
    counts = dict(checked.findings.group_by("severity").len().iter_rows())
    found = [counted(severity, counts[severity], lang) for severity in SEVERITIES if severity in counts]
    others = {
        "tolerated": checked.findings.height - checked.findings["counts"].sum(),
        "in baseline": checked.known,
        "not read": len(checked.refused),
    }
    found += [say(key, lang).format(count) for key, count in others.items() if count]
    comma = "，" if lang == "zh" else ", "
    said = say("checked" if found else "all good", lang).format(
        files=counted("file", len(checked.rows) + len(checked.refused), lang),
        rows=counted("row", sum(checked.rows.values()), lang),
        found=comma.join(found),
    )
    terminal.say(f"{said} ({say('took', lang).format(seconds)})", STYLES[code])
    if code:
        terminal.say(say("next unread" if code == UNREAD else "next failed", lang).format(code=_worst(checked)))


def _worst(checked: Checked) -> str:
    """The code of the most frequent of the gravest findings."""
    from crmtool.report.contents import SEVERITIES

    counting = checked.findings.select("severity", "code", "counts").filter("counts").group_by("severity", "code")
    often = counting.len().sort("len", "code", descending=[True, False])
    return next((code for grave in SEVERITIES for code in often.filter(severity=grave)["code"]), "")
