import os
import tempfile
from pathlib import Path

import pytest

from crmtool.errors import DeliveryRefused
from crmtool.read import codes, find, read_file


def _made(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("姓名,手机\n张三,13000001357\n", "utf-8")
    return folder


def test_files_of_nested_folders_come_sorted_by_name(tmp_path: Path) -> None:
    folder = _made(tmp_path, "b.csv", "x/a.csv", "x/y/c.xlsx", "a/b.csv")
    assert find([folder]) == [folder / "x/a.csv", folder / "a/b.csv", folder / "b.csv", folder / "x/y/c.xlsx"]


def test_hidden_files_locks_and_litter_are_ignored(tmp_path: Path) -> None:
    folder = _made(tmp_path, ".hidden.csv", "~$list.xlsx", ".git/a.csv", "__MACOSX/._a.csv", "Thumbs.db", "list.csv")
    assert find([folder]) == [folder / "list.csv"]
    assert find([folder / ".hidden.csv"]) == [folder / ".hidden.csv"]


def test_a_path_named_twice_is_one_file(tmp_path: Path) -> None:
    folder = _made(tmp_path, "a.csv")
    assert find([folder / "a.csv", folder, folder]) == [folder / "a.csv"]


def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    folder = _made(tmp_path, "a.csv")
    (folder / "loop").symlink_to(folder)
    assert find([folder]) == [folder / "a.csv"]


@pytest.mark.parametrize("name", ["missing.csv", "broken.csv"])
def test_what_is_not_there_is_listed_and_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.csv").symlink_to(tmp_path / "nowhere")
    (path,) = find([tmp_path / name])
    with pytest.raises(DeliveryRefused, match=name) as refused:
        read_file(path)
    assert refused.value.code == codes.MISSING


def test_a_broken_link_in_a_folder_is_listed(tmp_path: Path) -> None:
    folder = _made(tmp_path, "a.csv")
    (folder / "b.csv").symlink_to(folder / "nowhere")
    assert find([folder]) == [folder / "a.csv", folder / "b.csv"]


@pytest.mark.parametrize("closed", ["closed", "closed/a.csv"])
def test_what_may_not_be_opened_is_refused(closed: str) -> None:
    """As an ordinary user: the superuser may open everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = _made(Path(name), "closed/a.csv")
        folder.chmod(0o755)
        (folder / closed).chmod(0)
        before = os.geteuid()
        if before == 0:
            os.seteuid(65_534)
        try:
            (path,) = find([folder])
            with pytest.raises(DeliveryRefused, match="permission") as refused:
                read_file(path)
        finally:
            os.seteuid(before)
            (folder / closed).chmod(0o700)
    assert refused.value.code == codes.NO_PERMISSION


def test_a_file_that_vanishes_after_it_was_found_is_refused(tmp_path: Path) -> None:
    (path,) = find([_made(tmp_path, "a.csv")])
    path.unlink()
    with pytest.raises(DeliveryRefused, match="not there") as refused:
        read_file(path)
    assert refused.value.code == codes.MISSING


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DeliveryRefused) as refused:
        read_file(tmp_path / "pipe.csv")
    assert refused.value.code == codes.UNREADABLE
