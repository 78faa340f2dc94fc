"""What a user sets once instead of typing it: ``crmtool.toml`` in this folder or above, and the environment."""

from __future__ import annotations

import getpass
import locale
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtool.errors import UsageError
from crmtool.fields import as_text, one_of, only_keys

if TYPE_CHECKING:
    from pathlib import Path

FILE = "crmtool.toml"
KEYS = ("master", "rules", "lang")
LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of ``crmtool.toml``; None where it does not say. Paths are relative to the file."""

    master: Path | None = None
    rules: Path | None = None
    lang: str | None = None


def find_settings(start: Path) -> Settings:
    """Read the nearest ``crmtool.toml`` at or above ``start``; raises UsageError for a broken one, naming the key."""
    for folder in (start, *start.parents):
        file = folder / FILE
        if file.is_file():
            return _read(file)
    return Settings()


def language(wished: str | None, settings: Settings) -> str:
    """``en`` or ``zh``: what the user wished, else the settings, else the locale."""
    chosen = wished or settings.lang
    if chosen is None:
        name = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
        chosen = "zh" if name.lower().startswith("zh") else "en"
    return one_of(chosen, LANGUAGES, "language", "--lang")


def login() -> str:
    """The user's login name; the user's number where the system knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def colour_wanted() -> bool:
    """Whether the environment allows colour (https://no-color.org)."""
    return not os.environ.get("NO_COLOR")


def _read(file: Path) -> Settings:
    import tomli

    try:
        values = tomli.loads(file.read_text("utf-8-sig"))
    except OSError as fault:
        fix = "give this user the right to read it"
        raise UsageError(f"cannot be read: {fault.strerror}", where=str(file), fix=fix) from fault
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise UsageError(f"not valid TOML: {broken}", where=str(file), fix="mend the file or remove it") from broken
    only_keys(values, KEYS, str(file))
    said = {key: as_text(value, f"{file}: {key}") for key, value in values.items()}
    if "lang" in said:
        one_of(said["lang"], LANGUAGES, "language", f"{file}: lang")
    paths = {key: file.parent / said[key] for key in ("master", "rules") if key in said}
    return Settings(lang=said.get("lang"), **paths)
