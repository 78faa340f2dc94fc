"""Which files a run is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HIDDEN = (".", "~$")
LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "truth.csv", "truth.parquet", "crmtool-fixed"})
MASTER = frozenset({"master.lock", "master.db", "master.db-wal", "master.db-shm", "records"})
"""What a folder that holds the first of them has of a golden master: what we wrote is no delivery."""


def find(paths: Sequence[Path]) -> list[Path]:
    """The files that ``paths`` (files or folders) mean, each once, sorted by name and then by path.

    Folders are walked recursively, symbolic links included. Inside a folder hidden files, the lock files of open
    workbooks (``~$list.xlsx``), the litter of operating systems, a golden master, the copies of ``crmtool check --fix``
    and the truth of ``crmtool sample`` are left out; a path that was named is never left out. What cannot be opened (a
    missing file, a broken link, a folder without permission) is listed all the same, so that ``read_file`` refuses it
    with a reason.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _walk(path, ()):
            found.setdefault(file.absolute(), file)
    return sorted(found.values(), key=lambda file: (file.name, str(file)))


def ignored(name: str) -> bool:
    """Whether a file or folder of this name inside a folder is never a delivery.

    >>> [ignored(name) for name in ("~$a.xlsx", ".DS_Store", "Thumbs.db", "a.csv")]
    [True, True, True, False]
    """
    return name.startswith(HIDDEN) or name.lower() in LITTER


def _walk(path: Path, above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    """The files at or below ``path``; ``above`` are the folders passed on the way down, so that loops of links end."""
    try:
        status = path.stat()
        inside = sorted(path.iterdir()) if path.is_dir() else None
    except OSError:
        inside = None
    if inside is None:
        yield path
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    ours = MASTER if (path / "master.lock").exists() else frozenset[str]()
    for entry in inside:
        if not ignored(entry.name) and entry.name not in ours:
            yield from _walk(entry, (*above, here))
